//! What shoppers buy again, and what they buy first: a level for every own product, and in shard 0 what levels, times and days
//! are worth.

use super::bytes::ByteReader;
use super::coder::{self, Coder};
use super::weights;
use crate::catalog::Score;
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::{HABIT_LEVELS, MAX_POPULAR};
use alloc::vec::Vec;

/// Tables of 32 numbers: of levels, of popular products by rank, of factors by class.
const TABLES: usize = 8;
const LEVELS: usize = 0;
const CHANCES: usize = LEVELS + 1;
const TIMES: usize = CHANCES + 1;
const ORDERS_AGO: usize = TIMES + 1;
const DAYS_AGO: usize = ORDERS_AGO + 1;
const DUE: usize = DAYS_AGO + 1;
const ORDERS: usize = DUE + 1;
const FIRST: usize = ORDERS + 1;
/// The codes of levels, by a quarter of the level before, and that of popular records.
const LEVEL_CODES: usize = 4;
const RECORD: usize = LEVEL_CODES;
const CODES: usize = RECORD + 1;
/// Digits of how many popular records there are.
const COUNT_DIGITS: u32 = 6;

/// What is learned of habits, for a shard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    tables: [[Score; HABIT_LEVELS]; TABLES],
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

/// Which of 32 classes a number from 1 is of: 1, 2, … 7, 8 and 9, and so on, four classes an octave; 0 is of that of 1.
#[must_use]
pub fn class(number: u32) -> usize {
    let Some(behind) = number.max(1).ilog2().checked_sub(2) else {
        return (number.max(1) - 1) as usize;
    };
    (3 + behind * 4 + (number >> behind & 3)).min(31) as usize
}

impl Habits {
    fn number(&self, table: usize, place: usize) -> Score {
        let table = self.tables.get(table);
        table
            .and_then(|table| table.get(place))
            .copied()
            .unwrap_or_default()
    }

    /// How likely an own product is bought again by who has bought it so, in one of `orders` orders, as odds.
    #[must_use]
    pub fn again(&self, level: u8, bought: &Bought, orders: u32) -> Score {
        let (table, age) = match bought.due {
            Some(due) => (DUE, due),
            None => (DAYS_AGO, bought.days_ago),
        };
        let factors = [
            (TIMES, bought.times),
            (ORDERS_AGO, bought.orders_ago),
            (ORDERS, orders),
            (table, age),
        ];
        factors.into_iter().fold(
            self.number(LEVELS, level.into()),
            |odds, (table, number)| odds.times(self.number(table, class(number))),
        )
    }

    /// What most shoppers buy who have not bought it before, the likeliest first: records, and how likely they are for who has
    /// `orders` orders.
    pub fn popular(&self, orders: u32) -> impl Iterator<Item = (u32, Score)> {
        let share = self.number(FIRST, class(orders));
        let records = self.popular.iter().copied().enumerate();
        records.map(move |(rank, record)| (record, self.number(CHANCES, rank).times(share)))
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
        // One table to the reader: the loop over eight is more bytes of Wasm than they need apart.
        weights::read(&mut reader, &mut [habits.tables.as_flattened_mut()])?;
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
    use super::{CODES, COUNT_DIGITS, LEVEL_CODES, RECORD, TABLES, coder};
    use crate::snapshot::layout::{HABIT_LEVELS, MAX_POPULAR};

    /// A number for each class.
    type Factors = [f64; HABIT_LEVELS];
    use alloc::vec::Vec;

    /// What is to be written of habits.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct HabitContents {
        /// What each level is worth: the odds that a product is bought again where all factors are 1.
        pub levels: [f64; HABIT_LEVELS],
        /// How likely each of the popular products is, the likeliest first.
        pub chances: [f64; MAX_POPULAR],
        /// Factors by how often it was bought.
        pub times: Factors,
        /// By how many orders ago.
        pub orders_ago: Factors,
        /// By how many days ago, for products without an interval.
        pub days_ago: Factors,
        /// By eighths of the interval, for products with one.
        pub due: Factors,
        /// By how many orders the shopper has.
        pub orders: Factors,
        /// What the chances of popular products are multiplied with, by how many orders the shopper has.
        pub first: Factors,
        /// The level of each own product.
        pub of: Vec<u8>,
        /// Records of the popular products that the shard has, the likeliest first: all of them in shard 0, none elsewhere.
        pub popular: Vec<u32>,
    }

    /// Spells what [`super::read`] reads of shard `number`.
    pub(crate) fn write(habits: &HabitContents, number: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        if number == 0 {
            let tables: [[f64; HABIT_LEVELS]; TABLES] = [
                habits.levels,
                habits.chances,
                habits.times,
                habits.orders_ago,
                habits.days_ago,
                habits.due,
                habits.orders,
                habits.first,
            ];
            weights::write(&mut bytes, &[tables.as_flattened()]);
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
