//! What codes are worth: tables of numbers on a scale of equal ratios, 32 steps an octave.
//!
//! A number is at most 1.1 % off, which no ranking was seen to notice, and neighbours in a table are few steps apart: so a table
//! takes a third of what its numbers would as they are, and tables are half of what a small shop's model has for itself.

use super::bytes::ByteReader;
use super::coder::{self, Coder};
use crate::catalog::Score;
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::WEIGHT_CODES;

/// A number for each code.
pub(crate) type Weights = [Score; WEIGHT_CODES];

/// Steps of an octave.
const OCTAVE: u32 = 32;
/// The last step, 2¹⁶; more counts as it.
const LAST: u32 = (Score::FRACTION_BITS + 16) * OCTAVE + 1;
/// 2^(1/32) in parts of 2²².
const RATIO: u64 = 4_286_147;

/// What a step is worth: 0 nothing, ±1 one unit of a score or that taken away, each step beyond 2^(1/32) times the one before.
fn worth(step: i32) -> Score {
    let Some(above) = step.unsigned_abs().min(LAST).checked_sub(1) else {
        return Score(0);
    };
    // A table of the 32 ratios would be more bytes of Wasm than multiplying takes time: a shard has few hundred numbers.
    let ratio = (0..above % OCTAVE).fold(1_u64 << 22, |ratio, _| (ratio * RATIO) >> 22);
    let size = (((ratio << (above / OCTAVE)) + (1 << 21)) >> 22) as i64;
    Score(if step < 0 { -size } else { size })
}

/// Spells a step as its distance from the one before in its table.
fn spell(coder: &mut (impl Coder + ?Sized), before: i32, step: i32) -> i32 {
    let distance = step.wrapping_sub(before);
    let folded = (distance << 1 ^ distance >> 31) as u32;
    let folded = coder.number(0, folded.wrapping_add(1)).wrapping_sub(1);
    before.wrapping_add((folded >> 1) as i32 ^ -((folded & 1) as i32))
}

/// Reads tables, and before them how many bytes they take.
pub(crate) fn read(
    reader: &mut ByteReader<'_>,
    tables: &mut [&mut [Score]],
) -> Result<(), SnapshotError> {
    let bytes = usize::from(reader.u16()?);
    let base = reader.offset();
    coder::read(reader.take(bytes)?, base, 1, |reader| {
        for table in tables {
            let mut step = 0;
            for weight in table.iter_mut() {
                step = spell(reader, step, 0);
                *weight = worth(step);
            }
        }
        Ok(())
    })
}

#[cfg(feature = "write")]
pub use writing::nearest as packed;
#[cfg(feature = "write")]
pub(crate) use writing::write;

#[cfg(feature = "write")]
mod writing {
    use super::{LAST, coder, spell, worth};
    use crate::catalog::Score;
    use alloc::vec::Vec;

    /// The step whose worth is nearest to a real number; not-a-number counts as 0.
    fn step_of(value: f64) -> i32 {
        let whole = Score::from_f64(value);
        let size = whole.0.unsigned_abs();
        let worth_of = |step: u32| worth(step as i32).0.unsigned_abs();
        let (mut below, mut above) = (0, LAST);
        while above - below > 1 {
            let middle = u32::midpoint(below, above);
            if worth_of(middle) <= size {
                below = middle;
            } else {
                above = middle;
            }
        }
        let nearer = size.saturating_sub(worth_of(below)) < worth_of(above).saturating_sub(size);
        let step = if nearer { below } else { above } as i32;
        if whole < Score(0) { -step } else { step }
    }

    /// What a shard keeps of a number of its tables, such as [`edge_weights`](crate::snapshot::ShardContents::edge_weights): the
    /// nearest on a scale of 32 steps an octave, at most 1.1 % off.
    #[must_use]
    pub fn nearest(value: f64) -> Score {
        worth(step_of(value))
    }

    /// Spells what [`super::read`] reads.
    pub(crate) fn write(out: &mut Vec<u8>, tables: &[&[f64]]) {
        let tables: Vec<Vec<i32>> = tables
            .iter()
            .map(|table| table.iter().map(|&value| step_of(value)).collect())
            .collect();
        let bytes = coder::write(1, |coder| {
            for table in &tables {
                table
                    .iter()
                    .fold(0, |before, &step| spell(coder, before, step));
            }
        });
        // At most 4 bytes and a class a number, and a shard has few hundred of them.
        out.extend_from_slice(&(bytes.len() as u16).to_le_bytes());
        out.extend(bytes);
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn numbers_are_within_half_a_step() {
            for value in [1e-4, 0.013, 0.5, 0.75, 1.0, 3.7, 1000.0, 60_000.0] {
                for value in [value, -value] {
                    let off = nearest(value).to_f64() / value - 1.0;
                    assert!(off.abs() < 0.0111, "{value} is off by {off}");
                }
            }
            for exact in [0.0, 0.125, 0.5, 1.0, -2.0, 65_536.0] {
                assert_eq!(nearest(exact).to_f64(), exact);
            }
            assert_eq!(nearest(f64::NAN), Score(0));
            assert_eq!(nearest(1e300).to_f64(), 65_536.0);
        }

        #[test]
        fn tables_come_back_and_level_ones_take_few_bytes() {
            let (curve, level, signs) = ([1.0, 0.5, 0.3, 0.2], [0.7; 32], [0.0, -1.5, 2.0, -0.001]);
            let mut bytes = Vec::new();
            write(&mut bytes, &[&curve, &level, &signs]);
            assert!(bytes.len() < 32, "{} bytes", bytes.len());
            let mut back = ([Score(0); 4], [Score(0); 32], [Score(0); 4]);
            let mut reader = super::super::ByteReader::new(&bytes, 0);
            let tables: &mut [&mut [Score]] = &mut [&mut back.0, &mut back.1, &mut back.2];
            super::super::read(&mut reader, tables).unwrap();
            assert_eq!(back.0, curve.map(nearest));
            assert_eq!(back.1, level.map(nearest));
            assert_eq!(back.2, signs.map(nearest));
        }
    }
}
