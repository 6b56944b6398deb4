//! What is wrong with an offer, and where.

use std::fmt;

use serde::Serialize;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing is published while it is there.
    Error,
    /// It is probably not as the merchant wants it.
    Warning,
}

/// Something about one row of a file of offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    /// The file as it was named.
    pub file: String,
    /// The line of the row, from 1.
    pub line: u64,
    /// The header of the column; `-` for the row as a whole.
    pub column: String,
    /// What is wrong, and what to do.
    pub text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            text,
            ..
        } = self;
        write!(f, "{file}, line {line}, column `{column}`: {text}")
    }
}
