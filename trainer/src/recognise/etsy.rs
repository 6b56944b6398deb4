//! Etsy: items sold, and listings.

use super::layout::{From, Layout, Role, any, of, one};

/// `EtsySoldOrderItems`: a row a line.
pub(super) static ORDERS: Layout = Layout {
    id: "etsy-orders",
    name: "Etsy sold items",
    role: Role::Orders,
    marks: &[
        &["sale date"],
        &["item name"],
        &["listing id", "transaction id"],
        &["order id"],
    ],
    columns: &[
        one("order_id", &["order id"]),
        one("time", &["sale date"]),
        any("product_id", &["listing id", "sku", "item name"]),
        one("sku", &["sku"]),
        one("title", &["item name"]),
        one("variant", &["variations"]),
        one("quantity", &["quantity"]),
        one("unit_price", &["price"]),
        one("line_total", &["item total"]),
        one("currency", &["currency"]),
        one("customer_id", &["buyer user id", "buyer"]),
    ],
    unused: &[
        "transaction id",
        "coupon code",
        "coupon details",
        "shipping discount",
        "order shipping",
        "order sales tax",
        "date paid",
        "date shipped",
        "order type",
        "listings type",
        "payment type",
        "vat paid by buyer",
        "inperson discount",
        "inperson location",
    ],
};

/// `EtsyListingsDownload`: a row a listing. It names no listing id.
pub(super) static LISTINGS: Layout = Layout {
    id: "etsy-listings",
    name: "Etsy listings",
    role: Role::Catalog,
    marks: &[
        &["title"],
        &["price"],
        &["currency_code"],
        &["quantity"],
        &["image1", "materials", "variation 1 type"],
    ],
    columns: &[
        any("product_id", &["sku", "title"]),
        one("sku", &["sku"]),
        one("title", &["title"]),
        one("price", &["price"]),
        one("currency", &["currency_code"]),
        one("stock", &["quantity"]),
        any("image", &["image1", "image2", "image3"]),
        of(
            "attributes",
            From::Pairs(&[
                ("variation 1 name", "variation 1 values"),
                ("variation 2 name", "variation 2 values"),
            ]),
        ),
    ],
    unused: &[
        "description",
        "tags",
        "materials",
        "image4",
        "image5",
        "image6",
        "image7",
        "image8",
        "image9",
        "image10",
        "variation 1 type",
        "variation 2 type",
    ],
};
