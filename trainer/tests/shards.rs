//! Many shards: what one page loads ranks like the whole shop, and a folder is never half new.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use setwise_core::catalog::ProductKey;
use setwise_core::rank::{Outcome, Scratch, rank};
use setwise_core::request::Request;
use setwise_trainer::command::{Command, evaluate, inspect};
use setwise_trainer::evaluate::Report;
use setwise_trainer::pipeline::TrainedFolder;
use setwise_trainer::summary::Summary;

mod shop;
use shop::{FEW, draw, files, live, parsed, path};

fn trained(shop: &Path, out: &Path, more: &[&str]) -> Result<Summary, String> {
    shop::trained(shop, &shop.join("catalog.csv"), out, more)
}

fn measured(shop: &Path, more: &[&str]) -> Report {
    let (orders, catalog) = (shop.join("orders.csv"), shop.join("catalog.csv"));
    let arguments = [
        "evaluate",
        "--orders",
        path(&orders),
        "--catalog",
        path(&catalog),
    ];
    match parsed(&[&arguments[..], more].concat()) {
        Command::Evaluate(args) => evaluate::run(&args).expect("measured"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn many_shards_rank_and_measure_as_one() {
    let temporary = tempfile::tempdir().expect("temporary");
    let shop = draw(temporary.path());
    let (one, many) = (temporary.path().join("one"), temporary.path().join("many"));
    let whole = trained(&shop, &one, &["--shard-bytes=100000000"]).expect("trained");
    let split = trained(&shop, &many, &[FEW]).expect("trained");
    assert_eq!(whole.snapshot.shards, 1);
    assert!(split.snapshot.shards > 20, "{}", split.snapshot.shards);
    assert_eq!(whole.snapshot.edges, split.snapshot.edges);
    assert!(whole.snapshot.bundles > 0 && whole.snapshot.products_with_upgrades > 0);

    let open = |out: &Path| {
        let folder = TrainedFolder::read(out).expect("folder");
        (folder.open().expect("opens"), folder.manifest().clone())
    };
    let ((one, _), (many, manifest)) = (open(&one), open(&many));
    let owned: u32 = many.iter().map(|shard| shard.owned()).sum();
    assert_eq!(
        (one[0].owned(), owned),
        (manifest.products, manifest.products)
    );
    let keys: Vec<ProductKey> = (0..one[0].records())
        .map(|record| one[0].key(record))
        .collect();
    let (mut slates, mut a, mut b) = (0, Scratch::default(), Scratch::default());
    for (at, seeds) in keys.windows(10).enumerate() {
        let seeds = &seeds[..1 + at % 10];
        for shelf in [
            setwise_core::request::Shelf::CompleteSet,
            setwise_core::request::Shelf::Upgrade,
            setwise_core::request::Shelf::Bundle,
        ] {
            let request = Request {
                shelf,
                ..Request::for_seeds(seeds)
            };
            // As a page: the homes of its products and no more.
            let homes = manifest.homes(seeds.iter().copied());
            let homes: Vec<_> = homes
                .iter()
                .map(|name| &many[name.number as usize])
                .collect();
            let policy = manifest.policy();
            let of = |outcome: &Outcome<'_>| match outcome {
                Outcome::Slate(items) => items
                    .iter()
                    .map(|item| (item.key, item.score, item.reason))
                    .collect(),
                Outcome::Withheld(_) => Vec::new(),
            };
            let whole = of(&rank(&[&one[0]], &request, &policy, &mut a));
            assert_eq!(
                whole,
                of(&rank(&homes, &request, &policy, &mut b)),
                "{seeds:?}"
            );
            slates += usize::from(!whole.is_empty());
        }
    }
    assert!(slates > 100, "only {slates} slates were compared");

    let rows = |more: &str| measured(&shop, &[more, "--protocol=pdp,cart,repeat"]).rows;
    assert_eq!(
        format!("{:?}", rows("--shard-bytes=100000000")),
        format!("{:?}", rows(FEW))
    );
}

#[test]
fn equal_input_gives_equal_folders_and_changes_nothing_in_one_that_is_there() {
    let temporary = tempfile::tempdir().expect("temporary");
    let shop = draw(temporary.path());
    let out = |name: &str| temporary.path().join(name);
    let run = |name: &str, threads: &str| {
        trained(&shop, &out(name), &[FEW, "--threads", threads]).expect("trained")
    };
    run("a", "1");
    run("b", "3");
    let first = files(&out("a"));
    assert_eq!(first, files(&out("b")));
    let again = run("a", "2");
    assert_eq!(again.snapshot.unchanged_shards, again.snapshot.shards);
    assert_eq!(first, files(&out("a")));
}

/// Moves the page of a product of the shop. Prices are evidence: another one is another model.
fn moved(shop: &Path) {
    let file = shop.join("catalog.csv");
    let text = fs::read_to_string(&file).expect("catalog");
    let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
    let column = rows[0]
        .split(',')
        .position(|name| name == "url")
        .expect("an address");
    let plain = |row: &&mut String| !row.contains('"');
    let row = rows.iter_mut().rev().find(plain).expect("a product");
    let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
    assert!(cells[column].contains(".html"), "{row}");
    cells[column] += "&moved";
    *row = cells.join(",");
    fs::write(file, rows.join("\n")).expect("written");
}

#[test]
fn shards_that_do_not_change_keep_their_names() {
    let temporary = tempfile::tempdir().expect("temporary");
    let shop = draw(temporary.path());
    let out = temporary.path().join("out");
    let before = trained(&shop, &out, &[FEW]).expect("trained").snapshot;
    let (old_files, old_live) = (files(&out), live(&out));
    // What is there is not touched: a page that holds the earlier manifest finds all its files.
    let touched = |name: &Path| -> SystemTime {
        fs::metadata(out.join(name))
            .expect("file")
            .modified()
            .expect("time")
    };
    let times: Vec<SystemTime> = old_live.iter().map(|name| touched(name)).collect();

    moved(&shop);
    let after = trained(&shop, &out, &[FEW]).expect("trained").snapshot;
    assert_eq!(before.shards, after.shards);
    assert!(0 < after.unchanged_shards && after.unchanged_shards < after.shards);
    let new_live = live(&out);
    let kept = old_live.intersection(&new_live).count();
    assert_eq!(kept as u32, after.unchanged_shards);
    let now = files(&out);
    for (name, bytes) in &old_files {
        assert!(
            name.ends_with("manifest.json") || now.get(name) == Some(bytes),
            "{name:?}"
        );
    }
    assert!(old_live.iter().map(|name| touched(name)).eq(times));
    let folder = TrainedFolder::read(&out).expect("mixed generations open");
    assert_eq!(folder.manifest().generations.len(), 2);
    folder.open().expect("and are whole");

    // The same bytes as a fresh folder has, but for the names.
    let fresh = temporary.path().join("fresh");
    trained(&shop, &fresh, &[FEW]).expect("trained");
    let sums = |out: &Path| {
        let folder = TrainedFolder::read(out).expect("folder");
        let sums = folder.shards().iter().map(|shard| shard.checksum());
        sums.collect::<Vec<_>>()
    };
    assert_eq!(sums(&out), sums(&fresh));
    // And back, onto a generation that is there already.
    let again = trained(&shop, &out, &[FEW]).expect("trained").snapshot;
    assert_eq!(
        (again.build, again.unchanged_shards),
        (after.build, after.shards)
    );

    // A live shard that was damaged is written anew.
    let victim = new_live.iter().next().expect("a shard");
    fs::write(out.join(victim), b"SETW").expect("damaged");
    trained(&shop, &out, &[FEW]).expect("trained");
    TrainedFolder::read(&out)
        .expect("mended")
        .open()
        .expect("mended");
}

#[test]
fn an_interrupted_run_leaves_the_old_snapshot_and_the_next_one_cleans_up() {
    let temporary = tempfile::tempdir().expect("temporary");
    let shop = draw(temporary.path());
    let out = temporary.path().join("out");
    trained(&shop, &out, &[FEW]).expect("trained");
    let before = files(&out);
    let hidden = out.join(".setwise-killed");
    fs::create_dir(&hidden).expect("folder");
    fs::write(hidden.join("0.bin"), b"half").expect("file");
    fs::write(out.join(".setwise-manifest"), b"half").expect("file");
    TrainedFolder::read(&out).expect("hidden work does not matter");
    trained(&shop, &out, &[FEW]).expect("trained");
    assert_eq!(files(&out), before);

    // The new generation's folder cannot get its name, because a file has it.
    moved(&shop);
    let elsewhere = temporary.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("folder");
    for (name, bytes) in &before {
        let file = elsewhere.join(name);
        fs::create_dir_all(file.parent().expect("folder")).expect("folder");
        fs::write(file, bytes).expect("file");
    }
    trained(&shop, &out, &[FEW]).expect("trained");
    let generations = TrainedFolder::read(&out)
        .expect("folder")
        .manifest()
        .generations
        .clone();
    let is_new = |name: &&String| !elsewhere.join(name).exists();
    let new = generations.iter().find(is_new).expect("a new generation");
    fs::write(elsewhere.join(new), b"in the way").expect("file");
    let error = trained(&shop, &elsewhere, &[FEW]).expect_err("cannot be written");
    assert!(
        error.contains(new.as_str()) && error.contains("is whole"),
        "{error}"
    );
    fs::remove_file(elsewhere.join(new)).expect("file");
    assert_eq!(files(&elsewhere), before, "nothing is left behind");
}

#[test]
fn a_missing_or_foreign_file_is_named() {
    let temporary = tempfile::tempdir().expect("temporary");
    let shop = draw(temporary.path());
    let out = temporary.path().join("out");
    trained(&shop, &out, &[FEW]).expect("trained");
    let look = || {
        let args = inspect::InspectArgs {
            folder: out.clone(),
            product: None,
            format: Default::default(),
        };
        inspect::run(&args).map_err(|e| e.to_string())
    };
    look().expect("whole");
    let names: Vec<PathBuf> = live(&out).into_iter().collect();
    let (first, second) = (out.join(&names[0]), out.join(&names[1]));
    let whole = fs::read(&first).expect("file");
    fs::copy(&second, &first).expect("copied");
    let error = look().expect_err("another number");
    assert!(
        error.contains(path(&names[0])) && error.contains("another build"),
        "{error}"
    );
    fs::write(&first, &whole[..whole.len() / 2]).expect("written");
    assert!(look().expect_err("cut short").contains("damaged"));
    fs::remove_file(&first).expect("removed");
    assert!(look().expect_err("missing").contains(path(&names[0])));
}

#[test]
fn a_bound_on_memory_changes_no_byte() {
    let temporary = tempfile::tempdir().expect("temporary");
    let shop = draw(temporary.path());
    let out = |name: &str| temporary.path().join(name);
    let whole = trained(&shop, &out("whole"), &[FEW]).expect("trained");
    assert!(!whole.to_string().contains("temporary file"), "{whole}");
    for memory in ["--memory=1K", "--memory=100K"] {
        let bound = trained(&shop, &out(memory), &[FEW, memory]).expect("trained");
        assert!(bound.to_string().contains("temporary file"), "{bound}");
        assert!(files(&out("whole")) == files(&out(memory)), "{memory}");
    }
    // Where nothing can be put aside, that is said, and there is no snapshot.
    let nowhere = ["--memory=1K", "--temp=no/such/folder"];
    let error = trained(&shop, &out("none"), &nowhere).expect_err("no such folder");
    assert!(error.contains("no/such/folder"), "{error}");
    assert!(!out("none").join("manifest.json").exists());
}
