//! When products are bought again.

use super::range::{Coder, Number, Odds, RangeReader};
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::MAX_REPURCHASE_DAYS;
use alloc::vec::Vec;

/// Regularities that are told apart.
const REGULARITIES: usize = 4;

/// How soon shoppers buy a product again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repurchase {
    /// Median days from one purchase to the next, 1 to [`MAX_REPURCHASE_DAYS`](crate::snapshot::MAX_REPURCHASE_DAYS).
    pub days: u16,
    /// How alike these intervals are, from 0 (anything goes) to 3 (like clockwork).
    pub regularity: u8,
}

/// What entries have been so far.
#[derive(Default)]
struct Model {
    /// Whether there is one, by whether there was one before.
    some: [Odds; 2],
    days: Number,
    regularity: [Odds; REGULARITIES],
    before: bool,
}

impl Model {
    fn entry(&mut self, coder: &mut impl Coder, entry: Option<Repurchase>) -> Option<(u32, u32)> {
        let odds = self.some.get_mut(usize::from(self.before))?;
        self.before = coder.bit(odds, entry.is_some());
        let Repurchase { days, regularity } = entry.unwrap_or(NOTHING);
        self.before.then(|| {
            (
                self.days.code(coder, days.into()),
                coder.symbol(&mut self.regularity, regularity.into()),
            )
        })
    }
}

/// What a reader tells the coder.
const NOTHING: Repurchase = Repurchase {
    days: 1,
    regularity: 0,
};

/// Reads an entry for every own product; nothing if the section is left out.
pub(crate) fn read(
    section: &[u8],
    base: usize,
    owned: u32,
) -> Result<Vec<Option<Repurchase>>, SnapshotError> {
    if section.is_empty() {
        return Ok(Vec::new());
    }
    let mut reader = RangeReader::new(section, base);
    let mut model = Model::default();
    let mut all = Vec::with_capacity(owned as usize);
    for _ in 0..owned {
        let mut entry = None;
        if let Some((days, regularity)) = model.entry(&mut reader, None) {
            if days > MAX_REPURCHASE_DAYS.into() {
                return Err(SnapshotError::invalid(
                    "a repurchase interval has at most 1023 days",
                    reader.offset(),
                ));
            }
            entry = Some(Repurchase {
                days: days as u16,
                regularity: regularity as u8,
            });
        }
        all.push(entry);
    }
    reader.finish("repurchase intervals end with the section")?;
    Ok(all)
}

/// Whether an entry can be spelled.
#[cfg(feature = "write")]
pub(crate) fn fits(entry: Repurchase) -> bool {
    (1..=MAX_REPURCHASE_DAYS).contains(&entry.days) && usize::from(entry.regularity) < REGULARITIES
}

/// Spells entries that fit; nothing if there is none.
#[cfg(feature = "write")]
pub(crate) fn write(entries: impl Iterator<Item = Option<Repurchase>> + Clone) -> Vec<u8> {
    if entries.clone().all(|entry| entry.is_none()) {
        return Vec::new();
    }
    let mut writer = super::range::RangeWriter::default();
    let mut model = Model::default();
    for entry in entries {
        model.entry(&mut writer, entry);
    }
    writer.finish()
}
