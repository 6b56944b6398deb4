//! `setwise products`: the products of a snapshot as JSON, for a storefront or any other program.

use std::path::PathBuf;

use crate::folder::{FolderError, SnapshotFolder};
use crate::listing::{ListedProduct, products};

/// What to list.
#[derive(Debug, Clone, clap::Args)]
pub struct ProductsArgs {
    /// A folder that `setwise train` wrote.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// Lists every product that has a record of its own, by id.
///
/// # Errors
/// [`FolderError`] names the file and what is wrong with it.
pub fn run(args: &ProductsArgs) -> Result<Vec<ListedProduct>, FolderError> {
    products(&SnapshotFolder::open(&args.folder)?)
}
