//! What exports tell beside the columns that all have: products without a catalog, refunds of lines, states of one platform, signs of
//! several currencies, titles of several products, dates and times of day in columns of their own.

use crate::mixed::{product, ten, trained};
use crate::recognised::train;

/// Events of GA4: a view and an add of each of two products in ten visits, then their purchase.
fn events(currency: &str) -> String {
    let item = |id: &str, name: &str, price: &str| {
        format!(
            r#"{{"item_id":"{id}","item_name":"{name}","item_brand":"Norr","item_category":"Home","item_category2":"{name}s","item_category3":"(not set)","price":{price},"price_in_usd":"1.00"}}"#
        )
    };
    let (kettle, cup) = (item("K1", "Kettle", "49.5"), item("C1", "Cup", "\"8\""));
    let mut text = String::new();
    for visit in 1..=10 {
        for (n, (event, items)) in [
            ("view_item", kettle.clone()),
            ("view_item", cup.clone()),
            ("purchase", format!("{kettle},{cup}")),
        ]
        .into_iter()
        .enumerate()
        {
            text.push_str(&format!(
                r#"{{"event_name":"{event}","event_timestamp":"{}","user_pseudo_id":"{visit}","event_params":[{{"key":"ga_session_id","value":{{"int_value":"{visit}"}}}},{{"key":"currency","value":{{"string_value":"{currency}"}}}}],"items":[{items}]}}"#,
                1_760_000_000_000_000_u64 + visit * 100_000_000 + n as u64 * 1_000_000
            ));
            text.push('\n');
        }
    }
    text
}

#[test]
fn events_alone_make_a_catalog_of_what_they_say() {
    let (folder, summary) = trained(&[("ga.json", &events("SEK"))], &[]);
    assert_eq!(summary.products, 2);
    assert!(
        !summary.notes.iter().any(|note| note.contains("currency")),
        "{:?}",
        summary.notes
    );
    let kettle = product(folder.path(), "K1");
    assert_eq!(
        (
            kettle.title.as_str(),
            kettle.price,
            kettle.currency.as_str()
        ),
        ("Kettle", Some(4_950), "SEK")
    );
    assert_eq!(kettle.category, ["Home", "Kettles"]);
    assert_eq!(kettle.brand.as_deref(), Some("Norr"));
    assert_eq!(product(folder.path(), "C1").price, Some(800));
    let (folder, _) = trained(&[("ga.json", &events("SEK"))], &["--currency", "EUR"]);
    let kettle = product(folder.path(), "K1");
    assert_eq!(
        (
            kettle.title.as_str(),
            kettle.price,
            kettle.currency.as_str()
        ),
        ("Kettle", None, "EUR"),
        "another currency's price is none"
    );
}

#[test]
fn a_table_of_events_is_read_as_one_and_says_the_same() {
    let table = ten(
        "event_date,event_timestamp,event_name,user_pseudo_id,ga_session_id,item_id,item_name,item_brand,item_category,item_category2,price,currency\n",
        "202601{day},17600000000000{day},view_item,9.{n},77,K1,Kettle,Norr,Home,(not set),49.50,SEK\n\
         202601{day},17600000010000{day},view_item_list,9.{n},77,C1,Cup,,Home,,8.00,SEK\n\
         202601{day},17600000020000{day},add_to_cart,9.{n},77,C1,Cup,,Home,,8.00,SEK\n\
         202601{day},17600000030000{day},page_view,9.{n},77,,,,,,,\n",
    );
    let (folder, summary) = trained(&[("items.csv", &table)], &[]);
    assert_eq!(summary.files[0].kind, "ga4-table");
    let rows = summary.sessions.expect("sessions");
    assert_eq!(
        (rows.sessions, rows.kept),
        (10, 20),
        "one number of a session in ten browsers is ten sessions"
    );
    assert_eq!(rows.dropped.get("other_event"), Some(&10));
    let kettle = product(folder.path(), "K1");
    assert_eq!(
        (
            kettle.title.as_str(),
            kettle.price,
            kettle.currency.as_str()
        ),
        ("Kettle", Some(4_950), "SEK")
    );
}

