//! What the ranking answers.

use crate::catalog::{ProductKey, Score};

/// One product of a slate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Identity.
    pub key: ProductKey,
    /// Which of the request's shards displays it.
    pub shard: usize,
    /// Its record there.
    pub record: u32,
    /// What speaks for it, in all; of an alternative to a seed or to a better product, what training left of it.
    pub score: Score,
    /// Why it is here, in a form that an interface can put in words.
    pub reason: Reason,
    /// Alternatives to it that were heeded so far, the seeds as one; 0 before any was looked for.
    pub(crate) heeded: u8,
}

impl Item {
    /// A candidate as it is gathered.
    pub(crate) fn new(
        key: ProductKey,
        (shard, record): (usize, u32),
        score: Score,
        reason: Reason,
    ) -> Self {
        Self {
            key,
            shard,
            record,
            score,
            reason,
            heeded: 0,
        }
    }
}

/// Why a product is in a slate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It is bought together with a seed.
    GoesWith {
        /// Position in the request's `seeds` of the one that spoke loudest for it.
        seed: usize,
    },
    /// Products like a seed are bought together with it.
    GoesWithSimilar {
        /// Position in the request's `seeds` of the one that spoke loudest for it.
        seed: usize,
    },
    /// It is bought most in the shop: nothing that the seeds or the shopper say speaks for it.
    Popular,
    /// It serves the need of a seed better.
    UpgradeOf {
        /// Position of the seed in the request's `seeds`.
        seed: usize,
    },
    /// It belongs to a set that a seed belongs to.
    InSetWith {
        /// Position of the seed in the request's `seeds`.
        seed: usize,
    },
    /// Shoppers look at it after a seed.
    ViewedNext {
        /// Position of the seed in the request's `seeds`.
        seed: usize,
    },
    /// The session has seen it before.
    SeenBefore {
        /// Position of its last view in the request's `seeds`.
        seed: usize,
    },
    /// The merchant's policy puts it first, and nothing else speaks for it.
    Pinned,
    /// The shopper looks at it or buys it again and again, as the device remembers.
    Habit,
    /// The shopper bought it before.
    BoughtBefore {
        /// How often.
        times: usize,
        /// Whole days since the last time.
        days_ago: i64,
    },
}

impl Reason {
    /// Position in the request's `seeds` of the one that speaks for the product, if one does.
    #[must_use]
    pub fn seed(self) -> Option<usize> {
        match self {
            Self::GoesWith { seed }
            | Self::GoesWithSimilar { seed }
            | Self::UpgradeOf { seed }
            | Self::InSetWith { seed }
            | Self::ViewedNext { seed }
            | Self::SeenBefore { seed } => Some(seed),
            Self::Popular | Self::Pinned | Self::Habit | Self::BoughtBefore { .. } => None,
        }
    }
}

/// Why there is no slate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Withheld {
    /// The request names no product.
    NoSeeds,
    /// None of the request's products is in the snapshot.
    UnknownSeeds,
    /// The shopper's purchases are not known, or none of them is in the snapshot.
    NoHistory,
    /// Nothing is missing to the merchant's threshold, or it is not known what.
    NoGap,
    /// The seeds have no neighbours that could be shown.
    NoCandidates,
    /// The visit is not likely enough to end in a purchase.
    LowIntent,
    /// A rule of the merchant's policy hides the shelf.
    Hidden,
    /// Too few candidates are better than filler.
    TooFew {
        /// How many are.
        found: usize,
        /// How many the policy wants.
        needed: usize,
        /// Score of the best candidate.
        best: Score,
    },
}

/// A slate, or the reason for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<'s> {
    /// Best first.
    Slate(&'s [Item]),
    /// Nothing shown beats filler.
    Withheld(Withheld),
}
