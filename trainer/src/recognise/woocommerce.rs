//! WooCommerce: the products CSV in the shop's own language, orders of the interface as JSON, and the tables of order-export plugins.
//!
//! The products CSV has its headers translated, but always in one order, and the cells of two columns are never translated: the kind
//! of a product and its visibility. So a header that is in no list of ours is told by its place between known ones.

use super::layout::{From, Layout, Role, any, of, one, plain};
use super::sample::Sample;
use super::woocommerce_words::{KINDS, SEQUENCE, TAX_STATES, VISIBILITIES};

/// The products CSV, in English.
pub(super) static PRODUCTS: Layout = Layout {
    id: "woocommerce-products",
    name: "WooCommerce products",
    role: Role::Catalog,
    marks: &[
        &["id"],
        &["type"],
        &["name"],
        &[
            "regular price",
            "visibility in catalog",
            "in stock?",
            "parent",
        ],
    ],
    columns: &[
        one("product_id", &["id"]),
        one("platform_id", &["id"]),
        one("kind", &["type"]),
        one("sku", &["sku"]),
        one("title", &["name"]),
        one("published", &["published"]),
        one("visibility", &["visibility in catalog"]),
        one("sale_starts", &["date sale price starts"]),
        one("sale_ends", &["date sale price ends"]),
        one("in_stock", &["in stock?"]),
        one("stock", &["stock"]),
        one("stock_policy", &["backorders allowed?"]),
        one("sale_price", &["sale price"]),
        one("price", &["regular price"]),
        one("category", &["categories"]),
        one("image", &["images"]),
        one("parent", &["parent"]),
        one("grouped", &["grouped products"]),
        one("upsells", &["upsells"]),
        one("cross_sells", &["cross-sells"]),
        one("option1_name", &["attribute 1 name"]),
        one("option1_value", &["attribute 1 value(s)"]),
        one("option2_name", &["attribute 2 name"]),
        one("option2_value", &["attribute 2 value(s)"]),
        one("option3_name", &["attribute 3 name"]),
        one("option3_value", &["attribute 3 value(s)"]),
        any("brand", &["brands", "brand", "meta: _brand", "meta: brand"]),
        any("url", &["permalink", "product url", "url"]),
        of(
            "attributes",
            From::Pairs(&[
                ("attribute 1 name", "attribute 1 value(s)"),
                ("attribute 2 name", "attribute 2 value(s)"),
                ("attribute 3 name", "attribute 3 value(s)"),
                ("attribute 4 name", "attribute 4 value(s)"),
                ("attribute 5 name", "attribute 5 value(s)"),
                ("attribute 6 name", "attribute 6 value(s)"),
                ("attribute 7 name", "attribute 7 value(s)"),
                ("attribute 8 name", "attribute 8 value(s)"),
                ("attribute 9 name", "attribute 9 value(s)"),
                ("attribute 10 name", "attribute 10 value(s)"),
            ]),
        ),
    ],
    unused: &[
        "gtin, upc, ean, or isbn",
        "is featured?",
        "short description",
        "description",
        "tax status",
        "tax class",
        "low stock amount",
        "sold individually?",
        "weight",
        "length",
        "width",
        "height",
        "allow customer reviews?",
        "purchase note",
        "tags",
        "shipping class",
        "download limit",
        "download expiry days",
        "external url",
        "button text",
        "position",
    ],
};

/// Orders as the interface answers them: an object an order.
pub(super) static ORDERS_JSON: Layout = Layout {
    id: "woocommerce-orders-json",
    name: "WooCommerce orders (JSON)",
    role: Role::Orders,
    marks: &[
        &["id", "number"],
        &["line_items.product_id"],
        &["date_created_gmt", "date_created", "order_key"],
    ],
    columns: &[
        any("order_id", &["id", "number"]),
        any("time", &["date_created_gmt", "date_created"]),
        any(
            "product_id",
            &["line_items.product_id", "line_items.sku", "line_items.name"],
        ),
        one("variation_id", &["line_items.variation_id"]),
        one("sku", &["line_items.sku"]),
        any("title", &["line_items.name", "line_items.parent_name"]),
        one("quantity", &["line_items.quantity"]),
        one("unit_price", &["line_items.price"]),
        one("line_total", &["line_items.total"]),
        one("currency", &["currency"]),
        any("customer_id", &["customer_id", "billing.email"]),
        one("status", &["status"]),
        one("refunded_amount", &["refunds.total"]),
        one("image", &["line_items.image.src"]),
    ],
    unused: &[
        "total",
        "discount_total",
        "shipping_total",
        "cart_tax",
        "prices_include_tax",
        "payment_method",
        "version",
        "date_completed",
        "date_paid",
        "line_items.subtotal",
        "line_items.taxes",
    ],
};

