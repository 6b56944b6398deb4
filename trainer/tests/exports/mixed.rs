//! What platforms write beside the rule: files of two platforms, variants in one row, numbers for words, parts of the row above.

use std::fs;
use std::path::Path;

use clap::Parser as _;
use setwise_trainer::command::products::ProductsArgs;
use setwise_trainer::command::{Cli, Command, offers, products};
use setwise_trainer::listing::ListedProduct;
use setwise_trainer::summary::Summary;

use crate::recognised::train;

/// Trains from these files.
pub(crate) fn trained(files: &[(&str, &str)], options: &[&str]) -> (tempfile::TempDir, Summary) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let summary = train(folder.path(), &names, options).expect("trained");
    (folder, summary)
}

pub(crate) fn product(folder: &Path, id: &str) -> ListedProduct {
    let folder = folder.join("out");
    let all = products::run(&ProductsArgs { folder }).expect("reads back");
    let ids: Vec<String> = all.iter().map(|product| product.id.clone()).collect();
    let found = all.into_iter().find(|product| product.id == id);
    found.unwrap_or_else(|| panic!("no {id} in {ids:?}"))
}

/// Ten orders a day apart, of these lines; `{n}` is the number of the order and `{day}` its day.
pub(crate) fn ten(header: &str, lines: &str) -> String {
    let orders = (1..=10).map(|n| {
        let day = format!("{n:02}");
        lines.replace("{n}", &n.to_string()).replace("{day}", &day)
    });
    header.to_owned() + &orders.collect::<String>()
}

#[test]
fn files_of_two_platforms_are_warned_of_and_keep_their_own_meaning() {
    let shopify = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Status\n\
        mug,Mug (set of 2),Size,S,M-S,,0,8.00,active\nmug,,,L,M-L,shopify,4,9.00,\n";
    let woo = "ID,Type,SKU,Name,Published,Visibility in catalog,In stock?,Regular price,Categories,Attribute 1 name,Attribute 1 value(s)\n\
        7,simple,tray,Tray,1,visible,0,20,Home,Wood,Oak\n8,simple,mat,Mat,1,visible,1,5,Home,,\n";
    let orders = ten(
        "order_id,time,product_id\n",
        "{n},2026-01-{day},M-S\n{n},2026-01-{day},8\n",
    );
    let files = [("a.csv", shopify), ("b.csv", woo), ("o.csv", &orders)];
    let (folder, summary) = trained(&files, &["--currency", "EUR", "--url", "/p/{id}"]);
    assert_eq!(summary.warnings.len(), 1, "{:?}", summary.warnings);
    let warning = &summary.warnings[0];
    assert!(
        warning.contains("two kinds of exports") && !warning.contains('\n'),
        "{warning}"
    );
    let small = product(folder.path(), "M-S");
    assert_eq!(
        (small.title.as_str(), small.in_stock),
        ("Mug (set of 2) - S", true)
    );
    assert_eq!(small.attributes, [("Size".to_owned(), "S".to_owned())]);
    let tray = product(folder.path(), "7");
    assert!(!tray.in_stock, "WooCommerce says no word of who counts");
}

#[test]
fn a_listing_of_several_variants_is_found_by_any_of_its_names() {
    let listings = "TITLE,PRICE,CURRENCY_CODE,QUANTITY,IMAGE1,VARIATION 1 TYPE,VARIATION 1 NAME,VARIATION 1 VALUES,SKU\n\
        Wool hat,30,USD,5,,Custom,Colour,\"Red,Blue\",\"HAT-R, HAT-B\"\nScarf,20,USD,5,,,,,\nGloves,15,USD,5,,,,,GLV\n";
    let sold = ten(
        "Sale Date,Item Name,Quantity,Price,Currency,Transaction ID,Listing ID,Order ID,Variations,SKU\n",
        "01/{day}/26,Wool hat,1,30,USD,{n}1,901,{n},Colour:Red,HAT-R\n\
         01/{day}/26,Wool hat,1,30,USD,{n}4,901,{n},Colour:Blue,HAT-B\n\
         01/{day}/26,Scarf,1,20,USD,{n}2,902,{n},,\n01/{day}/26,Gloves,1,15,USD,{n}3,903,{n},,GLV\n",
    );
    // Without a day beyond the twelfth nobody knows the order of the dates.
    let options = ["--date-order", "month-day"];
    let (_folder, summary) = trained(&[("l.csv", listings), ("s.csv", &sold)], &options);
    assert_eq!(
        summary.rows.dropped.get("not_in_catalog"),
        None,
        "{:?}",
        summary.rows
    );
    assert_eq!((summary.orders, summary.products), (10, 3));
    assert_eq!(summary.joined_ids.get("the title"), Some(&1), "the scarf");

    let (folder, _) = trained(&[("s.csv", &sold)], &options);
    assert_eq!(
        product(folder.path(), "901").title,
        "Wool hat",
        "no one of its variants"
    );
}

