//! What platforms mean: small made-up shops in the platforms' own columns, trained and looked at as a merchant would.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;
use setwise_trainer::command::inspect::ProductView;
use setwise_trainer::command::products::ProductsArgs;
use setwise_trainer::command::{Cli, Command, inspect, products, refresh, train};
use setwise_trainer::listing::ListedProduct;
use setwise_trainer::summary::Summary;

/// A folder with a shop's files and its snapshot.
struct Shop {
    folder: tempfile::TempDir,
}

impl Shop {
    fn of(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("temporary");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("written");
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &str) -> Result<Summary, String> {
        let out = self.path("out");
        let mut all = vec![
            "setwise".to_owned(),
            "train".to_owned(),
            "--quiet".to_owned(),
        ];
        all.extend(arguments.split('|').map(|argument| match argument.trim() {
            file if self.path(file).is_file() => text(&self.path(file)).to_owned(),
            other => other.to_owned(),
        }));
        all.extend(["--out".to_owned(), text(&out).to_owned()]);
        match Cli::try_parse_from(all)
            .map_err(|error| error.to_string())?
            .command
        {
            Command::Train(args) => train::run(&args).map_err(|error| error.to_string()),
            other => Err(format!("{other:?}")),
        }
    }

    fn train(&self, arguments: &str) -> Summary {
        self.run(arguments).expect("trained")
    }

    fn page(&self, product: &str) -> Option<ProductView> {
        let args = inspect::InspectArgs {
            folder: self.path("out"),
            product: Some(product.to_owned()),
            format: Default::default(),
        };
        inspect::run(&args).ok()?.product
    }

    /// Ids of a product's neighbours that can be bought, the strongest first.
    fn neighbours(&self, product: &str) -> Vec<String> {
        let page = self.page(product).expect("known");
        let shown = page.neighbours.into_iter().filter(|n| n.in_stock);
        shown.map(|n| n.id).collect()
    }

    fn products(&self) -> Vec<ListedProduct> {
        let folder = self.path("out");
        products::run(&ProductsArgs { folder }).expect("reads back")
    }

    fn product(&self, id: &str) -> ListedProduct {
        let all = self.products();
        all.into_iter().find(|product| product.id == id).expect(id)
    }

