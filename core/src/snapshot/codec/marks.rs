//! Which selectors of the shop's policy each record fits. Most products of a shop fit the same few, so sets are spelled once.

use super::coder::{self, Coder};
use super::numbers::Numbers;
use crate::policy::MarkSet;
use crate::snapshot::error::SnapshotError;
use alloc::vec::Vec;

/// Sets of marks of a shard's records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// Each set once, the empty one first.
    sets: Vec<MarkSet>,
    /// For every record the place of its set.
    index: Numbers,
}

impl Marks {
    /// The marks of a record; none beyond the last one.
    pub(crate) fn of(&self, record: u32) -> &MarkSet {
        self.index
            .get(record as usize)
            .and_then(|at| self.sets.get(at as usize))
            .unwrap_or(&MarkSet::EMPTY)
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.sets.capacity() * size_of::<MarkSet>() + self.index.heap_bytes()
    }
}

/// The code of a set's place, and that of how many records in a row have it.
const PLACE: usize = 0;
const RUN: usize = PLACE + 1;
/// Of a new set: the code of how many marks it has, and that of how far each is from the first that may come.
const SIZE: usize = RUN + 1;
const DISTANCE: usize = SIZE + 1;
const CODES: usize = DISTANCE + 1;

/// A set that is not among those so far. `None` if a reader comes to a mark that there is not.
fn new_set(coder: &mut (impl Coder + ?Sized), set: &MarkSet) -> Option<MarkSet> {
    let mut marks = set.iter();
    let count = coder.number(SIZE, set.iter().count() as u32);
    let mut spelled = MarkSet::EMPTY;
    // Where the next mark may stand at the earliest.
    let mut next = 0_u32;
    for _ in 0..count {
        let told = marks.next().map_or(1, |mark| u32::from(mark) - next + 1);
        let mark = coder.number(DISTANCE, told).checked_add(next)? - 1;
        spelled.insert(u8::try_from(mark).ok()?);
        next = mark + 1;
    }
    Some(spelled)
}

/// Reads the marks of so many records; of none if the section is left out.
pub(crate) fn read(section: &[u8], base: usize, records: u32) -> Result<Marks, SnapshotError> {
    if section.is_empty() {
        return Ok(Marks::default());
    }
    let records = records as usize;
    coder::read(section, base, CODES, |reader| {
        let mut sets = alloc::vec![MarkSet::EMPTY];
        let mut index = Vec::with_capacity(records);
        while index.len() < records {
            let place = reader.number(PLACE, 1) as usize - 1;
            if place == sets.len() {
                sets.extend(new_set(reader, &MarkSet::EMPTY));
            }
            let end = index.len().saturating_add(reader.number(RUN, 1) as usize);
            if place >= sets.len() || end > records {
                return Err(reader
                    .bits
                    .invalid("a set of marks is one before or the next, and a record's"));
            }
            index.resize(end, place as u32);
        }
        Ok(Marks {
            sets,
            index: Numbers::of(&index),
        })
    })
}

/// Spells the marks of all records; nothing if there are none.
#[cfg(feature = "write")]
pub(crate) fn write<'a>(records: impl Iterator<Item = &'a MarkSet> + Clone) -> Vec<u8> {
    use alloc::collections::BTreeMap;

    if records.clone().all(MarkSet::is_empty) {
        return Vec::new();
    }
    let records: Vec<&MarkSet> = records.collect();
    coder::write(CODES, |coder| {
        let mut places: BTreeMap<&MarkSet, u32> = BTreeMap::from([(&MarkSet::EMPTY, 0)]);
        for run in records.chunk_by(|a, b| a == b) {
            let Some(&set) = run.first() else { continue };
            let next = places.len() as u32;
            let place = *places.entry(set).or_insert(next);
            coder.number(PLACE, place + 1);
            if place == next {
                new_set(coder, set);
            }
            coder.number(RUN, run.len() as u32);
        }
    })
}
