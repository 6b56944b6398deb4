//! The one file of a snapshot folder that is not immutable: it names all others.

use super::layout::{ContentHash, MAX_GENERATIONS, ShardName};
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

/// `manifest.json`.
///
/// It holds no moment of building, so that equal exports give an equal folder; a page takes the age of a snapshot from
/// `as_of` or, without it, from the file's `Last-Modified`.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Manifest {
    /// Always `setwise`.
    pub format: String,
    /// Version of this file: [`FORMAT_VERSION`](super::FORMAT_VERSION).
    pub version: u16,
    /// Which `setwise` trained it.
    pub generator: String,
    /// Names the build: the hash of everything else in this file, and so of all shards.
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
    /// Hash of the model of intent, which is in `<hash>.bin`; readers use a prior where there is none.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub intent: Option<String>,
    /// Hash of the offers, which are in `<hash>.bin`.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub offers: Option<String>,
    /// Hash of the merchant's compiled policy, which is in `<hash>.bin`.
    #[cfg_attr(
        feature = "serde",
        serde(default, rename = "policy", skip_serializing_if = "Option::is_none")
    )]
    pub rulebook: Option<String>,
    /// A slate of fewer items is withheld; 1 to `max_items`.
    pub min_items: u8,
    /// A slate has at most so many items; up to 24.
    pub max_items: u8,
    /// Candidates below this score are filler.
    pub floor: f64,
    /// Number of shards. A product's own is number `xxh64(id) * shards >> 64`, the file `<generation>/<number>.bin`.
    pub shards: u32,
    /// Which shards were written together, by the hash of their checksums; 1 to [`MAX_GENERATIONS`].
    pub generations: Vec<String>,
    /// Which shards are of which generation, as runs: the digit of the generation, from 0, then in letters, `a` to `z` for 0
    /// to 25, how many shards more. Empty if there is one generation.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "String::is_empty")
    )]
    pub generation_of: String,
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
        for (name, hash) in [
            ("intent", &self.intent),
            ("offers", &self.offers),
            ("policy", &self.rulebook),
        ] {
            if hash
                .as_deref()
                .is_some_and(|hash| ContentHash::parse(hash).is_none())
            {
                return Err(ManifestError::Field {
                    name,
                    rule: "16 lower-case hexadecimal digits",
                });
            }
        }
        let rules: [(bool, &'static str, &'static str); 6] = [
            (
                self.shards > 0
                    && (1..=MAX_GENERATIONS).contains(&self.generations.len())
                    && self
                        .generations
                        .iter()
                        .all(|hash| ContentHash::parse(hash).is_some()),
                "generations",
                "1 to 8, each 16 lower-case hexadecimal digits, of at least one shard",
            ),
            (
                (self.generations.len() == 1 && self.generation_of.is_empty())
                    || self.runs().try_fold(0, |sum, (generation, shards)| {
                        let known = generation < self.generations.len();
                        known.then_some(shards.saturating_add(sum))
                    }) == Some(self.shards),
                "generation_of",
                "runs of digits of generations, for every shard one",
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

    /// Generations and how many shards of them follow each other.
    fn runs(&self) -> impl Iterator<Item = (usize, u32)> {
        let mut rest = self.generation_of.as_bytes();
        core::iter::from_fn(move || {
            let (digit, behind) = rest.split_first()?;
            let mut more = 0_u32;
            rest = behind;
            while let [letter @ b'a'..=b'z', behind @ ..] = rest {
                more = more
                    .saturating_mul(26)
                    .saturating_add(u32::from(letter - b'a'));
                rest = behind;
            }
            Some((
                usize::from(digit.wrapping_sub(b'0')),
                more.saturating_add(1),
            ))
        })
    }

    /// Spells [`Manifest::generation_of`] for shards of these generations, all below [`MAX_GENERATIONS`].
    #[cfg(feature = "write")]
    #[must_use]
    pub fn spell_runs(generations: &[u8]) -> String {
        let mut text = String::new();
        for run in generations.chunk_by(|a, b| a == b) {
            text.extend(run.first().map(|&generation| char::from(b'0' + generation)));
            let mut more = run.len() - 1;
            let mut letters = Vec::new();
            while more > 0 {
                letters.push(char::from(b'a' + (more % 26) as u8));
                more /= 26;
            }
            text.extend(letters.into_iter().rev());
        }
        text
    }

    /// The shard of this number; `None` beyond the last one.
    #[must_use]
    pub fn shard(&self, number: u32) -> Option<ShardName> {
        let mut left = number;
        let run = self.runs().find(|(_, shards)| {
            let here = left < *shards;
            left = left.wrapping_sub(*shards);
            here
        });
        let generation = run.map_or(0, |(generation, _)| generation);
        let generation = ContentHash::parse(self.generations.get(generation)?)?;
        (number < self.shards).then_some(ShardName {
            generation,
            number,
            shards: self.shards,
        })
    }

    /// The homes of these products, each once: what [`rank`](crate::rank::rank) needs for them and no more.
    #[must_use]
    pub fn homes(&self, keys: impl IntoIterator<Item = ProductKey>) -> Vec<ShardName> {
        let mut homes: Vec<ShardName> = Vec::new();
        for key in keys {
            if let Some(home) = self.shard(key.shard(self.shards))
                && !homes.contains(&home)
            {
                homes.push(home);
            }
        }
        homes
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
