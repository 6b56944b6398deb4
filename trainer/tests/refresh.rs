//! A refresh displays what a training with the same catalog would, and leaves the model alone.

use std::fs;
use std::path::{Path, PathBuf};

use setwise_core::catalog::ProductKey;
use setwise_core::rank::{Outcome, Scratch, rank};
use setwise_core::request::Request;
use setwise_core::snapshot::ContentHash;
use setwise_trainer::command::{Command, products, refresh};
use setwise_trainer::folder::SnapshotFolder;
use setwise_trainer::pipeline::TrainedFolder;
use setwise_trainer::refresh::Refreshed;

mod shop;
use shop::{FEW, files, parsed, path};

/// The synthetic shop, in a folder with its first catalog.
struct Shop {
    temporary: tempfile::TempDir,
}

/// The rows of a catalog, by header.
struct Rows {
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Shop {
    fn new() -> Self {
        let temporary = tempfile::tempdir().expect("temporary");
        shop::draw(temporary.path());
        Self { temporary }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.temporary.path().join(name)
    }

    fn catalog(&self) -> PathBuf {
        self.at("shop/catalog.csv")
    }

    fn trained(&self, catalog: &Path, name: &str, more: &[&str]) -> PathBuf {
        let out = self.at(name);
        shop::trained(&self.at("shop"), catalog, &out, more).expect("trained");
        out
    }

    /// Another catalog, made of the first one.
    fn other(&self, name: &str, change: impl FnOnce(&mut Rows)) -> PathBuf {
        let mut reader = csv::Reader::from_path(self.catalog()).expect("catalog");
        let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
        let mut rows = Rows {
            headers: texts(reader.headers().expect("headers")),
            rows: reader
                .records()
                .map(|row| texts(&row.expect("row")))
                .collect(),
        };
        change(&mut rows);
        let out = self.at(name);
        let mut writer = csv::Writer::from_path(&out).expect("file");
        writer.write_record(&rows.headers).expect("written");
        for row in &rows.rows {
            writer.write_record(row).expect("written");
        }
        writer.flush().expect("written");
        out
    }
}

impl Rows {
    fn column(&self, name: &str) -> usize {
        let found = self.headers.iter().position(|header| header == name);
        found.unwrap_or_else(|| panic!("no {name} in {:?}", self.headers))
    }

    fn set(&mut self, column: &str, every: usize, text: impl Fn(&str) -> String) {
        let column = self.column(column);
        for row in self.rows.iter_mut().step_by(every) {
            row[column] = text(&row[column]);
        }
    }

