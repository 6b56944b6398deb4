//! The only home of the format's numbers. `FORMAT.md` explains them.

use core::fmt;
use xxhash_rust::xxh64::xxh64;

/// Version of all files but shards that this crate writes, and the only one that it reads.
pub const FORMAT_VERSION: u16 = 1;
/// The same of shards.
pub const SHARD_VERSION: u16 = 4;
/// First bytes of every shard.
pub(super) const MAGIC: [u8; 4] = *b"SETW";
/// Bytes before the section table.
pub(super) const HEADER_BYTES: usize = 40;
/// Where the generation stands, which is known only when the other shards are.
#[cfg(feature = "write")]
pub(super) const GENERATION_AT: core::ops::Range<usize> = 16..24;
/// The checksum covers everything from here on.
pub(super) const CHECKED_FROM: usize = 24;
/// Bytes of one row of the section table.
pub(super) const SECTION_ROW_BYTES: usize = 16;
/// Records of one shard.
pub const MAX_RECORDS: u32 = 1 << 24;
/// Neighbours of one product in one list: so many that an order of them takes at most 56 digits.
pub const MAX_EDGES: usize = 16;
/// Products that are viewed next after one product: as many as the longest shelf of a session shows.
pub const MAX_NEXT: usize = 20;
/// Rows of a weight table: codes, levels and ranks have 4 bits.
pub const WEIGHT_CODES: usize = 16;
/// What display records of a shard may inflate to. Deflate makes at most 1032 bytes of one.
pub(super) const MAX_DISPLAY_BYTES: u32 = 1 << 30;
/// Bytes before and behind an id in addresses that are made of it.
pub(super) const MAX_TEMPLATE: usize = 1024;
/// Generations of shards that one manifest may name: each has a digit.
pub const MAX_GENERATIONS: usize = 8;
/// Largest price that every consumer can hold exactly (a JavaScript number).
pub(crate) const MAX_PRICE: u64 = (1 << 53) - 1;

/// Products of one bundle: from 2 to this many.
pub const MAX_BUNDLE: usize = 4;
/// Bundles that may begin with the same record.
pub const MAX_SETS: usize = 64;
/// Longest repurchase interval, in days: about two years and nine months.
pub const MAX_REPURCHASE_DAYS: u16 = 1023;
/// Levels of how likely a product is bought again.
pub const HABIT_LEVELS: usize = 32;
/// Products that a snapshot names as popular.
pub const MAX_POPULAR: usize = 32;
/// Bits of a need's number; 0 is no need.
pub(super) const MAX_NEED_BITS: u32 = 24;

/// What a section holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
#[repr(u16)]
pub enum SectionKind {
    /// What codes, levels and ranks are worth.
    Weights = 1,
    /// Complements of the shard's own products.
    Edges = 2,
    /// How likely the complements of the shard's own products are.
    Scales = 3,
    /// A level of popularity for every record.
    Priors = 4,
    /// The need that every record serves: two of one need are alternatives.
    Needs = 5,
    /// Higher tiers of the shard's own products.
    Upgrades = 6,
    /// Sets that are bought as sets.
    Bundles = 7,
    /// After how many days the shard's own products are bought again.
    Repurchase = 8,
    /// What shoppers look at after the shard's own products.
    Next = 9,
    /// Display records, deflated.
    Display = 10,
    /// Which selectors of the shop's policy every record fits.
    Marks = 11,
    /// Which products share a list of complements.
    Cohorts = 12,
    /// What shoppers buy again, and what they buy first.
    Habits = 13,
}

impl SectionKind {
    /// All of them, in the order in which they stand in a file.
    pub const ALL: [Self; 13] = [
        Self::Weights,
        Self::Edges,
        Self::Scales,
        Self::Priors,
        Self::Needs,
        Self::Upgrades,
        Self::Bundles,
        Self::Repurchase,
        Self::Next,
        Self::Display,
        Self::Marks,
        Self::Cohorts,
        Self::Habits,
    ];

    /// The name that `inspect` prints.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Weights => "weights",
            Self::Edges => "edges",
            Self::Scales => "scales",
            Self::Priors => "priors",
            Self::Needs => "needs",
            Self::Upgrades => "upgrades",
            Self::Bundles => "bundles",
            Self::Repurchase => "repurchase",
            Self::Next => "next",
            Self::Display => "display",
            Self::Marks => "marks",
            Self::Cohorts => "cohorts",
            Self::Habits => "habits",
        }
    }

    /// Whether the section is model (true), or replaced without training (false): what is displayed, and marks.
    #[must_use]
    pub fn is_model(self) -> bool {
        !matches!(self, Self::Display | Self::Marks)
    }

    /// Whether a shard may leave it out, which means that it says nothing.
    pub(super) fn is_optional(self) -> bool {
        matches!(
            self,
            Self::Needs
                | Self::Upgrades
                | Self::Bundles
                | Self::Repurchase
                | Self::Next
                | Self::Marks
                | Self::Cohorts
                | Self::Habits
        )
    }
}

/// A 64-bit xxHash: of a shard's bytes, of a generation's checksums.
///
/// It tells accidents (truncation, a mixed upload, a proxy's error page), not attacks: who can replace files on the
/// shop's own host can replace the page as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash(pub u64);

impl ContentHash {
    /// The hash of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(xxh64(bytes, 0))
    }

    /// The name of a generation: the hash of the numbers and checksums of the shards that were written at once,
    /// ascending by number.
    #[cfg(feature = "write")]
    #[must_use]
    pub fn of_generation(shards: &[(u32, Self)]) -> Self {
        let mut hash = xxhash_rust::xxh64::Xxh64::new(0);
        for (number, checksum) in shards {
            hash.update(&number.to_le_bytes());
            hash.update(&checksum.0.to_le_bytes());
        }
        Self(hash.digest())
    }

    /// Reads 16 lower-case hexadecimal digits, the form in which a manifest names a generation.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let canonical = text.len() == 16
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if !canonical {
            return None;
        }
        u64::from_str_radix(text, 16).ok().map(Self)
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Which shard a file is. Its [`Display`](fmt::Display) is the file's path in the snapshot folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShardName {
    /// The shards that it was written with.
    pub generation: ContentHash,
    /// Its number, below `shards`.
    pub number: u32,
    /// Shards of the whole snapshot.
    pub shards: u32,
}

impl fmt::Display for ShardName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}.bin", self.generation, self.number)
    }
}
