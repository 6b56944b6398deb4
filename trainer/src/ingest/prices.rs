//! A column of prices: its currency, and whether a point or a comma stands before the decimals.

use super::money::{Currency, PriceReading, read_price};

/// Which currency is kept, and how its prices are read.
pub(super) struct PriceColumn {
    pub(super) kept: Option<Currency>,
    /// The first other one.
    pub(super) other: Option<Currency>,
    /// Cells that can only have a decimal point, and only a comma.
    points: u64,
    commas: u64,
}

/// The decimal sign of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DecimalSign {
    /// Also where no cell tells.
    Point,
    Comma,
    /// Cells contradict each other: what could be either is not known.
    Mixed,
}

impl PriceColumn {
    pub(super) fn new(kept: Option<Currency>) -> Self {
        Self {
            kept,
            other: None,
            points: 0,
            commas: 0,
        }
    }

    /// Whether a row with this cell is in the kept currency; a blank or unreadable code is taken to be.
    pub(super) fn keeps(&mut self, cell: &[u8]) -> bool {
        if cell.is_empty() {
            return true;
        }
        let Some(found) = std::str::from_utf8(cell)
            .ok()
            .and_then(|t| t.parse::<Currency>().ok())
        else {
            return true;
        };
        let keeps = *self.kept.get_or_insert(found) == found;
        if !keeps {
            self.other.get_or_insert(found);
        }
        keeps
    }

    /// Reads a cell, and learns from it what sign its column has.
    pub(super) fn read(&mut self, cell: &[u8]) -> Option<PriceReading> {
        let digits = self.kept.unwrap_or(Currency::UNKNOWN).digits();
        let reading = read_price(cell, digits)?;
        match reading {
            PriceReading::Certain(_, Some(b'.')) => self.points += 1,
            PriceReading::Certain(_, Some(b',')) => self.commas += 1,
            _ => {}
        }
        Some(reading)
    }

    /// What all cells together say.
    pub(super) fn sign(&self) -> DecimalSign {
        match (self.points, self.commas) {
            (_, 0) => DecimalSign::Point,
            (0, _) => DecimalSign::Comma,
            _ => DecimalSign::Mixed,
        }
    }
}
