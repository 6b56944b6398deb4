//! A column of prices: whether a point or a comma stands before the decimals, and which currencies its rows name.

use super::currency_sign::{Named, Sign, currency_beside};
use super::money::{Currency, PriceReading, grouping_sign, read_price};

/// What the cells of a column say of its decimal sign.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PriceColumn {
    /// Cells that can only have a decimal point, and only a comma.
    points: u64,
    commas: u64,
    /// Cells in which points group thousands, and commas.
    grouping_points: u64,
    grouping_commas: u64,
}

/// The decimal sign of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DecimalSign {
    Point,
    Comma,
    /// No cell has decimals: three digits behind a sign are thousands, for a price of three decimals would be one of many.
    Neither,
    /// Cells contradict each other: what could be either is not known.
    Mixed,
}

impl PriceColumn {
    /// Reads a cell, and learns from it what sign its column has.
    pub(super) fn read(&mut self, cell: &[u8], digits: u32) -> Option<PriceReading> {
        let reading = read_price(cell, digits)?;
        match reading {
            PriceReading::Certain(_, Some(b'.')) => self.points += 1,
            PriceReading::Certain(_, Some(b',')) => self.commas += 1,
            PriceReading::Certain(_, None) => match grouping_sign(cell) {
                Some(b'.') => self.grouping_points += 1,
                Some(b',') => self.grouping_commas += 1,
                _ => {}
            },
            _ => {}
        }
        Some(reading)
    }

    /// What all cells together say.
    pub(super) fn sign(&self) -> DecimalSign {
        match (self.points, self.commas) {
            (0, 0) => DecimalSign::Neither,
            (_, 0) if self.grouping_points == 0 => DecimalSign::Point,
            (0, _) if self.grouping_commas == 0 => DecimalSign::Comma,
            _ => DecimalSign::Mixed,
        }
    }
}

impl DecimalSign {
    /// The amount of a reading; `None` where the column contradicts itself.
    pub(super) fn amount(self, reading: PriceReading) -> Option<i64> {
        match (reading, self) {
            (PriceReading::Certain(amount, _), _) => Some(amount),
            (PriceReading::Either { point, .. }, Self::Point) => Some(point),
            (PriceReading::Either { comma, .. }, Self::Comma) => Some(comma),
            (PriceReading::Either { point, comma }, Self::Neither) => {
                Some(if point.abs() > comma.abs() {
                    point
                } else {
                    comma
                })
            }
            (PriceReading::Either { .. }, Self::Mixed) => None,
        }
    }
}

/// The currencies that rows name, each with how often.
#[derive(Clone, Debug, Default)]
pub(super) struct Currencies {
    /// What the merchant says that all prices are in.
    asked: Option<Currency>,
    /// What other files say.
    known: Option<Currency>,
    counts: Vec<(Named, u64)>,
}

impl Currencies {
    pub(super) fn new(asked: Option<Currency>, known: Option<Currency>) -> Self {
        Self {
            asked,
            known,
            counts: Vec::new(),
        }
    }

    /// One more row of a currency.
    pub(super) fn count(&mut self, found: Named) {
        match self.counts.iter_mut().find(|(known, _)| *known == found) {
            Some((_, count)) => *count += 1,
            None => self.counts.push((found, 1)),
        }
    }

    /// Digits of a row's prices: of its own currency, else of the one that is likely the column's.
    pub(super) fn digits(&self, own: Option<Named>) -> u32 {
        let first = self.counts.iter().find_map(|(first, _)| first.code());
        let own = own.and_then(Named::code);
        let currency = own.or(self.asked).or(first).or(self.known);
        currency.unwrap_or(Currency::UNKNOWN).digits()
    }

    /// What is kept: the currency asked for, else what most rows name, of equally many the first. A sign that several currencies
    /// write counts for those of them that are named.
    fn kept(&self) -> Option<Named> {
        let agreeing = |named: Named| {
            let all = self.counts.iter().filter(|(known, _)| known.agrees(named));
            all.map(|(_, count)| count).sum::<u64>()
        };
        let codes = self
            .counts
            .iter()
            .filter(|(named, _)| named.code().is_some());
        let signs = self
            .counts
            .iter()
            .filter(|(named, _)| named.code().is_none());
        let mut best: Option<(Named, u64)> = None;
        // A code before a sign that may stand for it.
        for (named, _) in codes.chain(signs) {
            let count = agreeing(*named);
            if best.is_none_or(|(_, most)| count > most) {
                best = Some((*named, count));
            }
        }
        self.asked.map(Named::Code).or(best.map(|(named, _)| named))
    }

