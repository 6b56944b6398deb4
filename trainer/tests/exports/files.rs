//! The exports, as each platform writes them.

use std::fmt::Write as _;

use crate::interfaces::{ga4_table, magento_orders, shopify_products_json, woo_products_json};
use crate::shop::{CITY, EMAIL, GOODS, NAME, Order, PHONE, STREET, orders};

/// An export, and what is expected of it.
pub(crate) struct Export {
    /// As `--as` calls it.
    pub(crate) kind: &'static str,
    /// What it is in words.
    pub(crate) about: &'static str,
    pub(crate) bytes: Vec<u8>,
    /// Rows that are read, and rows that are sales, products or events.
    pub(crate) read: u64,
    pub(crate) kept: u64,
    /// What else must be there so that it can be trained from.
    pub(crate) with: With,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum With {
    Nothing,
    Orders,
}

/// The text with each of these words told apart by its number.
fn numbered(text: &str, word: &str, told_apart: impl Fn(usize) -> String) -> String {
    let mut parts = text.split(word);
    let mut all = parts.next().unwrap_or_default().to_owned();
    for (number, part) in (1..).zip(parts) {
        all.push_str(&told_apart(number));
        all.push_str(part);
    }
    all
}

pub(crate) fn export(
    kind: &'static str,
    about: &'static str,
    text: String,
    (read, kept): (u64, u64),
    with: With,
) -> Export {
    // One person of whom many orders are known would be learned from, which takes time.
    let mut text = numbered(&text, EMAIL, |person| format!("{person}.{EMAIL}"));
    for (before, behind) in [
        (",", format!(",{NAME}")),
        (";", format!(";{NAME}")),
        ("{\"id\":", ",\"first_name\"".to_owned()),
    ] {
        let one = format!("{before}7{behind}");
        text = numbered(&text, &one, |person| format!("{before}{person}{behind}"));
    }
    Export {
        kind,
        about,
        bytes: text.into_bytes(),
        read,
        kept,
        with,
    }
}

/// A row for each line of each order.
pub(crate) fn lines(header: &str, row: impl Fn(&Order, usize) -> String) -> String {
    let mut text = format!("{header}\n");
    for order in orders() {
        for line in 0..order.lines.len() {
            writeln!(text, "{}", row(&order, line)).expect("text");
        }
    }
    text
}

/// A row for each order.
fn rows(header: &str, row: impl Fn(&Order) -> String) -> String {
    let mut text = format!("{header}\n");
    for order in orders() {
        writeln!(text, "{}", row(&order)).expect("text");
    }
    text
}

/// A row for each product.
fn products(header: &str, row: impl Fn(&crate::shop::Goods) -> String) -> String {
    let mut text = format!("{header}\n");
    for goods in &GOODS {
        writeln!(text, "{}", row(goods)).expect("text");
    }
    text
}

/// Orders by SKU in the generic columns, to go with a catalog.
pub(crate) fn generic_orders(by: impl Fn(&crate::shop::Goods) -> String) -> String {
    lines(
        "order_id,time,product_id,quantity,unit_price,currency",
        |order, line| {
            let (goods, quantity) = order.lines[line];
            format!(
                "{},{},{},{quantity},{},EUR",
                order.number,
                order.day,
                by(goods),
                goods.price
            )
        },
    )
}

pub(crate) fn all() -> Vec<Export> {
    let mut all = vec![
        shopify_products_old(),
        shopify_products_new(),
        shopify_orders(),
        shopify_orders_json(),
        shopify_products_json(),
        woo_products(),
        woo_products_german(),
        woo_products_json(),
        woo_orders_json(false),
        woo_orders_json(true),
        woo_orders_by_line(),
        woo_orders_in_columns(),
        woo_orders_in_a_cell(),
        woo_orders_in_lists(),
        woo_orders_of_analytics(),
        google_table(),
        google_xml(),
        magento_products(),
        magento_orders(),
        etsy_orders(),
        etsy_listings(),
        prestashop_products(),
        prestashop_orders(),
        bigcommerce_products(),
        bigcommerce_orders(),
        rees46(),
        ga4(false),
        ga4(true),
        ga4_table(),
    ];
    all.extend(generic());
    all
}

fn shopify_products_old() -> Export {
    let header = "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Compare At Price,Image Src,Image Position,Gift Card,Cost per item,Status";
    let mut text = products(header, |g| {
        format!(
            "{},{},<p>…</p>,Lux,,{},,true,Title,Default Title,{},100,shopify,5,deny,{},,https://cdn.example/{}.jpg,1,false,3.00,active",
            g.handle, g.title, g.kind, g.sku, g.price, g.handle
        )
    });
    // A second picture.
    text.push_str("desk-lamp,,,,,,,,,,,,,,,,,https://cdn.example/lamp-2.jpg,2,,,\n");
    export(
        "shopify-products",
        "products, old header",
        text,
        (7, 6),
        With::Orders,
    )
}

fn shopify_products_new() -> Export {
    let header = "Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,Option1 name,Option1 value,Price,Compare-at price,Cost per item,Inventory tracker,Inventory quantity,Continue selling when out of stock,Product image URL,Image position,Gift card";
    let text = products(header, |g| {
        format!(
            "{},{},…,Lux,,{},,TRUE,Active,{},,Title,Default Title,{},,,shopify,5,DENY,https://cdn.example/{}.jpg,1,FALSE",
            g.title, g.handle, g.kind, g.sku, g.price, g.handle
        )
    });
    export(
        "shopify-products",
        "products, new header",
        text,
        (6, 6),
        With::Orders,
    )
}

fn shopify_orders() -> Export {
    let header = "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Billing Name,Billing Street,Billing City,Billing Phone,Shipping Name,Shipping Street,Notes,Cancelled at,Payment Method,Id,Phone";
    let text = lines(header, |order, line| {
        let (g, quantity) = order.lines[line];
        let of_line = format!("{quantity},{},{},,{},true", g.title, g.price, g.sku);
        match line {
            0 => format!(
                "#{0},{EMAIL},paid,{1} 09:50:26 +0200,fulfilled,EUR,50.00,5.00,0.00,55.00,{1} 09:50:26 +0200,{of_line},{NAME},{STREET},{CITY},'{PHONE},{NAME},{STREET},call {NAME},,manual,55{0},{PHONE}",
                order.number, order.day
            ),
            _ => format!("#{},{EMAIL},,,,,,,,,,{of_line},,,,,,,,,,,", order.number),
        }
    });
    export("shopify-orders", "orders", text, (120, 120), With::Nothing)
}

fn shopify_orders_json() -> Export {
    let orders: Vec<String> = orders()
        .iter()
        .map(|order| {
            let lines: Vec<String> = order
                .lines
                .iter()
                .map(|(g, quantity)| format!(r##"{{"id":1,"variant_id":{},"title":"{}","name":"{}","sku":"{}","quantity":{quantity},"price":"{}"}}"##, g.id, g.title, g.title, g.sku, g.price))
                .collect();
            format!(
                r##"{{"id":9{0},"name":"#{0}","email":"{EMAIL}","phone":"{PHONE}","created_at":"{1}T10:00:00+02:00","currency":"EUR","financial_status":"paid","customer":{{"id":7,"first_name":"{NAME}"}},"billing_address":{{"name":"{NAME}","address1":"{STREET}","city":"{CITY}"}},"line_items":[{2}]}}"##,
                order.number, order.day, lines.join(",")
            )
        })
        .collect();
    let text = format!("{{\"orders\": [{}]}}\n", orders.join(",\n"));
    export(
        "shopify-orders-json",
        "orders of the interface",
        text,
        (120, 120),
        With::Nothing,
    )
}

const WOO: &str = "ID,Type,SKU,Name,Published,\"Is featured?\",\"Visibility in catalog\",\"Short description\",Description,\"Date sale price starts\",\"Date sale price ends\",\"Tax status\",\"Tax class\",\"In stock?\",Stock,\"Low stock amount\",\"Backorders allowed?\",\"Sold individually?\",\"Weight (kg)\",\"Length (cm)\",\"Width (cm)\",\"Height (cm)\",\"Allow customer reviews?\",\"Purchase note\",\"Sale price\",\"Regular price\",Categories,Tags,\"Shipping class\",Images,\"Download limit\",\"Download expiry days\",Parent,\"Grouped products\",Upsells,Cross-sells,\"External URL\",\"Button text\",Position,\"Attribute 1 name\",\"Attribute 1 value(s)\",\"Attribute 1 visible\",\"Attribute 1 global\"";
const WOO_GERMAN: &str = "ID,Typ,Artikelnummer,Name,Veröffentlicht,\"Ist hervorgehoben?\",\"Sichtbarkeit im Katalog\",Kurzbeschreibung,Beschreibung,\"Datum, an dem Angebotspreis beginnt\",\"Datum, an dem Angebotspreis endet\",Steuerstatus,Steuerklasse,Vorrätig?,Lager,\"Geringe Lagermenge\",\"Lieferrückstande erlaubt?\",\"Nur einzeln verkaufen?\",\"Gewicht (kg)\",\"Länge (cm)\",\"Breite (cm)\",\"Höhe (cm)\",\"Kundenbewertungen erlauben?\",\"Hinweis zum Kauf\",Angebotspreis,\"Regulärer Preis\",Kategorien,Schlagwörter,Versandklasse,Bilder,Downloadlimit,\"Ablauftage des Downloads\",\"Übergeordnetes Produkt\",\"Gruppierte Produkte\",Zusatzverkäufe,\"Cross-Sells (Querverkäufe)\",\"Externe URL\",Button-Text,Position,\"Attribut 1 Name\",\"Attribut 1 Wert(e)\",\"Attribut 1 Sichtbar\",\"Attribut 1 Global\"";

/// The products CSV with a header of its own.
pub(crate) fn woo_table(header: &str, price: impl Fn(&str) -> String) -> String {
    products(header, |g| {
        format!(
            "{},simple,{},{},1,0,visible,,,,,taxable,,1,5,,0,0,,,,,1,,,{},{},,,https://shop.example/{}.jpg,,,,,,,,,0,Colour,blue,1,0",
            g.id,
            g.sku,
            g.title,
            price(g.price),
            g.kind,
            g.handle
        )
    })
}

fn woo_products() -> Export {
    export(
        "woocommerce-products",
        "products",
        woo_table(WOO, str::to_owned),
        (6, 6),
        With::Orders,
    )
}

fn woo_products_german() -> Export {
    let text = woo_table(WOO_GERMAN, |price| {
        format!("\"{}\"", price.replace('.', ","))
    });
    export(
        "woocommerce-products",
        "products, German header",
        text,
        (6, 6),
        With::Orders,
    )
}

fn woo_orders_json(as_lines: bool) -> Export {
    let orders: Vec<String> = orders()
        .iter()
        .map(|order| {
            let lines: Vec<String> = order
                .lines
                .iter()
                .map(|(g, quantity)| {
                    let total = g.price.parse::<f64>().expect("a price") * f64::from(*quantity);
                    format!(r##"{{"id":1,"name":"{}","product_id":{},"variation_id":0,"quantity":{quantity},"subtotal":"{total:.2}","total":"{total:.2}","sku":"{}","price":{},"meta_data":[{{"key":"gift for","value":"{NAME}"}}]}}"##, g.title, g.id, g.sku, g.price)
                })
                .collect();
            format!(
                r##"{{"id":{0},"number":"{0}","order_key":"wc_order_x","status":"completed","currency":"EUR","date_created":"{1}T10:00:00","date_created_gmt":"{1}T08:00:00","customer_id":0,"customer_note":"for {NAME}","billing":{{"first_name":"{NAME}","address_1":"{STREET}","city":"{CITY}","email":"{EMAIL}","phone":"{PHONE}"}},"shipping":{{"address_1":"{STREET}"}},"meta_data":[{{"id":1,"key":"_billing_x","value":"{EMAIL}"}}],"line_items":[{2}],"shipping_lines":[{{"method_title":"Post","total":"5.00"}}]}}"##,
                order.number, order.day, lines.join(",")
            )
        })
        .collect();
    let (about, text) = if as_lines {
        ("orders of the interface, one a line", orders.join("\n"))
    } else {
        (
            "orders of the interface, an array",
            format!("[{}]", orders.join(",")),
        )
    };
    export(
        "woocommerce-orders-json",
        about,
        text,
        (120, 120),
        With::Nothing,
    )
}

fn woo_orders_by_line() -> Export {
    let header = "order_number,order_date,status,customer_email,billing_first_name,billing_phone,billing_address_1,order_currency,product_name,sku,quantity,item_total,order_total";
    let text = lines(header, |order, line| {
        let (g, quantity) = order.lines[line];
        let total = g.price.parse::<f64>().expect("a price") * f64::from(quantity);
        format!(
            "{},{} 10:00,completed,{EMAIL},{NAME},{PHONE},{STREET},EUR,{},{},{quantity},{total:.2},99.00",
            order.number, order.day, g.title, g.sku
        )
    });
    export(
        "woocommerce-orders",
        "orders of a plugin, a row a line",
        text,
        (120, 120),
        With::Nothing,
    )
}

fn woo_orders_in_columns() -> Export {
    let header = "Order ID,Order Date,Order Status,Order Currency,Customer Account Email Address,Billing First Name,Product ID #1,SKU #1,Product Name #1,Quantity #1,Item Cost #1,Product ID #2,SKU #2,Product Name #2,Quantity #2,Item Cost #2";
    let text = rows(header, |order| {
        let lines: Vec<String> = order
            .lines
            .iter()
            .map(|(g, q)| format!("{},{},{},{q},{}", g.id, g.sku, g.title, g.price))
            .collect();
        format!(
            "{},{},Completed,EUR,{EMAIL},{NAME},{}",
            order.number,
            order.day,
            lines.join(",")
        )
    });
    export(
        "woocommerce-orders",
        "orders of a plugin, lines in columns",
        text,
        (60, 120),
        With::Nothing,
    )
}

fn woo_orders_in_a_cell() -> Export {
    let header = "order_id,order_number,date,status,order_currency,customer_id,billing_first_name,billing_email,billing_phone,shipping_items,line_items,order_notes";
    let text = rows(header, |order| {
        let lines: Vec<String> = order
            .lines
            .iter()
            .map(|(g, q)| {
                format!(
                    "id:1|name:{}|product_id:{}|sku:{}|quantity:{q}|total:{}|meta:Colour=blue",
                    g.title,
                    g.id,
                    g.sku,
                    f64::from(*q) * g.price.parse::<f64>().expect("a price")
                )
            })
            .collect();
        format!(
            "{0},{0},{1} 10:00:00,completed,EUR,7,{NAME},{EMAIL},{PHONE},id:2|method_id:post|total:5.00,{2},for {NAME}",
            order.number,
            order.day,
            lines.join(";")
        )
    });
    export(
        "woocommerce-orders",
        "orders of a plugin, lines in a cell",
        text,
        (60, 120),
        With::Nothing,
    )
}

fn woo_orders_in_lists() -> Export {
    let header = "Order Number,Order Date,Order Status,Email (Billing),First Name (Billing),Item Name,SKU,Quantity (- Refund),Item Cost,Order Total Amount";
    let text = rows(header, |order| {
        let list = |of: &dyn Fn(&(&'static crate::shop::Goods, u32)) -> String| {
            order.lines.iter().map(of).collect::<Vec<_>>().join("|")
        };
        format!(
            "{},{},Completed,{EMAIL},{NAME},{},{},{},{},99",
            order.number,
            order.day,
            list(&|l| l.0.title.to_owned()),
            list(&|l| l.0.sku.to_owned()),
            list(&|l| l.1.to_string()),
            list(&|l| l.0.price.to_owned()),
        )
    });
    export(
        "woocommerce-orders",
        "orders of a plugin, lists in cells",
        text,
        (60, 120),
        With::Nothing,
    )
}

fn woo_orders_of_analytics() -> Export {
    let header = "Date,\"Order #\",\"N. Revenue\",Status,Customer,\"Customer type\",\"Product(s)\",\"Items sold\",Coupon(s)";
    let text = rows(header, |order| {
        let lines: Vec<String> = order
            .lines
            .iter()
            .map(|(g, q)| format!("{q}× {}", g.title))
            .collect();
        format!(
            "{} 10:00:00,{},58.50,completed,{NAME},returning,\"{}\",2,",
            order.day,
            order.number,
            lines.join(", ")
        )
    });
    export(
        "woocommerce-orders",
        "orders of WooCommerce Analytics",
        text,
        (60, 120),
        With::Nothing,
    )
}

fn google_table() -> Export {
    let text = products(
        "id\ttitle\tdescription\tlink\timage_link\tavailability\tprice\tbrand\tproduct_type\tcolor",
        |g| {
            format!(
                "{}\t{}\t…\thttps://shop.example/{2}\thttps://shop.example/{2}.jpg\tin_stock\t{3} EUR\tLux\tHome > {4}\tblue",
                g.sku, g.title, g.handle, g.price, g.kind
            )
        },
    );
    export(
        "google-products",
        "feed as a table",
        text,
        (6, 6),
        With::Orders,
    )
}

fn google_xml() -> Export {
    let items = products("", |g| {
        format!(
            "<item><g:id>{}</g:id><g:title>{}</g:title><g:link>https://shop.example/{2}</g:link><g:image_link>https://shop.example/{2}.jpg</g:image_link><g:availability>in stock</g:availability><g:price>{3} EUR</g:price><g:brand>Lux</g:brand><g:product_type>Home &gt; {4}</g:product_type></item>",
            g.sku, g.title, g.handle, g.price, g.kind
        )
    });
    let text = format!(
        "<?xml version=\"1.0\"?>\n<rss xmlns:g=\"http://base.google.com/ns/1.0\"><channel><title>Shop of {NAME}</title>{items}</channel></rss>"
    );
    export("google-products", "feed in XML", text, (6, 6), With::Orders)
}

fn magento_products() -> Export {
    let header = "sku,store_view_code,attribute_set_code,product_type,categories,product_websites,name,description,weight,product_online,visibility,price,special_price,url_key,base_image,additional_attributes,qty,is_in_stock,manage_stock,related_skus,crosssell_skus,upsell_skus";
    let text = products(header, |g| {
        format!(
            "{},,Default,simple,\"Default Category/Home,Default Category/Home/{}\",base,{},…,1,1,\"Catalog, Search\",{},,{},/l/a/{}.jpg,\"color=blue,material=linen\",5,1,1,,,",
            g.sku, g.kind, g.title, g.price, g.handle, g.handle
        )
    });
    export("magento-products", "products", text, (6, 6), With::Orders)
}

fn etsy_orders() -> Export {
    let header = "Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Discount Amount,Shipping Discount,Order Shipping,Order Sales Tax,Item Total,Currency,Transaction ID,Listing ID,Date Paid,Date Shipped,Ship Name,Ship Address1,Ship Address2,Ship City,Ship State,Ship Zipcode,Ship Country,Order ID,Variations,Order Type,Listings Type,Payment Type,SKU";
    let text = lines(header, |order, line| {
        let (g, q) = order.lines[line];
        format!(
            "{0},{1},kanari_v ({NAME}),{q},{2},,0,0,0,0,{2},EUR,77{3}{4},{3},{0},{0},{NAME},{STREET},,{CITY},,12345,Germany,{5},\"Colour:Blue,Personalization:For {NAME}\",online,listing,online_cc,{6}",
            order.us_day(),
            g.title,
            g.price,
            g.id,
            order.number,
            order.number,
            g.sku
        )
    });
    export("etsy-orders", "sold items", text, (120, 120), With::Nothing)
}

fn etsy_listings() -> Export {
    let header = "TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,MATERIALS,IMAGE1,IMAGE2,VARIATION 1 TYPE,VARIATION 1 NAME,VARIATION 1 VALUES,SKU";
    let text = products(header, |g| {
        format!(
            "{},…,{},EUR,5,home,wood,https://i.example/{}.jpg,,,,,{}",
            g.title, g.price, g.handle, g.sku
        )
    });
    export("etsy-listings", "listings", text, (6, 6), With::Orders)
}

fn prestashop_products() -> Export {
    let header = "\"Product ID\";Image;Name;Reference;Category;\"Price (tax excl.)\";\"Price (tax incl.)\";Quantity;Status;Position";
    let text = products(header, |g| {
        format!(
            "{};https://shop.example/{}.jpg;\"{}\";{};{};{};{};5;1;1",
            g.id, g.handle, g.title, g.sku, g.kind, g.price, g.price
        )
    });
    export(
        "prestashop-products",
        "products",
        text,
        (6, 6),
        With::Orders,
    )
}

fn prestashop_orders() -> Export {
    let header = "id_order;reference;date_add;id_customer;firstname;email;product_id;product_attribute_id;product_reference;product_name;product_quantity;unit_price_tax_incl;order_state";
    let text = lines(header, |order, line| {
        let (g, q) = order.lines[line];
        format!(
            "{};XKBKNABJ{};{} 10:00:00;7;{NAME};{EMAIL};{};0;{};{};{q};{}0000;Delivered",
            order.number, order.number, order.day, g.id, g.sku, g.title, g.price
        )
    });
    export(
        "prestashop-orders",
        "lines of orders of the SQL manager",
        text,
        (120, 120),
        With::Nothing,
    )
}

fn bigcommerce_products() -> Export {
    let header = "Item Type,Product ID,Product Name,Product Type,Product Code/SKU,Brand Name,Product Description,Price,Cost Price,Retail Price,Sale Price,Product Weight,Allow Purchases?,Product Visible?,Product Availability,Track Inventory,Current Stock Level,Category,Product Image File - 1,Product URL";
    let text = products(header, |g| {
        format!(
            "Product,{},{},P,{},Lux,…,{},,,,1,Y,Y,,none,0,Home/{},{}.jpg,/{}/",
            g.id, g.title, g.sku, g.price, g.kind, g.handle, g.handle
        )
    });
    export(
        "bigcommerce-products",
        "products",
        text,
        (6, 6),
        With::Orders,
    )
}

fn bigcommerce_orders() -> Export {
    let header = "Order ID,Customer ID,Customer Name,Customer Email,Customer Phone,Order Date,Order Status,Order Total (inc tax),Total Quantity,Order Currency Code,Billing Street 1,Billing Suburb,Product Details,Customer Message";
    let text = rows(header, |order| {
        let lines: Vec<String> = order
            .lines
            .iter()
            .map(|(g, q)| format!("Product ID: {}, Product Qty: {q}, Product SKU: {}, Product Name: {}, Product Weight: 1.0000, Product Unit Price: {}, Product Total Price: {}", g.id, g.sku, g.title, g.price, g.price))
            .collect();
        format!(
            "{},7,{NAME},{EMAIL},{PHONE},{},Completed,99.00,3,EUR,{STREET},{CITY},\"{}\",{NAME} says thanks",
            order.number,
            order.day,
            lines.join("|")
        )
    });
    export(
        "bigcommerce-orders",
        "orders, lines in a cell",
        text,
        (60, 120),
        With::Nothing,
    )
}

fn rees46() -> Export {
    let mut text = String::from(
        "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n",
    );
    for order in orders() {
        for (g, _) in &order.lines {
            for event in ["view", "cart", "purchase"] {
                writeln!(
                    text,
                    "{} 10:00:00 UTC,{event},{},205,home.light,lux,{},512{},{:08}-aaaa-bbbb",
                    order.day, g.id, g.price, order.number, order.number
                )
                .expect("text");
            }
        }
    }
    export(
        "rees46-sessions",
        "events of a tracker",
        text,
        (360, 360),
        With::Nothing,
    )
}

fn ga4(as_array: bool) -> Export {
    let mut events: Vec<String> = Vec::new();
    for order in orders() {
        for (g, _) in &order.lines {
            for event in ["page_view", "view_item", "purchase"] {
                let items = if event == "page_view" {
                    "null".to_owned()
                } else {
                    format!(
                        "[{{\"item_id\":\"{}\",\"item_name\":\"{}\",\"price\":{}}}]",
                        g.sku, g.title, g.price
                    )
                };
                events.push(format!(
                    "{{\"event_date\":\"20250301\",\"event_timestamp\":\"17408160{:02}000000\",\"event_name\":\"{event}\",\"event_params\":[{{\"key\":\"ga_session_id\",\"value\":{{\"int_value\":\"{}\"}}}},{{\"key\":\"page_location\",\"value\":{{\"string_value\":\"https://shop.example/?mail={EMAIL}\"}}}}],\"user_id\":\"{EMAIL}\",\"user_pseudo_id\":\"7.{}\",\"geo\":{{\"city\":\"{CITY}\"}},\"items\":{items}}}",
                    order.number % 60, order.number, order.number
                ));
            }
        }
    }
    let (about, text) = if as_array {
        ("events, an array", format!("[\n{}\n]", events.join(",\n")))
    } else {
        ("events, one a line", events.join("\n"))
    };
    export("ga4-events", about, text, (360, 240), With::Nothing)
}

fn generic() -> Vec<Export> {
    let catalog = |separator: &str| {
        let cells = [
            "product_id",
            "title",
            "price",
            "currency",
            "category",
            "in_stock",
        ];
        products(&cells.join(separator), |g| {
            [g.sku, g.title, g.price, "EUR", g.kind, "yes"].join(separator)
        })
    };
    let invoices = lines(
        "InvoiceNo;StockCode;Description;Quantity;InvoiceDate;UnitPrice;CustomerID;Customer Name",
        |order, line| {
            let (g, q) = order.lines[line];
            format!(
                "{};{};{};{q};{} 10:00;{};17850;{NAME}",
                order.number, g.sku, g.title, order.day, g.price
            )
        },
    );
    let german = lines(
        "Bestellnummer\tDatum\tKunde\tE-Mail\tArtikelnummer\tBezeichnung\tMenge\tEinzelpreis",
        |order, line| {
            let (g, q) = order.lines[line];
            format!(
                "{}\t{}\t{NAME}\t{EMAIL}\t{}\t{}\t{q}\t{}",
                order.number,
                order.day,
                g.sku,
                g.title,
                g.price.replace('.', ",")
            )
        },
    );
    vec![
        export(
            "catalog",
            "products, our columns",
            catalog(","),
            (6, 6),
            With::Orders,
        ),
        export(
            "catalog",
            "products, tabs",
            catalog("\t"),
            (6, 6),
            With::Orders,
        ),
        export(
            "orders",
            "lines of orders, our columns",
            generic_orders(|g| g.sku.to_owned()),
            (120, 120),
            With::Nothing,
        ),
        export(
            "orders",
            "lines of orders, invoices",
            invoices,
            (120, 120),
            With::Nothing,
        ),
        export(
            "orders",
            "lines of orders, German",
            german,
            (120, 120),
            With::Nothing,
        ),
    ]
}
