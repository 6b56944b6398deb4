//! One product's page, before and after.

use std::cmp::{Ordering, Reverse};

use serde::Serialize;
use setwise_core::catalog::ProductKey;
use setwise_core::rank::{Item, Outcome, Scratch, rank};
use setwise_core::request::{Policy, Request};
use setwise_core::snapshot::Snapshot;

/// A product by id and title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The shop's id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// A page whose slate changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangedPage {
    /// Whose page it is.
    #[serde(flatten)]
    pub product: Named,
    /// How popular it is, from 0 to 15, after the release.
    pub popularity: u8,
    /// Products that are in both slates, as a share of those that are in any.
    pub overlap: f64,
    /// What it shows before, the best first; empty if the slate is withheld.
    pub before: Vec<Named>,
    /// What it shows after.
    pub after: Vec<Named>,
}

impl ChangedPage {
    /// The most changed first, of equally changed ones the more popular.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let key = |page: &Self| (Reverse(page.popularity), page.product.id.clone());
        let overlap = self.overlap.total_cmp(&other.overlap);
        overlap.then_with(|| key(self).cmp(&key(other)))
    }
}

impl Named {
    pub(super) fn of(shard: &Snapshot, record: u32) -> Self {
        let shown = shard.display().get(record);
        Self {
            id: shown.id.to_owned(),
            title: shown.title.to_owned(),
        }
    }
}

/// What a product's page completes its set with; nothing where the slate is withheld.
pub(super) fn slate<'s>(
    shard: &Snapshot,
    seed: ProductKey,
    policy: &Policy,
    scratch: &'s mut Scratch,
) -> &'s [Item] {
    match rank(&[shard], &Request::for_seeds(&[seed]), policy, scratch) {
        Outcome::Slate(items) => items,
        Outcome::Withheld(_) => &[],
    }
}

/// How alike two slates are: products in both as a share of those in any (Jaccard), and places that hold the same product as
/// a share of those of the longer one. Two empty ones are alike.
pub(super) fn likeness(a: &[Item], b: &[Item]) -> (f64, f64) {
    let both = a
        .iter()
        .filter(|x| b.iter().any(|y| x.key == y.key))
        .count();
    let any = a.len() + b.len() - both;
    let placed = a.iter().zip(b).filter(|(x, y)| x.key == y.key).count();
    let share = |part: usize, of: usize| {
        if of == 0 {
            1.0
        } else {
            part as f64 / of as f64
        }
    };
    (share(both, any), share(placed, a.len().max(b.len())))
}
