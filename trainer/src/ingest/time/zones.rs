//! What stands behind a clock: half of the day, and the zone.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// Words for zones that mean one offset, in minutes east of Greenwich.
const WORDS: [(&str, i32); 45] = [
    ("z", 0),
    ("utc", 0),
    ("gmt", 0),
    ("ut", 0),
    ("wet", 0),
    ("west", 60),
    ("bst", 60),
    ("cet", 60),
    ("mez", 60),
    ("cest", 120),
    ("mesz", 120),
    ("eet", 120),
    ("eest", 180),
    ("msk", 180),
    ("trt", 180),
    ("sast", 120),
    ("wat", 60),
    ("cat", 120),
    ("eat", 180),
    ("gst", 240),
    ("pkt", 300),
    ("wib", 420),
    ("ict", 420),
    ("hkt", 480),
    ("sgt", 480),
    ("myt", 480),
    ("pht", 480),
    ("awst", 480),
    ("jst", 540),
    ("kst", 540),
    ("acst", 570),
    ("acdt", 630),
    ("aest", 600),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
    ("brt", -180),
    ("art", -180),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("pst", -480),
    ("pdt", -420),
];

/// What is known of the zone of a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// Nothing is said: taken as UTC.
    Unsaid,
    /// So many seconds east of Greenwich.
    Offset(i64),
    /// A place of the IANA database.
    Place(TimeZone),
}

impl Zone {
    /// Seconds since 1970 of a clock in this zone.
    pub(super) fn seconds(&self, clock: i64) -> Option<i64> {
        match self {
            Self::Unsaid => Some(clock),
            Self::Offset(east) => Some(clock - east),
            Self::Place(place) => {
                let civil: DateTime =
                    Offset::UTC.to_datetime(jiff::Timestamp::from_second(clock).ok()?);
                let zoned = place.to_zoned(civil).ok()?;
                Some(zoned.timestamp().as_second())
            }
        }
    }
}

/// The half of the day (`Some(true)` for the afternoon) and the zone of what stands behind a clock; `None` if there is
/// something else.
pub(super) fn tail(text: &str) -> Option<(Option<bool>, Zone)> {
    let lower = text.trim().to_lowercase();
    let plain = lower.replace('.', "").replace(['\u{a0}', '\u{202f}'], " ");
    let plain = plain.trim();
    let halves = [("am", false), ("a m", false), ("pm", true), ("p m", true)];
    let half = halves.iter().find_map(|(word, after)| {
        let rest = plain.strip_prefix(word)?;
        let ends = rest.chars().next().is_none_or(|sign| !sign.is_alphabetic());
        ends.then_some((*after, rest))
    });
    let (half, rest) = match half {
        Some((after, rest)) => (Some(after), rest.trim()),
        None => (None, plain),
    };
    Some((half, zone(rest, text)?))
}

/// `+0200`, `GMT+2`, `CEST`, `[Europe/Berlin]`, `GMT+0200 (Central European Summer Time)`; `whole` has the case of letters that
/// the names of places need.
fn zone(rest: &str, whole: &str) -> Option<Zone> {
    let rest = rest
        .split_once('(')
        .map_or(rest, |(before, _)| before)
        .trim();
    let rest = match rest.split_once('[') {
        Some(("", place)) => place.trim_end_matches(']'),
        Some((offset, _)) => offset.trim(),
        None => rest,
    };
    if rest.is_empty() {
        return Some(Zone::Unsaid);
    }
    if let Some((_, minutes)) = WORDS.iter().find(|(word, _)| *word == rest) {
        return Some(Zone::Offset(i64::from(*minutes) * 60));
    }
    let signed = rest
        .strip_prefix("utc")
        .or_else(|| rest.strip_prefix("gmt"))
        .unwrap_or(rest);
    if let Some(east) = offset(signed.trim()) {
        return Some(Zone::Offset(east));
    }
    let place = whole
        .split_whitespace()
        .map(|word| word.trim_matches(['[', ']']))
        .find(|word| word.contains('/'))?;
    TimeZone::get(place).ok().map(Zone::Place)
}

/// `+0200`, `+02:00`, `-5`, in seconds east of Greenwich.
fn offset(text: &str) -> Option<i64> {
    let (east, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    let (hours, minutes) = if digits.len() <= 2 {
        (number, 0)
    } else {
        (number / 100, number % 100)
    };
    (hours <= 15 && minutes < 60).then_some(east * (hours * 3_600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_by_word_offset_and_place() {
        let east = |text: &str| match tail(text) {
            Some((_, Zone::Offset(seconds))) => Some(seconds / 60),
            Some((_, Zone::Unsaid)) => Some(0),
            _ => None,
        };
        for (text, minutes) in [
            ("", 0),
            ("Z", 0),
            (" UTC", 0),
            ("CEST", 120),
            ("EST", -300),
            ("+0200", 120),
            ("+05:30", 330),
            ("-5", -300),
            ("GMT+0200 (Central European Summer Time)", 120),
            ("PM PST", -480),
        ] {
            assert_eq!(east(text), Some(minutes), "{text}");
        }
        assert_eq!(tail("p. m.").map(|found| found.0), Some(Some(true)));
        for wrong in ["noon", "+99", "XYZ", "amber"] {
            assert_eq!(tail(wrong), None, "{wrong}");
        }
        let (_, berlin) = tail("Europe/Berlin").expect("a place");
        assert_eq!(berlin.seconds(1_759_823_426 + 7_200), Some(1_759_823_426));
    }
}
