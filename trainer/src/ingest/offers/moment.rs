//! Moments at which offers begin and end: absolute, so each has a zone or is refused.

use crate::ingest::dates::{DateColumn, TwoTimes};
use crate::ingest::time::{DateOrder, read_clock};
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, fmt::strtime};

/// Why a cell is no moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoMoment {
    /// It is no time at all.
    NotATime,
    /// It is one, but nothing says in which zone.
    NoZone,
    /// Clocks are set back over it, or forward, in the zone that was given.
    TwiceOrNever,
}

impl NoMoment {
    /// What was expected, and what to do.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::NotATime => "a time with its zone, such as 2026-11-27T00:00:00+01:00",
            Self::NoZone => {
                "a time with its zone, such as 2026-11-27T00:00:00+01:00 (or pass --time-zone Europe/Berlin)"
            }
            Self::TwiceOrNever => {
                "a time that is there once: clocks change at this one, so write it with its offset, such as 2026-10-25T02:30:00+01:00"
            }
        }
    }
}

/// Forms with an offset that are not RFC 3339, as shops and Google write them.
const WITH_OFFSET: [&str; 4] = [
    "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%dT%H:%M%z",
    "%Y-%m-%dT%H:%M%:z",
];
/// Forms without one.
const WITHOUT: [&str; 3] = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"];

/// A cell of times, until the whole column has told whether its days or its months come first.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cell {
    /// As far as it can be known.
    Known(Result<i64, NoMoment>),
    /// What its clock shows, by each order; whether it names a day alone.
    Clock(TwoTimes, bool),
}

impl Cell {
    /// Reads a cell of a line.
    pub(super) fn read(
        text: &str,
        zone: Option<&TimeZone>,
        ends: bool,
        dates: &mut DateColumn,
        line: u64,
    ) -> Self {
        let known = moment(text, zone, ends);
        if known != Err(NoMoment::NotATime) {
            return Self::Known(known);
        }
        let clock = read_clock(text).and_then(|reading| dates.take(reading, line));
        let is_day = |clock: TwoTimes| !text.contains(':') && clock.day_month % 86_400 == 0;
        clock.map_or(Self::Known(known), |clock| {
            Self::Clock(clock, is_day(clock))
        })
    }

    /// The moment, once the order of the column is known.
    pub(super) fn close(
        self,
        order: DateOrder,
        zone: Option<&TimeZone>,
        ends: bool,
    ) -> Result<i64, NoMoment> {
        let (two, is_day) = match self {
            Self::Known(known) => return known,
            Self::Clock(two, is_day) => (two, is_day),
        };
        let clock = match order {
            DateOrder::DayMonth => two.day_month,
            DateOrder::MonthDay => two.month_day,
        };
        let clock = clock + if ends && is_day { 86_400 } else { 0 };
        let civil = Timestamp::from_second(clock).map_err(|_| NoMoment::NotATime)?;
        in_zone(TimeZone::UTC.to_datetime(civil), zone)
    }
}

/// Seconds since 1970 of a cell. Where it has no zone of its own, `zone` is its zone. A date alone is its beginning, or as an
/// end (`ends`) the beginning of the next day: "until the 30th" includes the 30th.
pub(super) fn moment(text: &str, zone: Option<&TimeZone>, ends: bool) -> Result<i64, NoMoment> {
    let text = text.trim();
    if text.len() > 60 {
        return Err(NoMoment::NotATime);
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at.as_second());
    }
    let with_offset = |form: &&str| strtime::parse(form, text).ok()?.to_timestamp().ok();
    if let Some(at) = WITH_OFFSET.iter().find_map(with_offset) {
        return Ok(at.as_second());
    }
    // A civil parse would drop a zone that it does not understand.
    let foreign = |byte: u8| byte.is_ascii_alphabetic() && byte != b'T';
    if text.bytes().any(foreign) {
        return Err(NoMoment::NotATime);
    }
    let date = || {
        let date: Date = text.parse().ok()?;
        let day = if ends { date.tomorrow().ok()? } else { date };
        Some(day.at(0, 0, 0, 0))
    };
    let minutes = |form: &&str| strtime::parse(form, text).ok()?.to_datetime().ok();
    let civil: DateTime = match text.len() {
        ..=10 => date(),
        _ => text
            .parse()
            .ok()
            .or_else(|| WITHOUT.iter().find_map(minutes)),
    }
    .ok_or(NoMoment::NotATime)?;
    in_zone(civil, zone)
}

