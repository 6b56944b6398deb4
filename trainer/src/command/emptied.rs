//! No training replaces a snapshot by one that shows little or nothing, unless it is told to.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::folder::SnapshotFolder;
use crate::ingest::{LeftOut, Product};

/// A snapshot that would show nothing, or fewer than half of what is shown now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emptied {
    folder: PathBuf,
    /// Products that shoppers would see, and all of the new snapshot.
    shown: usize,
    all: usize,
    /// Products that they see now, if there is a snapshot.
    before: Option<u64>,
    /// Products that are left out, by reason.
    reasons: BTreeMap<&'static str, u64>,
}

impl std::error::Error for Emptied {}

impl fmt::Display for Emptied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            folder,
            shown,
            all,
            before,
            reasons,
        } = self;
        match before {
            Some(before) => write!(
                f,
                "{} shows {before} products, and would show {shown}",
                folder.display()
            )?,
            None => write!(f, "{} would show no product", folder.display())?,
        }
        let sold_out = all - shown;
        let mut because: Vec<String> = Vec::new();
        if sold_out > 0 {
            because.push(format!("out of stock {sold_out}"));
        }
        because.extend(
            reasons
                .iter()
                .map(|(reason, count)| format!("{} {count}", reason.replace('_', " "))),
        );
        if because.is_empty() {
            because.push("the files have no others".to_owned());
        }
        write!(
            f,
            " ({}); check the files and columns, or pass --force if it is meant",
            because.join(", ")
        )
    }
}

/// Holds the products of a new snapshot against those that the folder shows.
///
/// # Errors
/// [`Emptied`] if none of them is shown, or fewer than half as many as there.
pub(super) fn check(
    folder: &Path,
    products: &[Product],
    left_out: &[LeftOut],
) -> Result<(), Emptied> {
    let shown = products.iter().filter(|product| product.in_stock).count();
    let before = shown_in(folder);
    if shown > 0 && before.is_none_or(|before| shown as u64 * 2 >= before) {
        return Ok(());
    }
    let mut reasons = BTreeMap::new();
    for product in left_out {
        *reasons.entry(product.reason).or_default() += 1;
    }
    Err(Emptied {
        folder: folder.to_owned(),
        shown,
        all: products.len(),
        before,
        reasons,
    })
}

/// Products that a folder shows; `None` if it holds no snapshot that can be read.
fn shown_in(folder: &Path) -> Option<u64> {
    let folder = SnapshotFolder::open(folder).ok()?;
    let mut shown = 0;
    for name in folder.shards().ok()? {
        let shard = folder.unpack(&folder.parcel(name).ok()?).ok()?;
        let display = shard.display();
        let in_stock = (0..shard.owned()).filter(|record| display.in_stock(*record));
        shown += in_stock.count() as u64;
    }
    Some(shown)
}
