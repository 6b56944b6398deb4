//! Magento 2 and Adobe Commerce: the export of `catalog_product`, and tables of the lines of orders.

use super::layout::{From, Layout, Role, any, of, one};

/// The products CSV: a row a product and store view.
pub(super) static PRODUCTS: Layout = Layout {
    id: "magento-products",
    name: "Magento 2 products",
    role: Role::Catalog,
    marks: &[
        &["sku"],
        &["name"],
        &["product_type", "attribute_set_code", "_type"],
        &[
            "product_online",
            "url_key",
            "product_websites",
            "store_view_code",
        ],
    ],
    columns: &[
        one("product_id", &["sku"]),
        one("sku", &["sku"]),
        one("title", &["name"]),
        one("kind", &["product_type", "_type"]),
        one("category", &["categories"]),
        one("published", &["product_online"]),
        one("visibility", &["visibility"]),
        one("price", &["price"]),
        one("sale_price", &["special_price"]),
        one("sale_starts", &["special_price_from_date"]),
        one("sale_ends", &["special_price_to_date"]),
        one("handle", &["url_key"]),
        // A path in the folder of pictures.
        of(
            "image",
            From::Around("/media/catalog/product", "base_image", ""),
        ),
        of(
            "image",
            From::Around("/media/catalog/product", "small_image", ""),
        ),
        of("attributes", From::Listed("additional_attributes")),
        any("brand", &["manufacturer", "brand"]),
        one("in_stock", &["is_in_stock"]),
        one("stock", &["qty"]),
        one("tracked", &["manage_stock"]),
        one("stock_policy", &["allow_backorders"]),
        one("related", &["related_skus"]),
        one("cross_sells", &["crosssell_skus"]),
        one("upsells", &["upsell_skus"]),
        one("grouped", &["associated_skus"]),
        one("variations", &["configurable_variations"]),
        one("cost", &["cost"]),
    ],
    unused: &[
        "store_view_code",
        "attribute_set_code",
        "product_websites",
        "description",
        "short_description",
        "weight",
        "tax_class_name",
        "meta_title",
        "meta_keywords",
        "meta_description",
        "created_at",
        "updated_at",
        "new_from_date",
        "new_to_date",
        "display_product_options_in",
        "msrp_price",
        "map_price",
        "additional_images",
        "configurable_variation_labels",
        "bundle_price_type",
        "bundle_values",
        "custom_options",
    ],
};

/// Lines of orders, as extensions and the table `sales_order_item` have them.
pub(super) static ORDERS: Layout = Layout {
    id: "magento-orders",
    name: "Magento 2 lines of orders",
    role: Role::Orders,
    marks: &[
        &["increment_id", "order_increment_id", "order_id", "order #"],
        &["qty_ordered", "item_qty_ordered"],
        &["sku", "item_sku"],
    ],
    columns: &[
        one(
            "order_id",
            &["increment_id", "order_increment_id", "order_id", "order #"],
        ),
        one(
            "time",
            &[
                "created_at",
                "order_created_at",
                "purchased_date",
                "purchase_date",
            ],
        ),
        one("product_id", &["sku", "item_sku"]),
        one("sku", &["sku", "item_sku"]),
        one("title", &["name", "item_name", "product_name"]),
        one("quantity", &["qty_ordered", "item_qty_ordered"]),
        one("unit_price", &["price", "item_price"]),
        one("line_total", &["row_total", "item_row_total"]),
        one(
            "currency",
            &["order_currency_code", "base_currency_code", "currency"],
        ),
        any("customer_id", &["customer_id", "customer_email"]),
        // Its words are not everybody's: what is closed was paid back.
        of("status", From::Around("magento state ", "status", "")),
        of("status", From::Around("magento state ", "order_status", "")),
        one("refunded_quantity", &["qty_refunded"]),
        one("refunded_amount", &["amount_refunded"]),
    ],
    unused: &[
        "store_id",
        "grand_total",
        "subtotal",
        "qty_invoiced",
        "qty_shipped",
        "qty_canceled",
        "tax_amount",
    ],
};
