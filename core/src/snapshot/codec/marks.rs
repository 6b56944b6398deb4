//! Which selectors of the shop's policy each record fits. Most products of a shop fit the same few, so sets are spelled once.

use super::numbers::Numbers;
use super::range::{Coder, NUMBER, RangeReader};
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

/// Whether it is another set than that of the record before, by whether that one's was.
const OTHER: usize = 0;
const PLACE: usize = OTHER + 2;
const SIZE: usize = PLACE + NUMBER;
const DISTANCE: usize = SIZE + NUMBER;

/// Sets so far, and the record before: the place of its set, and whether it was another one than that of the record before it.
struct Before {
    sets: Vec<MarkSet>,
    place: usize,
    other: bool,
}

impl Before {
    fn new() -> Self {
        Self {
            sets: alloc::vec![MarkSet::EMPTY],
            place: 0,
            other: false,
        }
    }

    /// The place of a record's set, which is told as its place and, if it is new, as the set. `None` if a reader comes to
    /// something that no writer spells.
    fn set(&mut self, coder: &mut impl Coder, place: usize, set: &MarkSet) -> Option<usize> {
        self.other = coder.bit(OTHER + usize::from(self.other), place != self.place);
        if self.other {
            // Places of a shard of at most 2^24 records.
            let place = coder.number(PLACE, place as u32 + 1) as usize - 1;
            if place == self.sets.len() {
                self.sets.push(new_set(coder, set)?);
            }
            if place >= self.sets.len() {
                return None;
            }
            self.place = place;
        }
        Some(self.place)
    }
}

fn new_set(coder: &mut impl Coder, set: &MarkSet) -> Option<MarkSet> {
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
    let mut reader = RangeReader::new(section, base);
    let mut before = Before::new();
    let mut index = Vec::with_capacity(records as usize);
    for _ in 0..records {
        let place = before.set(&mut reader, 0, &MarkSet::EMPTY).ok_or_else(|| {
            SnapshotError::invalid("a set of marks is one before or the next", reader.offset())
        })?;
        index.push(place as u32);
    }
    reader.finish("marks end with the section")?;
    Ok(Marks {
        sets: before.sets,
        index: Numbers::of(&index),
    })
}

/// Spells the marks of all records; nothing if there are none.
#[cfg(feature = "write")]
pub(crate) fn write<'a>(records: impl Iterator<Item = &'a MarkSet> + Clone) -> Vec<u8> {
    use alloc::collections::BTreeMap;

    if records.clone().all(MarkSet::is_empty) {
        return Vec::new();
    }
    let mut writer = super::range::RangeWriter::default();
    let mut before = Before::new();
    let mut places: BTreeMap<MarkSet, usize> = BTreeMap::from([(MarkSet::EMPTY, 0)]);
    for set in records {
        let next = places.len();
        let place = *places.entry(*set).or_insert(next);
        // A writer's own sets are in order.
        let _ = before.set(&mut writer, place, set);
    }
    writer.finish()
}
