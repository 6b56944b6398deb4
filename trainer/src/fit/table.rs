//! Numbers of ordered pairs of products, few of which are not zero.

/// A sparse square table in compressed rows, ascending in each row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PairTable {
    offsets: Vec<u32>,
    to: Vec<u32>,
    value: Vec<f64>,
}

impl PairTable {
    /// From triples (row, column, value) in ascending order of column; columns and rows below `products`.
    pub fn by_row(triples: &[(u32, u32, f64)], products: usize) -> Self {
        let mut offsets = vec![0u32; products + 1];
        for triple in triples {
            if let Some(count) = offsets.get_mut(triple.0 as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for offset in &mut offsets {
            sum += *offset;
            *offset = sum;
        }
        let mut next = offsets.clone();
        let mut table = Self {
            offsets,
            to: vec![0; triples.len()],
            value: vec![0.0; triples.len()],
        };
        for &(row, column, value) in triples {
            if let Some(at) = next.get_mut(row as usize) {
                let place = *at as usize;
                *at += 1;
                if let (Some(to), Some(slot)) =
                    (table.to.get_mut(place), table.value.get_mut(place))
                {
                    (*to, *slot) = (column, value);
                }
            }
        }
        table
    }

    fn parts(&self, row: u32) -> (&[u32], &[f64]) {
        let at = |n: usize| self.offsets.get(n).copied().unwrap_or(0) as usize;
        let range = at(row as usize)..at(row as usize + 1);
        (
            self.to.get(range.clone()).unwrap_or(&[]),
            self.value.get(range).unwrap_or(&[]),
        )
    }

    /// The value of a pair; 0 if the table does not have it.
    pub fn get(&self, row: u32, column: u32) -> f64 {
        let (to, value) = self.parts(row);
        let found = to
            .binary_search(&column)
            .ok()
            .and_then(|at| value.get(at).copied());
        found.unwrap_or(0.0)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// A row: (column, value), ascending; empty out of range.
    pub fn row(&self, row: u32) -> impl ExactSizeIterator<Item = (u32, f64)> + '_ {
        let (to, value) = self.parts(row);
        to.iter().copied().zip(value.iter().copied())
    }

    /// Pairs that it has.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.to.len()
    }
}

#[cfg(test)]
mod tests {
    use super::PairTable;

    #[test]
    fn rows_and_cells() {
        let table = PairTable::by_row(&[(2, 0, 0.5), (0, 1, 2.0), (2, 1, 3.0)], 3);
        assert_eq!(table.row(2).collect::<Vec<_>>(), [(0, 0.5), (1, 3.0)]);
        assert_eq!(table.row(1).len() + table.row(9).len(), 0);
        assert_eq!(
            (table.get(0, 1), table.get(1, 0), table.len()),
            (2.0, 0.0, 3)
        );
    }
}
