//! Times as shops write them, to seconds since 1970 UTC. A time without a zone is taken as UTC.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, fmt::strtime};

/// What an error says was expected.
pub(crate) const EXPECTED: &str =
    "a time such as 2025-10-07 09:50:26, 2025-10-07T09:50:26Z, 31.12.2025 or Unix seconds";

/// Which of two numbers before the year is the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum DateOrder {
    /// 31.12.2025, 31/12/2025
    DayMonth,
    /// 12/31/2025
    MonthDay,
}

/// What a cell of times says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeReading {
    /// Seconds since 1970 UTC.
    Certain(i64),
    /// A date that ends with its year: seconds by each [`DateOrder`], where it is a date.
    Ordered {
        /// With the day first.
        day_month: Option<i64>,
        /// With the month first.
        month_day: Option<i64>,
        /// Whether points stand between the numbers: then the day comes first unless the column says otherwise.
        points: bool,
    },
}

/// Reads a time as [`parse_time`] does, or a date that ends with its year: `31.12.2025`, `12/31/2025 14:05`.
pub(crate) fn read_time(bytes: &[u8]) -> Option<TimeReading> {
    if let Some(seconds) = parse_time(bytes) {
        return Some(TimeReading::Certain(seconds));
    }
    let text = std::str::from_utf8(bytes).ok()?.trim();
    let (date, clock) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let date = date.trim_end_matches(',');
    let sign = date
        .find(['.', '/', '-'])
        .and_then(|at| date.get(at..at + 1))?;
    let mut parts = date.split(sign);
    let mut number = |digits: std::ops::RangeInclusive<usize>| -> Option<i64> {
        let part = parts.next()?;
        let plain = digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| part.parse().ok()).flatten()
    };
    let (first, second, year) = (number(1..=2)?, number(1..=2)?, number(4..=4)?);
    if parts.next().is_some() {
        return None;
    }
    let of_day = seconds_of_day(clock.trim())?;
    let at = |month: i64, day: i64| {
        let valid = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        valid.then(|| days_from_civil(year, month, day) * 86_400 + of_day)
    };
    let (day_month, month_day) = (at(second, first), at(first, second));
    day_month.or(month_day)?;
    Some(TimeReading::Ordered {
        day_month,
        month_day,
        points: sign == ".",
    })
}

/// Seconds of `14:05`, `14:05:26` or `2:05:26 PM`; 0 for nothing.
fn seconds_of_day(text: &str) -> Option<i64> {
    if text.is_empty() {
        return Some(0);
    }
    let lower = text.to_ascii_lowercase();
    let (clock, half) = match lower
        .strip_suffix("am")
        .or_else(|| lower.strip_suffix("pm"))
    {
        Some(clock) => (clock.trim(), Some(lower.ends_with("pm"))),
        None => (lower.as_str(), None),
    };
    let mut parts = clock.split(':');
    let mut number = |most: i64| {
        let part = parts.next()?;
        let plain = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        let number: i64 = plain.then(|| part.parse().ok()).flatten()?;
        (number <= most).then_some(number)
    };
    let (hour, minute) = (number(23)?, number(59)?);
    let second = if clock.matches(':').count() > 1 {
        number(59)?
    } else {
        0
    };
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(afternoon) => hour % 12 + 12 * i64::from(afternoon),
        None => hour,
    };
    parts
        .next()
        .is_none()
        .then_some(hour * 3_600 + minute * 60 + second)
}

/// Reads `2010-12-01 08:26:00` (also with `T`, without seconds, or as a date only), RFC 3339,
/// `2025-10-07 09:50:26 +0200`, and Unix time in seconds, milli- or microseconds (told apart by 10, 13 or 16 digits).
/// `None` if it is none of these.
pub fn parse_time(bytes: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    if text.len() > 40 {
        return None;
    }
    if let Some(seconds) = plain(text.as_bytes()) {
        return Some(seconds);
    }
    if let Some(seconds) = serial(text) {
        return Some(seconds);
    }
    // Unix seconds as a float, as data frames write them.
    if let Some((whole, fraction)) = text.split_once('.')
        && matches!(whole.len(), 9..=11)
        && whole
            .bytes()
            .chain(fraction.bytes())
            .all(|b| b.is_ascii_digit())
    {
        return whole.parse().ok();
    }
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        let number: i64 = text.parse().ok()?;
        return match text.len() {
            9..=11 => Some(number),
            13 => Some(number / 1_000),
            16 => Some(number / 1_000_000),
            _ => None,
        };
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at.as_second());
    }
    if let Some(at) = zoned(text) {
        return Some(at.as_second());
    }
    // A civil parse would drop a zone it does not understand: only digits and separators may come here.
    if text
        .bytes()
        .any(|b| b.is_ascii_alphabetic() && b != b'T' && b != b't')
    {
        return None;
    }
    let civil = text
        .parse::<DateTime>()
        .ok()
        .or_else(|| {
            strtime::parse("%Y-%m-%d %H:%M", text)
                .ok()?
                .to_datetime()
                .ok()
        })
        .or_else(|| text.parse::<Date>().ok().map(|d| d.at(0, 0, 0, 0)))?;
    civil
        .to_zoned(TimeZone::UTC)
        .ok()
        .map(|z| z.timestamp().as_second())
}