/// Products as the interface answers them.
pub(super) static PRODUCTS_JSON: Layout = Layout {
    id: "woocommerce-products-json",
    name: "WooCommerce products (JSON)",
    role: Role::Catalog,
    marks: &[
        &["id"],
        &["name"],
        &["permalink"],
        &["regular_price", "stock_status"],
    ],
    columns: &[
        one("product_id", &["id"]),
        one("platform_id", &["id"]),
        one("sku", &["sku"]),
        one("title", &["name"]),
        one("url", &["permalink"]),
        one("kind", &["type"]),
        one("status", &["status"]),
        one("visibility", &["catalog_visibility"]),
        any("price", &["regular_price", "price"]),
        one("sale_price", &["sale_price"]),
        one("sale_starts", &["date_on_sale_from"]),
        one("sale_ends", &["date_on_sale_to"]),
        one("in_stock", &["stock_status"]),
        one("stock", &["stock_quantity"]),
        one("stock_policy", &["backorders"]),
        one("tracked", &["manage_stock"]),
        one("category", &["categories.name"]),
        one("brand", &["brands.name"]),
        one("image", &["images.src"]),
        one("upsells", &["upsell_ids"]),
        one("cross_sells", &["cross_sell_ids"]),
        one("grouped", &["grouped_products"]),
    ],
    unused: &[
        "slug",
        "description",
        "short_description",
        "tags.name",
        "weight",
        "total_sales",
        "average_rating",
    ],
};

/// Tables of order-export plugins: a row a line, or a row an order whose lines stand in further columns or in one cell.
pub(super) static ORDERS: Layout = Layout {
    id: "woocommerce-orders",
    name: "WooCommerce orders (export plugin)",
    role: Role::Orders,
    marks: &[
        &["order number", "order id", "order #"],
        &[
            "order date",
            "date",
            "order date (gmt)",
            "paid date",
            "date completed",
        ],
        &["order status", "status"],
        &[
            "item name",
            "product name",
            "item sku",
            "sku",
            "line items",
            "line item 1",
            "product(s)",
            "product item 1 name",
            "product name #1",
            "sku #1",
            "item #1",
            "product id #1",
            "products",
            "product name 1",
            "item name 1",
            "product id",
            "sku 1",
            "product 1 name",
            "item 1 name",
        ],
        &[
            "order currency",
            "currency",
            "item total",
            "quantity (- refund)",
            "item cost",
            "customer note",
            "line items",
            "line item 1",
            "n. revenue",
            "net sales",
            "items sold",
            "order total",
            "order total amount",
            "item subtotal",
            "order subtotal amount",
            "product item 1 name",
            "item quantity",
            "coupon code",
            "payment method title",
        ],
    ],
    columns: &[
        any(
            "order_id",
            &[
                "order number",
                "order id",
                "order #",
                "order number formatted",
            ],
        ),
        any(
            "time",
            &[
                "order date",
                "order date (gmt)",
                "date",
                "paid date",
                "date paid",
                "date completed",
                "completed date",
            ],
        ),
        any(
            "product_id",
            &[
                "product id",
                "item product id",
                "item id product",
                "sku",
                "item sku",
                "product sku",
                "item name",
                "product name",
                "item title",
            ],
        ),
        any(
            "variation_id",
            &["variation id", "item variation id", "product variation id"],
        ),
        any("sku", &["sku", "item sku", "product sku"]),
        any(
            "title",
            &["item name", "product name", "item title", "product title"],
        ),
        any(
            "quantity",
            &[
                "quantity",
                "quantity (- refund)",
                "item quantity",
                "qty",
                "product quantity",
                "item qty",
            ],
        ),
        any(
            "unit_price",
            &[
                "item cost",
                "item price",
                "product price",
                "unit price",
                "product unit price",
            ],
        ),
        any(
            "line_total",
            &[
                "item total",
                "line total",
                "order line total",
                "order line total ( refund)",
                "product total",
                "total price",
                "item total amount",
            ],
        ),
        any("currency", &["order currency", "currency"]),
        any(
            "customer_id",
            &[
                "customer id",
                "customer user id",
                "customer user",
                "user id",
                "customer email",
                "email (billing)",
                "billing email",
                "billing email address",
                "email",
            ],
        ),
        any("status", &["order status", "status"]),
        any(
            "refunded_quantity",
            &["item refunded qty", "refunded quantity", "qty refunded"],
        ),
        any("refunded_amount", &["item refunded"]),
    ],
    unused: &[
        "shipping total",
        "shipping tax total",
        "fee total",
        "fee tax total",
        "tax total",
        "discount total",
        "order total",
        "order subtotal amount",
        "cart discount amount",
        "order shipping amount",
        "order refund amount",
        "order total amount",
        "order total tax amount",
        "item #",
        "item meta",
        "item subtotal",
        "coupon code",
        "coupon items",
        "shipping items",
        "fee items",
        "tax items",
        "refunds",
        "order notes",
        "download permissions",
        "items sold",
        "net sales",
        "n. revenue",
        "customer type",
        "attribution",
        "order key",
    ],
};

