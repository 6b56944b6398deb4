//! The tables that are read, each with its columns.

/// One column of a table.
#[derive(Debug)]
pub struct Column {
    /// Its name, which is also the header looked for.
    pub name: &'static str,
    /// Whether the table is useless without it.
    pub required: bool,
    /// Headers of platforms that mean this and nothing else: taken where its own name is not there and nothing is mapped.
    /// What is said in brackets of a header counts too (`Complementary products (product.metafields.…)`).
    pub also: &'static [&'static str],
    /// Headers that other exports use for it: suggested in errors, never taken silently.
    pub seen_as: &'static [&'static str],
}

/// The columns of one table.
#[derive(Debug)]
pub struct Schema {
    /// The name before the dot in `--map`.
    pub table: &'static str,
    /// All columns that are read.
    pub columns: &'static [Column],
}

const fn required(name: &'static str, seen_as: &'static [&'static str]) -> Column {
    Column {
        name,
        required: true,
        also: &[],
        seen_as,
    }
}

const fn optional(name: &'static str, seen_as: &'static [&'static str]) -> Column {
    Column {
        name,
        required: false,
        also: &[],
        seen_as,
    }
}

/// A column that platforms have under headers of their own.
const fn known(name: &'static str, also: &'static [&'static str]) -> Column {
    Column {
        name,
        required: false,
        also,
        seen_as: &[],
    }
}

const PRODUCT_ID: &[&str] = &[
    "item_id",
    "sku",
    "stockcode",
    "id",
    "product",
    "lineitem sku",
    "variant sku",
];
const TITLE: &[&str] = &[
    "name",
    "description",
    "item_name",
    "product_name",
    "lineitem name",
];

/// The catalog: one row a product.
pub static CATALOG: Schema = Schema {
    table: "catalog",
    columns: &[
        required("product_id", PRODUCT_ID),
        required("title", TITLE),
        optional(
            "price",
            &["unitprice", "unit_price", "variant price", "regular price"],
        ),
        optional("currency", &[]),
        optional("url", &["link"]),
        optional("image", &["image_link", "image src", "images"]),
        optional("category", &["product_type", "categories", "type"]),
        optional("brand", &["vendor"]),
        optional("in_stock", &["availability", "in stock?"]),
        optional("attributes", &[]),
        optional("item_group_id", &["parent", "handle"]),
        // For policies only; they stay in the shop.
        optional("margin", &[]),
        optional("cost", &["cost per item"]),
        // A variant's own picture.
        known("variant_image", &["variant image", "variant image url"]),
        // Whether it can be bought, where `in_stock` does not say; and for policies.
        known(
            "stock",
            &["inventory quantity", "variant inventory qty", "qty"],
        ),
        known(
            "stock_policy",
            &[
                "continue selling when out of stock",
                "variant inventory policy",
                "backorders allowed?",
                "allow_backorders",
            ],
        ),
        known(
            "tracked",
            &[
                "inventory tracker",
                "variant inventory tracker",
                "manage_stock",
            ],
        ),
        // Other names of the same product, by which orders, links and parents may call it.
        known("sku", &["variant sku"]),
        known("platform_id", &["id"]),
        known("handle", &["url handle", "url_key"]),
        // What shoppers may see.
        known("status", &[]),
        known(
            "published",
            &["published on online store", "product_online"],
        ),
        known("visibility", &["visibility in catalog"]),
        // What kind of thing it is: simple, variable, variation, configurable, virtual …
        known("kind", &["type", "product_type"]),
        known("gift_card", &["gift card"]),
        known(
            "requires_shipping",
            &["requires shipping", "variant requires shipping"],
        ),
        // Families.
        known("parent", &[]),
        known("variations", &["configurable_variations"]),
        known("grouped", &["grouped products", "associated_skus"]),
        known("variant", &["variant title"]),
        known("option1_name", &["option1 name", "attribute 1 name"]),
        known(
            "option1_value",
            &["option1 value", "attribute 1 value(s)", "color", "colour"],
        ),
        known("option2_name", &["option2 name", "attribute 2 name"]),
        known(
            "option2_value",
            &["option2 value", "attribute 2 value(s)", "size"],
        ),
        known("option3_name", &["option3 name", "attribute 3 name"]),
        known("option3_value", &["option3 value", "attribute 3 value(s)"]),
        // The price of a sale, and when it holds.
        known("sale_price", &["sale price", "special_price"]),
        known(
            "sale_starts",
            &["date sale price starts", "special_price_from_date"],
        ),
        known(
            "sale_ends",
            &["date sale price ends", "special_price_to_date"],
        ),
        known("sale_effective", &["sale_price_effective_date"]),
        // What the merchant chose by hand.
        known("upsells", &["upsell_skus"]),
        known("cross_sells", &["cross-sells", "crosssell_skus"]),
        known(
            "related",
            &[
                "related_skus",
                "product.metafields.shopify--discovery--product_recommendation.related_products",
            ],
        ),
        known(
            "complementary",
            &[
                "product.metafields.shopify--discovery--product_recommendation.complementary_products",
            ],
        ),
    ],
};

/// The orders: one row a line of an order.
pub static ORDERS: Schema = Schema {
    table: "orders",
    columns: &[
        required(
            "order_id",
            &["invoiceno", "invoice", "order", "name", "transaction_id"],
        ),
        required(
            "time",
            &[
                "ts",
                "date",
                "invoicedate",
                "created at",
                "created_at",
                "timestamp",
                "date_created_gmt",
            ],
        ),
        required("product_id", PRODUCT_ID),
        optional("quantity", &["qty", "lineitem quantity"]),
        optional("unit_price", &["price", "unitprice", "lineitem price"]),
        optional("currency", &[]),
        optional(
            "customer_id",
            &["customerid", "customer", "email", "user_id"],
        ),
        Column {
            name: "title",
            required: false,
            also: &["lineitem name"],
            seen_as: TITLE,
        },
        // The option that was chosen, where the title does not say it.
        known("variant", &["variations"]),
        // What the product is, for a shop that gives no catalog.
        known("category", &[]),
        known("brand", &[]),
        known("url", &[]),
        known("image", &[]),
        // Other names of what was sold.
        known("sku", &["lineitem sku"]),
        known("variation_id", &["variation id", "item variation id"]),
        // What became of the order, and of the line.
        known("status", &["order status", "order_status"]),
        known(
            "financial_status",
            &["financial status", "payment status", "payment_status"],
        ),
        known("cancelled_at", &["cancelled at", "canceled at"]),
        known(
            "refunded_quantity",
            &[
                "refunded quantity",
                "quantity refunded",
                "qty refunded",
                "qty_refunded",
            ],
        ),
        known("refunded_amount", &["refunded amount", "amount_refunded"]),
        // What was paid: the line's total stands in for a price of a piece.
        known(
            "line_total",
            &["item_total", "item total", "line total", "line_total"],
        ),
    ],
};

/// The sessions: one row an event.
pub static SESSIONS: Schema = Schema {
    table: "sessions",
    columns: &[
        required(
            "session_id",
            &["sessionid", "session", "ga_session_id", "visit_id"],
        ),
        required("time", &["ts", "timestamp", "event_timestamp", "date"]),
        required("product_id", PRODUCT_ID),
        optional("event", &["event_name", "action", "event_type"]),
        optional("value", &[]),
        // What the product is, for a shop that gives no catalog.
        known("title", &[]),
        known("category", &[]),
        known("brand", &[]),
        known("price", &[]),
        known("currency", &[]),
        known("url", &[]),
        known("image", &[]),
    ],
};

/// The offers: one row an offer.
pub static OFFERS: Schema = Schema {
    table: "offers",
    columns: &[
        required("offer_id", &["id", "promotion_id", "name"]),
        optional("product_id", PRODUCT_ID),
        optional("category", &["product_type", "categories"]),
        required("kind", &["type"]),
        optional("offer_price", &["price", "sale_price"]),
        optional("currency", &[]),
        required("starts_at", &["start", "starts", "from"]),
        required("ends_at", &["end", "ends", "to"]),
        optional("lowest_price_30d", &[]),
        optional("terms", &[]),
        optional("hours_after_order", &[]),
    ],
};

/// The offers that stand in a catalog: sale prices with their dates.
pub(crate) static SALES: Schema = Schema {
    table: "offers",
    columns: &[
        required("product_id", PRODUCT_ID),
        required("offer_price", &[]),
        optional("currency", &[]),
        optional("regular_price", &[]),
        optional("lowest_price_30d", &[]),
        optional("starts_at", &[]),
        optional("ends_at", &[]),
        optional("effective", &[]),
        // Other names of the product, and whether shoppers may see it.
        optional("sku", &[]),
        optional("platform_id", &[]),
        optional("status", &[]),
        optional("published", &[]),
        optional("visibility", &[]),
    ],
};

pub(super) static TABLES: [&Schema; 4] = [&CATALOG, &ORDERS, &SESSIONS, &OFFERS];
