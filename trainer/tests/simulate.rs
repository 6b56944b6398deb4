//! A visit that a merchant writes, played in the demo shop with each ready policy.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use clap::Parser as _;
use setwise_trainer::command::simulate::run;
use setwise_trainer::command::{Cli, Command, demo_data, train};
use setwise_trainer::folder::SnapshotFolder;
use setwise_trainer::simulate::{Shown, Simulated};

fn parsed(arguments: &[&str]) -> Command {
    let all = ["setwise"].iter().chain(arguments);
    Cli::try_parse_from(all).expect("arguments").command
}

/// The demo shop, trained once for all tests.
struct Shop {
    temporary: tempfile::TempDir,
    /// Id, category and price of every product.
    products: Vec<(String, String, u64)>,
}

static SHOP: LazyLock<Shop> = LazyLock::new(Shop::new);

impl Shop {
    fn new() -> Self {
        let temporary = tempfile::tempdir().expect("temporary");
        let path = |name: &str| temporary.path().join(name).to_str().unwrap().to_owned();
        let Command::DemoData(args) =
            parsed(&["demo-data", "--orders", "4000", "--out", &path("shop")])
        else {
            panic!()
        };
        demo_data::run(&args).expect("demo data");
        let (orders, catalog) = (path("shop/orders.csv"), path("shop/catalog.csv"));
        let out = path("snapshot");
        let arguments = [
            "train",
            "--quiet",
            "--orders",
            &orders,
            "--catalog",
            &catalog,
            "--out",
            &out,
        ];
        let Command::Train(args) = parsed(&arguments) else {
            panic!()
        };
        train::run(&args).expect("trained");
        let folder = SnapshotFolder::open(Path::new(&out)).unwrap();
        let mut products = Vec::new();
        for name in folder.shards().unwrap() {
            let shard = folder.unpack(&folder.parcel(name).unwrap()).unwrap();
            for record in 0..shard.owned() {
                let shown = shard.display().get(record);
                let price = shown.price.map_or(0, |price| price.0);
                products.push((shown.id.to_owned(), shown.category.to_owned(), price));
            }
        }
        products.sort();
        Self {
            temporary,
            products,
        }
    }

    fn play(&self, policy: Option<&str>, visit: &str) -> Result<Simulated, String> {
        let policy = policy.map(ready);
        self.play_with(policy.as_deref(), None, visit)
    }

    fn play_with(
        &self,
        policy: Option<&Path>,
        offers: Option<&Path>,
        visit: &str,
    ) -> Result<Simulated, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), visit).unwrap();
        let snapshot = self.temporary.path().join("snapshot");
        let (scenario, snapshot) = (file.path().to_str().unwrap(), snapshot.to_str().unwrap());
        let mut arguments = vec!["simulate", "--scenario", scenario, "--snapshot", snapshot];
        for (option, file) in [("--policy", policy), ("--offers", offers)] {
            if let Some(file) = file {
                arguments.extend([option, file.to_str().unwrap()]);
            }
        }
        let Command::Simulate(args) = parsed(&arguments) else {
            panic!()
        };
        run(&args).map_err(|error| error.to_string())
    }

    /// The shelf behind the last step.
    fn last(&self, policy: Option<&str>, visit: &str) -> Shown {
        let played = self.play(policy, visit).expect("played");
        played
            .steps
            .last()
            .and_then(|step| step.shelf.clone())
            .expect("a shelf")
    }

    fn of(&self, category: &str) -> Vec<&str> {
        let within = |product: &&(String, String, u64)| product.1.contains(category);
        self.products
            .iter()
            .filter(within)
            .map(|product| product.0.as_str())
            .collect()
    }

    fn category(&self, id: &str) -> &str {
        let found = self.products.iter().find(|product| product.0 == id);
        found.map_or("", |product| product.1.as_str())
    }

    fn price(&self, id: &str) -> u64 {
        self.products
            .iter()
            .find(|product| product.0 == id)
            .map_or(0, |product| product.2)
    }
}

