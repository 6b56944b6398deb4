//! `setwise evaluate` on the synthetic shop: slices of it, the page for people, products that were never sold.

mod shop;

use std::fs;
use std::path::{Path, PathBuf};

use setwise_trainer::command::demo_data;
use setwise_trainer::command::{Command, evaluate};
use setwise_trainer::evaluate::Report;
use shop::{parsed, path};

/// A small shop: it is trained on a dozen times.
fn draw(folder: &Path) -> PathBuf {
    let out = folder.join("shop");
    let size = ["--products", "150", "--orders", "1500"];
    match parsed(&[&["demo-data"], &size[..], &["--out", path(&out)]].concat()) {
        Command::DemoData(args) => demo_data::run(&args).expect("demo data"),
        other => panic!("{other:?}"),
    };
    out
}

fn measured(shop: &Path, more: &[&str]) -> Result<Report, String> {
    let (catalog, orders) = (shop.join("catalog.csv"), shop.join("orders.csv"));
    let files = [
        "evaluate",
        "--catalog",
        path(&catalog),
        "--orders",
        path(&orders),
    ];
    match parsed(&[&files, more].concat()) {
        Command::Evaluate(args) => evaluate::run(&args).map_err(|error| error.to_string()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn slices_train_on_less_and_are_asked_the_same() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let shop = draw(folder.path());
    let of =
        |slices: &str| measured(&shop, &["--protocol", "pdp", "--slice", slices]).expect(slices);
    let whole = measured(&shop, &["--protocol", "pdp"]).expect("measured");
    let thin = of("share=10%");
    // A tenth of the orders sold fewer products, and what was not sold is not asked about here; were they thinned too, a tenth would be left.
    let (all, some) = (whole.rows[0].queries, thin.rows[0].queries);
    assert!(some > all / 2 && some <= all, "{some} of {all}");
    assert_ne!(
        thin.rows[0].metrics, whole.rows[0].metrics,
        "it learned less"
    );
    assert!(
        of("lines=2-3").rows[0].queries < all,
        "large orders are not asked about"
    );

    let cold = measured(
        &shop,
        &["--protocol", "cold", "--baselines", "--slice", "share=2%"],
    );
    let cold = cold.expect("measured");
    let methods: Vec<&str> = cold.rows.iter().map(|row| row.method.as_str()).collect();
    assert_eq!(
        methods,
        ["setwise", "popularity", "category", "with category"]
    );
    assert!(
        cold.rows[0].queries > 20,
        "products of the catalog that so few orders never sold"
    );

    let error = measured(&shop, &["--slice", "where=Country=Elbonia"]).expect_err("no such header");
    assert!(
        error.contains("Country") && error.contains("order_id"),
        "{error}"
    );
}

#[test]
fn the_page_is_one_file_with_every_plot_and_loads_nothing() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let shop = draw(folder.path());
    let page = folder.path().join("page.html");
    let report = measured(&shop, &["--report", path(&page), "--learning-curve"]).expect("measured");
    let html = fs::read_to_string(&page).expect("written");
    for title in [
        "At a glance",
        "By how well a product sells",
        "By size of the cart",
        "With fewer and with more orders",
        "Where it does best",
        "Where it does worst",
    ] {
        assert!(html.contains(title), "{title}");
    }
    assert!(html.matches("<svg").count() >= 5);
    assert!(
        html.contains("src=\"data:image/svg+xml,"),
        "pictures beside the catalog come along"
    );
    for wrong in [
        "<script",
        "<link",
        "src=\"http",
        "src=\"images",
        "url(",
        "@import",
    ] {
        assert!(!html.contains(wrong), "{wrong}");
    }
    let ours = report
        .rows
        .iter()
        .find(|row| row.protocol == "pdp")
        .expect("asked");
    let (_, ratio) = ours
        .ratios
        .iter()
        .find(|(name, _)| *name == "ndcg@6")
        .expect("compared");
    assert!(
        ratio.interval.low <= ratio.interval.value && ratio.interval.value <= ratio.interval.high
    );
    let slates = ours.slates.expect("counted");
    assert_eq!(slates.asked as usize, ours.queries);
    assert!(slates.above > 0 && slates.above <= slates.items);
    let brief = report.brief().to_string();
    assert_eq!(
        brief
            .lines()
            .filter(|line| line.starts_with("pdp ndcg@6"))
            .count(),
        1,
        "{brief}"
    );
}
