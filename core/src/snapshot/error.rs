//! What can be wrong with the bytes of a shard.

use super::layout::{ContentHash, SHARD_VERSION, ShardName};
use core::fmt;

/// A shard that cannot be used: what was wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotError {
    fault: Fault,
    offset: usize,
}

/// The kinds of damage that a reader tells apart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The file does not start like a shard: an error page, or another file.
    NotASnapshot,
    /// The file was written by another version of the format.
    Version {
        /// The version that the file names.
        got: u16,
    },
    /// The file ends too early.
    Truncated {
        /// Bytes that should have followed.
        expected: usize,
        /// Bytes that did.
        got: usize,
    },
    /// The bytes are not those that were written.
    Checksum {
        /// What the file's header promises.
        expected: ContentHash,
        /// What the bytes give.
        got: ContentHash,
    },
    /// The file is intact but is not the one that the manifest names.
    OtherShard {
        /// The manifest's shard.
        expected: ShardName,
        /// This shard.
        got: ShardName,
    },
    /// The inflated display records have another length than promised.
    DisplayLength {
        /// The length that the section table promises.
        expected: usize,
        /// The length that came.
        got: usize,
    },
    /// A value breaks a rule of the format.
    Invalid {
        /// The rule, as `FORMAT.md` has it.
        rule: &'static str,
    },
}

impl SnapshotError {
    pub(crate) fn new(fault: Fault, offset: usize) -> Self {
        Self { fault, offset }
    }

    pub(crate) fn invalid(rule: &'static str, offset: usize) -> Self {
        Self::new(Fault::Invalid { rule }, offset)
    }

    /// What is wrong.
    #[must_use]
    pub fn fault(&self) -> &Fault {
        &self.fault
    }

    /// The byte at which it was noticed; in the inflated display records if the fault lies there.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            Fault::NotASnapshot => f.write_str(
                "not a Setwise shard: expected the file to begin with \"SETW\"; is this a page that the host sends for missing files?",
            ),
            Fault::Version { got } => write!(
                f,
                "shard format {got}, expected {SHARD_VERSION}: train again with the `setwise` that matches this widget",
            ),
            Fault::Truncated { expected, got } => write!(
                f,
                "shard ends at byte {}: expected {expected} more bytes, got {got}; upload the folder again",
                self.offset + got,
            ),
            Fault::Checksum { expected, got } => write!(
                f,
                "shard damaged: expected checksum {expected}, got {got}; upload the folder again",
            ),
            Fault::OtherShard { expected, got } => write!(
                f,
                "shard of another build: the manifest names {expected} of {}, the file is {got} of {}; upload the whole folder, the manifest last",
                expected.shards, got.shards,
            ),
            Fault::DisplayLength { expected, got } => write!(
                f,
                "display records inflate to {got} bytes, expected {expected}; upload the folder again",
            ),
            Fault::Invalid { rule } => write!(
                f,
                "shard invalid at byte {}: {rule}; train again",
                self.offset,
            ),
        }
    }
}

impl core::error::Error for SnapshotError {}
