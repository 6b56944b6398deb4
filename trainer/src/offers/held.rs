//! Offers that a snapshot folder holds: what shoppers were told before.

use std::fs;
use std::path::PathBuf;

use setwise_core::offer::{Kind, Offers, Scope};
use setwise_core::snapshot::ContentHash;

use super::report::OffersError;
use crate::folder::SnapshotFolder;

/// An offer of an earlier file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub(super) id: String,
    pub(super) scope: Scope,
    pub(super) kind: Kind,
    /// Minor units.
    pub(super) price: Option<u64>,
    pub(super) lowest: Option<u64>,
    pub(super) terms: String,
    pub(super) starts: i64,
    pub(super) ends: i64,
    pub(super) after_order: Option<u32>,
}

impl Held {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is on.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// What it promises.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its price, in minor units.
    #[must_use]
    pub fn price(&self) -> Option<u64> {
        self.price
    }

    /// Its start, in seconds since 1970.
    #[must_use]
    pub fn starts(&self) -> i64 {
        self.starts
    }

    /// Its end, in seconds since 1970.
    #[must_use]
    pub fn ends(&self) -> i64 {
        self.ends
    }
}

/// The offers that a folder's manifest names; none if it names no file.
///
/// # Errors
/// [`OffersError::Read`] and [`OffersError::Damaged`] name the file.
pub fn held_in(folder: &SnapshotFolder) -> Result<Vec<Held>, OffersError> {
    let Some(name) = &folder.manifest().offers else {
        return Ok(Vec::new());
    };
    let path: PathBuf = folder.path().join(format!("{name}.bin"));
    let bytes = fs::read(&path).map_err(|source| OffersError::Read {
        path: path.clone(),
        source,
    })?;
    // A manifest that was checked has a hash there.
    let named = ContentHash::parse(name).unwrap_or_default();
    let offers =
        Offers::open(&bytes, named).map_err(|source| OffersError::Damaged { path, source })?;
    let held = offers.iter().map(|offer| Held {
        id: offer.id().to_owned(),
        scope: offer.scope(),
        kind: offer.kind(),
        price: offer.price().map(|money| money.0),
        lowest: offer.lowest().map(|money| money.0),
        terms: offer.terms().to_owned(),
        starts: offer.span().starts(),
        ends: offer.span().ends(),
        after_order: offer.after_order(),
    });
    Ok(held.collect())
}
