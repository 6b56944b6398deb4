//! The price of a sale and when it holds.

use crate::ingest::dates::{DateColumn, TwoTimes};
use crate::ingest::money::PriceReading;
use crate::ingest::time::{DateOrder, read_time};

/// A price that holds for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SalePrice {
    /// Minor units, above zero.
    pub price: i64,
    /// Its first second, since 1970; `None` where it has no beginning.
    pub starts: Option<i64>,
    /// The second in which it is over; `None` where it has no end.
    pub ends: Option<i64>,
}

impl SalePrice {
    /// Whether it holds at a moment. Where the moment is not known, only a sale without dates does.
    #[must_use]
    pub fn holds(&self, now: Option<i64>) -> bool {
        match now {
            Some(now) => {
                self.starts.is_none_or(|at| at <= now) && self.ends.is_none_or(|at| now < at)
            }
            None => self.starts.is_none() && self.ends.is_none(),
        }
    }
}

/// The cells of a row's sale, as far as they can be read by themselves.
#[derive(Clone, Copy, Debug)]
pub(super) struct SaleCells {
    pub(super) price: PriceReading,
    starts: Option<TwoTimes>,
    ends: Option<TwoTimes>,
}

impl SaleCells {
    /// Reads the times of a sale: `effective` is `start/end`. A cell that is no time is as if it were blank; the end of a day
    /// is part of it.
    pub(super) fn read(
        price: PriceReading,
        (starts, ends, effective): (&[u8], &[u8], &[u8]),
        dates: &mut DateColumn,
        line: u64,
    ) -> Self {
        let slash = effective.iter().position(|byte| *byte == b'/');
        let parts = slash.map(|at| {
            let (from, to) = effective.split_at(at);
            (from, to.get(1..).unwrap_or_default())
        });
        let (starts, ends) = parts.unwrap_or((starts, ends));
        let mut time = |cell: &[u8]| dates.take(read_time(cell.trim_ascii())?, line);
        let starts_at = time(starts);
        let mut ends_at = time(ends);
        if let Some(at) = ends_at.as_mut().filter(|_| is_day(ends.trim_ascii())) {
            at.day_month += 86_400;
            at.month_day += 86_400;
        }
        Self {
            price,
            starts: starts_at,
            ends: ends_at,
        }
    }

    /// The sale, once the column has told its decimal sign and the order of its dates.
    pub(super) fn close(self, price: i64, order: DateOrder) -> SalePrice {
        let at = |time: TwoTimes| match order {
            DateOrder::DayMonth => time.day_month,
            DateOrder::MonthDay => time.month_day,
        };
        SalePrice {
            price,
            starts: self.starts.map(at),
            ends: self.ends.map(at),
        }
    }
}

/// Whether a cell names a day and no hour.
fn is_day(cell: &[u8]) -> bool {
    !cell.contains(&b':') && !cell.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sale_holds_between_its_dates() {
        let read = |starts: &str, ends: &str, effective: &str| {
            let price = PriceReading::Certain(900, None);
            let mut dates = DateColumn::new(None);
            let times = (starts.as_bytes(), ends.as_bytes(), effective.as_bytes());
            SaleCells::read(price, times, &mut dates, 2).close(900, DateOrder::DayMonth)
        };
        let at = |text: &str| crate::ingest::parse_time(text.as_bytes());
        let always = read("", "", "");
        assert!(always.holds(None) && always.holds(Some(0)));
        let week = read("2026-11-20 0:00:00", "2026-11-27", "");
        assert!(week.holds(at("2026-11-20")) && week.holds(at("2026-11-27 23:59:59")));
        assert!(!week.holds(at("2026-11-19 23:59:59")) && !week.holds(at("2026-11-28")));
        assert!(!week.holds(None), "nobody knows");
        let feed = read("", "", "2026-11-20T00:00Z/2026-11-21T00:00Z");
        assert!(feed.holds(at("2026-11-20 12:00:00")) && !feed.holds(at("2026-11-21")));
    }
}
