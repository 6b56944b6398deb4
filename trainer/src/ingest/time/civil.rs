//! Dates in any order, with any sign between their numbers, with names of months, and clocks with what stands behind them.

use super::months::{is_weekday, month};
use super::zones::{Zone, tail};
use super::{TimeReading, days_from_civil, days_in_month};

/// Years of two digits below this are of this century.
const CENTURY: i64 = 70;
/// Words between a date and a clock.
const BETWEEN: [&str; 6] = ["t", "at", "um", "à", "de", "of"];
/// What stands behind a day in English.
const ORDINALS: [&str; 4] = ["st", "nd", "rd", "th"];
const DAY: i64 = 86_400;

/// Reads a date and, if there is one, a clock with its zone.
pub(super) fn read(text: &str) -> Option<TimeReading> {
    if let Some(at) = basic(text) {
        return Some(TimeReading::Certain(at));
    }
    read_parts(text).map(|(reading, _)| reading)
}

/// Reads a date and, if there is one, a clock, as seconds of a clock whose zone nobody says; `None` where somebody does.
pub(super) fn read_clock(text: &str) -> Option<TimeReading> {
    let (reading, zone) = read_parts(text)?;
    (zone == Zone::Unsaid).then_some(reading)
}

fn read_parts(text: &str) -> Option<(TimeReading, Zone)> {
    let (date, clock, behind) = parts(text)?;
    let (half, zone) = tail(behind)?;
    let of_day = seconds_of_day(clock, half)?;
    let at = |days: Option<i64>| match days {
        Some(days) => zone.seconds(days * DAY + of_day),
        None => None,
    };
    let reading = match date_of(date)? {
        Days::One(days) => TimeReading::Certain(at(Some(days))?),
        Days::Two {
            day_month,
            month_day,
            points,
        } => {
            let (day_month, month_day) = (at(day_month), at(month_day));
            day_month.or(month_day)?;
            TimeReading::Ordered {
                day_month,
                month_day,
                points,
            }
        }
    };
    Some((reading, zone))
}

/// A date as days since 1970, certainly or by each order.
enum Days {
    One(i64),
    Two {
        day_month: Option<i64>,
        month_day: Option<i64>,
        points: bool,
    },
}

/// The date, the clock and what stands behind it; the clock is where the first colon is.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let Some(colon) = text.find(':') else {
        return Some((text, "", ""));
    };
    let digit = |byte: &u8| byte.is_ascii_digit();
    let bytes = text.as_bytes();
    let before = bytes
        .get(..colon)?
        .iter()
        .rev()
        .take_while(|byte| digit(byte))
        .count();
    let start = colon.checked_sub(before)?;
    let rest = bytes.get(colon..)?;
    let mut length = 0;
    while let Some(byte) = rest.get(length) {
        let decimals = matches!(byte, b'.' | b',') && rest.get(length + 1).is_some_and(digit);
        if !(digit(byte) || *byte == b':' || decimals) {
            break;
        }
        length += 1;
    }
    let end = colon + length;
    Some((text.get(..start)?, text.get(start..end)?, text.get(end..)?))
}

/// Seconds of `14:05`, `2:05:26` or `02:05:26.5` in this half of the day; 0 for nothing.
fn seconds_of_day(clock: &str, half: Option<bool>) -> Option<i64> {
    if clock.is_empty() {
        return half.is_none().then_some(0);
    }
    let clock = clock
        .split_once(['.', ','])
        .map_or(clock, |(whole, _)| whole);
    let mut numbers = clock.split(':').map(|part| {
        let plain = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse::<i64>().ok()).flatten()
    });
    let (hour, minute) = (numbers.next()??, numbers.next()??);
    let second = numbers.next().unwrap_or(Some(0))?;
    if numbers.next().is_some() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(afternoon) => hour % 12 + 12 * i64::from(afternoon),
        None => hour,
    };
    Some(hour * 3_600 + minute * 60 + second)
}

