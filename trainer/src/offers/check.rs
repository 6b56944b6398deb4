//! The rules of honest urgency, held against a sheet of offers.

use std::collections::HashMap;

use setwise_core::offer::{Kind, Scope};

use super::goods::{Goods, scope_of};
use super::held::Held;
use super::{DAY, written};
use crate::ingest::{Finding, Level, OfferRow, OfferSheet, Subject};

/// Days between the end of an offer and the start of a same or similar one, unless the merchant sets others.
pub const COOLING_OFF_DAYS: u32 = 30;
/// Prices that differ by less than this share of the larger one (10 %) are similar.
const SIMILAR: u64 = 10;

/// What offers are held against besides each other.
#[derive(Clone, Debug, Default)]
pub struct Rules<'a> {
    /// Days between an offer's end and a same or similar one.
    pub cooling_off_days: u32,
    /// The products of the shop, if they are known.
    pub goods: Option<&'a Goods>,
    /// What shoppers were told before.
    pub held: &'a [Held],
    /// The moment of publishing, seconds since 1970. An offer of before that has not begun by then has been told to nobody.
    pub now: Option<i64>,
}

/// What of an offer meets others.
struct Met<'a> {
    /// `None` for one that the folder holds.
    line: Option<u64>,
    id: &'a str,
    scope: Scope,
    kind: Kind,
    price: Option<u64>,
    terms: &'a str,
    starts: i64,
    ends: i64,
}

impl Met<'_> {
    fn called(&self) -> String {
        match self.line {
            Some(line) => format!("offer `{}` of line {line}", self.id),
            None => format!("offer `{}`, which the folder holds already", self.id),
        }
    }

    /// Whether shoppers would take the two for the same offer.
    fn resembles(&self, other: &Self) -> bool {
        if self.kind != other.kind {
            return false;
        }
        match (self.kind, self.price, other.price) {
            (Kind::Price, Some(a), Some(b)) => a.abs_diff(b) * SIMILAR < a.max(b),
            (Kind::Perk, ..) => self.scope == other.scope || self.terms == other.terms,
            _ => true,
        }
    }

    /// Whether the two cannot both be true of one product at once.
    fn excludes(&self, other: &Self) -> bool {
        self.kind == other.kind
            && match self.kind {
                Kind::Price => true,
                Kind::Perk => self.scope == other.scope && self.terms == other.terms,
                Kind::FreeShipping => self.scope == other.scope,
            }
    }
}

/// Everything that is wrong with the offers of a sheet, in the order of its lines: what reading found, and what breaks a rule.
#[must_use]
pub fn check(sheet: &OfferSheet, rules: &Rules<'_>) -> Vec<Finding> {
    let mut found = sheet.findings.clone();
    let mut ids: HashMap<&str, u64> = HashMap::new();
    for offer in &sheet.offers {
        let line = offer.line;
        let earlier = *ids.entry(&offer.id).or_insert(line);
        if earlier != line {
            let text = format!(
                "`{}` is the id of line {earlier} too; give each offer its own",
                offer.id
            );
            found.push(sheet.finding(Level::Error, line, "offer_id", text));
        }
        check_price(sheet, offer, rules.goods, &mut found);
        if let Some(goods) = rules.goods {
            check_subject(sheet, offer, goods, &mut found);
        }
        if rules.now.is_some_and(|now| offer.ends <= now) {
            let text = format!("it ended at {}: nobody will see it", written(offer.ends));
            found.push(sheet.finding(Level::Warning, line, "ends_at", text));
        }
    }
    check_successors(sheet, rules, &mut found);
    found.sort_by_key(|finding| (finding.line, finding.level));
    found
}

fn money(minor: i64, offer: &OfferRow, goods: Option<&Goods>) -> String {
    let currency = offer.currency.or(goods.and_then(|goods| goods.currency));
    let digits = currency.map_or(2, |code| code.digits());
    let whole = 10_i64.pow(digits);
    match digits {
        0 => minor.to_string(),
        _ => format!(
            "{}.{:0width$}",
            minor / whole,
            minor % whole,
            width = digits as usize
        ),
    }
}

