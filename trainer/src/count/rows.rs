//! The rows of pair counts: blocks in memory, or in the temporary file of a [`Room`].

use std::borrow::Cow;
use std::sync::Arc;

use super::room::Room;
use super::{BLOCK_ROWS, Block, PairRow};

/// The rows of all products.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    blocks: Vec<Kept>,
    /// Bytes of the blocks in memory.
    held: u64,
}

/// A block, or where it is.
#[derive(Clone, Debug)]
enum Kept {
    Here(Block),
    There {
        room: Arc<Room>,
        at: u64,
        offsets: Vec<u32>,
        weighted: bool,
    },
}

impl Rows {
    /// Adds the next block; puts it aside if the room has no more memory for it.
    pub(super) fn push(&mut self, block: Block, room: &Arc<Room>) {
        self.held += block.bytes();
        if self.held <= room.for_rows() {
            self.blocks.push(Kept::Here(block));
            return;
        }
        self.held -= block.bytes();
        let at = room.put(bytemuck::cast_slice(&block.to));
        room.put(bytemuck::cast_slice(&block.orders));
        room.put(bytemuck::cast_slice(&block.weights));
        self.blocks.push(Kept::There {
            room: Arc::clone(room),
            at,
            weighted: !block.weights.is_empty(),
            offsets: block.offsets,
        });
    }

    pub(super) fn forget_weights(&mut self) {
        for block in &mut self.blocks {
            match block {
                Kept::Here(block) => block.weights = Vec::new(),
                Kept::There { weighted, .. } => *weighted = false,
            }
        }
    }

    /// Entries of all rows.
    pub(super) fn len(&self) -> u64 {
        let ends = self.blocks.iter().map(|kept| kept.offsets().last());
        ends.map(|end| end.copied().map_or(0, u64::from)).sum()
    }

    pub(super) fn row(&self, product: usize) -> PairRow<'_> {
        let row = product % BLOCK_ROWS;
        let Some(kept) = self.blocks.get(product / BLOCK_ROWS) else {
            return PairRow::default();
        };
        let (Some(&from), Some(&to)) = (kept.offsets().get(row), kept.offsets().get(row + 1))
        else {
            return PairRow::default();
        };
        let range = from as usize..to as usize;
        match kept {
            Kept::Here(block) => PairRow {
                to: Cow::Borrowed(block.to.get(range.clone()).unwrap_or(&[])),
                orders: Cow::Borrowed(block.orders.get(range.clone()).unwrap_or(&[])),
                weights: Cow::Borrowed(block.weights.get(range).unwrap_or(&[])),
            },
            Kept::There {
                room,
                at,
                offsets,
                weighted,
            } => {
                let entries = offsets.last().copied().map_or(0, u64::from);
                let (from, count) = (u64::from(from), range.len());
                let words = |column: u64| {
                    let mut words = vec![0u32; count];
                    let at = at + 4 * (column * entries + from);
                    room.take(at, bytemuck::cast_slice_mut(&mut words));
                    words
                };
                let mut weights = vec![0u64; if *weighted { count } else { 0 }];
                if *weighted {
                    let at = at + 8 * (entries + from);
                    room.take(at, bytemuck::cast_slice_mut(&mut weights));
                }
                PairRow {
                    to: Cow::Owned(words(0)),
                    orders: Cow::Owned(words(1)),
                    weights: Cow::Owned(weights),
                }
            }
        }
    }
}

impl Kept {
    fn offsets(&self) -> &[u32] {
        match self {
            Self::Here(block) => &block.offsets,
            Self::There { offsets, .. } => offsets,
        }
    }
}

impl Block {
    fn bytes(&self) -> u64 {
        let words = self.offsets.len() + self.to.len() + self.orders.len();
        (4 * words + 8 * self.weights.len()) as u64
    }
}
