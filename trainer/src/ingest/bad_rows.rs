//! Rows that cannot be read: counted by reason, the first few kept to be shown, and a limit.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::error::IngestError;

/// Examples kept for each reason.
const EXAMPLES: usize = 3;
/// A share is not enforced before this many rows are bad: in a short file one row is easily more than 5 %.
const SHARE_FLOOR: u64 = 10;

/// How many bad rows a file may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BadRowLimit {
    /// So many rows.
    Rows(u64),
    /// So many of a hundred rows, but at least ten.
    Percent(f64),
}

impl Default for BadRowLimit {
    fn default() -> Self {
        Self::Percent(5.0)
    }
}

impl FromStr for BadRowLimit {
    type Err = IngestError;

    fn from_str(given: &str) -> Result<Self, IngestError> {
        let error = || IngestError::BadRowLimit {
            given: given.to_owned(),
        };
        match given.trim().strip_suffix('%') {
            Some(share) => match share.trim().parse::<f64>() {
                Ok(share) if (0.0..=100.0).contains(&share) => Ok(Self::Percent(share)),
                _ => Err(error()),
            },
            None => given.trim().parse().map(Self::Rows).map_err(|_| error()),
        }
    }
}

impl fmt::Display for BadRowLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows(rows) => write!(f, "{rows}"),
            Self::Percent(share) => write!(f, "{share}%"),
        }
    }
}

/// One bad row.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct BadRowExample {
    /// The file as it was named.
    pub file: String,
    /// The line, from 1; of a Parquet file the row.
    pub line: u64,
    /// The header of the column.
    pub column: String,
    /// What stood there, cut to 40 characters.
    pub found: String,
    /// What was expected.
    pub expected: &'static str,
}

impl fmt::Display for BadRowExample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            found,
            expected,
        } = self;
        write!(
            f,
            "{file}, {} {line}, column `{column}`: expected {expected}, found `{found}`",
            // Parquet has no lines.
            if file.ends_with(".parquet") {
                "row"
            } else {
                "line"
            }
        )
    }
}

/// The bad rows of one file.
#[derive(Debug)]
pub struct BadRows {
    file: String,
    limit: BadRowLimit,
    total: u64,
    reasons: BTreeMap<&'static str, (u64, Vec<BadRowExample>)>,
}

impl BadRows {
    /// None yet.
    pub fn new(file: &str, limit: BadRowLimit) -> Self {
        Self {
            file: file.to_owned(),
            limit,
            total: 0,
            reasons: BTreeMap::new(),
        }
    }

    /// Counts one; fails when a limit in rows is passed. `found` is only kept for the first few.
    pub fn add(
        &mut self,
        reason: &'static str,
        (line, column): (u64, &str),
        expected: &'static str,
        found: &[u8],
        read: u64,
    ) -> Result<(), IngestError> {
        let file = self.file.clone();
        self.add_in(&file, reason, (line, column), expected, found, read)
    }

    /// As [`BadRows::add`], of one file of several.
    pub(super) fn add_in(
        &mut self,
        file: &str,
        reason: &'static str,
        (line, column): (u64, &str),
        expected: &'static str,
        found: &[u8],
        read: u64,
    ) -> Result<(), IngestError> {
        self.total += 1;
        let (count, examples) = self.reasons.entry(reason).or_default();
        *count += 1;
        if examples.len() < EXAMPLES {
            examples.push(BadRowExample {
                file: file.to_owned(),
                line,
                column: column.to_owned(),
                found: said(found),
                expected,
            });
        }
        match self.limit {
            BadRowLimit::Rows(limit) if self.total > limit => Err(self.error(read)),
            // Enough rows to judge a share by: no need to read a wrong file to its end.
            BadRowLimit::Percent(_) if read >= 10_000 && self.total.is_multiple_of(1_000) => {
                self.finish(read)
            }
            _ => Ok(()),
        }
    }

    /// Checks the share once the file is read.
    pub fn finish(&self, read: u64) -> Result<(), IngestError> {
        match self.limit {
            BadRowLimit::Percent(share)
                if self.total > SHARE_FLOOR && self.total as f64 > read as f64 * share / 100.0 =>
            {
                Err(self.error(read))
            }
            _ => Ok(()),
        }
    }

    fn error(&self, read: u64) -> IngestError {
        let lines: Vec<String> = self
            .reasons
            .values()
            .flat_map(|(_, examples)| examples)
            .map(|e| format!("  {e}"))
            .collect();
        IngestError::TooManyBadRows {
            file: self.file.clone(),
            bad: self.total,
            read,
            limit: self.limit.to_string(),
            examples: lines.join("\n"),
        }
    }

    /// All bad rows.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Counts by reason, in the order of the reasons' names.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        self.reasons
            .iter()
            .map(|(reason, (count, _))| (*reason, *count))
    }

    /// The first few of each reason.
    pub fn examples(&self) -> impl Iterator<Item = &BadRowExample> + '_ {
        self.reasons.values().flat_map(|(_, examples)| examples)
    }
}

/// A cell for a message: cut to 40 characters, and not at all if it could be an address of mail or a number to call.
fn said(cell: &[u8]) -> String {
    let text: String = super::text::decode(cell).0.chars().take(40).collect();
    let is_private = super::personal::of_cell(&text).is_some();
    if is_private { "…".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_rows_or_shares() {
        assert_eq!(
            "100".parse::<BadRowLimit>().expect("rows"),
            BadRowLimit::Rows(100)
        );
        assert_eq!(
            "2.5%".parse::<BadRowLimit>().expect("share"),
            BadRowLimit::Percent(2.5)
        );
        for wrong in ["", "-1", "5 %%", "101%", "many"] {
            assert!(wrong.parse::<BadRowLimit>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn stops_after_the_limit_and_shows_where() {
        let mut bad = BadRows::new("o.csv", BadRowLimit::Rows(2));
        let mut add = |line| bad.add("bad_time", (line, "time"), "a date", b"yesterday", line);
        assert!(add(2).is_ok() && add(3).is_ok());
        let text = add(4).expect_err("third").to_string();
        assert!(
            text.contains("3 of 4 rows")
                && text.contains("o.csv, line 2, column `time`: expected a date"),
            "{text}"
        );
    }

    #[test]
    fn a_share_forgives_ten_rows() {
        let mut bad = BadRows::new("o.csv", BadRowLimit::Percent(1.0));
        for line in 0..10 {
            bad.add("bad_time", (line, "time"), "a date", b"", line)
                .expect("not enforced yet");
        }
        assert!(bad.finish(12).is_ok());
        bad.add("bad_time", (11, "time"), "a date", b"", 11)
            .expect("counted");
        assert!(bad.finish(12).is_err() && bad.finish(1_200).is_ok());
    }
}
