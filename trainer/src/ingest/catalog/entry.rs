//! One product of a catalog.

use super::{Hidden, ProductKind, Role, SalePrice};
use crate::ingest::vote::Vote;

/// One product of a catalog. Texts are numbers of [`Catalog::texts`].
#[derive(Clone, Debug, Default)]
pub struct CatalogEntry {
    /// Number of the product in the interner of product ids.
    pub product: u32,
    /// Title that most rows of the product give; of a variant with its name.
    pub title: Vote<u32>,
    /// Price in minor units that most rows of the product give, or the lowest of its variants; only prices above zero.
    pub price: Vote<i64>,
    /// A lower price that holds for a while.
    pub sale: Option<SalePrice>,
    /// Link to the product's page.
    pub url: Option<u32>,
    /// Link to its picture.
    pub image: Option<u32>,
    /// Category, levels split by ` > `.
    pub category: Option<u32>,
    /// Brand.
    pub brand: Option<u32>,
    /// `key=value|…`.
    pub attributes: Option<u32>,
    /// Key of the family of variants.
    pub group: Option<u32>,
    /// Whether it can be bought; true unless the catalog says no.
    pub in_stock: bool,
    /// Why shoppers may not see it, if so.
    pub hidden: Option<Hidden>,
    /// What kind of thing it is.
    pub kind: ProductKind,
    /// The entry on whose page it is chosen.
    pub parent: Option<u32>,
    /// Other names of it: numbers of texts.
    pub names: Vec<u32>,
    /// What the merchant shows with it, by the names that the file uses.
    pub links: Vec<(LinkKind, u32)>,
}

impl CatalogEntry {
    /// Its price at a moment: that of a sale which holds, else the regular one.
    #[must_use]
    pub fn price_at(&self, now: Option<i64>) -> Option<i64> {
        let regular = self.price.winner();
        let sale = self
            .sale
            .filter(|sale| sale.holds(now))
            .map(|sale| sale.price);
        match (regular, sale) {
            (Some(regular), Some(sale)) => Some(regular.min(sale)),
            (regular, sale) => sale.or(regular),
        }
    }

    /// Whether it is a page on which something else is chosen.
    #[must_use]
    pub fn is_parent(&self) -> bool {
        matches!(self.kind.role, Role::Variable | Role::Grouped)
    }
}

/// How the merchant shows one product with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    /// To complete it: cross-sells, complementary and related products.
    Complement,
    /// In its place: upsells.
    Upsell,
}
