//! Rows of different lengths in one list: compressed sparse rows.

use std::ops::Range;

/// Rows of values, one behind the other, and where each begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Csr<T> {
    /// One more than there are rows; never empty.
    offsets: Vec<u32>,
    values: Vec<T>,
}

impl<T> Default for Csr<T> {
    fn default() -> Self {
        Self {
            offsets: vec![0],
            values: Vec::new(),
        }
    }
}

impl<T> Csr<T> {
    /// No rows, with room for so many values.
    pub(crate) fn with_capacity(values: usize) -> Self {
        Self {
            offsets: vec![0],
            values: Vec::with_capacity(values),
        }
    }

    /// Adds a row behind the last one.
    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = T>) {
        self.values.extend(row);
        self.offsets.push(self.values.len() as u32);
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The values of all rows.
    pub(crate) fn values(&self) -> &[T] {
        &self.values
    }

    /// Where a row stands among all values; empty out of range.
    pub(crate) fn range(&self, row: usize) -> Range<usize> {
        match (self.offsets.get(row), self.offsets.get(row + 1)) {
            (Some(&from), Some(&to)) => from as usize..to as usize,
            _ => 0..0,
        }
    }

    /// A row; empty out of range.
    pub(crate) fn row(&self, row: usize) -> &[T] {
        self.values.get(self.range(row)).unwrap_or(&[])
    }

    /// All rows.
    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = &[T]> + '_ {
        (0..self.len()).map(|row| self.row(row))
    }

    /// Changes each row.
    pub(crate) fn rows_mut(&mut self, mut change: impl FnMut(&mut [T])) {
        for row in 0..self.len() {
            let range = self.range(row);
            if let Some(row) = self.values.get_mut(range) {
                change(row);
            }
        }
    }
}

impl<T: Copy + Default> Csr<T> {
    /// Sorts values into rows; those of one row stay in the order given, those of rows from `rows` on are left out.
    pub(crate) fn grouped(rows: usize, all: impl Iterator<Item = (u32, T)> + Clone) -> Self {
        let mut offsets = vec![0_u32; rows + 1];
        for (row, _) in all.clone() {
            if let Some(count) = offsets.get_mut(row as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for offset in &mut offsets {
            sum += *offset;
            *offset = sum;
        }
        let mut next = offsets.clone();
        next.pop();
        let mut values = vec![T::default(); sum as usize];
        for (row, value) in all {
            if let Some(at) = next.get_mut(row as usize) {
                if let Some(slot) = values.get_mut(*at as usize) {
                    *slot = value;
                }
                *at += 1;
            }
        }
        Self { offsets, values }
    }
}

#[cfg(test)]
mod tests {
    use super::Csr;

    #[test]
    fn rows_stand_one_behind_the_other() {
        let mut csr = Csr::default();
        csr.push([3, 1]);
        csr.push([]);
        csr.push([2]);
        assert_eq!(csr.len(), 3);
        assert_eq!(
            (csr.row(0), csr.row(1), csr.row(2)),
            (&[3, 1][..], &[][..], &[2][..])
        );
        assert_eq!((csr.row(3), csr.range(3)), (&[][..], 0..0), "out of range");
        csr.rows_mut(<[i32]>::sort_unstable);
        assert_eq!(csr.values(), [1, 3, 2]);
    }

    #[test]
    fn values_are_sorted_into_rows_and_keep_their_order() {
        let all = [(2, 'a'), (0, 'b'), (2, 'c'), (7, 'd')];
        let csr = Csr::grouped(3, all.into_iter());
        assert_eq!(
            csr.rows().collect::<Vec<_>>(),
            [&['b'][..], &[], &['a', 'c']]
        );
    }
}
