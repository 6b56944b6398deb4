//! Everything that can go wrong between a page and its shelf, each with what, where, expected, got and what to do.

use setwise_core::snapshot::{ManifestError, SnapshotError};
use std::fmt;
use std::rc::Rc;

/// Why a call was refused or a snapshot could not be used. One pointer wide: it travels through every function.
#[derive(Clone, Debug)]
pub struct Error(Rc<Problem>);

/// What there is to say of an [`Error`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Problem {
    /// A value from the page, or a field of the manifest, is not what it must be.
    Value(BadValue),
    /// A request got no answer, twice.
    Network {
        /// The address asked for.
        url: String,
        /// What the browser said.
        reason: String,
    },
    /// A request was answered with something else than success.
    Status {
        /// The address asked for.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// The manifest's address leads to something that is no JSON.
    NotJson {
        /// The address asked for.
        url: String,
        /// What the server calls it.
        mime: String,
    },
    /// The manifest is JSON, but cannot be used.
    Manifest {
        /// Its address.
        url: String,
        /// What is wrong with it.
        error: ManifestError,
    },
    /// A shard cannot be used.
    Shard {
        /// Its address.
        url: String,
        /// What is wrong with it.
        error: SnapshotError,
    },
    /// The display records of a shard do not inflate.
    Inflate {
        /// The shard's address.
        url: String,
    },
    /// One of the shop's own functions threw or rejected.
    Callback {
        /// Which one.
        name: &'static str,
        /// What it threw.
        reason: String,
    },
    /// The shop's cart said no, in words for the shopper.
    Refused {
        /// Which, as the shop puts it.
        words: String,
    },
    /// The element cannot carry a shelf.
    Element {
        /// Why, and what to do.
        reason: &'static str,
    },
    /// Used after `destroy()`.
    Destroyed,
}

/// A value that breaks its rule.
#[derive(Clone, Debug)]
pub struct BadValue {
    /// Which value, as `createSetwise options.locale`.
    pub place: String,
    /// The rule.
    pub expected: &'static str,
    /// The value, shortened.
    pub got: String,
    /// What to do about it; empty where the rule says it all.
    pub advice: String,
}

impl Error {
    /// What there is to say of it.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self(Rc::new(problem))
    }
}

impl From<BadValue> for Error {
    fn from(bad: BadValue) -> Self {
        Problem::Value(bad).into()
    }
}

impl Problem {
    /// A stable word for programs, in `error.code`.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Value(_) => "value",
            Self::Network { .. } => "network",
            Self::Status { .. } => "status",
            Self::NotJson { .. } | Self::Manifest { .. } => "manifest",
            Self::Shard { .. } | Self::Inflate { .. } => "shard",
            Self::Callback { .. } => "callback",
            Self::Refused { .. } => "refused",
            Self::Element { .. } => "element",
            Self::Destroyed => "destroyed",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(BadValue {
                place,
                expected,
                got,
                advice,
            }) => {
                write!(f, "{place}: expected {expected}, got {got}{advice}")
            }
            Self::Network { url, reason } => write!(
                f,
                "{url} could not be fetched: {reason}; is the address right, and does its host allow this page to read it (CORS, connect-src)?"
            ),
            Self::Status { url, status } => write!(
                f,
                "{url} answered HTTP {status}, expected 200; upload the whole folder that `setwise train` wrote"
            ),
            Self::NotJson { url, mime } => write!(
                f,
                "{url} is not JSON (the server calls it {mime}); does the address name manifest.json, or is this the page for missing files?"
            ),
            Self::Manifest { url, error } => write!(f, "{url}: {error}"),
            Self::Shard { url, error } => write!(f, "{url}: {error}"),
            Self::Inflate { url } => write!(
                f,
                "{url}: the display records do not inflate to what the shard promises; upload the folder again"
            ),
            Self::Callback { name, reason } => write!(f, "the shop's {name} failed: {reason}"),
            Self::Refused { words } => f.write_str(words),
            Self::Element { reason } => f.write_str(reason),
            Self::Destroyed => f.write_str("this Setwise was destroyed; create another one"),
        }
    }
}
