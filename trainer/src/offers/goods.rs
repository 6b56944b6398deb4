//! What is known of the products that offers are on.

use std::collections::{BTreeMap, BTreeSet};

use setwise_core::catalog::ProductKey;
use setwise_core::offer::{Scope, category_key};

use crate::folder::{FolderError, SnapshotFolder};
use crate::ingest::{Catalog, Currency, Interner, OfferSheet, Product, Subject};

/// What of a product matters to an offer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Good {
    /// Minor units.
    pub(super) price: Option<i64>,
    /// Keys of its category and of those above it.
    pub(super) categories: Vec<u64>,
}

/// The products and categories of a shop, as far as offers name them: a catalog of a million products is looked through once.
#[derive(Clone, Debug, Default)]
pub struct Goods {
    wanted: BTreeSet<u64>,
    wanted_categories: BTreeSet<u64>,
    products: BTreeMap<u64, Good>,
    categories: BTreeSet<u64>,
    /// The currency of the prices.
    pub(super) currency: Option<Currency>,
}

impl Goods {
    /// Looks for what these offers are on.
    fn wanted_by(sheet: &OfferSheet) -> Self {
        let mut goods = Self::default();
        for offer in &sheet.offers {
            match scope_of(&offer.subject) {
                Scope::Product(key) => goods.wanted.insert(key.0),
                Scope::Category(key) => goods.wanted_categories.insert(key),
                Scope::Shop => false,
            };
        }
        goods
    }

    fn list(&mut self, id: &str, price: Option<i64>, category: &str) {
        let key = ProductKey::of(id).0;
        let wanted = self.wanted.contains(&key);
        if !wanted && self.wanted_categories.is_empty() {
            return;
        }
        let above = |path: &&str| path.rfind(" > ").and_then(|end| category.get(..end));
        let whole = Some(category).filter(|path| !path.is_empty());
        let levels: Vec<u64> = std::iter::successors(whole, above)
            .map(category_key)
            .collect();
        let known = levels
            .iter()
            .filter(|key| self.wanted_categories.contains(key));
        self.categories.extend(known);
        if wanted {
            let categories = levels;
            self.products.insert(key, Good { price, categories });
        }
    }

    /// Of a catalog that was read with `ids`.
    #[must_use]
    pub fn of_catalog(sheet: &OfferSheet, catalog: &Catalog, ids: &Interner) -> Self {
        let mut goods = Self::wanted_by(sheet);
        goods.currency = catalog.currency;
        let text = |number: u32| String::from_utf8_lossy(catalog.texts.key(number)).into_owned();
        for entry in &catalog.entries {
            let id = String::from_utf8_lossy(ids.key(entry.product));
            let category = entry.category.map(text).unwrap_or_default();
            goods.list(&id, entry.price.winner(), &category);
        }
        goods
    }

    /// Of a training's products.
    #[must_use]
    pub fn of_products(sheet: &OfferSheet, products: &[Product], currency: Currency) -> Self {
        let mut goods = Self::wanted_by(sheet);
        goods.currency = Some(currency).filter(|&code| code != Currency::UNKNOWN);
        for product in products {
            let category = product.category.as_deref().unwrap_or_default();
            goods.list(&product.id, product.price, category);
        }
        goods
    }

    /// Of a snapshot's display records, all shards of it.
    ///
    /// # Errors
    /// [`FolderError`] names the first shard that cannot be read.
    pub fn of_folder(sheet: &OfferSheet, folder: &SnapshotFolder) -> Result<Self, FolderError> {
        let mut goods = Self::wanted_by(sheet);
        let own = folder.manifest().currency.code.parse().ok();
        goods.currency = own.filter(|&code| code != Currency::UNKNOWN);
        for name in folder.shards()? {
            let shard = folder.unpack(&folder.parcel(name)?)?;
            for record in 0..shard.owned() {
                let shown = shard.display().get(record);
                let price = shown.price.and_then(|money| i64::try_from(money.0).ok());
                goods.list(shown.id, price, shown.category);
            }
        }
        Ok(goods)
    }

    pub(super) fn product(&self, id: &str) -> Option<&Good> {
        self.products.get(&ProductKey::of(id).0)
    }

    pub(super) fn has_category(&self, path: &str) -> bool {
        self.categories.contains(&category_key(path))
    }

    /// What an offer on this can meet: itself, the categories of a product, the shop.
    pub(super) fn above(&self, scope: Scope) -> Vec<Scope> {
        let mut met = vec![scope];
        if let Scope::Product(key) = scope {
            let categories = self.products.get(&key.0).map(|good| &good.categories);
            met.extend(
                categories
                    .into_iter()
                    .flatten()
                    .map(|&key| Scope::Category(key)),
            );
        }
        met
    }
}

/// What an offer is on, as a snapshot names it.
pub(super) fn scope_of(subject: &Subject) -> Scope {
    match subject {
        Subject::Shop => Scope::Shop,
        Subject::Category(path) => Scope::Category(category_key(path)),
        Subject::Product(id) => Scope::Product(ProductKey::of(id)),
    }
}
