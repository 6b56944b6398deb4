//! Numbers of ordered pairs of products, few of which are not zero.

use crate::csr::Csr;

/// A sparse square table in compressed rows, ascending in each row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PairTable {
    /// (column, value)
    rows: Csr<(u32, f64)>,
}

impl PairTable {
    /// From triples (row, column, value) in ascending order of column; columns and rows below `products`.
    pub fn by_row(triples: &[(u32, u32, f64)], products: usize) -> Self {
        let all = triples
            .iter()
            .map(|&(row, column, value)| (row, (column, value)));
        Self {
            rows: Csr::grouped(products, all),
        }
    }

    /// The value of a pair; 0 if the table does not have it.
    pub fn get(&self, row: u32, column: u32) -> f64 {
        let row = self.rows.row(row as usize);
        let found = row.binary_search_by_key(&column, |cell| cell.0).ok();
        found.and_then(|at| row.get(at)).map_or(0.0, |cell| cell.1)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// A row: (column, value), ascending; empty out of range.
    pub fn row(&self, row: u32) -> impl ExactSizeIterator<Item = (u32, f64)> + '_ {
        self.rows.row(row as usize).iter().copied()
    }

    /// Pairs that it has.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.rows.values().len()
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
