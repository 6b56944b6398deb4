//! A comparison of two folders, for people and for programs.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use super::page::{ChangedPage, Named};
use super::{Part, ShardSize};
use crate::folder::SnapshotFolder;

/// What a release changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diff {
    /// The folder that shoppers have.
    pub before: Release,
    /// The folder that they would get.
    pub after: Release,
    /// Products that only the second one has.
    pub products_added: u64,
    /// Products that only the first one has.
    pub products_removed: u64,
    /// Product pages.
    pub pages: Pages,
    /// Products that any product page shows.
    pub shown: Shown,
    /// What is displayed of products that both have.
    pub displayed: Displayed,
    /// What shoppers load.
    pub files: Files,
    /// The pages that change most, the most popular of equals first.
    pub most_changed: Vec<ChangedPage>,
    /// What makes the two hard to compare.
    pub notes: Vec<String>,
}

/// One of the two folders.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Release {
    /// Where it is.
    pub path: PathBuf,
    /// Name of the build.
    pub build: String,
    /// Products.
    pub products: u32,
    /// Shards.
    pub shards: u32,
    /// Bytes of all shards but their display records.
    pub model_bytes: u64,
    /// Bytes of the compressed display records.
    pub display_bytes: u64,
    /// Bytes of all shards.
    pub bytes: u64,
}

/// "Complete your set" on the pages of products, each alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Pages {
    /// Products that both folders have.
    pub compared: u64,
    /// Those that show a slate before.
    pub with_slate_before: u64,
    /// Those that do after.
    pub with_slate_after: u64,
    /// Those that do before or after: the means are over these.
    pub with_any_slate: u64,
    /// Pages whose slate changes in any place.
    pub changed: u64,
    /// Those of them that show other products and not only another order.
    pub other_products: u64,
    /// Pages that show nothing any more.
    pub emptied: u64,
    /// Pages that showed nothing and do now.
    pub filled: u64,
    /// Pages of added products that show a slate.
    pub new_with_slate: u64,
    /// Mean of the products in both slates as a share of those in any (Jaccard); 1 where no page has a slate.
    pub mean_overlap: f64,
    /// Mean share of places that keep their product.
    pub mean_same_places: f64,
}

/// How many products any product page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Before.
    pub before: u64,
    /// After.
    pub after: u64,
    /// Shown after and not before.
    pub newly: u64,
    /// Shown before and not after.
    pub no_longer: u64,
}

/// What is displayed of products that both folders have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Displayed {
    /// Products of which anything changes.
    pub products: u64,
    /// How many of them, by field.
    pub fields: BTreeMap<&'static str, u64>,
    /// Prices that rise.
    pub prices_up: u64,
    /// Prices that fall.
    pub prices_down: u64,
    /// Products that go out of stock.
    pub sold_out: u64,
    /// Products that are in stock again.
    pub back_in_stock: u64,
}

/// What a returning shopper has to fetch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Files {
    /// Shards whose names the first folder does not have.
    pub renamed_shards: u32,
    /// Their bytes: what a shopper fetches anew who had all of them.
    pub renamed_bytes: u64,
}

pub(super) fn of(
    (a, b): (&SnapshotFolder, &SnapshotFolder),
    all: Part,
    sizes: &(Vec<ShardSize>, Vec<ShardSize>),
) -> Diff {
    let release = |folder: &SnapshotFolder, sizes: &[ShardSize]| {
        let sum = |of: fn(&ShardSize) -> u64| sizes.iter().map(of).sum();
        let manifest = folder.manifest();
        Release {
            path: folder.path().to_owned(),
            build: manifest.build.clone(),
            products: manifest.products,
            shards: manifest.shards,
            model_bytes: sum(|shard| shard.model),
            display_bytes: sum(|shard| shard.display),
            bytes: sum(|shard| shard.file),
        }
    };
    let known: HashSet<String> = sizes.0.iter().map(|shard| shard.name.to_string()).collect();
    let renamed = sizes.1.iter();
    let renamed = renamed.filter(|shard| !known.contains(&shard.name.to_string()));
    let mean = |sum: f64| match all.pages.with_any_slate {
        0 => 1.0,
        pages => sum / pages as f64,
    };
    let mut notes = Vec::new();
    let code = |folder: &SnapshotFolder| folder.manifest().currency.code.clone();
    if a.manifest().currency != b.manifest().currency {
        notes.push(format!(
            "prices are in {} before and in {} after: they are not compared",
            code(a),
            code(b)
        ));
    }
    Diff {
        before: release(a, &sizes.0),
        after: release(b, &sizes.1),
        products_added: all.added,
        products_removed: all.removed,
        pages: Pages {
            mean_overlap: mean(all.overlap),
            mean_same_places: mean(all.places),
            ..all.pages
        },
        shown: Shown {
            before: all.shown_before.len() as u64,
            after: all.shown_after.len() as u64,
            newly: all.shown_after.difference(&all.shown_before).count() as u64,
            no_longer: all.shown_before.difference(&all.shown_after).count() as u64,
        },
        displayed: all.displayed,
        files: Files {
            renamed_shards: renamed.clone().count() as u32,
            renamed_bytes: renamed.map(|shard| shard.file).sum(),
        },
        most_changed: all.most_changed,
        notes,
    }
}

