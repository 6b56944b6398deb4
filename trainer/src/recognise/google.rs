//! Google's Merchant Center: the feed of products as a table or as XML, which Meta, Pinterest and others take too.

use super::layout::{From, Layout, Role, any, of, one};

/// The feed.
pub(super) static FEED: Layout = Layout {
    id: "google-products",
    name: "Google Merchant Center feed",
    role: Role::Catalog,
    marks: &[
        &["id"],
        &["title"],
        &["link"],
        &[
            "image link",
            "availability",
            "google product category",
            "product type",
        ],
    ],
    columns: &[
        one("product_id", &["id"]),
        one("title", &["title"]),
        one("url", &["link"]),
        any("image", &["image link", "additional image link"]),
        one("in_stock", &["availability"]),
        one("price", &["price"]),
        one("sale_price", &["sale price"]),
        one("sale_effective", &["sale price effective date"]),
        one("item_group_id", &["item group id"]),
        any(
            "category",
            &[
                "product type",
                "google product category",
                "fb product category",
            ],
        ),
        one("brand", &["brand"]),
        of(
            "attributes",
            From::Named(&[
                "color",
                "size",
                "material",
                "pattern",
                "age group",
                "gender",
            ]),
        ),
        // What tells variants of one title apart.
        one("option1_value", &["color"]),
        one("option2_value", &["size"]),
        one("option3_value", &["pattern"]),
        one("cost", &["cost of goods sold"]),
    ],
    unused: &[
        "description",
        "gtin",
        "mpn",
        "condition",
        "identifier exists",
        "shipping",
        "shipping weight",
        "tax",
        "adult",
        "custom label 0",
        "custom label 1",
        "custom label 2",
        "custom label 3",
        "custom label 4",
        "multipack",
        "unit pricing measure",
        "unit pricing base measure",
        "mobile link",
        "product highlight",
        "inventory",
    ],
};