    /// The currency of the prices that are kept; `None` if only a sign says it that several currencies write.
    pub(super) fn main(&self) -> Option<Currency> {
        self.kept().and_then(Named::code)
    }

    /// The sign of the prices that are kept, where nothing says more.
    pub(super) fn sign(&self) -> Option<Sign> {
        match self.kept()? {
            Named::Code(_) => None,
            Named::Sign(sign) => Some(sign),
        }
    }

    /// Whether a row's prices are in another currency than those that are kept.
    pub(super) fn is_other(&self, own: Option<Named>) -> bool {
        own.is_some_and(|own| !self.kept().is_some_and(|kept| kept.agrees(own)))
    }

    /// The first other one.
    pub(super) fn other(&self) -> Option<Named> {
        let mut all = self.counts.iter().map(|(found, _)| *found);
        all.find(|found| self.is_other(Some(*found)))
    }
}

/// The currency of a row: what its own column says, else what stands beside its price.
pub(super) fn named(currency: &[u8], price: &[u8]) -> Option<Named> {
    let own = std::str::from_utf8(currency)
        .ok()
        .and_then(|code| code.parse().ok());
    own.map(Named::Code)
        .or_else(|| currency_beside(currency))
        .or_else(|| currency_beside(price))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(cells: &[&str]) -> Vec<Option<i64>> {
        let mut column = PriceColumn::default();
        let readings: Vec<PriceReading> = cells
            .iter()
            .map(|cell| column.read(cell.as_bytes(), 2).expect("a price"))
            .collect();
        let sign = column.sign();
        readings
            .into_iter()
            .map(|reading| sign.amount(reading))
            .collect()
    }

    #[test]
    fn thousands_without_decimals_are_told_by_the_column() {
        assert_eq!(
            amounts(&["Rp17.500", "Rp1.520.000"]),
            [Some(1_750_000), Some(152_000_000)]
        );
        assert_eq!(
            amounts(&["Rp17.500", "Rp850.000"]),
            [Some(1_750_000), Some(85_000_000)]
        );
        assert_eq!(
            amounts(&["2,030 $", "900 $"]),
            [Some(203_000), Some(90_000)]
        );
        assert_eq!(amounts(&["1.234", "2.50"]), [Some(123), Some(250)]);
        assert_eq!(amounts(&["1.234", "2,50"]), [Some(123_400), Some(250)]);
        assert_eq!(
            amounts(&["1.234", "2.50", "1.234.567"]).first(),
            Some(&None),
            "points are both"
        );
    }

    #[test]
    fn the_main_currency_is_that_of_most_rows() {
        let code = |text: &str| text.parse::<Currency>().expect("a code");
        let named_as = |text: &str| named(text.as_bytes(), b"").expect("named");
        let mut found = Currencies::new(None, None);
        for text in ["USD", "EUR", "EUR"] {
            found.count(named_as(text));
        }
        assert_eq!(
            (found.main(), found.other()),
            (Some(code("EUR")), Some(named_as("USD")))
        );
        let mut asked = Currencies::new(Some(code("GBP")), None);
        asked.count(named_as("USD"));
        assert_eq!(
            (asked.main(), asked.other()),
            (Some(code("GBP")), Some(named_as("USD")))
        );
        assert_eq!(named(b"", b"5.00 EUR"), Some(named_as("EUR")));
        assert_eq!(named(b"usd", b"5.00 EUR"), Some(named_as("USD")));
        assert_eq!(named("€".as_bytes(), b"5.00"), Some(named_as("EUR")));
    }

    #[test]
    fn a_sign_of_several_currencies_contradicts_what_none_of_them_is() {
        let of = |signs: &[&str], asked: Option<&str>| {
            let asked = asked.map(|code| code.parse().expect("a code"));
            let mut found = Currencies::new(asked, None);
            for sign in signs {
                found.count(named(b"", format!("{sign} 5").as_bytes()).expect("named"));
            }
            let text = |named: Option<String>| named.unwrap_or_default();
            (
                text(found.main().map(|main| main.to_string())),
                text(found.sign().map(|sign| sign.to_string())),
                text(found.other().map(|other| other.to_string())),
            )
        };
        let own = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(of(&["€", "€", "$"], None), own("EUR", "", "$"));
        assert_eq!(of(&["€", "$", "$"], None), own("", "$", "EUR"));
        assert_eq!(
            of(&["€", "€", "$", "$", "US$"], None),
            own("USD", "", "EUR")
        );
        assert_eq!(of(&["$"], Some("CAD")), own("CAD", "", ""));
        assert_eq!(of(&["$"], Some("EUR")), own("EUR", "", "$"));
    }
}
