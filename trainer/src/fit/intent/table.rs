//! A table of whole numbers and categories, in bins: what trees are grown on.

/// Bins of a numeric column. More find no better cuts, and every cut that is used costs the model bytes.
const BINS: usize = 64;
/// Categories that are told apart: the bits of a question's set.
pub const CATEGORIES: usize = 32;

/// A column as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, for people.
    pub name: String,
    /// Whether values are numbers of categories, 0 to 31, whose order says nothing.
    pub categorical: bool,
    /// One value a row.
    pub values: Vec<i32>,
}

/// Columns of equal length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// At most 64.
    pub columns: Vec<Column>,
}

impl Table {
    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// One row, as a model reads it.
    pub fn row_into(&self, row: usize, into: &mut Vec<i32>) {
        into.clear();
        into.extend(
            self.columns
                .iter()
                .map(|column| column.values.get(row).copied().unwrap_or_default()),
        );
    }
}

/// A column as bins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binned {
    pub(super) categorical: bool,
    /// Bin of each row.
    pub(super) bins: Vec<u8>,
    /// Bin `b + 1` holds values from `cuts[b]` on; none for categories, which are bins.
    pub(super) cuts: Vec<i32>,
}

impl Binned {
    /// Cuts at quantiles of the rows in `of`, so that bins are chosen without a look at other rows.
    pub(super) fn of(column: &Column, of: &[u32]) -> Self {
        let value = |row: u32| column.values.get(row as usize).copied().unwrap_or_default();
        if column.categorical {
            let last = CATEGORIES as i32 - 1;
            return Self {
                categorical: true,
                bins: column
                    .values
                    .iter()
                    .map(|&v| v.clamp(0, last) as u8)
                    .collect(),
                cuts: Vec::new(),
            };
        }
        let mut sorted: Vec<i32> = of.iter().map(|&row| value(row)).collect();
        sorted.sort_unstable();
        let mut distinct = sorted.clone();
        distinct.dedup();
        let cuts: Vec<i32> = if distinct.len() <= BINS {
            distinct.into_iter().skip(1).collect()
        } else {
            let mut cuts: Vec<i32> = (1..BINS)
                .filter_map(|bin| sorted.get(bin * sorted.len() / BINS).copied())
                .collect();
            cuts.dedup();
            if cuts.first() == sorted.first() {
                cuts.remove(0);
            }
            cuts
        };
        Self {
            categorical: false,
            bins: column
                .values
                .iter()
                .map(|v| cuts.partition_point(|cut| cut <= v) as u8)
                .collect(),
            cuts,
        }
    }

    pub(super) fn bin(&self, row: u32) -> u8 {
        self.bins.get(row as usize).copied().unwrap_or_default()
    }

    pub(super) fn count(&self) -> usize {
        if self.categorical {
            CATEGORIES
        } else {
            self.cuts.len() + 1
        }
    }
}