fn check_price(
    sheet: &OfferSheet,
    offer: &OfferRow,
    goods: Option<&Goods>,
    found: &mut Vec<Finding>,
) {
    let line = offer.line;
    let theirs = goods.and_then(|goods| goods.currency);
    if let (Some(own), Some(theirs)) = (offer.currency, theirs)
        && own != theirs
    {
        let text = format!("it is in {own}, but the shop's prices are in {theirs}");
        found.push(sheet.finding(Level::Error, line, "currency", text));
        return;
    }
    let (Kind::Price, Some(price)) = (offer.kind, offer.price) else {
        return;
    };
    let shown = |minor| money(minor, offer, goods);
    match offer.lowest {
        Some(lowest) if price >= lowest => {
            let text = format!(
                "{} is not below {}, the lowest price of the last 30 days: that is no offer",
                shown(price),
                shown(lowest)
            );
            found.push(sheet.finding(Level::Error, line, "offer_price", text));
        }
        Some(_) => {}
        None => {
            let text = "without it no price is struck through; write the lowest price of the 30 days before the offer".to_owned();
            found.push(sheet.finding(Level::Warning, line, "lowest_price_30d", text));
        }
    }
    let listed = match (&offer.subject, goods) {
        (Subject::Product(id), Some(goods)) => goods.product(id).and_then(|good| good.price),
        _ => None,
    };
    for (regular, whose) in [
        (offer.regular, "regular price"),
        (listed, "catalog's price"),
    ] {
        // A catalog that was exported during the offer has its price.
        if let Some(regular) = regular
            && price > regular
        {
            let text = format!("{} is above {}, the {whose}", shown(price), shown(regular));
            found.push(sheet.finding(Level::Error, line, "offer_price", text));
        }
    }
    if offer.regular == Some(price) {
        let text = format!("{} is the regular price: that is no offer", shown(price));
        found.push(sheet.finding(Level::Error, line, "offer_price", text));
    }
}

fn check_subject(sheet: &OfferSheet, offer: &OfferRow, goods: &Goods, found: &mut Vec<Finding>) {
    let (column, text) = match &offer.subject {
        Subject::Product(id) if goods.product(id).is_none() => (
            "product_id",
            format!("there is no product `{id}` in the catalog; ids are compared byte for byte"),
        ),
        Subject::Category(path) if !goods.has_category(path) => (
            "category",
            format!("no product of the catalog is in `{path}`; levels are split by ` > `"),
        ),
        _ => return,
    };
    found.push(sheet.finding(Level::Error, offer.line, column, text));
}

/// Offers that overlap on a product, or begin too soon after a same or similar one.
fn check_successors(sheet: &OfferSheet, rules: &Rules<'_>, found: &mut Vec<Finding>) {
    let told = |held: &&Held| rules.now.is_none_or(|now| held.starts <= now);
    let own = sheet.offers.iter().map(|offer| Met {
        line: Some(offer.line),
        id: &offer.id,
        scope: scope_of(&offer.subject),
        kind: offer.kind,
        price: offer.price.and_then(|price| u64::try_from(price).ok()),
        terms: &offer.terms,
        starts: offer.starts,
        ends: offer.ends,
    });
    let before = rules.held.iter().filter(told).map(|held| Met {
        line: None,
        id: &held.id,
        scope: held.scope,
        kind: held.kind,
        price: held.price,
        terms: &held.terms,
        starts: held.starts,
        ends: held.ends,
    });
    let all: Vec<Met<'_>> = own.chain(before).collect();
    let mut by_scope: HashMap<Scope, Vec<usize>> = HashMap::new();
    for (at, met) in all.iter().enumerate() {
        by_scope.entry(met.scope).or_default().push(at);
    }
    let above = |scope| {
        rules
            .goods
            .map_or_else(|| vec![scope], |goods| goods.above(scope))
    };
    for (at, met) in all.iter().enumerate() {
        for scope in above(met.scope) {
            for &other in by_scope.get(&scope).into_iter().flatten() {
                // Two on one scope meet twice.
                if other == at || (scope == met.scope && other < at) {
                    continue;
                }
                if let Some(other) = all.get(other) {
                    meet(sheet, met, other, rules, found);
                }
            }
        }
    }
}

fn meet(sheet: &OfferSheet, a: &Met<'_>, b: &Met<'_>, rules: &Rules<'_>, found: &mut Vec<Finding>) {
    let (first, second) = if (a.starts, a.ends) <= (b.starts, b.ends) {
        (a, b)
    } else {
        (b, a)
    };
    // Told at a line of the sheet; of two lines the later offer's.
    let (told, other) = match (second.line, first.line) {
        (Some(_), _) => (second, first),
        (None, Some(_)) => (first, second),
        (None, None) => return,
    };
    let Some(line) = told.line else { return };
    let was_told = other.line.is_none();
    if was_told && told.id == other.id && told.starts == other.starts {
        if told.ends > other.ends && told.scope == other.scope {
            let text = format!(
                "shoppers were told that `{}` ends at {}, now it would end at {}: an end that was told stays",
                told.id,
                written(other.ends),
                written(told.ends)
            );
            found.push(sheet.finding(Level::Error, line, "ends_at", text));
        }
        return;
    }
    let gap = second.starts - first.ends;
    if gap < 0 {
        // The merchant may end an offer early and put another in its place, but not the same once more.
        let conflict = if was_told {
            told.resembles(other)
        } else {
            told.excludes(other)
        };
        if conflict {
            let text = format!(
                "it overlaps {} on the same product ({} to {})",
                other.called(),
                written(other.starts),
                written(other.ends)
            );
            found.push(sheet.finding(Level::Error, line, "starts_at", text));
        }
        return;
    }
    let cooling = i64::from(rules.cooling_off_days) * DAY;
    if gap < cooling && first.resembles(second) {
        let text = format!(
            "it is {} {} on the same product, which is the same or a similar offer: {} days have to lie between them (--cooling-off-days), so the later one may start at {}",
            match std::ptr::eq(told, second) {
                true => format!("{} after", days(gap)),
                false => format!("{} before", days(gap)),
            },
            other.called(),
            rules.cooling_off_days,
            written(first.ends + cooling)
        );
        found.push(sheet.finding(Level::Error, line, "starts_at", text));
    }
}