fn ready(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../policies")
        .join(name)
        .with_extension("toml")
}

fn views(ids: &[&str]) -> String {
    ids.iter()
        .map(|id| format!("[[step]]\nview = \"{id}\"\n"))
        .collect()
}

#[test]
fn a_camera_gets_cards_and_a_case_first() {
    let camera = SHOP.of("Mirrorless Cameras")[0];
    let usual = SHOP.last(None, &views(&[camera]));
    let shown = SHOP.last(Some("camera-set"), &views(&[camera]));
    let wanted = |id: &str| {
        let category = SHOP.category(id);
        category.contains("Memory Cards") || category.contains("Bags and Cases")
    };
    let firsts = shown
        .items
        .iter()
        .take_while(|item| wanted(&item.id))
        .count();
    let all = shown.items.iter().filter(|item| wanted(&item.id)).count();
    assert!(all > 0 && firsts == all, "{shown:?}\n{usual:?}");
    assert_eq!(shown.rules, ["camera-cards-and-case"]);
    assert!(shown.items[0].policy.contains("pinned"));
    // Beside another product no rule speaks, and the slate is as it was.
    let coat = SHOP.of("Coats")[0];
    let plain = SHOP.last(Some("camera-set"), &views(&[coat]));
    assert_eq!(plain, SHOP.last(None, &views(&[coat])));
}

#[test]
fn three_similar_products_lead_to_an_upgrade() {
    let cameras = SHOP.of("Mirrorless Cameras");
    let two = SHOP.last(Some("premium-alternative"), &views(&cameras[..2]));
    assert_eq!(two.kind.1, "complete-set");
    let three = SHOP.last(Some("premium-alternative"), &views(&cameras[..3]));
    assert_eq!(
        three.kind,
        ("complete-set".to_owned(), "upgrade".to_owned())
    );
    for item in &three.items {
        assert!(SHOP.price(&item.id) > SHOP.price(cameras[2]), "{three:?}");
    }
}

#[test]
fn a_checkout_has_small_add_ons_only() {
    let camera = SHOP.of("Mirrorless Cameras")[0];
    let visit = format!("[[step]]\nadd = \"{camera}\"\n[[step]]\ncheckout = true\n");
    let shown = SHOP.last(Some("quiet-checkout"), &visit);
    assert_eq!((shown.cap, shown.count), (Some(1500), Some(3)));
    assert!(
        !shown.items.is_empty(),
        "one product fills the quiet line: {shown:?}"
    );
    assert!(
        shown
            .items
            .iter()
            .all(|item| item.price.is_some_and(|price| price <= 1500))
    );
    let upgrade = visit + "[[step]]\nview = \"" + camera + "\"\nshelf = \"upgrade\"\n";
    let hidden = SHOP.last(Some("quiet-checkout"), &upgrade);
    assert_eq!(hidden.withheld.as_deref(), Some("a rule hides the shelf"));
}

#[test]
fn a_full_cart_gets_what_is_small_beside_it() {
    let cards = SHOP.of("Coffee Beans");
    let steps: String = cards
        .iter()
        .take(4)
        .map(|id| format!("[[step]]\nadd = \"{id}\"\n"))
        .collect();
    let shown = SHOP.last(Some("full-cart-add-ons"), &steps);
    let value: u64 = cards.iter().take(4).map(|id| SHOP.price(id)).sum();
    assert_eq!((shown.cap, shown.count), (Some(value / 4), Some(4)));
    assert!(
        shown
            .items
            .iter()
            .all(|item| SHOP.price(&item.id) <= value / 4)
    );
}

#[test]
fn skincare_lifts_serums_and_tools() {
    let lifted = SHOP.of("Cleansers").into_iter().any(|id| {
        let shown = SHOP.last(Some("skincare-routine"), &views(&[id]));
        assert!(shown.withheld.is_some() || shown.rules == ["skincare-serums-and-tools"]);
        shown.items.iter().any(|item| item.policy == "times 3.00")
    });
    assert!(lifted);
}

