//! A table's columns in one file.

use super::Schema;

/// Where each column of a table stands in a file.
#[derive(Clone, Debug)]
pub struct Binding {
    columns: Vec<(&'static str, Option<usize>)>,
    /// Number of headers: what a whole row has.
    pub width: usize,
    /// Cells that a row needs to say all that must be said: empty ones at its end may have been left out.
    pub(in crate::ingest) least: usize,
}

impl Binding {
    pub(crate) fn new(
        columns: Vec<(&'static str, Option<usize>)>,
        schema: &Schema,
        width: usize,
    ) -> Self {
        let required = |name: &str| schema.columns.iter().any(|c| c.required && c.name == name);
        let ends = columns.iter().filter(|(name, _)| required(name));
        let least = ends.filter_map(|(_, at)| Some((*at)? + 1)).max();
        Self {
            columns,
            width,
            least: least.unwrap_or(1),
        }
    }

    /// The position of a column, from 0; `None` if the file does not have it.
    pub fn at(&self, column: &str) -> Option<usize> {
        self.columns
            .iter()
            .find(|(name, _)| *name == column)
            .and_then(|(_, at)| *at)
    }

    /// The columns that the file has, and where.
    pub(in crate::ingest) fn found(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        let columns = self.columns.iter();
        columns.filter_map(|&(name, at)| Some((name, at?)))
    }
}