    fn without(&mut self, column: &str) {
        let column = self.column(column);
        self.headers.remove(column);
        for row in &mut self.rows {
            row.remove(column);
        }
    }
}

fn refreshed(catalog: &Path, into: &Path, more: &[&str]) -> Result<Refreshed, String> {
    let arguments = [
        &["refresh", "--quiet", "--catalog", path(catalog)][..],
        &["--into", path(into)],
        more,
    ];
    match parsed(&arguments.concat()) {
        Command::Refresh(args) => refresh::run(&args).map_err(|e| e.to_string()),
        other => panic!("{other:?}"),
    }
}

fn copied(from: &Path, to: PathBuf) -> PathBuf {
    for (name, bytes) in files(from) {
        let file = to.join(name);
        fs::create_dir_all(file.parent().expect("inside")).expect("folder");
        fs::write(file, bytes).expect("file");
    }
    to
}

/// Checksums of all shards: their bytes but for the generation.
fn sums(folder: &Path) -> Vec<ContentHash> {
    let folder = TrainedFolder::read(folder).expect("folder");
    folder.open().expect("every shard is valid");
    folder
        .shards()
        .iter()
        .map(|shard| shard.checksum())
        .collect()
}

/// Bytes of all sections before the display records, by shard.
fn models(folder: &Path) -> Vec<Vec<u8>> {
    let folder = SnapshotFolder::open(folder).expect("folder");
    let model = |name| {
        let parcel = folder.parcel(name).expect("shard");
        let sections: Vec<_> = parcel.sections().collect();
        let bytes = parcel.into_bytes();
        let mut at = 40 + 16 * sections.len();
        let mut model = Vec::new();
        for section in sections {
            if section.kind.is_model() {
                model.extend_from_slice(&bytes[at..at + section.stored]);
            }
            at += section.stored;
        }
        model
    };
    let names = folder.shards().expect("names");
    names.into_iter().map(model).collect()
}

fn listed(folder: &Path) -> Vec<setwise_trainer::listing::ListedProduct> {
    let folder = folder.to_owned();
    products::run(&products::ProductsArgs { folder }).expect("listed")
}

#[test]
fn what_the_model_does_not_know_is_byte_for_byte_what_a_training_writes() {
    let shop = Shop::new();
    for (name, more) in [("many", &[FEW][..]), ("one", &["--shard-bytes=100000000"])] {
        let out = shop.trained(&shop.catalog(), name, more);
        let before = sums(&out);
        let other = shop.other("other.csv", |rows| {
            rows.set("image", 3, |image| format!("{image}?v=2"));
            rows.set("url", 50, |url| format!("{url}/new"));
        });
        let done = refreshed(&other, &out, &[]).expect("refreshed");
        assert_eq!((done.absent, done.needs_training), (0, 0));
        assert!(done.changed_fields["image"] > 10 && done.changed_fields["url"] > 1);
        assert_ne!(before, sums(&out));
        // Into a folder of as many shards, which the training keeps.
        let fresh = format!("fresh-{name}");
        if name == "many" {
            shop.trained(&shop.catalog(), &fresh, more);
        }
        let fresh = shop.trained(&other, &fresh, more);
        assert_eq!(sums(&out), sums(&fresh));
    }
}

#[test]
fn prices_and_titles_are_those_of_a_training_and_the_model_stays() {
    let shop = Shop::new();
    let out = shop.trained(&shop.catalog(), "out", &[FEW]);
    let before = models(&out);
    let other = shop.other("other.csv", |rows| {
        rows.set("price", 2, |price| {
            format!("{:.2}", price.parse::<f64>().expect("price") + 1.5)
        });
        rows.set("title", 5, |title| format!("{title}, new"));
        rows.set("in_stock", 7, |_| "no".to_owned());
        rows.set("attributes", 4, |_| "season=spring|colour=green".to_owned());
    });
    let done = refreshed(&other, &out, &[]).expect("refreshed");
    let fresh = shop.trained(&other, "fresh", &[FEW]);
    assert_eq!(listed(&out), listed(&fresh));
    assert_eq!(models(&out), before);
    let prices = listed(&out).len().div_ceil(2) as u64;
    assert_eq!(done.changed_fields["price"], prices);

    // Back to the first catalog: the same bytes again.
    let first = shop.trained(&shop.catalog(), "first", &[FEW]);
    refreshed(&shop.catalog(), &out, &[]).expect("refreshed");
    assert_eq!(sums(&out), sums(&first));
}

#[test]
fn the_same_catalog_changes_nothing_and_one_price_only_its_shards() {
    let shop = Shop::new();
    let out = shop.trained(&shop.catalog(), "out", &[FEW, "--as-of=2026-01-02"]);
    let before = files(&out);
    let as_of = ["--as-of", "2026-01-02"];
    let done = refreshed(&shop.catalog(), &out, &as_of).expect("refreshed");
    assert_eq!((done.rewritten_shards, done.changed), (0, 0));
    assert!(files(&out) == before);

    // Prices are as fresh as the file unless the merchant says more.
    refreshed(&shop.catalog(), &out, &[]).expect("refreshed");
    let manifest = |out: &Path| {
        SnapshotFolder::open(out)
            .expect("folder")
            .manifest()
            .clone()
    };
    assert_eq!(manifest(&out).as_of, None);

    let other = shop.other("other.csv", |rows| {
        let all = rows.rows.len();
        rows.set("price", all, |_| "1234.56".to_owned());
    });
    let done = refreshed(&other, &out, &["--as-of=2026-01-03"]).expect("refreshed");
    assert_eq!(done.changed, 1);
    assert!(0 < done.rewritten_shards && done.rewritten_shards < done.shards);
    assert_eq!(manifest(&out).as_of, Some(1_767_398_400));
    let now = files(&out);
    for (name, bytes) in &before {
        assert!(name.ends_with("manifest.json") || now.get(name) == Some(bytes));
    }
    let again = refreshed(&other, &out, &["--as-of=2026-01-03"]).expect("refreshed");
    assert_eq!(again.rewritten_shards, 0);
    assert!(files(&out) == now);
}

#[test]
fn absent_products_are_never_shown_and_come_back() {
    let shop = Shop::new();
    let out = shop.trained(&shop.catalog(), "out", &[FEW]);
    let (first, whole) = (sums(&out), files(&out));
    let mut gone = Vec::new();
    let fewer = shop.other("fewer.csv", |rows| {
        let id = rows.column("product_id");
        gone = rows
            .rows
            .iter()
            .step_by(3)
            .map(|row| row[id].clone())
            .collect();
        rows.rows.retain(|row| !gone.contains(&row[id]));
        let mut new = rows.rows[0].clone();
        new[id] = "of tomorrow".to_owned();
        rows.rows.push(new);
    });
    let done = refreshed(&fewer, &out, &[]).expect("refreshed");
    assert_eq!(done.absent, gone.len() as u64);
    assert_eq!(done.products, done.listed + done.absent);
    assert_eq!(
        (
            done.needs_training,
            done.needs_training_examples[0].as_str()
        ),
        (1, "of tomorrow")
    );
    assert!(gone.contains(&done.absent_examples[0]));

    let folder = TrainedFolder::read(&out).expect("folder");
    let gone: Vec<ProductKey> = gone.iter().map(|id| ProductKey::of(id)).collect();
    let (mut shown, mut scratch) = (0, Scratch::default());
    for shard in &folder.open().expect("opens") {
        for record in 0..shard.owned() {
            let seeds = [shard.key(record)];
            let request = Request::for_seeds(&seeds);
            let policy = folder.manifest().policy();
            if let Outcome::Slate(items) = rank(&[shard], &request, &policy, &mut scratch) {
                shown += items.len();
                assert!(items.iter().all(|item| !gone.contains(&item.key)));
            }
        }
    }
    assert!(shown > 100, "{shown}");

    // More than half of them missing is the wrong file.
    let few = shop.other("few.csv", |rows| rows.rows.truncate(rows.rows.len() / 3));
    let before = files(&out);
    let error = refreshed(&few, &out, &[]).expect_err("a part of the catalog");
    assert!(
        error.contains("few.csv") && error.contains("--max-absent 50"),
        "{error}"
    );
    assert!(files(&out) == before);
    refreshed(&few, &out, &["--max-absent=100"]).expect("if the merchant insists");

    let done = refreshed(&shop.catalog(), &out, &[]).expect("refreshed");
    assert!(done.back_in_stock > 0);
    assert_eq!(sums(&out), first);
    let kept = files(&out);
    for name in whole.keys() {
        assert!(
            kept.contains_key(name),
            "{name:?} is still there for open pages"
        );
    }
}

#[test]
fn columns_that_the_file_lacks_and_blank_prices_keep_what_is_displayed() {
    let shop = Shop::new();
    let out = shop.trained(&shop.catalog(), "out", &[FEW]);
    let before = listed(&out);
    let prices = shop.other("prices.csv", |rows| {
        for column in ["image", "url", "category", "brand", "attributes"] {
            rows.without(column);
        }
        rows.set("price", 10, |_| String::new());
    });
    let done = refreshed(&prices, &out, &[]).expect("refreshed");
    assert!(done.prices_kept > 0);
    assert_eq!((done.changed, done.rewritten_shards), (0, 0));
    assert_eq!(listed(&out), before);
}

#[test]
fn bad_rows_other_currencies_and_wrong_folders_are_told() {
    let shop = Shop::new();
    let out = shop.trained(&shop.catalog(), "out", &[FEW]);
    let before = files(&out);
    let currency = SnapshotFolder::open(&out)
        .expect("folder")
        .manifest()
        .currency
        .code
        .clone();
    assert_ne!((currency.as_str(), currency.as_str()), ("XXX", "SEK"));

    let error = refreshed(&shop.catalog(), &out, &["--currency=SEK"]).expect_err("kronor");
    assert!(
        error.contains("SEK") && error.contains(&currency),
        "{error}"
    );
    let crowns = shop.other("crowns.csv", |rows| {
        match rows.headers.iter().any(|header| header == "currency") {
            true => rows.set("currency", 1, |_| "SEK".to_owned()),
            false => {
                rows.headers.push("currency".to_owned());
                rows.rows
                    .iter_mut()
                    .for_each(|row| row.push("SEK".to_owned()));
            }
        }
    });
    let error = refreshed(&crowns, &out, &[]).expect_err("kronor");
    assert!(
        error.contains("another currency") && error.contains(&currency),
        "{error}"
    );
    assert!(
        error.contains(path(&out)) && error.contains("crowns.csv"),
        "{error}"
    );

    let bad = shop.other("bad.csv", |rows| {
        rows.set("price", 1, |_| "soon".to_owned())
    });
    let error = refreshed(&bad, &out, &[]).expect_err("no price can be read");
    assert!(
        error.contains("bad.csv") && error.contains("--max-bad-rows"),
        "{error}"
    );
    let error = refreshed(&shop.catalog(), &shop.at("nowhere"), &[]).expect_err("no folder");
    assert!(
        error.contains("nowhere") && error.contains("setwise train"),
        "{error}"
    );
    assert!(files(&out) == before);

    let some = shop.other("some.csv", |rows| {
        rows.set("price", 150, |_| "soon".to_owned())
    });
    let done = refreshed(&some, &out, &[]).expect("a few bad rows");
    assert!(done.catalog.dropped["bad_price"] > 0 && !done.bad_row_examples.is_empty());
    assert_eq!(done.catalog.dropped["bad_price"], done.absent);
}

#[test]
fn a_refresh_that_fails_leaves_the_folder_as_it_was() {
    let shop = Shop::new();
    let out = shop.trained(&shop.catalog(), "out", &[FEW]);
    let before = files(&out);
    let other = shop.other("other.csv", |rows| {
        rows.set("price", 40, |_| "77.70".to_owned());
    });
    let elsewhere = copied(&out, shop.at("elsewhere"));
    refreshed(&other, &elsewhere, &[]).expect("refreshed");
    let folder = SnapshotFolder::open(&elsewhere).expect("folder");
    let generations = &folder.manifest().generations;
    let new = generations.iter().find(|name| !out.join(name).exists());
    let new = new.expect("a new generation");
    fs::write(out.join(new), b"in the way").expect("file");
    let error = refreshed(&other, &out, &[]).expect_err("cannot be written");
    assert!(
        error.contains(new.as_str()) && error.contains("is whole"),
        "{error}"
    );
    fs::remove_file(out.join(new)).expect("file");
    assert!(files(&out) == before, "nothing is left behind");

    // A damaged shard is no base for a refresh.
    let shard = SnapshotFolder::open(&out)
        .expect("folder")
        .shards()
        .expect("names")[3];
    let file = out.join(shard.to_string());
    let bytes = fs::read(&file).expect("shard");
    fs::write(&file, &bytes[..bytes.len() / 2]).expect("written");
    let damaged = files(&out);
    let error = refreshed(&other, &out, &[]).expect_err("damaged");
    assert!(error.contains(path(&file)), "{error}");
    assert!(files(&out) == damaged);
}
