//! Products as they are met, by number; their ids are put in order at the end.

use std::sync::{Mutex, MutexGuard, PoisonError};

use hashbrown::HashMap;

use crate::count::runs::ProductIds;
use crate::ingest::{Id, IngestError, Interner};

/// Product ids below this are looked up in a table of as many words at most.
const LOW: usize = 1 << 22;
/// In the place of a product's number.
const NOT_MET: u32 = u32::MAX;

/// All products, of all threads.
pub(super) enum Products {
    Numbers(HashMap<i64, u32>),
    Texts(Interner),
}

impl Products {
    pub(super) fn numbers() -> Self {
        Self::Numbers(HashMap::new())
    }

    pub(super) fn texts() -> Self {
        Self::Texts(Interner::new())
    }

    /// The number of an id, given to it now if it is new; `None` once all are given out.
    fn number(&mut self, id: Id<'_>) -> Option<u32> {
        match (self, id) {
            (Self::Numbers(all), Id::Number(id)) => {
                let next = all.len() as u32;
                Some(*all.entry(id).or_insert(next)).filter(|&n| n != NOT_MET)
            }
            (Self::Texts(all), Id::Text(id)) => all.intern(id),
            // A column is of one kind.
            _ => None,
        }
    }

    /// The ids in order, and each number's place among them.
    pub(super) fn into_sorted(self) -> (ProductIds, Vec<u32>) {
        fn places<K: Ord>(mut ids: Vec<(K, u32)>) -> (Vec<K>, Vec<u32>) {
            ids.sort_unstable();
            let mut places = vec![0; ids.len()];
            for (place, (_, number)) in (0..).zip(&ids) {
                places[*number as usize] = place;
            }
            (ids.into_iter().map(|(id, _)| id).collect(), places)
        }
        match self {
            Self::Numbers(map) => {
                let (ids, places) = places(map.into_iter().collect());
                (ProductIds::Numbers(ids), places)
            }
            Self::Texts(texts) => {
                let all = (0..texts.len() as u32).map(|n| (texts.key(n).to_vec(), n));
                let (ids, places) = places(all.collect());
                (ProductIds::Texts(ids), places)
            }
        }
    }
}

/// One thread's way to the numbers of products: what it has met before it finds without asking the others.
pub(super) struct Known<'a> {
    all: &'a Mutex<Products>,
    /// Low ids stand in a table by themselves: it is smaller than a map, and stays in the cache.
    low: Vec<u32>,
    numbers: HashMap<i64, u32>,
    /// Short texts with their length are numbers too, and found in one step.
    short: HashMap<u128, u32>,
    long: HashMap<Box<[u8]>, u32>,
}

impl<'a> Known<'a> {
    pub(super) fn new(all: &'a Mutex<Products>) -> Self {
        Self {
            all,
            low: Vec::new(),
            numbers: HashMap::new(),
            short: HashMap::new(),
            long: HashMap::new(),
        }
    }

    /// The number of a product; `None` for a text of nothing but blanks.
    ///
    /// # Errors
    /// When there are more products than numbers.
    pub(super) fn number(&mut self, id: Id<'_>, file: &str) -> Result<Option<u32>, IngestError> {
        let id = match id {
            Id::Text(text) => Id::Text(text.trim_ascii()),
            number => number,
        };
        if id == Id::Text(b"") {
            return Ok(None);
        }
        if let Some(number) = self.find(id) {
            return Ok(Some(number));
        }
        let number = lock(self.all).number(id);
        let number = number.ok_or_else(|| IngestError::TooLarge {
            file: file.to_owned(),
            what: "products",
            limit: u64::from(u32::MAX) - 1,
        })?;
        self.keep(id, number);
        Ok(Some(number))
    }

    fn find(&self, id: Id<'_>) -> Option<u32> {
        match id {
            Id::Number(id) => match low(id) {
                Some(at) => self.low.get(at).copied().filter(|&n| n != NOT_MET),
                None => self.numbers.get(&id).copied(),
            },
            Id::Text(id) => match short(id) {
                Some(id) => self.short.get(&id).copied(),
                None => self.long.get(id).copied(),
            },
        }
    }

    fn keep(&mut self, id: Id<'_>, number: u32) {
        match id {
            Id::Number(id) => match low(id) {
                Some(at) => {
                    if at >= self.low.len() {
                        self.low.resize((at + 1).next_power_of_two(), NOT_MET);
                    }
                    if let Some(low) = self.low.get_mut(at) {
                        *low = number;
                    }
                }
                None => {
                    self.numbers.insert(id, number);
                }
            },
            Id::Text(id) => match short(id) {
                Some(id) => {
                    self.short.insert(id, number);
                }
                None => {
                    self.long.insert(id.into(), number);
                }
            },
        }
    }
}

fn low(id: i64) -> Option<usize> {
    usize::try_from(id).ok().filter(|&id| id < LOW)
}

/// A text of up to fifteen bytes as a number, which no other text is.
fn short(id: &[u8]) -> Option<u128> {
    let mut bytes = [0; 16];
    let (length, text) = bytes.split_last_mut()?;
    *length = u8::try_from(id.len()).ok()?;
    text.get_mut(..id.len())?.copy_from_slice(id);
    Some(u128::from_le_bytes(bytes))
}

fn lock(all: &Mutex<Products>) -> MutexGuard<'_, Products> {
    all.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_keeps_its_number_among_all_threads() {
        let all = Mutex::new(Products::texts());
        let (mut one, mut other) = (Known::new(&all), Known::new(&all));
        let ids = [
            "A",
            "",
            " A ",
            "B",
            "A\0",
            "fifteen letters",
            "sixteen letters!",
            "sixteen letters?",
            "B",
        ];
        let numbers = |known: &mut Known<'_>| {
            let ids = ids.iter();
            ids.map(|id| known.number(Id::Text(id.as_bytes()), "f").expect("few"))
                .collect::<Vec<_>>()
        };
        let expected = [
            Some(0),
            None,
            Some(0),
            Some(1),
            Some(2),
            Some(3),
            Some(4),
            Some(5),
            Some(1),
        ];
        assert_eq!(numbers(&mut one), expected);
        assert_eq!(numbers(&mut other), expected);

        let all = Mutex::new(Products::numbers());
        let (mut one, mut other) = (Known::new(&all), Known::new(&all));
        let ids = [7, -7, i64::MAX, 0, LOW as i64, 7, -7];
        for known in [&mut one, &mut other] {
            let found = ids.map(|id| known.number(Id::Number(id), "f").expect("few"));
            assert_eq!(found, [0, 1, 2, 3, 4, 0, 1].map(Some));
        }
    }
}
