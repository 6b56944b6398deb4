//! The one file of a snapshot folder that is not immutable: it names all others.

use super::layout::ContentHash;
use crate::catalog::{ProductKey, Score};
use crate::request::Policy;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// The money of a shop.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Currency {
    /// ISO 4217 code, as `GBP`.
    pub code: String,
    /// Digits behind the point: 2 for pence and cents, 0 for yen. At most 4.
    pub minor_digits: u8,
}

/// One shard file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ShardEntry {
    /// Checksum of the shard; the file is called `<hash>.bin`.
    pub hash: String,
    /// Size of the file in bytes.
    pub bytes: u32,
}

/// `manifest.json`.
///
/// It holds no moment of building, so that equal exports give an equal folder; a page takes the age of a snapshot from
/// `as_of` or, without it, from the file's `Last-Modified`.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Manifest {
    /// Always `setwise`.
    pub format: String,
    /// Version of this file and of the shards: [`FORMAT_VERSION`](super::FORMAT_VERSION).
    pub version: u16,
    /// Which `setwise` trained it.
    pub generator: String,
    /// Names the build: the hash of all shard hashes and of everything else in this file.
    pub build: String,
    /// Products with a record of their own.
    pub products: u32,
    /// The money of all prices.
    pub currency: Currency,
    /// The moment that the catalog speaks of, in seconds since 1970, if the merchant named one.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub as_of: Option<i64>,
    /// After so many seconds prices and stock are no longer claimed.
    pub stale_after: u32,
    /// A slate of fewer items is withheld; 1 to `max_items`.
    pub min_items: u8,
    /// A slate has at most so many items; up to 24.
    pub max_items: u8,
    /// Candidates below this score are filler.
    pub floor: f64,
    /// All shards. A product's own is number `xxh64(id) * shards >> 64`.
    pub shards: Vec<ShardEntry>,
}

/// A manifest that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ManifestError {
    /// It is JSON, but not a manifest of Setwise.
    NotAManifest,
    /// It was written by another version.
    Version {
        /// The version that it names.
        got: u16,
    },
    /// A field breaks a rule.
    Field {
        /// Name of the field.
        name: &'static str,
        /// What it must be.
        rule: &'static str,
    },
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAManifest => {
                f.write_str("not a Setwise manifest: expected \"format\": \"setwise\"; does the address name the manifest.json that `setwise train` wrote?")
            }
            Self::Version { got } => write!(
                f,
                "manifest version {got}, expected {}: train again with the `setwise` that matches this widget",
                super::FORMAT_VERSION
            ),
            Self::Field { name, rule } => {
                write!(f, "manifest field \"{name}\" is wrong: {rule}; train again")
            }
        }
    }
}

impl core::error::Error for ManifestError {}

/// Most items that a manifest may ask for.
const MOST_ITEMS: u8 = 24;

impl Manifest {
    /// Checks everything that the types do not: call it once, after parsing.
    ///
    /// # Errors
    /// [`ManifestError`] names the field and its rule.
    pub fn check(&self) -> Result<(), ManifestError> {
        if self.format != "setwise" {
            return Err(ManifestError::NotAManifest);
        }
        if self.version != super::FORMAT_VERSION {
            return Err(ManifestError::Version { got: self.version });
        }
        let rules: [(bool, &'static str, &'static str); 5] = [
            (
                !self.shards.is_empty()
                    && u32::try_from(self.shards.len()).is_ok()
                    && self
                        .shards
                        .iter()
                        .all(|shard| ContentHash::parse(&shard.hash).is_some()),
                "shards",
                "at least one, each named by 16 lower-case hexadecimal digits",
            ),
            (
                self.currency.code.len() == 3
                    && self
                        .currency
                        .code
                        .bytes()
                        .all(|byte| byte.is_ascii_uppercase()),
                "currency.code",
                "three capital letters of ISO 4217",
            ),
            (
                self.currency.minor_digits <= 4,
                "currency.minor_digits",
                "0 to 4",
            ),
            (
                (1..=self.max_items).contains(&self.min_items) && self.max_items <= MOST_ITEMS,
                "min_items",
                "1 to max_items, which is at most 24",
            ),
            (self.floor.is_finite(), "floor", "a number"),
        ];
        for (holds, name, rule) in rules {
            if !holds {
                return Err(ManifestError::Field { name, rule });
            }
        }
        Ok(())
    }

    /// Number and name of the shard that is home to a product; `None` only in a manifest without shards.
    #[must_use]
    pub fn home_of(&self, key: ProductKey) -> Option<(u32, ContentHash)> {
        let number = key.shard(u32::try_from(self.shards.len()).ok()?);
        let entry = self.shards.get(number as usize)?;
        Some((number, ContentHash::parse(&entry.hash)?))
    }

    /// What the manifest asks of every slate.
    #[must_use]
    pub fn policy(&self) -> Policy {
        Policy {
            min_items: usize::from(self.min_items),
            max_items: usize::from(self.max_items),
            floor: Score::from_f64(self.floor),
        }
    }

    /// Whether prices and stock are too old to be claimed at `now`, both in seconds since 1970.
    ///
    /// `published` is the fallback for a manifest without `as_of`; with neither, the age is unknown and `None`.
    #[must_use]
    pub fn is_stale(&self, published: Option<i64>, now: i64) -> Option<bool> {
        let since = self.as_of.or(published)?;
        Some(now.saturating_sub(since) > i64::from(self.stale_after))
    }
}
