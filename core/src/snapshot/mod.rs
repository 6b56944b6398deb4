//! The files that a shop uploads: layout, validating reader, canonical writer, manifest.
//!
//! The format is specified in `FORMAT.md` beside this file. Reading has two steps, because the display records are
//! compressed with what a browser already has (`DecompressionStream`) and this crate inflates nothing itself:
//! [`Parcel::open`] checks the file as it came over the network, the caller inflates [`Parcel::packed_display`], and
//! [`Parcel::unpack`] gives the [`Snapshot`], after which no access can fail.

mod by_key;
pub(crate) mod codec;
mod error;
mod layout;
mod manifest;
mod parcel;
mod read;
mod shelves;
#[cfg(feature = "write")]
mod write;

pub use codec::bundles::Bundle;
pub use codec::display::DisplayTable;
pub use codec::edges::Edge;
#[cfg(feature = "write")]
pub use codec::habits::HabitContents;
pub use codec::habits::{Bought, Habits, class as habit_class};
pub use codec::repurchase::Repurchase;
#[cfg(feature = "write")]
pub use codec::weights::packed;
pub use error::{Fault, SnapshotError};
pub(crate) use layout::MAX_PRICE;
pub use layout::{
    ContentHash, FORMAT_VERSION, HABIT_LEVELS, MAX_BUNDLE, MAX_EDGES, MAX_GENERATIONS, MAX_NEXT,
    MAX_POPULAR, MAX_RECORDS, MAX_REPURCHASE_DAYS, MAX_SETS, SHARD_VERSION, SectionKind, ShardName,
    WEIGHT_CODES,
};
pub use manifest::{Currency, Manifest, ManifestError};
pub use parcel::{PackedDisplay, Parcel, SectionSize};
pub use read::Snapshot;
#[cfg(feature = "write")]
pub use write::{RecordContents, ShardContents, WriteError, redisplay, remark, seal, write};
