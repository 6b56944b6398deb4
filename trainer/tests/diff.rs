//! What `setwise diff` says is what the two folders show.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;
use setwise_core::catalog::ProductKey;
use setwise_core::rank::{Outcome, Scratch, rank};
use setwise_core::request::Request;
use setwise_trainer::command::{Cli, Command, demo_data, refresh, train};
use setwise_trainer::diff::{Diff, diff};
use setwise_trainer::folder::SnapshotFolder;
use setwise_trainer::pipeline::TrainedFolder;

fn path(path: &Path) -> &str {
    path.to_str().expect("temporary folders are UTF-8")
}

fn run(arguments: &[&str]) {
    let all = ["setwise"].iter().chain(arguments);
    match Cli::try_parse_from(all).expect("arguments").command {
        Command::DemoData(args) => drop(demo_data::run(&args).expect("demo data")),
        Command::Train(args) => drop(train::run(&args).expect("trained")),
        Command::Refresh(args) => drop(refresh::run(&args).expect("refreshed")),
        other => panic!("{other:?}"),
    }
}

struct Shop {
    temporary: tempfile::TempDir,
}

impl Shop {
    fn new() -> Self {
        let temporary = tempfile::tempdir().expect("temporary");
        let out = temporary.path().join("shop");
        run(&["demo-data", "--orders", "3000", "--out", path(&out)]);
        Self { temporary }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.temporary.path().join(name)
    }

    fn trained(&self, orders: &str, catalog: &str, name: &str, shard_bytes: u32) -> PathBuf {
        let out = self.at(name);
        let bytes = format!("--shard-bytes={shard_bytes}");
        let (orders, catalog) = (self.at(orders), self.at(catalog));
        let arguments = ["train", "--quiet", "--orders", path(&orders), "--catalog"];
        run(&[
            &arguments[..],
            &[path(&catalog), "--out", path(&out), &bytes],
        ]
        .concat());
        out
    }

    /// A file of the shop, row by row: `keep` is told the row and its number, the header apart.
    fn cut(&self, from: &str, to: &str, keep: impl Fn(usize, &str) -> bool) -> String {
        let text = fs::read_to_string(self.at(from)).expect("file");
        let rows = text.lines().enumerate();
        let kept = rows.filter(|(at, row)| *at == 0 || keep(*at - 1, row));
        let kept: Vec<&str> = kept.map(|(_, row)| row).collect();
        fs::write(self.at(to), kept.join("\n")).expect("file");
        to.to_owned()
    }
}

/// Every product's slate, by id and asked as a page does, from all shards at once.
fn slates(folder: &Path) -> Vec<(String, Vec<String>)> {
    let folder = TrainedFolder::read(folder).expect("folder");
    let mut all = Vec::new();
    let mut scratch = Scratch::default();
    for shard in &folder.open().expect("opens") {
        let id = |record| shard.display().id(record).to_owned();
        for record in 0..shard.owned() {
            let seeds = [ProductKey::of(shard.display().id(record))];
            let policy = folder.manifest().policy();
            let slate = match rank(&[shard], &Request::for_seeds(&seeds), &policy, &mut scratch) {
                Outcome::Slate(items) => items.iter().map(|item| id(item.record)).collect(),
                Outcome::Withheld(_) => Vec::new(),
            };
            all.push((id(record), slate));
        }
    }
    all.sort();
    all
}

fn ids(named: &[setwise_trainer::diff::Named]) -> Vec<String> {
    named.iter().map(|product| product.id.clone()).collect()
}

