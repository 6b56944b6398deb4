//! A merchant's offers against what is known: the catalog, each other, and what shoppers were told before.
//!
//! [`check`] is the linter: it holds a sheet of offers to the rules of honest urgency, and names file, line and column of what
//! breaks one. [`contents`] makes the file of a snapshot of what holds, with the memory of offers that ended not long ago, so
//! that the next ones can be held against them too.

mod check;
mod goods;
mod held;
mod publish;
mod report;
mod telling;

pub use check::{COOLING_OFF_DAYS, Rules, check};
pub use goods::Goods;
pub use held::{Held, held_in};
pub(crate) use publish::written_at;
pub use publish::{Published, contents, publish};
pub use report::{OffersError, OffersReport};
pub(crate) use telling::Telling;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// A moment as people and RFC 3339 write it.
pub(crate) fn written(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |at| at.to_string())
}