/// When a clock of a zone shows this.
fn in_zone(civil: DateTime, zone: Option<&TimeZone>) -> Result<i64, NoMoment> {
    let zoned = zone.ok_or(NoMoment::NoZone)?.to_ambiguous_zoned(civil);
    match zoned.offset() {
        AmbiguousOffset::Unambiguous { .. } => {}
        _ => return Err(NoMoment::TwiceOrNever),
    }
    zoned
        .unambiguous()
        .map(|at| at.timestamp().as_second())
        .map_err(|_| NoMoment::NotATime)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").expect("bundled")
    }

    #[test]
    fn every_form_with_a_zone_is_one_moment() {
        let expected = Ok(1_795_734_000);
        for text in [
            "2026-11-26T23:00:00Z",
            "2026-11-27T00:00:00+01:00",
            "2026-11-27T00:00+01:00",
            "2026-11-27T00:00+0100",
            "2026-11-27T00:00:00+0100",
            "2026-11-27 00:00:00 +0100",
            "2026-11-26T18:00:00-05:00",
        ] {
            assert_eq!(moment(text, None, false), expected, "{text}");
        }
        for text in [
            "2026-11-27 00:00:00",
            "2026-11-27 0:00:00",
            "2026-11-27 0:00",
            "2026-11-27T00:00",
            "2026-11-27",
        ] {
            assert_eq!(moment(text, None, false), Err(NoMoment::NoZone), "{text}");
            assert_eq!(moment(text, Some(&berlin()), false), expected, "{text}");
        }
        assert_eq!(
            moment("2026-11-26", Some(&berlin()), true),
            expected,
            "the last day is part of the offer"
        );
    }

    #[test]
    fn summer_and_winter_time_are_told_apart() {
        let at = |text| moment(text, Some(&berlin()), false);
        let utc = |text| moment(text, None, false);
        assert_eq!(at("2026-10-24 12:00"), utc("2026-10-24T10:00:00Z"));
        assert_eq!(at("2026-10-26 12:00"), utc("2026-10-26T11:00:00Z"));
        for text in ["2026-10-25 02:30", "2026-03-29 02:30"] {
            assert_eq!(at(text), Err(NoMoment::TwiceOrNever), "{text}");
        }
        assert_eq!(
            utc("2026-10-25T02:30:00+01:00"),
            utc("2026-10-25T01:30:00Z")
        );
    }

    fn all(texts: &[&str], zone: Option<&TimeZone>, ends: bool) -> Vec<Result<i64, NoMoment>> {
        let mut dates = DateColumn::new(None);
        let cells: Vec<Cell> = texts
            .iter()
            .map(|text| Cell::read(text, zone, ends, &mut dates, 2))
            .collect();
        let order = dates.order("o.csv", "starts_at").expect("it tells");
        let closed = cells.into_iter().map(|cell| cell.close(order, zone, ends));
        closed.collect()
    }

    #[test]
    fn dates_as_platforms_write_them_are_read_by_their_column() {
        let berlin = berlin();
        let of = |text| moment(text, Some(&berlin), false);
        assert_eq!(
            all(
                &[
                    "20.11.2026 08:30",
                    "Nov 20, 2026 8:30 AM",
                    "46346",
                    "46346.5"
                ],
                Some(&berlin),
                false
            ),
            [
                of("2026-11-20 08:30"),
                of("2026-11-20 08:30"),
                of("2026-11-20"),
                of("2026-11-20 12:00")
            ]
        );
        let american = all(&["1/2/26", "12/31/26"], Some(&berlin), true);
        assert_eq!(american, [of("2026-01-03"), of("2027-01-01")], "to its end");
        assert_eq!(all(&["20.11.2026"], None, false), [Err(NoMoment::NoZone)]);
        let mut open = DateColumn::new(None);
        Cell::read("1/2/26", Some(&berlin), false, &mut open, 2);
        assert!(open.order("o.csv", "starts_at").is_err(), "nobody knows");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "tomorrow",
            "2026-13-01T00:00:00Z",
            "2026-11-27 00:00 CET",
            "1795734000",
        ] {
            let found = all(&[text], Some(&berlin()), false);
            assert_eq!(found, [Err(NoMoment::NotATime)], "{text}");
        }
    }
}