#[test]
fn it_counts_what_the_two_folders_show() {
    let shop = Shop::new();
    let fewer = shop.cut("shop/orders.csv", "fewer.csv", |at, _| at % 4 != 3);
    let listed = shop.cut("shop/catalog.csv", "listed.csv", |at, _| at % 10 != 9);
    // Shards of other sizes, so that their homes overlap.
    let before = shop.trained(&fewer, &listed, "before", 6_000);
    let after = shop.trained("shop/orders.csv", "shop/catalog.csv", "after", 4_000);
    let found = diff(&before, &after, usize::MAX).expect("compared");
    assert!(found.before.shards > 5 && found.before.shards < found.after.shards);

    let (old, new) = (slates(&before), slates(&after));
    let slate = |all: &[(String, Vec<String>)], id: &String| {
        let at = all.binary_search_by(|(known, _)| known.cmp(id)).ok()?;
        Some(all[at].1.clone())
    };
    assert_eq!(
        (
            found.before.products as usize,
            found.after.products as usize
        ),
        (old.len(), new.len())
    );
    let both: Vec<_> = old
        .iter()
        .filter_map(|(id, before)| Some((id, before, slate(&new, id)?)))
        .collect();
    let count = |these: &dyn Fn(&Vec<String>, &Vec<String>) -> bool| {
        both.iter().filter(|(_, a, b)| these(a, b)).count() as u64
    };
    let pages = &found.pages;
    assert_eq!(found.products_removed, (old.len() - both.len()) as u64);
    assert_eq!(found.products_added, (new.len() - both.len()) as u64);
    assert!(found.products_added > 10);
    assert_eq!(pages.compared, both.len() as u64);
    assert_eq!(pages.changed, count(&|a, b| a != b));
    assert_eq!(pages.emptied, count(&|a, b| !a.is_empty() && b.is_empty()));
    assert_eq!(pages.filled, count(&|a, b| a.is_empty() && !b.is_empty()));
    assert_eq!(pages.with_slate_before, count(&|a, _| !a.is_empty()));
    assert_eq!(pages.with_slate_after, count(&|_, b| !b.is_empty()));
    let sets = |a: &Vec<String>, b: &Vec<String>| {
        let set = |list: &Vec<String>| list.iter().cloned().collect::<BTreeSet<_>>();
        let (a, b) = (set(a), set(b));
        a.intersection(&b).count() as f64 / a.union(&b).count() as f64
    };
    let any: Vec<f64> = both
        .iter()
        .filter(|(_, a, b)| !a.is_empty() || !b.is_empty())
        .map(|(_, a, b)| sets(a, b))
        .collect();
    let mean = any.iter().sum::<f64>() / any.len() as f64;
    assert!(
        (pages.mean_overlap - mean).abs() < 1e-9 && mean < 0.99,
        "{mean}"
    );
    let shown = |all: &[(String, Vec<String>)]| -> BTreeSet<String> {
        all.iter().flat_map(|(_, slate)| slate.clone()).collect()
    };
    let (a, b) = (shown(&old), shown(&new));
    assert_eq!(
        (found.shown.before, found.shown.after),
        (a.len() as u64, b.len() as u64)
    );
    assert_eq!(found.shown.newly, b.difference(&a).count() as u64);
    assert_eq!(found.shown.no_longer, a.difference(&b).count() as u64);

    // Every changed page is there, the most changed first, as the folders have it.
    assert_eq!(found.most_changed.len() as u64, pages.changed);
    assert!(
        found
            .most_changed
            .is_sorted_by(|a, b| a.overlap <= b.overlap)
    );
    for page in &found.most_changed {
        assert_eq!(Some(ids(&page.before)), slate(&old, &page.product.id));
        assert_eq!(Some(ids(&page.after)), slate(&new, &page.product.id));
    }
    let top = diff(&before, &after, 3).expect("compared");
    assert_eq!(top.most_changed, found.most_changed[..3]);
    assert_eq!((&top.pages, top.shown), (&found.pages, found.shown));
    let text = top.to_string();
    for said in [
        path(&before),
        path(&after),
        &top.most_changed[0].product.title,
    ] {
        assert!(text.contains(said), "{text}");
    }
    let back = diff(&after, &before, 0).expect("compared");
    assert_eq!(
        (back.products_added, back.products_removed),
        (found.products_removed, found.products_added)
    );
    assert_eq!(
        (back.pages.emptied, back.pages.filled),
        (pages.filled, pages.emptied)
    );
}

