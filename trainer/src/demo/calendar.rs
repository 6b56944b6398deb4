//! The time that the orders span: 396 days (about 13 months) before a fixed instant, in seconds from its start.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::dice::Dice;
use super::vocabulary::Season;

/// Length of the span.
pub(super) const DAYS: i64 = 396;
pub(super) const DAY: i64 = 86_400;
/// Weight of each hour of the day, from midnight.
const HOURS: [u8; 24] = [
    2, 1, 1, 0, 0, 1, 3, 6, 8, 9, 10, 10, 12, 11, 9, 9, 9, 10, 12, 14, 16, 15, 10, 5,
];

pub(super) struct Calendar {
    start: Timestamp,
    /// Month (1 to 12) of every day of the span.
    months: Vec<i8>,
}

impl Calendar {
    /// The span that ends at the start of `until` (UTC). `None` near the ends of representable time.
    pub(super) fn ending(until: Date) -> Option<Self> {
        let end = until.to_zoned(TimeZone::UTC).ok()?.timestamp();
        let start = Timestamp::from_second(end.as_second().checked_sub(DAYS * DAY)?).ok()?;
        let first = start.to_zoned(TimeZone::UTC).date();
        let days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
        let months: Vec<i8> = days.take(DAYS as usize).map(|day| day.month()).collect();
        // Offers reach past the end.
        Timestamp::from_second(end.as_second().checked_add(DAYS * DAY)?).ok()?;
        (months.len() == DAYS as usize).then_some(Self { start, months })
    }

    /// RFC 3339 in UTC.
    pub(super) fn instant(&self, seconds: i64) -> String {
        match Timestamp::from_second(self.start.as_second() + seconds) {
            Ok(instant) => instant.to_string(),
            Err(_) => self.start.to_string(),
        }
    }

    /// How well a kind of this season sells on this day: 1 on an ordinary one.
    pub(super) fn demand(&self, season: Season, day: i64) -> f64 {
        let month = self.months.get(day as usize).copied().unwrap_or(1);
        match (season, month) {
            (Season::Summer, 5..=8) | (Season::Winter, 1 | 2 | 10..=12) => 1.7,
            (Season::Gifts, 11 | 12) => 2.2,
            (Season::Summer | Season::Winter, _) => 0.6,
            (Season::Gifts | Season::Always, _) => 1.0,
        }
    }

    /// Seconds into a day, most likely in the evening.
    pub(super) fn second_of_day(dice: &mut Dice) -> i64 {
        let hour = dice
            .weighted(HOURS.iter().map(|weight| f64::from(*weight)))
            .unwrap_or(12);
        hour as i64 * 3_600 + dice.between(0, 3_599)
    }
}
