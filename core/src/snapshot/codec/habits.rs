//! What shoppers buy again, and what they buy first: a level for every own product, and in shard 0 what levels, times and days
//! are worth.

use super::bytes::ByteReader;
use super::coder::{self, Coder};
use super::weights::{self, Weights};
use crate::catalog::Score;
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::{HABIT_LEVELS, MAX_POPULAR};
use alloc::vec::Vec;

/// Tables, each of two columns.
const TABLES: usize = 5;
/// The codes of levels, by a quarter of the level before, and that of popular records.
const LEVEL_CODES: usize = 4;
const RECORD: usize = LEVEL_CODES;
const CODES: usize = RECORD + 1;
/// Digits of how many popular records there are.
const COUNT_DIGITS: u32 = 6;

/// What is learned of habits, for a shard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    tables: [Weights<2>; TABLES],
    /// Of every own product.
    levels: Vec<u8>,
    /// The likeliest first.
    popular: Vec<u32>,
}

/// How often, how long ago and by whom a product was bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bought {
    /// Orders with it.
    pub times: u32,
    /// Orders from the last one with it to now: 1 if it was in the last one.
    pub orders_ago: u32,
    /// Days since then.
    pub days_ago: u32,
    /// Eighths of the product's interval since then, if it has one.
    pub due: Option<u32>,
}

/// Which of sixteen classes a number from 1 is of: 1, 2, 3, 4 and 5, 6 and 7, 8 to 11, and so on; 0 is of that of 1.
fn class(number: u32) -> usize {
    (coder::class(number) as usize).min(15)
}

impl Habits {
    /// A number of a table, row by row.
    fn number(&self, table: usize, place: usize) -> Score {
        let row = self.tables.get(table).and_then(|rows| rows.get(place / 2));
        row.and_then(|row| row.get(place % 2))
            .copied()
            .unwrap_or(Score(0))
    }

    /// How likely an own product is bought again by who has bought it so, in one of `orders` orders, as odds.
    #[must_use]
    pub fn again(&self, level: u8, bought: &Bought, orders: u32) -> Score {
        let age = match bought.due {
            Some(due) => self.number(4, class(due) * 2),
            None => self.number(3, class(bought.days_ago) * 2 + 1),
        };
        self.number(0, level.into())
            .times(self.number(2, class(bought.times) * 2))
            .times(self.number(2, class(bought.orders_ago) * 2 + 1))
            .times(self.number(3, class(orders) * 2))
            .times(age)
    }

    /// What most shoppers buy who have not bought it before, the likeliest first: records, and how likely they are for who has
    /// `orders` orders.
    pub fn popular(&self, orders: u32) -> impl Iterator<Item = (u32, Score)> {
        let share = self.number(4, class(orders) * 2 + 1);
        let records = self.popular.iter().copied().enumerate();
        records.map(move |(rank, record)| (record, self.number(1, rank).times(share)))
    }

    /// The level of an own product.
    #[must_use]
    pub fn level(&self, record: u32) -> u8 {
        self.levels
            .get(record as usize)
            .copied()
            .unwrap_or_default()
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.levels.capacity() + self.popular.capacity() * size_of::<u32>()
    }
}

/// Reads a section that is there.
pub(crate) fn read(
    section: &[u8],
    base: usize,
    number: u32,
    (owned, records): (u32, u32),
) -> Result<Habits, SnapshotError> {
    let mut habits = Habits::default();
    let mut reader = ByteReader::new(section, base);
    if number == 0 {
        for table in &mut habits.tables {
            *table = weights::read(&mut reader)?;
        }
    }
    let base = reader.offset();
    let rest = reader.take(reader.remaining())?;
    coder::read(rest, base, CODES, |reader| {
        let mut before = 0;
        for _ in 0..owned {
            before = reader.symbol(usize::from(before) * LEVEL_CODES / HABIT_LEVELS, 0) as u8;
            habits.levels.push(before);
        }
        for _ in 0..(reader.digits(COUNT_DIGITS, 0) as usize).min(MAX_POPULAR) {
            let record = reader.number(RECORD, 1) - 1;
            if record >= records {
                return Err(reader.bits.invalid("what is popular is a record"));
            }
            habits.popular.push(record);
        }
        Ok(())
    })?;
    Ok(habits)
}

#[cfg(feature = "write")]
pub use writing::HabitContents;
#[cfg(feature = "write")]
pub(crate) use writing::write;

#[cfg(feature = "write")]
mod writing {
    use super::super::weights;
    use super::{CODES, COUNT_DIGITS, LEVEL_CODES, RECORD, coder};
    use crate::snapshot::layout::{HABIT_LEVELS, MAX_POPULAR, WEIGHT_CODES};
    use alloc::vec::Vec;

    /// What is to be written of habits.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct HabitContents {
        /// What each level is worth: the odds that a product is bought again where all factors are 1.
        pub levels: [f64; HABIT_LEVELS],
        /// How likely each of the popular products is, the likeliest first.
        pub chances: [f64; MAX_POPULAR],
        /// Factors by how often it was bought.
        pub times: [f64; WEIGHT_CODES],
        /// By how many orders ago.
        pub orders_ago: [f64; WEIGHT_CODES],
        /// By how many days ago, for products without an interval.
        pub days_ago: [f64; WEIGHT_CODES],
        /// By eighths of the interval, for products with one.
        pub due: [f64; WEIGHT_CODES],
        /// By how many orders the shopper has.
        pub orders: [f64; WEIGHT_CODES],
        /// What the chances of popular products are multiplied with, by how many orders the shopper has.
        pub first: [f64; WEIGHT_CODES],
        /// The level of each own product.
        pub of: Vec<u8>,
        /// Records of the popular products that the shard has, the likeliest first: all of them in shard 0, none elsewhere.
        pub popular: Vec<u32>,
    }

    /// Spells what [`super::read`] reads of shard `number`.
    pub(crate) fn write(habits: &HabitContents, number: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        if number == 0 {
            let both = |a: &[f64; WEIGHT_CODES], b: &[f64; WEIGHT_CODES]| {
                let mut rows = [[0.0; 2]; WEIGHT_CODES];
                for (row, (&a, &b)) in rows.iter_mut().zip(a.iter().zip(b)) {
                    *row = [a, b];
                }
                rows
            };
            let pairs = |all: &[f64; HABIT_LEVELS]| {
                let mut rows = [[0.0; 2]; WEIGHT_CODES];
                for (number, &value) in rows.iter_mut().flatten().zip(all) {
                    *number = value;
                }
                rows
            };
            for table in [
                pairs(&habits.levels),
                pairs(&habits.chances),
                both(&habits.times, &habits.orders_ago),
                both(&habits.orders, &habits.days_ago),
                both(&habits.due, &habits.first),
            ] {
                weights::write(&mut bytes, &table);
            }
        }
        bytes.extend(coder::write(CODES, |coder| {
            let mut before = 0;
            for &level in &habits.of {
                coder.symbol(
                    usize::from(before) * LEVEL_CODES / HABIT_LEVELS,
                    level.into(),
                );
                before = level;
            }
            coder.digits(COUNT_DIGITS, habits.popular.len() as u64);
            for record in &habits.popular {
                coder.number(RECORD, record + 1);
            }
        }));
        bytes
    }
}