#[test]
fn a_trackers_codes_are_categories_and_orders_name_makers() {
    let tracked = ten(
        "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n",
        "2026-01-{day} 10:00:00 UTC,view,101,20,home.tea_pots,norr,49.50,5{n},s{n}\n\
         2026-01-{day} 10:01:00 UTC,view,102,20,home.cups,,8.00,5{n},s{n}\n",
    );
    let (folder, _) = trained(&[("t.csv", &tracked)], &["--currency", "EUR"]);
    let pot = product(folder.path(), "101");
    assert_eq!(
        (pot.price, pot.brand.as_deref()),
        (Some(4_950), Some("norr"))
    );
    assert_eq!(pot.category, ["home", "tea pots"]);

    let sold = ten(
        "order_id,time,product_id,title,unit_price,currency,category,brand\n",
        "{n},2026-01-{day},K1,Kettle,49.50,EUR,Home > Kettles,Norr\n{n},2026-01-{day},C1,Cup,8.00,EUR,Home,Lux\n",
    );
    let (folder, _) = trained(&[("o.csv", &sold)], &[]);
    let kettle = product(folder.path(), "K1");
    assert_eq!(kettle.category, ["Home", "Kettles"]);
    assert_eq!(kettle.brand.as_deref(), Some("Norr"));
}

#[test]
fn a_title_of_several_products_says_of_none_which_it_is() {
    let catalog = "product_id,title,price,currency,url\nM-1,Mug,5,EUR,/1\nM-2,mug,6,EUR,/2\nS-1,Spoon,3,EUR,/3\nP-1,Pan,9,EUR,/4\n";
    let orders = ten(
        "order_id,time,product_id,title\n",
        "{n},2026-01-{day},,Mug\n{n},2026-01-{day},,Spoon\n{n},2026-01-{day},old-9,Mug\n{n},2026-01-{day},P-1,Pan\n",
    );
    let (_folder, summary) = trained(&[("c.csv", catalog), ("o.csv", &orders)], &[]);
    assert_eq!(summary.lines, 20, "spoons and pans");
    let dropped: Vec<(&str, u64)> = summary.rows.dropped.iter().map(|(k, v)| (*k, *v)).collect();
    assert_eq!(
        dropped,
        [("not_in_catalog", 10), ("title_of_several_products", 10)]
    );
    assert_eq!(summary.joined_ids.get("the title"), Some(&1), "the spoon");
}

/// Ten orders of two lines as WooCommerce's interface answers them, with what it says of refunds.
fn answered(refunds: &str) -> String {
    let orders = (1..=10).map(|n| {
        format!(
            r#"{{"id":{n},"number":"{n}","status":"completed","currency":"EUR","date_created_gmt":"2026-01-{n:02}T09:00:00","refunds":{refunds},"line_items":[{{"product_id":1,"variation_id":0,"name":"Cap","quantity":1,"total":"25.00","price":25}},{{"product_id":2,"variation_id":0,"name":"Belt","quantity":2,"total":"18.00","price":9}},{{"product_id":3,"variation_id":0,"name":"Socks","quantity":1,"total":"7.00","price":7}}]}}"#
        )
    });
    format!("[{}]", orders.collect::<Vec<_>>().join(","))
}

#[test]
fn refunds_that_an_interface_lists_take_out_the_lines_that_cost_as_much() {
    let lines = |refunds: &str| trained(&[("o.json", &answered(refunds))], &[]).1.lines;
    assert_eq!(lines("[]"), 30);
    let both = r#"[{"id":7,"reason":"","total":"-18.00"},{"id":8,"reason":"","total":"-25.00"}]"#;
    assert_eq!(lines(both), 10, "a refund of a line each");
    let postage = r#"[{"id":7,"reason":"","total":"-4.90"}]"#;
    assert_eq!(lines(postage), 30);
}

