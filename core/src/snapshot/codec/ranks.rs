//! Which complement is how likely: a level for each product, and the order of its edges as one number.
//!
//! The order costs log2(n!) bits, 2.4 an edge for twelve, and keeps what a single seed shows exact; a level for every
//! edge would cost more and keep less.

use super::bits::BitReader;
use super::edges::EdgeLists;
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::{MAX_EDGES, WEIGHT_CODES};
use alloc::vec::Vec;

const LEVEL_BITS: u32 = WEIGHT_CODES.ilog2();

/// How likely each product's complements are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ranks {
    /// For every own product the row of the table of scales.
    pub(crate) level: Vec<u8>,
    /// For every edge its place in its list by likelihood, from 0.
    pub(crate) rank: Vec<u8>,
}

/// Bits of a number below n!, which has at most 45 digits.
fn order_bits(edges: usize) -> u32 {
    let orders: u64 = (1..=edges as u64).product();
    u64::BITS - (orders - 1).leading_zeros()
}

/// Reads the ranks of lists that were read before.
pub(crate) fn read(section: &[u8], base: usize, lists: &EdgeLists) -> Result<Ranks, SnapshotError> {
    let mut reader = BitReader::new(section, base);
    let mut ranks = Ranks {
        level: Vec::with_capacity(lists.len()),
        rank: Vec::with_capacity(lists.to.len()),
    };
    for own in 0..lists.len() {
        let count = lists.range(own as u32).len();
        if count == 0 {
            ranks.level.push(0);
            continue;
        }
        ranks.level.push(reader.bits(LEVEL_BITS)? as u8);
        let bits = order_bits(count);
        let low = reader.bits(bits.min(32))?;
        let high = reader.bits(bits.saturating_sub(32))?;
        let mut order = u64::from(high) << 32 | u64::from(low);
        // Lehmer code: which of the ranks that are left each edge has.
        let mut left: [u8; MAX_EDGES] = core::array::from_fn(|rank| rank as u8);
        for remaining in (1..=count).rev() {
            let pick = (order % remaining as u64) as usize;
            order /= remaining as u64;
            ranks.rank.push(left.get(pick).copied().unwrap_or(0));
            left.get_mut(pick..).unwrap_or_default().rotate_left(1);
        }
        if order != 0 {
            return Err(SnapshotError::invalid(
                "an order is one of the orders of its list",
                reader.offset(),
            ));
        }
    }
    reader.finish("ranks end with the section")?;
    Ok(ranks)
}

/// Spells levels below 16 and, for each list, ranks that are a permutation.
#[cfg(feature = "write")]
pub(crate) fn write<'a>(lists: impl Iterator<Item = (u8, &'a [super::edges::Edge])>) -> Vec<u8> {
    let mut writer = super::bits::BitWriter::default();
    for (level, list) in lists.filter(|(_, list)| !list.is_empty()) {
        writer.bits(u32::from(level), LEVEL_BITS);
        let (mut order, mut place) = (0_u64, 1_u64);
        for (at, edge) in list.iter().enumerate() {
            let later = list.get(at + 1..).unwrap_or_default();
            let pick = later.iter().filter(|other| other.rank < edge.rank).count();
            order += pick as u64 * place;
            place *= (list.len() - at) as u64;
        }
        let bits = order_bits(list.len());
        writer.bits(
            order as u32 & (u32::MAX >> (32 - bits.clamp(1, 32))),
            bits.min(32),
        );
        writer.bits((order >> 32) as u32, bits.saturating_sub(32));
    }
    writer.finish()
}
