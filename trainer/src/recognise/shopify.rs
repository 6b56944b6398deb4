//! Shopify: exports of products (both headers) and of orders, and what its interface answers as JSON. Squarespace has the same
//! columns of orders.

use super::layout::{From, Layout, Role, any, of, one};

/// The products CSV: a row a variant or a picture; rows of a product share the handle.
pub(super) static PRODUCTS: Layout = Layout {
    id: "shopify-products",
    name: "Shopify products",
    role: Role::Catalog,
    marks: &[
        &["handle", "url handle"],
        &["title"],
        &[
            "variant price",
            "variant sku",
            "option1 name",
            "option1 value",
        ],
    ],
    columns: &[
        one("product_id", &["variant sku", "sku"]),
        one("sku", &["variant sku", "sku"]),
        one("handle", &["handle", "url handle"]),
        one("item_group_id", &["handle", "url handle"]),
        of("url", From::Around("/products/", "handle", "")),
        of("url", From::Around("/products/", "url handle", "")),
        one("title", &["title"]),
        one("price", &["variant price", "price"]),
        any(
            "image",
            &[
                "image src",
                "product image url",
                "variant image",
                "variant image url",
            ],
        ),
        any(
            "category",
            &[
                "type",
                "custom product type",
                "product category",
                "standard product type",
            ],
        ),
        one("brand", &["vendor"]),
        one("stock", &["variant inventory qty", "inventory quantity"]),
        one(
            "stock_policy",
            &[
                "variant inventory policy",
                "continue selling when out of stock",
            ],
        ),
        one(
            "tracked",
            &["variant inventory tracker", "inventory tracker"],
        ),
        one("status", &["status"]),
        one("published", &["published on online store", "published"]),
        one("gift_card", &["gift card"]),
        one(
            "requires_shipping",
            &["variant requires shipping", "requires shipping"],
        ),
        one("option1_name", &["option1 name"]),
        one("option1_value", &["option1 value"]),
        one("option2_name", &["option2 name"]),
        one("option2_value", &["option2 value"]),
        one("option3_name", &["option3 name"]),
        one("option3_value", &["option3 value"]),
        one("cost", &["cost per item"]),
        one(
            "complementary",
            &[
                "product.metafields.shopify--discovery--product_recommendation.complementary_products",
                "complementary products (product.metafields.shopify--discovery--product_recommendation.complementary_products)",
            ],
        ),
        one(
            "related",
            &[
                "product.metafields.shopify--discovery--product_recommendation.related_products",
                "related products (product.metafields.shopify--discovery--product_recommendation.related_products)",
            ],
        ),
    ],
    unused: &[
        "description",
        "body (html)",
        "tags",
        "compare at price",
        "variant compare at price",
        "variant grams",
        "weight value (grams)",
        "weight unit for display",
        "variant weight unit",
        "variant barcode",
        "barcode",
        "image position",
        "image alt text",
        "seo title",
        "seo description",
        "variant taxable",
        "charge tax",
        "tax code",
        "variant tax code",
        "fulfillment service",
        "variant fulfillment service",
        "collection",
    ],
};

/// The orders CSV: a row a line; what is of the order stands on its first row only.
pub(super) static ORDERS: Layout = Layout {
    id: "shopify-orders",
    name: "Shopify orders",
    role: Role::Orders,
    marks: &[
        &["name", "order id"],
        &["lineitem name", "lineitem sku"],
        &["lineitem quantity", "lineitem price"],
        &["created at", "paid at", "processed at"],
    ],
    columns: &[
        one("order_id", &["name", "order id", "id"]),
        any("time", &["created at", "processed at", "paid at"]),
        any("product_id", &["lineitem sku", "lineitem name"]),
        one("sku", &["lineitem sku"]),
        one("title", &["lineitem name"]),
        one("variant", &["lineitem variant"]),
        one("quantity", &["lineitem quantity"]),
        one("unit_price", &["lineitem price"]),
        one("currency", &["currency"]),
        any("customer_id", &["email", "phone"]),
        one("financial_status", &["financial status"]),
        one("cancelled_at", &["cancelled at"]),
        one("refunded_amount", &["refunded amount", "amount refunded"]),
        one("brand", &["vendor"]),
    ],
    unused: &[
        "fulfillment status",
        "fulfilled at",
        "subtotal",
        "shipping",
        "taxes",
        "total",
        "discount code",
        "discount amount",
        "shipping method",
        "lineitem compare at price",
        "lineitem requires shipping",
        "lineitem taxable",
        "lineitem fulfillment status",
        "outstanding balance",
        "location",
        "tags",
        "risk level",
        "source",
        "id",
        "tax 1 name",
        "tax 1 value",
        "duties",
        "payment reference",
    ],
};

