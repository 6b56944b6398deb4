//! `setwise products` gives back what the catalog said.

use std::fmt::Write as _;
use std::fs;

use setwise_trainer::command::products;

mod shop;
use shop::trained;

const CATALOG: &str = "\
product_id,title,price,currency,url,image,category,brand,in_stock,attributes,item_group_id
kettle,Kettle,24.90,EUR,/p/kettle,/i/kettle.jpg,Kitchen > Kettles,Nord,true,volume=1.7 l|colour=red,K1
mug,\"Mug \"\"Ø\"\"\",6.50,EUR,,,Kitchen,,false,,
tea,Tea,,EUR,,,,,true,,
";

#[test]
fn products_come_back_as_the_catalog_has_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let mut orders = String::from("order_id,time,product_id,quantity,unit_price\n");
    for order in 0..12 {
        let day = order + 1;
        writeln!(orders, "{order},2025-03-{day:02}T10:00:00Z,tea,1,3.00").unwrap();
        if order % 2 == 0 {
            writeln!(orders, "{order},2025-03-{day:02}T10:00:00Z,mug,1,6.50").unwrap();
        }
        if order % 4 == 0 {
            writeln!(orders, "{order},2025-03-{day:02}T10:00:00Z,kettle,1,24.90").unwrap();
        }
    }
    fs::write(path("catalog.csv"), CATALOG).unwrap();
    fs::write(path("orders.csv"), orders).unwrap();

    let out = folder.path().join("snapshot");
    let catalog = folder.path().join("catalog.csv");
    trained(folder.path(), &catalog, &out, &[]).expect("trained");
    let listed = products::run(&products::ProductsArgs { folder: out }).unwrap();

    let ids: Vec<_> = listed.iter().map(|product| product.id.as_str()).collect();
    assert_eq!(ids, ["kettle", "mug", "tea"]);
    assert!(
        listed[2].popularity > listed[1].popularity && listed[1].popularity > listed[0].popularity
    );
    assert_eq!(
        serde_json::to_value(&listed[0]).unwrap(),
        serde_json::json!({
            "id": "kettle",
            "title": "Kettle",
            "price": 2490,
            "currency": "EUR",
            "url": "/p/kettle",
            "image": "/i/kettle.jpg",
            "category": ["Kitchen", "Kettles"],
            "brand": "Nord",
            "popularity": listed[0].popularity,
            "inStock": true,
            "popularity": listed[0].popularity,
            "attributes": {"volume": "1.7 l", "colour": "red"},
            "group": "K1",
        })
    );
    assert!(listed[0].popularity < listed[1].popularity && listed[2].popularity == 15);
    let mug = serde_json::to_value(&listed[1]).unwrap();
    assert_eq!(mug["title"], "Mug \"Ø\"");
    assert_eq!(
        (&mug["inStock"], &mug["category"]),
        (&false.into(), &serde_json::json!(["Kitchen"]))
    );
    assert!(mug["url"].is_null() && mug["brand"].is_null() && mug["group"].is_null());
}