#[test]
fn a_refresh_changes_what_is_displayed_and_shards_that_hold_it() {
    let shop = Shop::new();
    let (orders, catalog) = ("shop/orders.csv", "shop/catalog.csv");
    let before = shop.trained(orders, catalog, "before", 4_000);
    let after = shop.trained(orders, catalog, "after", 4_000);
    let same = diff(&before, &after, 5).expect("compared");
    assert_eq!((same.pages.changed, same.files.renamed_shards), (0, 0));
    assert_eq!((same.displayed.products, same.most_changed.len()), (0, 0));
    assert_eq!(
        (same.pages.mean_overlap, same.pages.mean_same_places),
        (1.0, 1.0)
    );

    // The last product gets dearer, the others of the last nine are missing: out of stock.
    let mut reader = csv::Reader::from_path(shop.at(catalog)).expect("catalog");
    let headers = reader.headers().expect("headers").clone();
    let column = headers.iter().position(|name| name == "price");
    let column = column.expect("a price");
    let rows = reader.records().map(|row| row.expect("row"));
    let mut rows: Vec<Vec<String>> = rows
        .map(|row| row.iter().map(str::to_owned).collect())
        .collect();
    let mut last = rows.pop().expect("a product");
    rows.truncate(rows.len() - 8);
    last[column] = "9876.54".to_owned();
    rows.push(last);
    let mut today = csv::Writer::from_path(shop.at("today.csv")).expect("file");
    today.write_record(&headers).expect("written");
    for row in &rows {
        today.write_record(row).expect("written");
    }
    today.flush().expect("written");
    run(&[
        "refresh",
        "--quiet",
        "--catalog",
        path(&shop.at("today.csv")),
        "--into",
        path(&after),
    ]);

    let found: Diff = diff(&before, &after, 5).expect("compared");
    assert_eq!((found.products_added, found.products_removed), (0, 0));
    assert_eq!(
        (found.displayed.prices_up, found.displayed.prices_down),
        (1, 0)
    );
    assert!(found.displayed.sold_out > 0 && found.displayed.sold_out <= 8);
    assert_eq!(found.displayed.products, 1 + found.displayed.sold_out);
    assert_eq!(found.before.model_bytes, found.after.model_bytes);
    let names = |folder: &Path| -> BTreeSet<String> {
        let names = SnapshotFolder::open(folder)
            .expect("folder")
            .shards()
            .expect("names");
        names.iter().map(ToString::to_string).collect()
    };
    let new: Vec<String> = names(&after).difference(&names(&before)).cloned().collect();
    let bytes = |name: &String| fs::metadata(after.join(name)).expect("shard").len();
    assert_eq!(found.files.renamed_shards as usize, new.len());
    assert_eq!(
        found.files.renamed_bytes,
        new.iter().map(bytes).sum::<u64>()
    );
    assert!(!new.is_empty() && new.len() < found.after.shards as usize);
}

#[test]
fn a_folder_that_cannot_be_used_is_named() {
    let shop = Shop::new();
    let good = shop.trained("shop/orders.csv", "shop/catalog.csv", "good", 4_000);
    let bad = shop.trained("shop/orders.csv", "shop/catalog.csv", "bad", 4_000);
    let compare = |a: &Path, b: &Path| diff(a, b, 1).expect_err("unusable").to_string();
    assert!(compare(&shop.at("nowhere"), &good).contains("nowhere"));
    assert!(compare(&good, &shop.at("nowhere")).contains("nowhere"));
    let shard = SnapshotFolder::open(&bad)
        .expect("folder")
        .shards()
        .expect("names")[5];
    let file = bad.join(shard.to_string());
    let mut bytes = fs::read(&file).expect("shard");
    *bytes.last_mut().expect("bytes") ^= 1;
    fs::write(&file, bytes).expect("written");
    for error in [compare(&good, &bad), compare(&bad, &good)] {
        assert!(
            error.contains(path(&file)) && error.contains("damaged"),
            "{error}"
        );
    }
}