/// Orders as the interface answers them.
pub(super) static ORDERS_JSON: Layout = Layout {
    id: "shopify-orders-json",
    name: "Shopify orders (JSON)",
    role: Role::Orders,
    marks: &[
        &[
            "line_items.variant_id",
            "lineItems.variant.id",
            "line_items.variant_title",
        ],
        &[
            "financial_status",
            "displayFinancialStatus",
            "order_number",
            "name",
        ],
    ],
    columns: &[
        any("order_id", &["name", "order_number", "id"]),
        any(
            "time",
            &["created_at", "createdAt", "processed_at", "processedAt"],
        ),
        any(
            "product_id",
            &[
                "line_items.sku",
                "lineItems.sku",
                "line_items.name",
                "lineItems.name",
                "line_items.title",
            ],
        ),
        one("sku", &["line_items.sku", "lineItems.sku"]),
        any(
            "title",
            &[
                "line_items.name",
                "lineItems.name",
                "line_items.title",
                "lineItems.title",
            ],
        ),
        // What is left of a line once pieces of it were taken out or paid back.
        one(
            "quantity",
            &[
                "line_items.current_quantity",
                "lineItems.currentQuantity",
                "line_items.quantity",
                "lineItems.quantity",
            ],
        ),
        any(
            "unit_price",
            &[
                "line_items.price",
                "lineItems.originalUnitPriceSet.shopMoney.amount",
            ],
        ),
        one("currency", &["currency", "currencyCode"]),
        any("customer_id", &["customer.id", "email"]),
        one(
            "financial_status",
            &["financial_status", "displayFinancialStatus"],
        ),
        one("cancelled_at", &["cancelled_at", "cancelledAt"]),
        one("brand", &["line_items.vendor", "lineItems.vendor"]),
    ],
    unused: &[
        "total_price",
        "subtotal_price",
        "fulfillment_status",
        "tags",
        "line_items.grams",
    ],
};

/// Products as the interface and `products.json` answer them: a row a variant.
pub(super) static PRODUCTS_JSON: Layout = Layout {
    id: "shopify-products-json",
    name: "Shopify products (JSON)",
    role: Role::Catalog,
    marks: &[
        &["handle"],
        &["title"],
        &["variants.price"],
        &["variants.id", "variants.sku"],
    ],
    columns: &[
        any("product_id", &["variants.sku", "variants.id"]),
        one("sku", &["variants.sku"]),
        one("platform_id", &["variants.id"]),
        one("handle", &["handle"]),
        one("item_group_id", &["handle"]),
        of("url", From::Around("/products/", "handle", "")),
        one("title", &["title"]),
        one("price", &["variants.price"]),
        any("image", &["image.src", "images.src"]),
        any("category", &["product_type"]),
        one("brand", &["vendor"]),
        one("in_stock", &["variants.available"]),
        one("stock", &["variants.inventory_quantity"]),
        one("stock_policy", &["variants.inventory_policy"]),
        one("tracked", &["variants.inventory_management"]),
        one("status", &["status"]),
        one("requires_shipping", &["variants.requires_shipping"]),
        one("option1_value", &["variants.option1"]),
        one("option2_value", &["variants.option2"]),
        one("option3_value", &["variants.option3"]),
    ],
    unused: &[
        "body_html",
        "tags",
        "published_at",
        "variants.compare_at_price",
        "variants.grams",
        "variants.barcode",
    ],
};
