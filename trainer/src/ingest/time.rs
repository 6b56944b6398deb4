//! Times as shops write them, to seconds since 1970 UTC. A time without a zone is taken as UTC.

mod civil;
mod months;
mod zones;

use jiff::Timestamp;

/// No time is longer, in bytes: `Tue Oct 07 2025 09:50:26 GMT+0200 (Central European Summer Time)`.
const LONGEST: usize = 80;

/// What an error says was expected.
pub(crate) const EXPECTED: &str = "a time such as 2025-10-07 09:50:26, 2025-10-07T09:50:26Z, 31.12.2025, Oct 7, 2025 or Unix seconds";

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

/// Reads a time as [`parse_time`] does, or a date of which only the whole column tells which number is the month:
/// `31.12.2025`, `12/31/25 2:05 PM`.
pub(crate) fn read_time(bytes: &[u8]) -> Option<TimeReading> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    if text.len() > LONGEST {
        return None;
    }
    if let Some(seconds) = plain(text.as_bytes()).or_else(|| number(text)) {
        return Some(TimeReading::Certain(seconds));
    }
    if let Some(reading) = civil::read(text) {
        return Some(reading);
    }
    let at = text.parse::<Timestamp>().ok()?;
    Some(TimeReading::Certain(at.as_second()))
}

/// Whether a cell is a time, though it may take its whole column to say which.
pub(crate) fn is_time(bytes: &[u8]) -> bool {
    read_time(bytes).is_some()
}

/// Reads `2010-12-01 08:26:00` (also with `T`, with `/` or `.`, without seconds, or as a date only), RFC 3339, ISO 8601 without
/// separators, dates with the name of their month (`Oct 7, 2025`, `07-Oct-25`), a zone behind them (`+0200`, `CEST`,
/// `Europe/Berlin`), serial numbers of Excel, and Unix time in seconds, milli- or microseconds (told apart by 10, 13 or 16
/// digits). `None` if it is none of these, or nobody knows which number is the month.
pub fn parse_time(bytes: &[u8]) -> Option<i64> {
    match read_time(bytes)? {
        TimeReading::Certain(seconds) => Some(seconds),
        TimeReading::Ordered { .. } => None,
    }
}

/// Reads a date, or a date and a clock, that says no zone, as the seconds that its clock shows: with the name of its month, in an order that
/// the column tells, or as a serial number of Excel.
pub(crate) fn read_clock(text: &str) -> Option<TimeReading> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let serial = || serial(text).map(TimeReading::Certain);
    serial().or_else(|| civil::read_clock(text))
}

/// A time that is one number: Unix time, or a serial number of Excel.
fn number(text: &str) -> Option<i64> {
    if !text.starts_with(|sign: char| sign.is_ascii_digit()) {
        return None;
    }
    if let Some(seconds) = serial(text) {
        return Some(seconds);
    }
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    // Unix seconds as a float, as data frames write them.
    if let Some((whole, fraction)) = text.split_once('.')
        && matches!(whole.len(), 9..=11)
        && digits(whole)
        && digits(fraction)
    {
        return whole.parse().ok();
    }
    if !digits(text) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    match text.len() {
        9..=11 => Some(number),
        13 => Some(number / 1_000),
        16 => Some(number / 1_000_000),
        _ => None,
    }
}

/// Days since 30 December 1899 as Excel writes them, from 1970 to 2099; the fraction is the part of the day.
fn serial(text: &str) -> Option<i64> {
    let text = text.replace(',', ".");
    let whole = text.split('.').next()?;
    let plain = whole.len() == 5 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let days: f64 = plain.then(|| text.parse().ok()).flatten()?;
    let since_1970 = days - 25_569.0;
    (0.0..=47_481.0)
        .contains(&since_1970)
        .then(|| (since_1970 * 86_400.0).round() as i64)
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
    use jiff::tz::TimeZone;
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
            "2025/10/07 07:50:26",
            "2025.10.07 7:50:26",
            "2025-10-7 07:50:26 UTC",
            "2025-10-07 03:50:26 EDT",
            "2025-10-07 09:50:26 Europe/Berlin",
            "2025-10-07T09:50:26+02:00[Europe/Berlin]",
            "20251007T075026Z",
            "20251007T095026+0200",
            "20251007075026",
            "Oct 7, 2025 7:50:26 AM",
            "October 7th, 2025 at 07:50:26",
            "7 Oct 2025 07:50:26",
            "07-Oct-25 07:50:26",
            "Tue, 07 Oct 2025 07:50:26 GMT",
            "Tue Oct 07 2025 09:50:26 GMT+0200 (Central European Summer Time)",
            "7. Oktober 2025 07:50:26",
            "mar. 7 oct. 2025 07:50:26",
            "2025年10月7日 07:50:26",
        ] {
            assert_eq!(parse_time(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(parse_time(b"2025-10-07 07:50"), Some(1_759_823_400));
        for day in [
            "2025-10-07",
            "20251007",
            "2025/10/7",
            "Oct 7, 2025",
            "07-Oct-2025",
        ] {
            assert_eq!(parse_time(day.as_bytes()), Some(1_759_795_200), "{day}");
        }
        assert_eq!(parse_time(b"99-12-31"), parse_time(b"1999-12-31"));
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
            "1/2/125",
            "1.2.2025.3",
            "1/2/2025 25:00",
            "1/2/2025 noon",
            "1/2/2025 13:00 PM",
        ] {
            assert_eq!(read_time(text.as_bytes()), None, "{text}");
        }
        assert_eq!(ordered("12/26/21"), (None, at("2021-12-26")));
        assert_eq!(
            ordered("12/1/10 8:26"),
            (at("2010-01-12 08:26:00"), at("2010-12-01 08:26:00"))
        );
        assert_eq!(
            ordered("11/20/26, 3:05\u{202f}PM"),
            (None, at("2026-11-20 15:05:00"))
        );
        assert_eq!(
            ordered("31-12-2025 23:00 -0500"),
            (at("2026-01-01 04:00:00"), None)
        );
        assert_eq!(at("45657"), at("2024-12-31"), "a serial number of Excel");
        assert_eq!(at("45657,5"), at("2024-12-31 12:00:00"));
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
            "2025-10-07 09:50:26 XYZ",
            "0000-00-00 00:00:00",
            "12:30",
            "1234567",
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
