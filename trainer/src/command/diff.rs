//! `setwise diff`: what a release changes for shoppers.

use std::path::PathBuf;

use super::Format;

/// Which folders to compare.
#[derive(Debug, Clone, clap::Args)]
pub struct DiffArgs {
    /// The folder that shoppers have now.
    #[arg(value_name = "A")]
    pub before: PathBuf,
    /// The folder that they would get.
    #[arg(value_name = "B")]
    pub after: PathBuf,
    /// So many of the pages that change most are shown, before and after.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub top: usize,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}