fn date_of(text: &str) -> Option<Days> {
    let mut numbers: Vec<(i64, usize)> = Vec::with_capacity(3);
    let mut words: Vec<String> = Vec::new();
    let mut points = false;
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let same = |sign: char| {
            sign.is_ascii_digit() == first.is_ascii_digit()
                && sign.is_alphabetic() == first.is_alphabetic()
        };
        let end = rest.find(|sign| !same(sign)).unwrap_or(rest.len());
        let (token, behind) = rest.split_at_checked(end)?;
        if first.is_ascii_digit() {
            numbers.push((token.parse().ok()?, token.len()));
        } else if let "年" | "月" | "日" = token {
        } else if first.is_alphabetic() {
            words.push(token.to_lowercase());
        } else if !token
            .chars()
            .all(|sign| matches!(sign, '-' | '/' | '.' | ',' | '\'') || sign.is_whitespace())
        {
            return None;
        } else if numbers.len() == 1 {
            points = token == ".";
        }
        rest = behind;
    }
    let months: Vec<i64> = words.iter().filter_map(|word| month(word)).collect();
    let named = match months.as_slice() {
        [] => None,
        [one] => Some(*one),
        // French Tuesdays and Spanish ones begin like March.
        _ => words
            .iter()
            .filter(|word| !is_weekday(word))
            .find_map(|word| month(word)),
    };
    let known = |word: &String| {
        month(word).is_some()
            || is_weekday(word)
            || BETWEEN.contains(&word.as_str())
            || ORDINALS.contains(&word.as_str())
    };
    if !words.iter().all(known) {
        return None;
    }
    if let Some(month) = named {
        let days = match *numbers.as_slice() {
            [(year, 4), (day, 1..=2)] | [(day, 1..=2), (year, 4)] => days(year, month, day),
            [(day, 1..=2), (year, 2)] => days(century(year), month, day),
            _ => None,
        };
        return days.map(Days::One);
    }
    match *numbers.as_slice() {
        [(whole, 8)] => days(whole / 10_000, whole / 100 % 100, whole % 100).map(Days::One),
        [(year, 4), (month, 1..=2), (day, 1..=2)] => days(year, month, day).map(Days::One),
        [(year @ 32.., 2), (month, 1..=2), (day, 1..=2)] => {
            days(century(year), month, day).map(Days::One)
        }
        [(first, 1..=2), (second, 1..=2), (year, length @ (2 | 4))] => {
            let year = if length == 2 { century(year) } else { year };
            Some(Days::Two {
                day_month: days(year, second, first),
                month_day: days(year, first, second),
                points,
            })
        }
        _ => None,
    }
}

fn century(year: i64) -> i64 {
    year + if year < CENTURY { 2_000 } else { 1_900 }
}

fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let valid =
        year > 0 && (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
    valid.then(|| days_from_civil(year, month, day))
}

/// `20251007T095026Z`, `202510070950`, `20251007095026`.
fn basic(text: &str) -> Option<i64> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (date, rest) = text.split_at_checked(8)?;
    let rest = rest.strip_prefix(['T', 't', ' ']).unwrap_or(rest);
    let end = rest
        .find(|sign: char| !sign.is_ascii_digit())
        .unwrap_or(rest.len());
    let (clock, zone) = rest.split_at_checked(end)?;
    if !digits(date) || !matches!(clock.len(), 4 | 6) {
        return None;
    }
    let whole: i64 = date.parse().ok()?;
    let days = days(whole / 10_000, whole / 100 % 100, whole % 100)?;
    let clock = format!("{clock:0<6}");
    let number = |range: std::ops::Range<usize>| clock.get(range)?.parse::<i64>().ok();
    let (hour, minute, second) = (number(0..2)?, number(2..4)?, number(4..6)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (half, zone): (Option<bool>, Zone) = tail(zone)?;
    if half.is_some() {
        return None;
    }
    zone.seconds(days * DAY + hour * 3_600 + minute * 60 + second)
}