#[test]
fn prestashop_numbers_its_states_and_translates_its_headers() {
    let products = "ID produit;Image;Nom;Référence;Catégorie;Prix (HT);Prix (TTC);Quantité;État\n\
        1;/1.jpg;Tasse;TAS;Maison;10,00 €;12,00 €;3;1\n2;/2.jpg;Bol;BOL;Maison;8,00 €;9,60 €;3;1\n";
    let lines = ten(
        "id_order;date_add;current_state;product_id;product_reference;product_name;product_quantity\n",
        "{n};2026-01-{day} 10:00:00;4;1;TAS;Tasse;1\n{n};2026-01-{day} 10:00:00;4;2;BOL;Bol;1\n\
         9{n};2026-01-{day} 11:00:00;6;1;TAS;Tasse;1\n8{n};2026-01-{day} 11:00:00;10;2;BOL;Bol;1\n",
    );
    let (folder, summary) = trained(
        &[("p.csv", products), ("o.csv", &lines)],
        &["--url", "/{id}"],
    );
    assert_eq!(summary.files[0].kind, "prestashop-products");
    assert_eq!(summary.orders, 10);
    assert_eq!(summary.warnings, Vec::<String>::new());
    let dropped = &summary.rows.dropped;
    assert_eq!(
        (dropped.get("cancelled_order"), dropped.get("unpaid_order")),
        (Some(&10), Some(&10))
    );
    let cup = product(folder.path(), "1");
    assert_eq!((cup.price, cup.currency.as_str()), (Some(1_200), "EUR"));
}

#[test]
fn combinations_of_prestashop_are_no_products() {
    let products = "Product ID;Image;Name;Reference;Category;Price (tax excl.);Price (tax incl.);Quantity;Status\n\
        12;/12.jpg;Bowl;BOL;Home;8.00;9.60;3;1\n90;/90.jpg;Shirt;SHI;Clothes;20.00;24.00;3;1\n91;/91.jpg;Belt;BEL;Clothes;10.00;12.00;3;1\n";
    let lines = ten(
        "id_order;date_add;product_id;product_attribute_id;product_reference;product_name;product_quantity\n",
        "{n};2026-01-{day} 10:00:00;90;12;;Shirt - Size : S;1\n{n};2026-01-{day} 10:00:00;91;0;BEL;Belt;1\n",
    );
    let files = [("p.csv", products), ("o.csv", lines.as_str())];
    let (folder, summary) = trained(&files, &["--currency", "EUR", "--url", "/{id}"]);
    assert_eq!((summary.lines, summary.joined_ids.len()), (20, 0));
    assert!(product(folder.path(), "90").popularity > 0);
    assert_eq!(
        product(folder.path(), "12").popularity,
        0,
        "no bowl was sold"
    );
}

#[test]
fn bigcommerce_tells_more_of_a_product_in_rows_below_it() {
    let products = "Item Type,Product ID,Product Name,Product Code/SKU,Price,Product Visible?,Track Inventory,Current Stock Level,Category\n\
        Product,11,Lamp,LAMP,40.00,Y,none,0,All;Home/Lamps\n  SKU,,[S]Colour=Red,LAMP-R,,,,3,\n  Rule,,,LAMP-R,[ADD]5,,,,\n\
        Product,12,Bulb,BULB,5.00,Y,by product,0,All;Home/Bulbs\nProduct,13,Shade,SHADE,15.00,Y,none,0,Home/Lamps\n";
    let orders = ten(
        "order_id,time,product_id\n",
        "{n},2026-01-{day},LAMP-R\n{n},2026-01-{day},13\n",
    );
    let options = ["--currency", "USD", "--url", "/{id}"];
    let (folder, summary) = trained(&[("p.csv", products), ("o.csv", &orders)], &options);
    assert_eq!((summary.products, summary.lines), (3, 20));
    assert_eq!(
        summary
            .catalog
            .expect("a catalog")
            .dropped
            .get("part_of_the_product_above"),
        Some(&2)
    );
    let lamp = product(folder.path(), "11");
    assert_eq!(lamp.category, ["Home", "Lamps"]);
    assert!(lamp.in_stock && !product(folder.path(), "12").in_stock);
}