/// The headers of a products CSV in English, if it is one in another language.
pub(super) fn in_english(sample: &Sample) -> Option<Vec<String>> {
    let kind = column_of(sample, KINDS)?;
    let headers: Vec<String> = sample.headers.iter().map(|header| plain(header)).collect();
    let word = |header: &String| {
        let mut words = SEQUENCE.iter();
        words.position(|word| {
            plain(word.english) == *header || word.others.iter().any(|o| plain(o) == *header)
        })
    };
    // Units in brackets differ from shop to shop.
    let bare = |header: &String| header.split_once(" (").map(|(word, _)| word.to_owned());
    let mut places: Vec<Option<usize>> = headers
        .iter()
        .map(|header| word(header).or_else(|| word(&bare(header)?)))
        .collect();
    let at = |english: &str| SEQUENCE.iter().position(|word| word.english == english);
    let mut put = |column: usize, english: &str| {
        if let Some(place) = places.get_mut(column) {
            *place = at(english);
        }
    };
    put(kind, "Type");
    if let Some(visibility) = column_of(sample, VISIBILITIES) {
        put(visibility, "Visibility in catalog");
    }
    if let Some(tax) = column_of(sample, TAX_STATES) {
        put(tax, "Tax status");
    }
    let is_link = |cell: &str| cell.starts_with("http");
    if let Some(images) = (0..sample.headers.len()).find(|at| sample.mostly(*at, 90, is_link)) {
        put(images, "Images");
    }
    only_rising(&mut places);
    // What stands behind the rest has a number or a colon.
    let of_plugin = |header: &String| header.contains(|c: char| c == ':' || c.is_ascii_digit());
    let end = headers.iter().position(of_plugin).unwrap_or(headers.len());
    fill(&mut places, end);
    let has = |english: &str| {
        places
            .iter()
            .flatten()
            .any(|place| Some(*place) == at(english))
    };
    if !(has("ID") && has("Name") && (has("Regular price") || has("Categories"))) {
        return None;
    }
    let mut english: Vec<String> = places
        .iter()
        .zip(&sample.headers)
        .map(|(place, header)| {
            let word = place.and_then(|place| SEQUENCE.get(place));
            word.map_or_else(|| header.clone(), |word| word.english.to_owned())
        })
        .collect();
    name_attributes(&mut english, &places);
    Some(english)
}

/// The column whose cells are all of these words, several by comma.
fn column_of(sample: &Sample, words: &[&str]) -> Option<usize> {
    (0..sample.headers.len()).find(|&column| {
        let mut cells = sample
            .cells(column)
            .filter(|cell| !cell.is_empty())
            .peekable();
        let is_one = |cell: &str| cell.split(',').all(|part| words.contains(&part.trim()));
        cells.peek().is_some() && cells.all(is_one)
    })
}

/// Takes back what stands out of the one order that there is: a header of a plugin that is called as one of ours.
fn only_rising(places: &mut [Option<usize>]) {
    let mut last = None;
    for place in places {
        if *place <= last && place.is_some() {
            *place = None;
        }
        last = last.max(*place);
    }
}

/// Names headers by their place: between two that are known stand as many as in the sequence, with or without those that not every
/// version has.
fn fill(places: &mut [Option<usize>], end: usize) {
    let mut known: Vec<(usize, usize)> = places
        .iter()
        .enumerate()
        .filter_map(|(at, place)| Some((at, (*place)?)))
        .collect();
    if known.last().is_some_and(|(at, _)| *at < end) {
        known.push((end, SEQUENCE.len()));
    }
    // Before the first stand as many as the sequence has there.
    if let Some(&(at, place)) = known.first()
        && at == place
    {
        for (number, slot) in places.iter_mut().take(at).enumerate() {
            *slot = Some(number);
        }
    }
    for pair in known.windows(2) {
        let [(from, first), (to, last)] = pair else {
            continue;
        };
        let between: Vec<usize> = (first + 1..*last).collect();
        let always: Vec<usize> = between
            .iter()
            .copied()
            .filter(|at| SEQUENCE.get(*at).is_some_and(|word| word.always))
            .collect();
        let count = to - from - 1;
        let names = if count == between.len() {
            between
        } else if count == always.len() {
            always
        } else {
            continue;
        };
        for (place, name) in places.iter_mut().skip(from + 1).zip(names) {
            *place = Some(name);
        }
    }
}

/// Attributes stand behind the rest, each with its number: first its name, then its values.
fn name_attributes(english: &mut [String], places: &[Option<usize>]) {
    let behind = places
        .iter()
        .rposition(Option::is_some)
        .map_or(0, |at| at + 1);
    for number in 1..=10_u32 {
        let mut parts = ["name", "value(s)"].into_iter();
        for header in english.iter_mut().skip(behind) {
            let mut numbers = header.split(|c: char| !c.is_ascii_digit());
            let is_of = !header.contains(':') && numbers.any(|digits| digits == number.to_string());
            if let Some(part) = is_of.then(|| parts.next()).flatten() {
                *header = format!("Attribute {number} {part}");
            }
        }
    }
}