/// Days since 30 December 1899 as Excel writes them, from 1970 to 2099; the fraction is the part of the day.
fn serial(text: &str) -> Option<i64> {
    let whole = text.split('.').next()?;
    let plain = whole.len() == 5 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let days: f64 = plain.then(|| text.parse().ok()).flatten()?;
    let since_1970 = days - 25_569.0;
    (0.0..=47_481.0)
        .contains(&since_1970)
        .then(|| (since_1970 * 86_400.0).round() as i64)
}

fn zoned(text: &str) -> Option<Timestamp> {
    ["%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M:%S%z"]
        .iter()
        .find_map(|f| strtime::parse(f, text).ok()?.to_timestamp().ok())
}

/// The most frequent form, `YYYY-MM-DD HH:MM:SS`, without going through the general parsers.
fn plain(b: &[u8]) -> Option<i64> {
    let &[
        y1,
        y2,
        y3,
        y4,
        b'-',
        m1,
        m2,
        b'-',
        d1,
        d2,
        b' ' | b'T',
        h1,
        h2,
        b':',
        n1,
        n2,
        b':',
        s1,
        s2,
    ] = b
    else {
        return None;
    };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0i64, |sum, d| {
            d.is_ascii_digit().then(|| sum * 10 + i64::from(d - b'0'))
        })
    };
    let (year, month, day) = (
        number(&[y1, y2, y3, y4])?,
        number(&[m1, m2])?,
        number(&[d1, d2])?,
    );
    let (hour, minute, second) = (number(&[h1, h2])?, number(&[n1, n2])?, number(&[s1, s2])?);
    if !(1..=12).contains(&month)
        || day < 1
        || day > days_in_month(year, month)
        || hour > 23
        || minute > 59
        || second > 59
    {
        return None;
    }
    Some(days_from_civil(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second)
}

/// Days since 1970-01-01: H. Hinnant, chrono-compatible low-level date algorithms.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let of_era = y - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_forms_that_shops_write() {
        let expected = Some(1_759_823_426);
        for text in [
            "2025-10-07 07:50:26",
            "2025-10-07T07:50:26",
            "2025-10-07T07:50:26Z",
            "2025-10-07T09:50:26+02:00",
            "2025-10-07 09:50:26 +0200",
            "2025-10-07 07:50:26.5",
            "1759823426",
            "1759823426000",
            "1759823426000000",
            " 2025-10-07T07:50:26.123Z ",
        ] {
            assert_eq!(parse_time(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(parse_time(b"2025-10-07 07:50"), Some(1_759_823_400));
        assert_eq!(parse_time(b"2025-10-07"), Some(1_759_795_200));
        assert_eq!(parse_time(b"1969-12-31 23:59:59"), Some(-1));
    }

    #[test]
    fn dates_that_end_with_their_year() {
        let ordered = |text: &str| match read_time(text.as_bytes()) {
            Some(TimeReading::Ordered {
                day_month,
                month_day,
                ..
            }) => (day_month, month_day),
            other => panic!("{text}: {other:?}"),
        };
        let at = |text: &str| parse_time(text.as_bytes());
        assert_eq!(ordered("31.12.2025"), (at("2025-12-31"), None));
        assert_eq!(
            ordered("12/31/2025 2:05 PM"),
            (None, at("2025-12-31 14:05:00"))
        );
        assert_eq!(
            ordered("1/2/2025 14:05:26"),
            (at("2025-02-01 14:05:26"), at("2025-01-02 14:05:26"))
        );
        assert_eq!(
            ordered("1-2-2025 12:00 am"),
            (at("2025-02-01"), at("2025-01-02"))
        );
        for text in [
            "31/31/2025",
            "1/2/25",
            "1.2.2025.3",
            "1/2/2025 25:00",
            "1/2/2025 noon",
            "1/2/2025 13:00 PM",
        ] {
            assert_eq!(read_time(text.as_bytes()), None, "{text}");
        }
        assert_eq!(at("45657"), at("2024-12-31"), "a serial number of Excel");
        assert_eq!(at("45657.5"), at("2024-12-31 12:00:00"));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "yesterday",
            "2025-02-29 10:00:00",
            "2025-13-01",
            "12",
            "07/10/2025",
            "2025-10-07 25:00:00",
            "2025-10-07 09:50:26 PST",
        ] {
            assert_eq!(parse_time(text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_quick_way_agrees_with_the_calendar(seconds in -62_000_000_000i64..250_000_000_000) {
            let at = Timestamp::from_second(seconds).expect("in range");
            let text = at.to_zoned(TimeZone::UTC).datetime().strftime("%Y-%m-%d %H:%M:%S").to_string();
            prop_assert_eq!(plain(text.as_bytes()), Some(seconds));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40), text in "[0-9TZ:+. -]{0,30}") {
            let _ = (parse_time(&bytes), parse_time(text.as_bytes()));
            let _ = (read_time(&bytes), read_time(text.as_bytes()));
        }
    }
}