/// What `offers check` says of a file.
fn checked(text: &str, more: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("offers");
    fs::write(&file, text).expect("written");
    let file = file.to_str().expect("UTF-8");
    let arguments = [&["setwise", "offers", "check", file], more].concat();
    match Cli::try_parse_from(arguments).expect("arguments").command {
        Command::Offers(args) => match *args {
            offers::OffersCommand::Check(args) => match offers::run_check(&args) {
                Ok(report) => report.to_string(),
                Err(error) => error.to_string(),
            },
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn offers_are_recognised_in_the_words_and_dates_of_platforms() {
    let berlin = ["--time-zone", "Europe/Berlin"];
    let german = "Angebot;Artikelnummer;Art;Angebotspreis;Währung;Beginn;Ende;Niedrigster Preis 30 Tage\n\
        sommer;L-1;Preis;1.039,90;EUR;20.11.2026 00:00;30.11.2026 23:59;1.049,00\n";
    let found = checked(german, &berlin);
    assert!(found.contains("1 offers in 1 rows, 0 errors"), "{found}");
    let magento = "sku,product_type,name,product_online,price,special_price,special_price_from_date,special_price_to_date,url_key\n\
        A,simple,Lamp,1,49.00,39.00,11/20/26,11/30/26,lamp\nB,simple,Bulb,1,5.00,,,,bulb\nC,simple,Old,2,5.00,4.00,11/20/26,11/30/26,old\n";
    let found = checked(magento, &berlin);
    assert!(
        found.contains("1 offers in 3 rows, 0 errors")
            && found.contains("no sale price 1")
            && found.contains("not for shoppers 1"),
        "{found}"
    );
    let open = magento
        .replace("11/20/26", "11/2/26")
        .replace("11/30/26", "11/9/26");
    let found = checked(&open, &berlin);
    assert!(found.contains("--date-order"), "{found}");
    let found = checked(
        &open,
        &["--time-zone", "Europe/Berlin", "--date-order", "month-day"],
    );
    assert!(found.contains("1 offers in 3 rows, 0 errors"), "{found}");
    let polish = "ID,Typ,SKU,Nazwa,Opublikowano,Wyróżniony?,Widoczność w katalogu,Krótki opis,Opis,Data rozpoczęcia promocji,Data zakończenia promocji,\
        Status podatku,Klasa podatkowa,Na stanie?,Stan,Mało,Zaległe?,Pojedynczo?,Waga,Długość,Szerokość,Wysokość,Opinie?,Notatka,Cena promocyjna,Cena,Kategorie\n\
        5,simple,X,Miska,1,0,visible,,,2026-11-20 0:00:00,2026-11-27 0:00:00,taxable,,1,,,0,0,,,,,1,,\"12,50\",\"15,00\",Dom\n";
    let found = checked(polish, &berlin);
    assert!(found.contains("1 offers in 1 rows, 0 errors"), "{found}");
}

#[test]
fn thousands_of_offers_are_told_by_their_column() {
    let header = "offer_id,product_id,kind,offer_price,currency,starts_at,ends_at\n";
    let row = |id: &str, price: &str| {
        format!("{id},{id},price,\"{price}\",EUR,2026-11-20T00:00:00Z,2026-11-27T00:00:00Z\n")
    };
    let alone = format!("{header}{}", row("a", "1.234"));
    let found = checked(&alone, &[]);
    assert!(found.contains("cannot be read in two ways"), "{found}");
    let column = format!("{header}{}{}", row("a", "1.234"), row("b", "2,50"));
    let found = checked(&column, &[]);
    assert!(found.contains("2 offers in 2 rows, 0 errors"), "{found}");
}

#[test]
fn postage_in_every_order_is_no_product_and_customers_are_known_in_german() {
    let catalog = "Artikelnummer;Bezeichnung;Verkaufspreis;Kategorie\n\
        20-1;Kanne;24,90;Tee\n20-2;Sieb;4,50;Tee\n20-3;Honig;7,20;Essen\nVK-1;Versandkosten;4,90;\n";
    let orders = ten(
        "Bestellnummer;Bestelldatum;Artikelnummer;Menge;Einzelpreis;Kunden-E-Mail;Status\n",
        "{n};{day}.01.2026 10:00;20-1;1;24,90;k{n}@mail.example;bezahlt\n\
         {n};{day}.01.2026 10:00;20-2;1;4,50;k{n}@mail.example;bezahlt\n\
         {n};{day}.01.2026 10:00;VK-1;1;4,90;k{n}@mail.example;bezahlt\n",
    );
    let files = [("a.csv", catalog), ("b.csv", &orders)];
    let (_folder, summary) = trained(&files, &["--currency", "EUR", "--url", "/{id}"]);
    assert_eq!((summary.products, summary.customers), (3, 10));
    assert_eq!(summary.rows.dropped.get("non_product"), Some(&10));
}