fn days(seconds: i64) -> String {
    match seconds / DAY {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Currency, Options, Product, Table, read_offers};
    use std::io::Cursor;

    const HEADER: &str = "offer_id,product_id,category,kind,offer_price,currency,starts_at,ends_at,lowest_price_30d,terms\n";

    fn sheet(rows: &[&str]) -> OfferSheet {
        let text = format!("{HEADER}{}\n", rows.join("\n"));
        let mut table = Table::from_reader("offers.csv", Cursor::new(text), 0).expect("a table");
        let sheet = read_offers(&mut table, &Options::default(), None).expect("read");
        assert_eq!(sheet.findings, []);
        sheet
    }

    /// A price offer of these days of November 2026.
    fn row(id: &str, product: &str, price: &str, from: u32, to: u32) -> String {
        format!(
            "{id},{product},,price,{price},GBP,2026-11-{from:02}T00:00:00Z,2026-11-{to:02}T00:00:00Z,20.00,"
        )
    }

    fn errors(sheet: &OfferSheet, rules: &Rules<'_>) -> Vec<String> {
        let found = check(sheet, rules).into_iter();
        let errors = found.filter(|finding| finding.level == Level::Error);
        errors.map(|finding| finding.to_string()).collect()
    }

    fn rules() -> Rules<'static> {
        Rules {
            cooling_off_days: COOLING_OFF_DAYS,
            ..Rules::default()
        }
    }

    fn goods(sheet: &OfferSheet) -> Goods {
        let product = |id: &str, price, category: &str| Product {
            price: Some(price),
            category: Some(category.to_owned()),
            ..Product::bare(id.as_bytes())
        };
        let products = [
            product("P", 2_000, "Beauty > Skin"),
            product("Q", 900, "Beauty"),
        ];
        Goods::of_products(sheet, &products, "GBP".parse::<Currency>().expect("code"))
    }

    #[test]
    fn a_successor_within_the_cooling_off_is_named_with_both_lines() {
        let sheet = sheet(&[
            &row("A", "P", "12.00", 1, 5),
            &row("B", "P", "11.90", 8, 12),
        ]);
        let found = errors(&sheet, &rules());
        let [text] = &found[..] else {
            panic!("{found:?}")
        };
        for part in [
            "line 3",
            "offer `A` of line 2",
            "3 days after",
            "30 days",
            "2026-12-05T00:00:00Z",
        ] {
            assert!(text.contains(part), "{part} not in: {text}");
        }
        assert_eq!(
            errors(
                &sheet,
                &Rules {
                    cooling_off_days: 3,
                    ..rules()
                }
            ),
            [""; 0]
        );
    }

    #[test]
    fn another_product_another_offer_or_enough_time_is_no_successor() {
        for (a, b) in [
            (row("A", "P", "12.00", 1, 5), row("B", "Q", "12.00", 6, 7)),
            // A fifth off and then a half is another offer.
            (row("A", "P", "16.00", 1, 5), row("B", "P", "10.00", 6, 7)),
            (
                row("A", "P", "12.00", 1, 2),
                row("B", "P", "12.00", 2, 3).replace("2026-11", "2026-12"),
            ),
        ] {
            assert_eq!(errors(&sheet(&[&a, &b]), &rules()), [""; 0], "{a}\n{b}");
        }
        // The one before the last counts too.
        let three = [
            row("A", "P", "12.00", 1, 3),
            row("B", "P", "18.00", 4, 6),
            row("C", "P", "12.00", 7, 9),
        ];
        let found = errors(&sheet(&three.each_ref().map(String::as_str)), &rules());
        assert!(
            found.len() == 1 && found[0].contains("line 4") && found[0].contains("line 2"),
            "{found:?}"
        );
    }

    #[test]
    fn overlaps_and_ids_given_twice_are_named() {
        let sheet = sheet(&[&row("A", "P", "12.00", 1, 5), &row("A", "P", "9.00", 4, 12)]);
        let found = errors(&sheet, &rules());
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found
                .iter()
                .any(|text| text.contains("overlaps offer `A` of line 2"))
        );
        assert!(found.iter().any(|text| text.contains("id of line 2 too")));
    }

    #[test]
    fn a_price_that_is_no_offer_is_named() {
        let sheet = sheet(&[&row("A", "P", "20.00", 1, 5), &row("B", "Q", "9.50", 1, 5)]);
        let goods = goods(&sheet);
        let found = errors(
            &sheet,
            &Rules {
                goods: Some(&goods),
                ..rules()
            },
        );
        assert!(
            found[0].contains("20.00 is not below 20.00, the lowest price"),
            "{found:?}"
        );
        assert!(
            found[1].contains("9.50 is above 9.00, the catalog's price"),
            "{found:?}"
        );
    }

    #[test]
    fn unknown_products_categories_and_currencies_are_named() {
        let sheet = sheet(&[
            &row("A", "X", "12.00", 1, 5),
            "B,,Beauty > Hair,perk,,,2026-11-01T00:00:00Z,2026-11-05T00:00:00Z,,A comb",
            &row("C", "P", "12.00", 1, 5).replace("GBP", "EUR"),
            "D,,Beauty,perk,,,2026-11-01T00:00:00Z,2026-11-05T00:00:00Z,,A sample",
        ]);
        let goods = goods(&sheet);
        let found = errors(
            &sheet,
            &Rules {
                goods: Some(&goods),
                ..rules()
            },
        );
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].contains("line 2") && found[0].contains("no product `X`"));
        assert!(found[1].contains("line 3") && found[1].contains("`Beauty > Hair`"));
        assert!(found[2].contains("in EUR, but the shop's prices are in GBP"));
    }

    #[test]
    fn an_offer_on_a_category_is_one_on_its_products() {
        let sheet = sheet(&[
            "A,,Beauty,free_shipping,,,2026-11-01T00:00:00Z,2026-11-05T00:00:00Z,,",
            "B,P,,free_shipping,,,2026-11-06T00:00:00Z,2026-11-09T00:00:00Z,,",
        ]);
        let goods = goods(&sheet);
        let found = errors(
            &sheet,
            &Rules {
                goods: Some(&goods),
                ..rules()
            },
        );
        assert!(
            found.len() == 1 && found[0].contains("offer `A` of line 2"),
            "{found:?}"
        );
        assert_eq!(
            errors(&sheet, &rules()),
            [""; 0],
            "without a catalog nothing says so"
        );
    }

    #[test]
    fn what_shoppers_were_told_before_counts() {
        let day = |day: i64| 1_793_491_200 + (day - 1) * DAY;
        assert_eq!(written(day(1)), "2026-11-01T00:00:00Z");
        let held = |id: &str, from, to| Held {
            id: id.to_owned(),
            scope: scope_of(&Subject::Product("P".to_owned())),
            kind: Kind::Price,
            price: Some(1_200),
            lowest: None,
            terms: String::new(),
            starts: day(from),
            ends: day(to),
            after_order: None,
        };
        let against = |held: Held, sheet: &OfferSheet, now| {
            let held = [held];
            errors(
                sheet,
                &Rules {
                    held: &held,
                    now,
                    ..rules()
                },
            )
        };
        let sheet = sheet(&[&row("B", "P", "12.00", 10, 20)]);
        let found = against(held("A", 1, 5), &sheet, None);
        assert!(
            found.len() == 1 && found[0].contains("`A`, which the folder holds already"),
            "{found:?}"
        );
        let moved = against(held("B", 10, 15), &sheet, None);
        assert!(
            moved.len() == 1 && moved[0].contains("an end that was told stays"),
            "{moved:?}"
        );
        assert_eq!(
            against(held("B", 10, 20), &sheet, None),
            [""; 0],
            "published again"
        );
        assert_eq!(
            against(held("B", 10, 25), &sheet, None),
            [""; 0],
            "ended earlier"
        );
        assert_eq!(
            against(held("B", 10, 15), &sheet, Some(day(9))),
            [""; 0],
            "told to nobody yet"
        );
    }

    #[test]
    fn what_is_only_odd_is_a_warning() {
        let sheet = sheet(&[&row("A", "P", "12.00", 1, 5).replace(",20.00,", ",,")]);
        let found = check(
            &sheet,
            &Rules {
                now: Some(1_800_000_000),
                ..rules()
            },
        );
        let levels: Vec<(Level, &str)> =
            found.iter().map(|f| (f.level, f.column.as_str())).collect();
        assert_eq!(
            levels,
            [
                (Level::Warning, "lowest_price_30d"),
                (Level::Warning, "ends_at")
            ]
        );
    }
}