impl Pages {
    /// Adds counts; means are made when all are added.
    pub(super) fn absorb(&mut self, other: &Self) {
        self.compared += other.compared;
        self.with_slate_before += other.with_slate_before;
        self.with_slate_after += other.with_slate_after;
        self.with_any_slate += other.with_any_slate;
        self.changed += other.changed;
        self.other_products += other.other_products;
        self.emptied += other.emptied;
        self.filled += other.filled;
        self.new_with_slate += other.new_with_slate;
    }
}

impl Displayed {
    pub(super) fn absorb(&mut self, other: &Self) {
        self.products += other.products;
        for (field, count) in &other.fields {
            *self.fields.entry(field).or_default() += count;
        }
        self.prices_up += other.prices_up;
        self.prices_down += other.prices_down;
        self.sold_out += other.sold_out;
        self.back_in_stock += other.back_in_stock;
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            before,
            after,
            pages,
            shown,
            displayed,
            files,
            ..
        } = self;
        for (sign, release) in [("-", before), ("+", after)] {
            writeln!(
                f,
                "{sign} {}: build {}, {} products, {} shard(s) of {} bytes (model {}, display {})",
                release.path.display(),
                release.build,
                release.products,
                release.shards,
                release.bytes,
                release.model_bytes,
                release.display_bytes
            )?;
        }
        writeln!(
            f,
            "products: {} added, {} removed",
            self.products_added, self.products_removed
        )?;
        let share = |part: u64, of: u64| 100.0 * part as f64 / of.max(1) as f64;
        writeln!(
            f,
            "pages: {} of {} show another slate ({:.1} %), {} of them other products; overlap {:.3}, same places {:.3}",
            pages.changed,
            pages.compared,
            share(pages.changed, pages.compared),
            pages.other_products,
            pages.mean_overlap,
            pages.mean_same_places
        )?;
        writeln!(
            f,
            "  with a slate: {} before, {} after; {} become empty, {} stop being empty, {} of added products",
            pages.with_slate_before,
            pages.with_slate_after,
            pages.emptied,
            pages.filled,
            pages.new_with_slate
        )?;
        writeln!(
            f,
            "shown on any page: {} products before, {} after; {} newly, {} no longer",
            shown.before, shown.after, shown.newly, shown.no_longer
        )?;
        let fields = displayed.fields.iter();
        let fields: Vec<String> = fields.map(|(name, n)| format!("{name} {n}")).collect();
        writeln!(
            f,
            "displayed: {} products change{}{}; {} prices up, {} down; {} sold out, {} back in stock",
            displayed.products,
            if fields.is_empty() { "" } else { ": " },
            fields.join(", "),
            displayed.prices_up,
            displayed.prices_down,
            displayed.sold_out,
            displayed.back_in_stock
        )?;
        writeln!(
            f,
            "a returning shopper fetches anew: the manifest, and of {} shard(s) those {} that have new names, {} bytes in all",
            after.shards, files.renamed_shards, files.renamed_bytes
        )?;
        for note in &self.notes {
            writeln!(f, "note: {note}")?;
        }
        for page in &self.most_changed {
            let Named { id, title } = &page.product;
            writeln!(f, "\n{id}  {title}  (overlap {:.2})", page.overlap)?;
            for (sign, slate) in [("-", &page.before), ("+", &page.after)] {
                if slate.is_empty() {
                    writeln!(f, "  {sign} nothing")?;
                }
                for Named { id, title } in slate {
                    writeln!(f, "  {sign} {id:<12} {title}")?;
                }
            }
        }
        Ok(())
    }
}