#[test]
fn new_visitors_see_sets_and_loyal_customers_the_best() {
    let phone = SHOP.of("Smartphones")[0];
    let new = SHOP.last(Some("new-visitor-sets"), &views(&[phone]));
    assert_eq!(new.kind.1, "bundle");
    let past = format!("[[past]]\nproduct = \"{phone}\"\ndays_ago = 90\n");
    let back = SHOP.last(Some("new-visitor-sets"), &(past + &views(&[phone])));
    assert_eq!(
        (back.kind.1.as_str(), back.rules.len()),
        ("complete-set", 0)
    );
    // Not every phone has something premium that goes with it.
    let lifted = SHOP.of("Smartphones").into_iter().any(|id| {
        let loyal = format!("segments = [\"loyal\"]\n{}", views(&[id]));
        let shown = SHOP.last(Some("loyal-premium"), &loyal);
        assert_eq!(shown.rules, ["loyal-customers-see-premium-first"]);
        shown.items.iter().any(|item| item.policy == "times 4.00")
    });
    assert!(lifted);
}

/// Whether a rule with this condition acts behind the last step.
fn acts(when: &str, offers: Option<&Path>, visit: &str) -> bool {
    let policy = tempfile::NamedTempFile::new().unwrap();
    let rule = format!("[[rule]]\nname = \"acts\"\n{when}\nthen.count = 3\n");
    fs::write(policy.path(), rule).unwrap();
    let played = SHOP
        .play_with(Some(policy.path()), offers, visit)
        .expect("played");
    let shelf = played.steps.last().and_then(|step| step.shelf.clone());
    shelf.expect("a shelf").rules == ["acts"]
}

#[test]
fn every_word_of_when_is_fed() {
    let cameras = SHOP.of("Mirrorless Cameras");
    let (camera, other, dear) = (cameras[0], cameras[1], SHOP.price(cameras[0]) / 100);
    let brief = views(&[camera]);
    let head = "start = \"2026-05-04T19:30:00Z\"\nutc_offset_hours = 3\ndevice = \"tablet\"\nreferrer = \"email\"\nsegments = [\"gold\"]\nlifetime_value = 700\n";
    let past = format!("[[past]]\nproduct = \"{other}\"\ndays_ago = 9\n");
    let long = format!(
        "{head}{past}{}[[step]]\nsearch = \"bag\"\n[[step]]\nadd = \"{camera}\"\n[[step]]\ncheckout = true\nafter = 200\n",
        views(&[camera, other, camera])
    );
    for (when, later) in [
        ("when.placement = \"checkout\"".to_owned(), true),
        (
            "when.cart = { category = \"Mirrorless Cameras\" }".to_owned(),
            true,
        ),
        (format!("when.viewed = {{ ids = [\"{other}\"] }}"), true),
        (format!("when.cart_value = {{ from = {dear} }}"), true),
        ("when.cart_lines = { from = 1 }".to_owned(), true),
        ("when.views = { from = 2 }".to_owned(), true),
        ("when.similar_views = { from = 2 }".to_owned(), true),
        ("when.searches = 1".to_owned(), true),
        ("when.seconds = { from = 250 }".to_owned(), true),
        ("when.checkout_started = true".to_owned(), true),
        ("when.past_orders = { from = 1 }".to_owned(), true),
        ("when.lifetime_value = { from = 700 }".to_owned(), true),
        ("when.intent = { from = 0.2 }".to_owned(), true),
        ("when.engagement = [\"medium\", \"high\"]".to_owned(), true),
        ("when.visitor = \"returning\"".to_owned(), true),
        ("when.segment = \"gold\"".to_owned(), true),
        ("when.device = \"tablet\"".to_owned(), true),
        ("when.referrer = \"email\"".to_owned(), true),
        ("when.hour = 22".to_owned(), true),
        ("when.not = { placement = \"product\" }".to_owned(), true),
        (
            "when.seed = { category = \"Mirrorless Cameras\" }".to_owned(),
            false,
        ),
        ("when.weekday = \"mon\"".to_owned(), false),
        ("when.shelf = \"complete-set\"".to_owned(), false),
        ("when.visitor = \"new\"".to_owned(), false),
    ] {
        assert!(
            acts(&when, None, if later { &long } else { &brief }),
            "{when}"
        );
        if later {
            assert!(!acts(&when, None, &brief), "{when} of a first page");
        }
    }
    let choosy: String = ["Mirrorless Cameras", "Smartphones", "Coats", "Cleansers"]
        .iter()
        .map(|category| {
            let ids = SHOP.of(category);
            let dearest = ids
                .iter()
                .max_by_key(|id| SHOP.price(id))
                .expect("products");
            format!("[[step]]\nadd = \"{dearest}\"\n")
        })
        .collect();
    assert!(acts("when.price_tier = \"premium\"", None, &choosy));
    assert!(!acts("when.price_tier = \"premium\"", None, &brief));
    let bought = "[[step]]\nadd = \"{}\"\nshelf = \"add-ons\"\n".replace("{}", camera);
    let free = format!("free_shipping_from = {}\n{bought}", dear + 30);
    assert!(acts("when.shelf = \"add-ons\"", None, &free));
}