    fn left_out(&self) -> String {
        fs::read_to_string(self.path("out.left-out.csv")).unwrap_or_default()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// Orders of one line a product: `times` orders of each set, a day apart.
fn orders(sets: &[(&[&str], u32)]) -> String {
    let mut text = String::from("order_id,time,product_id\n");
    let mut order = 0;
    for (set, times) in sets {
        for _ in 0..*times {
            order += 1;
            for id in *set {
                text.push_str(&format!("{order},2026-03-{:02},{id}\n", 1 + order % 28));
            }
        }
    }
    text
}

const SHOPIFY_PRODUCTS: &str = "\
Handle,Title,Vendor,Type,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Image Src,Gift Card,Status
tent,Ridge tent,Norr,Tents,true,Colour,Green,'100200,shopify,3,deny,199.00,https://img.example/tent.jpg,false,active
tent,,,,,,Sand,'100201,shopify,0,continue,209.00,,,
tent,,,,,,,,,,,,https://img.example/tent-2.jpg,,
pegs,Pegs &amp; line,Norr,Pegs,true,Title,Default Title,PEGS,,0,deny,9.00,https://img.example/pegs.jpg,false,active
stove,Gas stove,Norr,Stoves,true,Title,Default Title,STOVE,shopify,0,deny,49.00,,false,active
rope,Old rope,Norr,Ropes,true,Title,Default Title,ROPE,shopify,5,deny,15.00,,false,archived
mug,Camp mug,Norr,Mugs,false,Title,Default Title,MUG,shopify,5,deny,12.00,,false,active
lamp,Tent lamp,Norr,Lamps,true,Title,Default Title,,shopify,5,deny,25.00,,false,active
card,Norr gift card,Norr,Gifts,true,Title,Default Title,CARD,shopify,5,deny,50.00,,true,active
";

const SHOPIFY: &str = "--catalog|products.csv|--orders|orders.csv\
    |--map|catalog.product_id=Variant SKU|--map|catalog.price=Variant Price|--map|catalog.image=Image Src\
    |--map|catalog.brand=Vendor|--map|catalog.category=Type|--map|catalog.in_stock=Variant Inventory Qty\
    |--map|orders.order_id=Name|--map|orders.time=Created at|--map|orders.product_id=Lineitem sku\
    |--map|orders.unit_price=Lineitem price|--map|orders.quantity=Lineitem quantity";

fn shopify_orders() -> String {
    let mut text = String::from(
        "Name,Financial Status,Currency,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at\n",
    );
    for n in 0..12 {
        text.push_str(&format!(
            "#{n},paid,EUR,2026-03-{:02} 10:00:00 +0100,1,Ridge tent - Green,199.00,100200,\n#{n},,,,2,Pegs & line,9.00,PEGS,\n#{n},,,,1,Tent lamp,25.00,,\n#{n},,,,1,Old rope,15.00,ROPE,\n",
            1 + n
        ));
    }
    for n in 12..18 {
        text.push_str(&format!(
            "#{n},refunded,EUR,2026-03-20 10:00:00 +0100,1,Ridge tent - Sand,209.00,100201,\n#{n},,,,1,Pegs & line,9.00,PEGS,\n",
        ));
    }
    text
}

#[test]
fn a_shopify_export_means_what_shopify_means() {
    let shop = Shop::of(&[
        ("products.csv", SHOPIFY_PRODUCTS),
        ("orders.csv", &shopify_orders()),
    ]);
    let summary = shop.train(SHOPIFY);
    assert_eq!(summary.orders, 12);
    assert_eq!(summary.rows.dropped.get("refunded_order"), Some(&12));
    assert_eq!(
        summary.rows.dropped.get("not_for_shoppers"),
        Some(&12),
        "the archived rope"
    );
    let ids: Vec<String> = shop
        .products()
        .into_iter()
        .map(|product| product.id)
        .collect();
    assert_eq!(ids, ["100200", "100201", "PEGS", "STOVE", "lamp"]);
    let left_out = shop.left_out();
    for line in [
        "archived,ROPE,Old rope",
        "unpublished,MUG,Camp mug",
        "non_product,CARD,Norr gift card",
    ] {
        assert!(left_out.contains(line), "{line} not in: {left_out}");
    }
    let sand = shop.product("100201");
    assert_eq!(
        (sand.title.as_str(), sand.price, sand.in_stock),
        ("Ridge tent - Sand", Some(20_900), true)
    );
    assert_eq!(sand.brand.as_deref(), Some("Norr"));
    assert_eq!(sand.image.as_deref(), Some("https://img.example/tent.jpg"));
    assert_eq!(sand.attributes, [("Colour".to_owned(), "Sand".to_owned())]);
    assert_eq!(sand.group, shop.product("100200").group);
    let pegs = shop.product("PEGS");
    assert_eq!(
        (pegs.title.as_str(), pegs.in_stock),
        ("Pegs & line", true),
        "nobody counts pegs"
    );
    assert!(!shop.product("STOVE").in_stock);
    assert_eq!(
        summary.joined_ids.get("the title"),
        Some(&1),
        "the lamp has no SKU"
    );
    let near = shop.neighbours("PEGS");
    assert!(
        near.contains(&"100200".to_owned()) && near.contains(&"lamp".to_owned()),
        "{near:?}"
    );
    assert!(
        !near.contains(&"100201".to_owned()),
        "only in refunded orders: {near:?}"
    );
}

const WOO_PRODUCTS: &str = "\
ID,Type,SKU,Name,Published,Visibility in catalog,In stock?,Backorders allowed?,Sale price,Regular price,Date sale price starts,Date sale price ends,Categories,Images,Parent,Upsells,Cross-sells
30,variable,jacket,Rain jacket,1,visible,1,0,,,,,\"Outdoor, Outdoor > Jackets\",\"https://img.example/j1.jpg, https://img.example/j2.jpg\",,,
31,variation,jacket-s,Rain jacket - S,1,visible,1,0,80,\"99,50\",,,,,jacket,,
32,variation,jacket-m,Rain jacket - M,1,visible,0,notify,,\"99,50\",,,,,id:30,,
40,simple,hat,Hat &#038; scarf,1,visible,1,0,10,20,2026-01-01 0:00:00,2026-02-01 0:00:00,Outdoor > Hats,,,,
41,simple,hat-wool,Wool hat,1,visible,1,0,,35,,,Outdoor > Hats,,,,
42,simple,wax,Wax,1,hidden,1,0,,5,,,Outdoor > Care,,,,
43,simple,brush,Brush,-1,visible,1,0,,5,,,Outdoor > Care,,,,
44,simple,boots,Boots,1,visible,1,0,,120,,,Outdoor > Boots,,,id:45,\"hat, id:46\"
45,simple,boots-pro,Boots Pro,1,visible,1,0,,180,,,Outdoor > Boots,,,,
46,simple,laces,Laces,1,visible,1,0,,4,,,Outdoor > Laces,,,,
";

const WOO: &str = "--catalog|products.csv|--orders|orders.csv|--currency|EUR\
    |--map|catalog.product_id=ID|--map|catalog.title=Name|--map|catalog.price=Regular price\
    |--map|catalog.image=Images|--map|catalog.category=Categories|--map|catalog.in_stock=In stock?";

#[test]
fn a_woocommerce_page_learns_from_its_variations() {
    let text = orders(&[
        (&["31", "hat", "42"], 12),
        (&["32", "41"], 12),
        (&["31", "43"], 2),
        (&["44"], 9),
        (&["hat"], 5),
    ]);
    let shop = Shop::of(&[("products.csv", WOO_PRODUCTS), ("orders.csv", &text)]);
    let summary = shop.train(&format!("{WOO}|--url|https://shop.example/?p={{id}}"));
    assert_eq!(
        summary.joined_ids.get("another name in the catalog"),
        Some(&1),
        "hat is a SKU"
    );
    assert_eq!(summary.warnings, Vec::<String>::new());
    let page = shop.neighbours("30");
    assert!(
        page.contains(&"40".to_owned()) && page.contains(&"41".to_owned()),
        "{page:?}"
    );
    for product in ["30", "31", "32"] {
        let near = shop.neighbours(product);
        assert!(
            !near
                .iter()
                .any(|id| ["30", "31", "32"].contains(&id.as_str())),
            "{product}: {near:?}"
        );
    }
    let near = shop.neighbours("40");
    assert!(
        near.contains(&"31".to_owned()) && !near.contains(&"30".to_owned()),
        "{near:?}"
    );
    assert!(
        shop.page("42").is_none() && shop.page("43").is_none(),
        "hidden, and a draft"
    );
    let jacket = shop.product("30");
    assert_eq!(
        (jacket.price, jacket.in_stock),
        (Some(8_000), true),
        "from its cheapest"
    );
    assert_eq!(jacket.category, ["Outdoor", "Jackets"]);
    let medium = shop.product("32");
    assert_eq!(
        (medium.price, medium.in_stock),
        (Some(9_950), true),
        "on backorder"
    );
    assert_eq!(medium.image.as_deref(), Some("https://img.example/j1.jpg"));
    assert_eq!(
        medium.url.as_deref(),
        Some("https://shop.example/?p=30"),
        "its parent's page"
    );
    let hat = shop.product("40");
    assert_eq!(
        (hat.title.as_str(), hat.price),
        ("Hat & scarf", Some(2_000)),
        "the sale is over"
    );
}

#[test]
fn a_sale_counts_while_it_holds() {
    let text = orders(&[(&["31", "40"], 6)]);
    let shop = Shop::of(&[("products.csv", WOO_PRODUCTS), ("orders.csv", &text)]);
    shop.train(&format!("{WOO}|--as-of|2026-01-15"));
    assert_eq!(shop.product("40").price, Some(1_000));
    let arguments = format!(
        "setwise|refresh|--quiet|--as-of|2026-02-15|{}",
        WOO.replace("--orders|orders.csv|", "")
    );
    let mut all: Vec<String> = arguments
        .split('|')
        .map(|argument| match argument.trim() {
            "products.csv" => self::text(&shop.path("products.csv")).to_owned(),
            other => other.to_owned(),
        })
        .collect();
    all.extend([
        "--into".to_owned(),
        self::text(&shop.path("out")).to_owned(),
    ]);
    match Cli::try_parse_from(all).expect("arguments").command {
        Command::Refresh(args) => refresh::run(&args).expect("refreshed"),
        other => panic!("{other:?}"),
    };
    assert_eq!(shop.product("40").price, Some(2_000));
    assert_eq!(
        shop.product("30").price,
        Some(8_000),
        "a page is refreshed as it is trained"
    );
}

#[test]
fn what_the_merchant_chose_comes_first() {
    let text = orders(&[(&["44", "41"], 20), (&["31", "40"], 5)]);
    let shop = Shop::of(&[("products.csv", WOO_PRODUCTS), ("orders.csv", &text)]);
    shop.train(WOO);
    let near = shop.neighbours("44");
    assert_eq!(
        near.get(..2),
        Some(&["40".to_owned(), "46".to_owned()][..]),
        "{near:?}"
    );
    assert!(
        near.contains(&"41".to_owned()),
        "and then what orders say: {near:?}"
    );
}

#[test]
fn variants_of_a_feed_that_are_called_alike_say_what_they_are() {
    let feed = "id\ttitle\tprice\titem_group_id\tcolor\tsize\n\
        S1\tTrail sock\t12.00 EUR\tsock\tgrey\tM\nS2\tTrail sock\t12.00 EUR\tsock\tgrey\tL\n\
        B1\tBelt, brown\t20.00 EUR\tbelt\tbrown\t\nB2\tBelt, black\t20.00 EUR\tbelt\tblack\t\n";
    let text = orders(&[(&["S1", "B1"], 6), (&["S2", "B2"], 6)]);
    let shop = Shop::of(&[("feed.tsv", feed), ("orders.csv", &text)]);
    shop.train("--catalog|feed.tsv|--orders|orders.csv|--map|catalog.product_id=id");
    let titles: Vec<String> = shop
        .products()
        .into_iter()
        .map(|product| product.title)
        .collect();
    assert_eq!(
        titles,
        [
            "Belt, brown",
            "Belt, black",
            "Trail sock - grey / M",
            "Trail sock - grey / L"
        ]
    );
}

#[test]
fn magento_lists_children_in_their_parents_row() {
    let products = "\
sku,product_type,categories,name,product_online,visibility,price,special_price,special_price_from_date,special_price_to_date,url_key,base_image,qty,is_in_stock,manage_stock,configurable_variations,related_skus
bag,configurable,\"Default Category/Gear,Default Category/Gear/Bags\",Day bag,1,\"Catalog, Search\",,,,,day-bag,/b/a/bag.jpg,0,1,1,\"sku=bag-red,colour=Red|sku=bag-blue,colour=Blue\",
bag-red,simple,Default Category/Gear/Bags,Day bag-Red,1,Not Visible Individually,45,39,1/2/26,6/30/26,day-bag-red,,0,0,0,,
bag-blue,simple,Default Category/Gear/Bags,Day bag-Blue,1,Not Visible Individually,45,,,,day-bag-blue,,3,1,1,,
strap,simple,Default Category/Gear/Straps,Strap,1,\"Catalog, Search\",9,,,,strap,,3,1,1,,\"buckle\"
buckle,simple,Default Category/Gear/Buckles,Buckle,1,\"Catalog, Search\",3,,,,buckle,,3,1,1,,
lost,simple,Default Category/Gear/Bags,Lost bag,1,Not Visible Individually,45,,,,lost,,3,1,1,,
gone,simple,Default Category/Gear/Bags,Gone bag,2,\"Catalog, Search\",45,,,,gone,,3,1,1,,
";
    let text = orders(&[(&["bag-red", "strap"], 8), (&["bag-blue", "strap"], 8)]);
    let shop = Shop::of(&[("products.csv", products), ("orders.csv", &text)]);
    shop.train(
        "--catalog|products.csv|--orders|orders.csv|--currency|USD|--map|catalog.product_id=sku|--map|catalog.title=name\
         |--map|catalog.category=categories|--map|catalog.image=base_image|--map|catalog.in_stock=is_in_stock",
    );
    let ids: Vec<String> = shop
        .products()
        .into_iter()
        .map(|product| product.id)
        .collect();
    assert_eq!(ids, ["bag", "bag-blue", "bag-red", "buckle", "strap"]);
    let red = shop.product("bag-red");
    assert_eq!(
        (red.price, red.in_stock),
        (Some(3_900), true),
        "on sale, and its stock is not managed"
    );
    assert_eq!(red.category, ["Gear", "Bags"]);
    assert_eq!(shop.product("bag").price, Some(3_900));
    assert_eq!(
        shop.neighbours("bag").first().map(String::as_str),
        Some("strap")
    );
    assert_eq!(
        shop.neighbours("strap").first().map(String::as_str),
        Some("buckle"),
        "chosen by hand"
    );
}

#[test]
fn ids_are_joined_as_spreadsheets_deform_them() {
    let catalog = "product_id,title,price\n00123,Cup,5\n850003173771,Bowl,6\n=\"0042\",Jug,7\nAB-1,Pot,8\n77,Pan,9\n9.9E+11,Lid,2\n";
    let text = orders(&[(
        &["123", "8.50003E+11", "42.0", "ab-1", "'77", "990000000017"],
        6,
    )]);
    let shop = Shop::of(&[("catalog.csv", catalog), ("orders.csv", &text)]);
    let summary = shop.train("--catalog|catalog.csv|--orders|orders.csv|--currency|EUR");
    assert_eq!(
        summary.rows.dropped.values().sum::<u64>(),
        0,
        "{:?}",
        summary.rows.dropped
    );
    assert_eq!(summary.lines, 36);
    let joined: Vec<(&str, u64)> = summary
        .joined_ids
        .iter()
        .map(|(how, n)| (*how, *n))
        .collect();
    assert_eq!(
        joined,
        [
            ("a number rounded by a spreadsheet", 2),
            ("other letter case", 1),
            ("zeros lost before a number", 2)
        ]
    );
    let ids: Vec<String> = shop
        .products()
        .into_iter()
        .map(|product| product.id)
        .collect();
    assert_eq!(
        ids,
        [
            "00123",
            "0042",
            "77",
            "850003173771",
            "990000000017",
            "AB-1"
        ]
    );
}

#[test]
fn two_products_that_could_be_meant_are_not_joined() {
    let catalog = "product_id,title,price\n0012,Cup,5\n012,Bowl,6\n7,Jug,7\n";
    let text = orders(&[(&["12", "007", "7"], 6)]);
    let shop = Shop::of(&[("catalog.csv", catalog), ("orders.csv", &text)]);
    let summary = shop.train("--catalog|catalog.csv|--orders|orders.csv|--currency|EUR");
    assert!(summary.joined_ids.is_empty(), "{:?}", summary.joined_ids);
    assert_eq!(
        summary.rows.dropped.get("not_in_catalog"),
        Some(&12),
        "007 may be another agent"
    );
    assert!(shop.left_out().contains("not_in_catalog,007,"));
}

#[test]
fn sessions_name_products_as_the_catalog_knows_them() {
    let mut sessions = String::from("session_id,time,event,product_id\n");
    for n in 0..8 {
        sessions.push_str(&format!(
            "s{n},2026-03-01 10:00:00,view,hat\ns{n},2026-03-01 10:01:00,view,41\n"
        ));
    }
    let text = orders(&[(&["31", "40"], 6)]);
    let shop = Shop::of(&[
        ("products.csv", WOO_PRODUCTS),
        ("orders.csv", &text),
        ("sessions.csv", &sessions),
    ]);
    let summary = shop.train(&format!("{WOO}|--sessions|sessions.csv"));
    let rows = summary.sessions.expect("sessions");
    assert_eq!((rows.kept, rows.dropped.len()), (16, 0));
}

#[test]
fn the_currency_asked_for_holds_for_sessions_alone() {
    let sessions = "session_id,time,event,product_id\n1,2026-03-01 10:00:00,view,cup\n1,2026-03-01 10:01:00,view,jug\n";
    let shop = Shop::of(&[("sessions.csv", sessions)]);
    let summary = shop.train("--sessions|sessions.csv|--currency|JPY");
    assert!(
        !summary.notes.iter().any(|note| note.contains("currency")),
        "{:?}",
        summary.notes
    );
    assert_eq!(shop.products()[0].currency, "JPY");
}

#[test]
fn orders_tell_the_digits_of_a_catalog_that_names_no_currency() {
    let catalog = "product_id,title,price\na,Cup,1200\nb,Jug,800\n";
    let orders =
        "order_id,time,product_id,unit_price,currency\n1,2026-03-01,a,1200,JPY\n1,,b,800,\n";
    let shop = Shop::of(&[("catalog.csv", catalog), ("orders.csv", orders)]);
    shop.train("--catalog|catalog.csv|--orders|orders.csv");
    let cup = shop.product("a");
    assert_eq!((cup.price, cup.currency.as_str()), (Some(1_200), "JPY"));
}

#[test]
fn no_training_empties_a_shelf_unless_it_is_told_to() {
    let row = |n: usize, stock: &str| format!("p{n},Thing {n},5,{stock}\n");
    let catalog = |stocked: usize| -> String {
        let rows = (0..10).map(|n| row(n, if n < stocked { "yes" } else { "no" }));
        std::iter::once("product_id,title,price,in_stock\n".to_owned())
            .chain(rows)
            .collect()
    };
    let (all, five, four) = (catalog(10), catalog(5), catalog(4));
    let none = catalog(0);
    let text = orders(&[(&["p0", "p1"], 6)]);
    let files = [
        ("all.csv", &*all),
        ("five.csv", &*five),
        ("four.csv", &*four),
        ("none.csv", &*none),
        ("orders.csv", &*text),
    ];
    let shop = Shop::of(&files);
    let with = |file: &str, more: &str| {
        shop.run(&format!(
            "--catalog|{file}|--orders|orders.csv|--currency|EUR{more}"
        ))
    };
    let error = with("none.csv", "").expect_err("nothing to show");
    assert!(
        error.contains("would show no product (out of stock 10)") && error.contains("--force"),
        "{error}"
    );
    assert!(!shop.path("out").join("manifest.json").exists());
    with("all.csv", "").expect("ten");
    let error = with("four.csv", "").expect_err("fewer than half");
    assert!(
        error.contains("shows 10 products, and would show 4 (out of stock 6)"),
        "{error}"
    );
    with("five.csv", "").expect("half");
    with("none.csv", "|--force").expect("it is meant");
    with("all.csv", "").expect("back again");
}

#[test]
fn a_catalog_without_addresses_is_asked_about() {
    let shop = Shop::of(&[
        ("catalog.csv", "product_id,title,price\na,A,1\nb,B,2\n"),
        ("orders.csv", &orders(&[(&["a", "b"], 4)])),
    ]);
    let summary = shop.train("--catalog|catalog.csv|--orders|orders.csv|--currency|EUR");
    assert!(
        summary.warnings[0].contains("2 of 2 products have no address")
            && summary.warnings[0].contains("--url"),
        "{:?}",
        summary.warnings
    );
    let summary =
        shop.train("--catalog|catalog.csv|--orders|orders.csv|--currency|EUR|--url|/item/{id}");
    assert_eq!(summary.warnings, Vec::<String>::new());
    assert_eq!(shop.product("a").url.as_deref(), Some("/item/a"));
    let error = shop
        .run("--catalog|catalog.csv|--orders|orders.csv|--url|/item/")
        .expect_err("no place");
    assert!(error.contains("{id}"), "{error}");
}
