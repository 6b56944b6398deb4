//! What a shop may weigh: the demo shop's model, and its display records beside `brotli -11` of the same as JSON.

use setwise_trainer::command::{Command, inspect};

mod shop;
use shop::{draw, parsed, path, trained};

#[test]
fn the_demo_shop_keeps_to_its_budgets() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let shop = draw(folder.path());
    let out = folder.path().join("snapshot");
    trained(&shop, &shop.join("catalog.csv"), &out, &[]).expect("trained");
    let Command::Inspect(args) = parsed(&["inspect", path(&out)]) else {
        panic!("not inspect")
    };
    let found = inspect::run(&args).expect("read");
    // Tables take as much in a small shop as in a large one.
    let tables = 256.0 / f64::from(found.manifest.products);
    assert!(
        found.model_bytes_per_product <= 16.0 + tables,
        "{} model bytes a product",
        found.model_bytes_per_product
    );
    let bytes = found.bytes.expect("all shards are looked at");
    assert!(bytes.display <= bytes.display_brotli, "{bytes}");
    assert!(
        bytes.ids < bytes.ids_set && bytes.ids_set < bytes.ids_raw,
        "{bytes}"
    );
}
