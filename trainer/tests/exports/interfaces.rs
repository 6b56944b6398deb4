//! What interfaces answer of products, and tables that people make of a platform's database.

use crate::files::{Export, With, export, lines};
use crate::shop::{EMAIL, GOODS, Goods, NAME, PHONE, orders};

fn objects(of: impl Fn(&Goods) -> String) -> String {
    GOODS.iter().map(of).collect::<Vec<_>>().join(",")
}

pub(crate) fn shopify_products_json() -> Export {
    let products = objects(|g| {
        format!(
            r##"{{"id":7{0},"title":"{1}","handle":"{2}","body_html":"<p>…</p>","vendor":"Lux","product_type":"{3}","status":"active","tags":"","variants":[{{"id":9{0},"title":"Default Title","option1":"Default Title","sku":"{4}","price":"{5}","inventory_quantity":5,"inventory_management":"shopify","inventory_policy":"deny","requires_shipping":true}}],"images":[{{"src":"https://cdn.example/{2}.jpg"}}],"image":{{"src":"https://cdn.example/{2}.jpg"}}}}"##,
            g.id, g.title, g.handle, g.kind, g.sku, g.price
        )
    });
    export(
        "shopify-products-json",
        "products of the interface",
        format!("{{\"products\":[{products}]}}"),
        (6, 6),
        With::Orders,
    )
}

pub(crate) fn woo_products_json() -> Export {
    let products = objects(|g| {
        format!(
            r##"{{"id":{0},"name":"{1}","slug":"{2}","permalink":"https://shop.example/{2}/","type":"simple","status":"publish","catalog_visibility":"visible","sku":"{4}","price":"{5}","regular_price":"{5}","sale_price":"","manage_stock":true,"stock_quantity":5,"stock_status":"instock","backorders":"no","categories":[{{"id":1,"name":"{3}"}}],"images":[{{"id":1,"src":"https://shop.example/{2}.jpg"}}],"upsell_ids":[],"cross_sell_ids":[102,103],"purchase_note":"ask {NAME}","meta_data":[{{"key":"maker","value":"{EMAIL}"}}]}}"##,
            g.id, g.title, g.handle, g.kind, g.sku, g.price
        )
    });
    export(
        "woocommerce-products-json",
        "products of the interface",
        format!("[{products}]"),
        (6, 6),
        With::Orders,
    )
}

pub(crate) fn magento_orders() -> Export {
    let header = "Order #,Purchase Date,Bill-to Name,Customer Email,Telephone,Status,SKU,Product Name,Qty Ordered,Qty Refunded,Price,Row Total,Order Currency Code";
    let text = lines(header, |order, line| {
        let (g, q) = order.lines[line];
        format!(
            "{:09},{} 10:00:00,{NAME},{EMAIL},{PHONE},complete,{},{},{q}.0000,0.0000,{}00,,EUR",
            order.number, order.day, g.sku, g.title, g.price
        )
    });
    export(
        "magento-orders",
        "lines of orders",
        text,
        (120, 120),
        With::Nothing,
    )
}

pub(crate) fn ga4_table() -> Export {
    let mut text = String::from(
        "event_date,event_timestamp,event_name,user_pseudo_id,ga_session_id,user_id,item_id,item_name,item_brand,item_category,item_category2,price,currency\n",
    );
    for order in orders() {
        for (g, _) in &order.lines {
            for event in ["page_view", "view_item", "purchase"] {
                let item = match event {
                    "page_view" => ",,,,,,".to_owned(),
                    _ => format!("{},{},Lux,Home,{},{},EUR", g.sku, g.title, g.kind, g.price),
                };
                text.push_str(&format!(
                    "20250301,17408160{:02}000000,{event},7.{},{},{EMAIL},{item}\n",
                    order.number % 60,
                    order.number,
                    order.number
                ));
            }
        }
    }
    export(
        "ga4-table",
        "items of events, a row each",
        text,
        (360, 240),
        With::Nothing,
    )
}