#[test]
fn an_order_that_magento_closed_was_paid_back() {
    let lines = |status: &str| {
        ten(
            "increment_id,created_at,status,sku,name,qty_ordered,price,order_currency_code\n",
            &format!(
                "{{n}},2026-01-{{day}} 10:00:00,{status},A,Cap,1.0000,25.0000,EUR\n{{n}},2026-01-{{day}} 10:00:00,{status},B,Belt,1.0000,9.0000,EUR\n9{{n}},2026-01-{{day}} 10:00:00,complete,A,Cap,1.0000,25.0000,EUR\n"
            ),
        )
    };
    let (_folder, summary) = trained(&[("o.csv", &lines("closed"))], &[]);
    assert_eq!(summary.rows.dropped.get("refunded_order"), Some(&20));
    let (_folder, summary) = trained(&[("o.csv", &lines("somewhere"))], &[]);
    assert_eq!(summary.lines, 30);
    assert!(
        summary.warnings.iter().any(|w| w.contains("`somewhere`")),
        "as the export has it: {:?}",
        summary.warnings
    );
}

#[test]
fn a_dollar_is_no_euro() {
    let feed = "product_id,title,price,url\nA,Cap,€25.00,/a\nB,Belt,€9.00,/b\nC,Scarf,$14.00,/c\n";
    let orders = ten(
        "order_id,time,product_id\n",
        "{n},2026-01-{day},A\n{n},2026-01-{day},B\n",
    );
    let files = [("c.csv", feed), ("o.csv", &orders)];
    let (folder, summary) = trained(&files, &[]);
    assert_eq!(product(folder.path(), "A").currency, "EUR");
    assert_eq!(
        summary.catalog.expect("one").dropped.get("other_currency"),
        Some(&1)
    );
    let dollars = feed.replace('€', "$");
    let files = [("c.csv", dollars.as_str()), ("o.csv", &orders)];
    let (folder, _) = trained(&files, &["--currency", "CAD"]);
    let scarf = product(folder.path(), "C");
    assert_eq!((scarf.price, scarf.currency.as_str()), (Some(1_400), "CAD"));
    let paid = ten(
        "order_id,time,product_id,unit_price,currency\n",
        "{n},2026-01-{day},A,25,EUR\n{n},2026-01-{day},B,9,EUR\n",
    );
    let files = [("c.csv", dollars.as_str()), ("o.csv", &paid)];
    let (folder, summary) = trained(&files, &[]);
    assert_eq!(product(folder.path(), "A").currency, "XXX", "no euros");
    assert!(summary.notes.iter().any(|note| note.contains("--currency")));
}

#[test]
fn a_time_of_day_beside_a_date_is_no_date() {
    let orders = ten(
        "Order number,Date created,Time,Item,SKU,Qty,Cena brutto,Product\n",
        "{n},\"Jan {n}, 2026\",10:0{n} AM,Cap,A,1,\"25,00 zł\",x\n{n},\"Jan {n}, 2026\",10:00 AM,Belt,B,2,\"9,00 zł\",x\n",
    );
    let (_folder, summary) = trained(&[("o.csv", &orders)], &[]);
    let report = &summary.files[0];
    assert!(
        report
            .columns
            .contains(&("time", "Date created".to_owned())),
        "{report:?}"
    );
    assert_eq!(
        report.questions,
        ["is `Cena brutto` the unit_price? Then pass --map \"orders.unit_price=Cena brutto\""],
        "a word is no price"
    );
    assert_eq!((summary.orders, summary.lines), (10, 20));
}

