//! Whether the day or the month comes first: a matter of a whole column, never of one cell.

use super::error::IngestError;
use super::time::{DateOrder, TimeReading};

/// What the cells of a column of times say of their order.
#[derive(Debug)]
pub(super) struct DateColumn {
    given: Option<DateOrder>,
    /// The first line whose date is none with the month first, or with the day first.
    only_day_month: Option<u64>,
    only_month_day: Option<u64>,
    /// The first line whose date could be either, without points.
    open: Option<u64>,
    any: bool,
}

/// A time by both orders; where it is certain, the same twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TwoTimes {
    pub(super) day_month: i64,
    pub(super) month_day: i64,
}

impl DateColumn {
    pub(super) fn new(given: Option<DateOrder>) -> Self {
        Self {
            given,
            only_day_month: None,
            only_month_day: None,
            open: None,
            any: false,
        }
    }

    /// Takes a cell of a line; `None` if it is no date by the order that was given.
    pub(super) fn take(&mut self, reading: TimeReading, line: u64) -> Option<TwoTimes> {
        let (day_month, month_day, points) = match reading {
            TimeReading::Certain(at) => {
                return Some(TwoTimes {
                    day_month: at,
                    month_day: at,
                });
            }
            TimeReading::Ordered {
                day_month,
                month_day,
                points,
            } => (day_month, month_day, points),
        };
        self.any = true;
        match (day_month, month_day) {
            _ if self.given.is_some() => {}
            (Some(_), None) => self.only_day_month = self.only_day_month.or(Some(line)),
            (None, Some(_)) => self.only_month_day = self.only_month_day.or(Some(line)),
            (Some(a), Some(b)) if a != b && !points => self.open = self.open.or(Some(line)),
            _ => {}
        }
        let (day_month, month_day) = match self.given {
            Some(DateOrder::DayMonth) => (day_month?, day_month?),
            Some(DateOrder::MonthDay) => (month_day?, month_day?),
            // The missing one is never used: either the column has the other order, or it is an error.
            None => (day_month.or(month_day)?, month_day.or(day_month)?),
        };
        Some(TwoTimes {
            day_month,
            month_day,
        })
    }

    /// The order of the whole column.
    ///
    /// # Errors
    /// When cells contradict each other, or none of them tells.
    pub(super) fn order(&self, file: &str, column: &str) -> Result<DateOrder, IngestError> {
        if let Some(given) = self.given {
            return Ok(given);
        }
        let unclear = |what: String| {
            Err(IngestError::DateOrder {
                file: file.to_owned(),
                column: column.to_owned(),
                what,
            })
        };
        match (self.only_day_month, self.only_month_day, self.open) {
            (Some(day), Some(month), _) => unclear(format!(
                "line {day} has the day first, line {month} the month"
            )),
            (Some(_), None, _) => Ok(DateOrder::DayMonth),
            (None, Some(_), _) => Ok(DateOrder::MonthDay),
            (None, None, Some(line)) => unclear(format!(
                "no line tells whether the day or the month comes first (see line {line})"
            )),
            // Dates with points have the day first in all countries that write them so.
            (None, None, None) => Ok(DateOrder::DayMonth),
        }
    }

    /// Whether the order matters to any cell.
    pub(super) fn matters(&self) -> bool {
        self.any
    }
}
