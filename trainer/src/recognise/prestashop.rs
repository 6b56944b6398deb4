//! PrestaShop: the list of products and the file of its importer, and the lines of orders as its SQL manager gives them.

use super::layout::{From, Layout, Role, any, of, one};

/// Headers of prices, with taxes before those without, and a few more.
macro_rules! prices {
    ($($more:literal),*) => {
        &[
            "price (tax incl.)",
            "price tax included",
            "final price",
            "prix (ttc)",
            "prix final",
            "preis (inkl. mwst.)",
            "precio (imp. incl.)",
            "precio (con impuestos)",
            "prezzo (tasse incl.)",
            "prezzo (iva inclusa)",
            "cena (brutto)",
            "prijs (incl. btw)",
            "preço (c/ iva)",
            "price tax excluded",
            "price (tax excl.)",
            "base price",
            "prix (ht)",
            "prix de base",
            "preis (exkl. mwst.)",
            "preis (zzgl. mwst.)",
            "preis (ohne mwst.)",
            "precio (imp. excl.)",
            "precio (sin impuestos)",
            "prezzo (tasse escl.)",
            "prezzo (iva esclusa)",
            "cena (netto)",
            "prijs (excl. btw)",
            "preço (s/ iva)",
            "price tax excluded or price tax included",
            $($more),*
        ]
    };
}

/// Products, in the words of the list of products, of the importer and of the database.
pub(super) static PRODUCTS: Layout = Layout {
    id: "prestashop-products",
    name: "PrestaShop products",
    role: Role::Catalog,
    marks: &[
        IDS,
        NAMES,
        REFERENCES,
        prices!("active (0/1)", "wholesale price", "id category default"),
    ],
    columns: &[
        one("product_id", IDS),
        one("platform_id", IDS),
        one("sku", REFERENCES),
        one("title", NAMES),
        one("price", prices!("price")),
        any(
            "category",
            &[
                "category",
                "categories (x,y,z...)",
                "catégorie",
                "categories",
                "category name",
                "categoría",
                "categoria",
                "kategorie",
                "kategoria",
                "categorie",
            ],
        ),
        one("brand", &["manufacturer", "brand", "marque", "fabricant"]),
        one(
            "stock",
            &[
                "quantity",
                "quantité",
                "cantidad",
                "quantità",
                "menge",
                "anzahl",
                "ilość",
                "aantal",
                "quantidade",
            ],
        ),
        one(
            "published",
            &[
                "active (0/1)",
                "active",
                "status",
                "displayed",
                "état",
                "statut",
                "estado",
                "stato",
            ],
        ),
        any(
            "image",
            &["image urls (x,y,z...)", "image url", "image", "photo"],
        ),
        one("url", &["product url", "link"]),
        one("cost", &["wholesale price"]),
    ],
    unused: &[
        "position",
        "tax rules id",
        "on sale (0/1)",
        "discount amount",
        "discount percent",
        "supplier",
        "supplier reference #",
        "ean13",
        "upc",
        "ecotax",
        "width",
        "height",
        "depth",
        "weight",
        "short description",
        "description",
        "tags (x,y,z...)",
        "meta title",
        "meta keywords",
        "meta description",
        "url rewritten",
        "condition",
        "minimal quantity",
    ],
};

/// Lines of orders.
pub(super) static ORDERS: Layout = Layout {
    id: "prestashop-orders",
    name: "PrestaShop lines of orders",
    role: Role::Orders,
    marks: &[
        &["id order", "order reference", "reference"],
        &["product quantity"],
        &["product id", "product reference", "product name"],
    ],
    columns: &[
        one("order_id", &["id order", "order reference", "reference"]),
        one("time", &["date add", "order date", "invoice date", "date"]),
        any(
            "product_id",
            &["product id", "product reference", "product name"],
        ),
        one("sku", &["product reference"]),
        // Not `product_attribute_id`: combinations are numbered for themselves, and 12 of them is another product's id.
        one("title", &["product name"]),
        one("quantity", &["product quantity"]),
        any(
            "unit_price",
            &[
                "unit price tax incl",
                "unit price tax excl",
                "product price",
            ],
        ),
        one("line_total", &["total price tax incl"]),
        one("currency", &["iso code", "currency"]),
        one("customer_id", &["id customer"]),
        one("status", &["order state", "state name", "status", "state"]),
        // The database has the number of a state where exports have its name.
        of(
            "status",
            From::Around("prestashop state ", "current state", ""),
        ),
        of(
            "status",
            From::Around("prestashop state ", "id order state", ""),
        ),
        one("refunded_quantity", &["product quantity refunded"]),
    ],
    unused: &[
        "payment",
        "total paid",
        "total products",
        "total shipping",
        "product attribute id",
    ],
};

const IDS: &[&str] = &[
    "product id",
    "id product",
    "id",
    "id produit",
    "id producto",
    "id prodotto",
    "produkt id",
    "id produktu",
    "id do produto",
];
const NAMES: &[&str] = &["name", "nom", "nombre", "nome", "nazwa", "naam"];
const REFERENCES: &[&str] = &[
    "reference",
    "reference #",
    "référence",
    "referencia",
    "riferimento",
    "artikelnr",
    "artikel nr.",
    "referenz",
    "indeks",
    "referentie",
    "referência",
];