#[test]
fn offers_on_a_seed_are_played() {
    let ids = SHOP.of("Mirrorless Cameras");
    let file = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
    let half = |id: &str| SHOP.price(id) / 200;
    fs::write(
        file.path(),
        format!(
            "offer_id,product_id,kind,offer_price,starts_at,ends_at\nA,{},price,{}.00,2026-05-01T00:00:00Z,2026-06-01T00:00:00Z\nB,{},price,{}.00,2026-05-01T00:00:00Z,2026-05-05T10:00:00Z\nC,{},price,{}.00,2026-05-20T00:00:00Z,2026-06-01T00:00:00Z\n",
            ids[0], half(ids[0]), ids[1], half(ids[1]), ids[2], half(ids[2])
        ),
    )
    .unwrap();
    let states = ["running", "ending", "announced", "none"];
    for (id, state) in ids.iter().zip(states) {
        for other in states {
            let when = format!("when.offer = \"{other}\"");
            assert_eq!(
                acts(&when, Some(file.path()), &views(&[id])),
                state == other,
                "{id} {state} {other}"
            );
        }
    }
    let played = SHOP.play_with(None, Some(file.path()), &views(&[ids[0]]));
    assert!(played.unwrap().to_string().contains(", offer running"));
    assert!(acts("when.offer = \"none\"", None, &views(&[ids[0]])));
}

#[test]
fn a_played_visit_is_equal_each_time_and_says_what_is_wrong() {
    let camera = SHOP.of("Mirrorless Cameras")[0];
    let visit = format!(
        "device = \"mobile\"\n{}[[step]]\nsearch = \"bag\"\n",
        views(&[camera])
    );
    let played = SHOP.play(None, &visit).unwrap();
    assert_eq!(played, SHOP.play(None, &visit).unwrap());
    let text = played.to_string();
    assert!(
        text.contains(&format!("views {camera}")) && text.contains("no rule acts"),
        "{text}"
    );
    let unknown = SHOP.play(None, &views(&["NOBODY"])).unwrap_err();
    assert_eq!(
        unknown,
        "the visit names product `NOBODY`, which is not in the snapshot"
    );
    let wrong = SHOP.play(None, "[[step]]\nviw = \"A\"\n").unwrap_err();
    assert!(
        wrong.contains(":2:1: error: unknown part of a step `viw`; did you mean `view`?"),
        "{wrong}"
    );
}