#[test]
fn a_buyers_name_is_no_title() {
    let orders = ten(
        "order_id,date,name,email,sku,qty,price,currency\n",
        "{n},2026-01-{day},Anna Muster{n},a{n}@mail.example,A,1,25,EUR\n{n},2026-01-{day},Anna Muster{n},a{n}@mail.example,B,1,9,EUR\n",
    );
    let (folder, summary) = trained(&[("o.csv", &orders)], &[]);
    assert_eq!(product(folder.path(), "A").title, "A");
    let report = &summary.files[0];
    assert!(report.personal.contains(&"name".to_owned()), "{report:?}");
    // Nor if it is asked for, unless it is said that it is nobody's.
    let map = ["--map", "orders.title=name"];
    let error = train(folder.path(), &["o.csv"], &map).expect_err("whose name?");
    assert!(
        error.contains("names of buyers") && error.contains("--not-personal \"name\""),
        "{error}"
    );
    let cleared = [&map[..], &["--not-personal", "name"]].concat();
    assert!(train(folder.path(), &["o.csv"], &cleared).is_ok());
    // Where nothing else says what was bought, it is asked.
    let only = ten(
        "order_id,date,name,total\n",
        "{n},2026-01-{day},Anna Muster{n},25\n",
    );
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("o.csv"), only).expect("written");
    let error = train(folder.path(), &["o.csv"], &[]).expect_err("who, not what");
    assert!(!error.contains("Muster"), "{error}");
    // A name that goes with its product is its title.
    let titled = ten(
        "order_id,date,name,sku\n",
        "{n},2026-01-{day},Cap,A\n{n},2026-01-{day},Belt,B\n",
    );
    let (folder, _) = trained(&[("o.csv", &titled)], &[]);
    assert_eq!(product(folder.path(), "A").title, "Cap");
}

#[test]
fn whether_something_is_shipped_is_nobodys() {
    let products = r#"{"products":[
        {"id":1,"title":"Cap","handle":"cap","status":"active","variants":[{"id":11,"title":"Default Title","sku":"A","price":"25.00","requires_shipping":true}]},
        {"id":2,"title":"Belt","handle":"belt","status":"active","variants":[{"id":21,"title":"Default Title","sku":"B","price":"9.00","requires_shipping":true}]},
        {"id":3,"title":"Shipping fee","handle":"fee","status":"active","variants":[{"id":31,"title":"Default Title","sku":"F","price":"4.00","requires_shipping":false}]}]}"#;
    let orders = ten(
        "order_id,time,product_id\n",
        "{n},2026-01-{day},A\n{n},2026-01-{day},B\n",
    );
    let files = [("p.json", products), ("o.csv", &orders)];
    let (_folder, summary) = trained(&files, &["--currency", "EUR"]);
    assert_eq!(summary.dropped_products.get("non_product"), Some(&1));
    assert_eq!(summary.products, 2);
}

#[test]
fn a_shop_without_skus_is_known_by_its_titles() {
    let sold = ten(
        "Name,Financial Status,Currency,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku\n",
        "#{n},paid,EUR,2026-01-{day} 10:00:00 +0100,1,Cap - Red,25.00,\n#{n},,,,1,Belt,9.00,\n",
    );
    let (folder, summary) = trained(&[("o.csv", &sold)], &[]);
    assert_eq!((summary.lines, summary.products), (20, 2));
    assert_eq!(product(folder.path(), "Belt").price, Some(900));
    let products = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Status\n\
        cap,Cap,Colour,Red,,25.00,active\nbelt,Belt,Title,Default Title,,9.00,active\nhat,Hat,Title,Default Title,,30.00,draft\n";
    let files = [("p.csv", products), ("o.csv", &sold)];
    let (folder, summary) = trained(&files, &[]);
    assert_eq!((summary.lines, summary.products), (20, 2));
    assert_eq!(summary.joined_ids.get("the title"), Some(&2));
    assert_eq!(product(folder.path(), "belt").price, Some(900));
    // All that was sold is a draft: which file is wrong is said.
    let drafts = products.replace(",active", ",draft");
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("p.csv", drafts.as_str()), ("o.csv", &sold)] {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let error = train(folder.path(), &["p.csv", "o.csv"], &[]).expect_err("drafts");
    assert!(
        error.contains("not for shoppers: 20") && error.contains("the one that shoppers see"),
        "{error}"
    );
}
