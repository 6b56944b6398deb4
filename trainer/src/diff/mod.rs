//! What a release changes for shoppers: two snapshot folders, page by page, through the ranking that ships.
//!
//! Shards are read in pairs that cover the same range of keys, some at a time on all threads, so that memory does not grow with
//! the catalog but for eight bytes of every product that is shown somewhere.

mod page;
mod pairs;
mod report;

use std::path::Path;

use hashbrown::HashSet;
use rayon::prelude::*;
use setwise_core::catalog::ProductKey;
use setwise_core::rank::{Item, Scratch};
use setwise_core::request::Policy;
use setwise_core::snapshot::{RecordContents, ShardName, Snapshot};

use crate::folder::{FolderError, SnapshotFolder};
use crate::record::{differences, displayed};
pub use page::{ChangedPage, Named};
use page::{likeness, slate};
use pairs::Side;
pub use report::{Diff, Displayed, Files, Pages, Release, Shown};

/// Pairs of shards whose results are held at a time.
const CHUNK: usize = 256;

/// What one range of keys says.
#[derive(Default)]
struct Part {
    pages: Pages,
    displayed: Displayed,
    added: u64,
    removed: u64,
    overlap: f64,
    places: f64,
    most_changed: Vec<ChangedPage>,
    shown_before: HashSet<ProductKey>,
    shown_after: HashSet<ProductKey>,
}

/// Compares two folders; `top` pages are named.
///
/// # Errors
/// [`FolderError`] names the file, and so the folder, that cannot be used.
pub fn diff(before: &Path, after: &Path, top: usize) -> Result<Diff, FolderError> {
    let (a, b) = (SnapshotFolder::open(before)?, SnapshotFolder::open(after)?);
    let names = (a.shards()?, b.shards()?);
    let parts = names.0.len().min(names.1.len()) as u32;
    let policies = (a.manifest().policy(), b.manifest().policy());
    let prices = a.manifest().currency == b.manifest().currency;
    let mut all = Part::default();
    let numbers: Vec<u32> = (0..parts).collect();
    for chunk in numbers.chunks(CHUNK) {
        let chunk: Vec<Part> = chunk
            .par_iter()
            .map(|&part| {
                let before = Side::read(&a, &names.0, (part, parts))?;
                let after = Side::read(&b, &names.1, (part, parts))?;
                let mut found = compare(&before, &after, &policies, prices);
                found.keep_top(top);
                Ok(found)
            })
            .collect::<Result<_, FolderError>>()?;
        for part in chunk {
            all.absorb(part);
        }
        all.keep_top(top);
    }
    let sizes = (sizes(&a, &names.0)?, sizes(&b, &names.1)?);
    Ok(report::of((&a, &b), all, &sizes))
}

fn compare(before: &Side, after: &Side, policies: &(Policy, Policy), prices: bool) -> Part {
    let mut part = Part::default();
    let mut scratch = (Scratch::default(), Scratch::default());
    for (shard, record, key) in before.products() {
        let old = slate(shard, key, &policies.0, &mut scratch.0);
        part.shown_before.extend(old.iter().map(|item| item.key));
        let Some((new_shard, new_record)) = after.find(key) else {
            part.removed += 1;
            continue;
        };
        let new = slate(new_shard, key, &policies.1, &mut scratch.1);
        part.shown_after.extend(new.iter().map(|item| item.key));
        part.see_page((shard, record, old), (new_shard, new_record, new));
        let (old, new) = (
            displayed(shard.display(), record),
            displayed(new_shard.display(), new_record),
        );
        part.displayed.see(&old, &new, prices);
    }
    for (shard, _, key) in after.products() {
        if before.find(key).is_none() {
            part.added += 1;
            let new = slate(shard, key, &policies.1, &mut scratch.1);
            part.shown_after.extend(new.iter().map(|item| item.key));
            part.pages.new_with_slate += u64::from(!new.is_empty());
        }
    }
    part
}

/// A page's home, record and slate.
type View<'a> = (&'a Snapshot, u32, &'a [Item]);

impl Part {
    fn see_page(&mut self, (shard, _, old): View<'_>, (new_shard, record, new): View<'_>) {
        let pages = &mut self.pages;
        pages.compared += 1;
        pages.with_slate_before += u64::from(!old.is_empty());
        pages.with_slate_after += u64::from(!new.is_empty());
        if old.is_empty() && new.is_empty() {
            return;
        }
        let (overlap, places) = likeness(old, new);
        self.overlap += overlap;
        self.places += places;
        pages.with_any_slate += 1;
        pages.emptied += u64::from(new.is_empty());
        pages.filled += u64::from(old.is_empty());
        pages.other_products += u64::from(overlap < 1.0);
        if places == 1.0 {
            return;
        }
        pages.changed += 1;
        let named = |shard: &Snapshot, items: &[Item]| {
            let named = items.iter().map(|item| Named::of(shard, item.record));
            named.collect::<Vec<_>>()
        };
        self.most_changed.push(ChangedPage {
            product: Named::of(new_shard, record),
            popularity: new_shard.popularity(record),
            overlap,
            before: named(shard, old),
            after: named(new_shard, new),
        });
    }

    fn keep_top(&mut self, top: usize) {
        self.most_changed.sort_by(ChangedPage::order);
        self.most_changed.truncate(top);
    }

    fn absorb(&mut self, part: Self) {
        self.pages.absorb(&part.pages);
        self.displayed.absorb(&part.displayed);
        self.added += part.added;
        self.removed += part.removed;
        self.overlap += part.overlap;
        self.places += part.places;
        self.most_changed.extend(part.most_changed);
        self.shown_before.extend(part.shown_before);
        self.shown_after.extend(part.shown_after);
    }
}

impl Displayed {
    fn see(&mut self, old: &RecordContents, new: &RecordContents, prices: bool) {
        let mut any = false;
        for field in differences(old, new) {
            if field == "price" && !prices {
                continue;
            }
            any = true;
            *self.fields.entry(field).or_default() += 1;
        }
        self.products += u64::from(any);
        self.sold_out += u64::from(old.in_stock && !new.in_stock);
        self.back_in_stock += u64::from(new.in_stock && !old.in_stock);
        if let (Some(old), Some(new), true) = (old.price, new.price, prices) {
            self.prices_up += u64::from(new > old);
            self.prices_down += u64::from(new < old);
        }
    }
}

/// A shard's file.
struct ShardSize {
    name: ShardName,
    file: u64,
    model: u64,
    display: u64,
}

fn sizes(folder: &SnapshotFolder, names: &[ShardName]) -> Result<Vec<ShardSize>, FolderError> {
    let size = |&name: &ShardName| {
        let parcel = folder.parcel(name)?;
        let model = parcel.sections().filter(|section| section.kind.is_model());
        Ok(ShardSize {
            name,
            display: parcel.packed_display().bytes.len() as u64,
            model: model.map(|section| section.stored as u64).sum(),
            file: parcel.into_bytes().len() as u64,
        })
    };
    names.par_iter().map(size).collect()
}
