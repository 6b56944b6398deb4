//! What codes are worth: tables of 16 rows of one or two numbers.

use super::bytes::ByteReader;
use crate::catalog::Score;
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::WEIGHT_CODES;

/// A row of numbers for each code.
pub(crate) type Weights<const COLUMNS: usize> = [[Score; COLUMNS]; WEIGHT_CODES];

pub(crate) fn read<const COLUMNS: usize>(
    reader: &mut ByteReader<'_>,
) -> Result<Weights<COLUMNS>, SnapshotError> {
    let at = reader.offset();
    let exponent = u32::from(reader.u8()?);
    if exponent > Score::FRACTION_BITS {
        return Err(SnapshotError::invalid(
            "the exponent of a weight table is at most 24",
            at,
        ));
    }
    let mut weights = [[Score(0); COLUMNS]; WEIGHT_CODES];
    for row in &mut weights {
        for weight in row {
            let mantissa = i64::from(reader.i16()?);
            *weight = Score(mantissa << (Score::FRACTION_BITS - exponent));
        }
    }
    Ok(weights)
}

/// Real weights as the nearest table: the largest exponent with which all mantissas fit 16 bits.
///
/// Weights beyond ±32767 saturate; not-a-number counts as 0.
#[cfg(feature = "write")]
pub(crate) fn write<const COLUMNS: usize>(
    out: &mut alloc::vec::Vec<u8>,
    weights: &[[f64; COLUMNS]; WEIGHT_CODES],
) {
    let largest = weights
        .iter()
        .flatten()
        .fold(0.0_f64, |most, weight| most.max(weight.abs()));
    let fits = |exponent: u32| largest * f64::from(1_u32 << exponent) <= f64::from(i16::MAX);
    let exponent = (0..=Score::FRACTION_BITS)
        .rev()
        .find(|&exponent| fits(exponent))
        .unwrap_or(0);
    out.push(exponent as u8);
    let scale = f64::from(1_u32 << exponent);
    for weight in weights.iter().flatten() {
        let scaled = weight * scale;
        let mantissa = (scaled + if scaled < 0.0 { -0.5 } else { 0.5 }) as i16;
        out.extend_from_slice(&mantissa.to_le_bytes());
    }
}
