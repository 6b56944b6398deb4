//! One thing that is wrong, as data.

use std::fmt;

use serde::Serialize;

/// Most examples that a finding quotes.
const EXAMPLES: usize = 5;
/// Longest id that is quoted whole.
const EXAMPLE_LETTERS: usize = 60;

/// How much harm something does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Harm {
    /// Good to know.
    Note,
    /// Shelves are worse than they could be.
    Warning,
    /// Shelves are empty, wrong, or cannot be trusted.
    Harmful,
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// How many are concerned.
    pub part: u64,
    /// Of how many.
    pub of: u64,
    /// What they are: products, lines, orders.
    pub what: &'static str,
}

impl Share {
    /// `part` of `of` `what`; none where there are none at all.
    #[must_use]
    pub fn new(part: u64, of: u64, what: &'static str) -> Self {
        Self { part, of, what }
    }

    /// From 0 to 1.
    #[must_use]
    pub fn of_one(self) -> f64 {
        self.part as f64 / self.of.max(1) as f64
    }

    /// The harm of a share: at least so much is a warning, at least so much is harmful; anything is a note.
    #[must_use]
    pub fn harm(self, warning: f64, harmful: f64) -> Option<Harm> {
        match self.of_one() {
            _ if self.part == 0 => None,
            share if share >= harmful => Some(Harm::Harmful),
            share if share >= warning => Some(Harm::Warning),
            _ => Some(Harm::Note),
        }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { part, of, what } = self;
        if part == of {
            return write!(f, "all {of} {what}");
        }
        let percent = self.of_one() * 100.0;
        match percent {
            p if p >= 1.0 => write!(f, "{part} of {of} {what} ({p:.0} %)"),
            _ => write!(f, "{part} of {of} {what}"),
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its name, for scripts; it does not change.
    pub code: &'static str,
    /// How bad it is.
    pub harm: Harm,
    /// What is wrong, in one sentence with numbers.
    pub says: String,
    /// What to do.
    pub mend: String,
    /// How much of the shop is concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// A few ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
}

impl Finding {
    /// A finding without a share.
    pub fn new(
        code: &'static str,
        harm: Harm,
        says: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self {
            code,
            harm,
            says: says.into(),
            mend: mend.into(),
            share: None,
            examples: Vec::new(),
        }
    }

    /// The same, with how much of the shop it concerns.
    #[must_use]
    pub fn concerning(mut self, share: Share) -> Self {
        self.share = Some(share);
        self
    }

    /// The same, with a few ids.
    #[must_use]
    pub fn such_as<'a>(mut self, ids: impl IntoIterator<Item = &'a String>) -> Self {
        let short = |id: &String| match id.char_indices().nth(EXAMPLE_LETTERS) {
            Some((end, _)) => format!("{}…", id.get(..end).unwrap_or_default()),
            None => id.clone(),
        };
        self.examples = ids.into_iter().take(EXAMPLES).map(short).collect();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_said_in_words_and_its_harm_follows_from_its_size() {
        let share = |part| Share::new(part, 400, "lines");
        assert_eq!(share(400).to_string(), "all 400 lines");
        assert_eq!(share(160).to_string(), "160 of 400 lines (40 %)");
        assert_eq!(share(1).to_string(), "1 of 400 lines");
        let harm = |part| share(part).harm(0.1, 0.5);
        assert_eq!(harm(0), None);
        assert_eq!(harm(1), Some(Harm::Note));
        assert_eq!(harm(40), Some(Harm::Warning));
        assert_eq!(harm(200), Some(Harm::Harmful));
    }

    #[test]
    fn examples_are_few_and_short() {
        let ids: Vec<String> = (0..9).map(|n| format!("{n}").repeat(100)).collect();
        let finding = Finding::new("x", Harm::Note, "", "").such_as(&ids);
        assert_eq!(finding.examples.len(), EXAMPLES);
        let longest = finding.examples.iter().map(|id| id.chars().count()).max();
        assert_eq!(longest, Some(EXAMPLE_LETTERS + 1));
    }
}
