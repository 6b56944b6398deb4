//! What only the merchant may know of products, margin and pieces in stock, as classes. It is read from the catalog when a
//! policy is published, and written nowhere.

use std::path::PathBuf;

use hashbrown::HashMap;

use super::source::Policy;
use crate::ingest::{self, IngestError, Options};
use crate::recognise::{Role, open_all};

/// A class of margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarginClass {
    /// The lowest third, or at most what the policy says.
    Low,
    /// Between.
    Middle,
    /// The highest third, or at least what the policy says.
    High,
}

/// A class of stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StockClass {
    /// None left.
    Out,
    /// Few pieces.
    Low,
    /// Between.
    Normal,
    /// Many pieces.
    High,
}

/// Margins and pieces of a catalog.
#[derive(Clone, Debug, Default)]
pub struct Economics {
    /// In percent of the price.
    margins: HashMap<String, f64>,
    pieces: HashMap<String, u64>,
    /// At most this is low, at least that is high.
    bounds: (f64, f64),
}

impl Economics {
    /// The class of a product's margin, if the catalog tells.
    #[must_use]
    pub fn margin(&self, id: &str) -> Option<MarginClass> {
        let margin = *self.margins.get(id)?;
        Some(match self.bounds {
            (_, high) if margin >= high => MarginClass::High,
            (low, _) if margin <= low => MarginClass::Low,
            _ => MarginClass::Middle,
        })
    }

    /// Pieces in stock, if the catalog tells.
    #[must_use]
    pub fn pieces(&self, id: &str) -> Option<u64> {
        self.pieces.get(id).copied()
    }

    /// Whether the margin of any product is known.
    #[must_use]
    pub fn has_margins(&self) -> bool {
        !self.margins.is_empty()
    }

    /// Whether the number of pieces of any product is known.
    #[must_use]
    pub fn has_pieces(&self) -> bool {
        !self.pieces.is_empty()
    }
}

/// Reads margins and pieces of a catalog, in classes that the policy bounds.
///
/// # Errors
/// [`IngestError`] if the file cannot be read. A cell that is no number tells nothing.
pub fn read_economics(
    paths: &[PathBuf],
    options: &Options,
    policy: &Policy,
) -> Result<Economics, IngestError> {
    let mut catalog = open_all(paths, Role::Catalog, &options.mapping)?;
    let (margins, pieces) = ingest::read_economics(&mut catalog, options)?;
    let bounds = policy.margins.unwrap_or_else(|| thirds(&margins));
    Ok(Economics {
        margins,
        pieces,
        bounds,
    })
}

/// Most of the lowest third and least of the highest one.
fn thirds(margins: &HashMap<String, f64>) -> (f64, f64) {
    let mut sorted: Vec<f64> = margins.values().copied().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |third: usize| sorted.get(sorted.len() * third / 3).copied();
    (
        at(1).unwrap_or(f64::NEG_INFINITY),
        at(2).unwrap_or(f64::INFINITY),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn economics(text: &str) -> Economics {
        let file = tempfile::Builder::new()
            .suffix(".csv")
            .tempfile()
            .expect("file");
        std::fs::write(file.path(), text).expect("written");
        read_economics(
            &[file.path().to_owned()],
            &Options::default(),
            &Policy::default(),
        )
        .expect("read")
    }

    #[test]
    fn margins_are_told_in_percent_as_shares_or_by_cost() {
        for text in [
            "product_id,title,price,margin\na,A,10,10%\nb,B,10,20\nc,C,10,60%\n",
            "product_id,title,price,margin\na,A,10,0.1\nb,B,10,0.2\nc,C,10,0.6\n",
            "product_id,title,price,cost\na,A,10.00,9.00\nb,B,10.00,8\nc,C,10.00,4.00\n",
        ] {
            let found = economics(text);
            let classes = ["a", "b", "c", "nobody"].map(|id| found.margin(id));
            use MarginClass::{High, Low};
            assert_eq!(classes, [Some(Low), Some(Low), Some(High), None], "{text}");
        }
    }

    #[test]
    fn pieces_of_variants_add_up_and_words_tell_none() {
        let found = economics("product_id,title,stock\na,A,2\na,A,3\nb,B,many\nc,C,-1\n");
        assert_eq!(
            ["a", "b", "c"].map(|id| found.pieces(id)),
            [Some(5), None, Some(0)]
        );
        let found = economics("product_id,title,in_stock\na,A,12\nb,B,yes\n");
        assert_eq!(["a", "b"].map(|id| found.pieces(id)), [Some(12), None]);
    }
}
