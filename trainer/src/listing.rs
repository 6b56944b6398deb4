//! The products of a snapshot, as far as it displays them.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use setwise_core::snapshot::Snapshot;

use crate::folder::{FolderError, SnapshotFolder};

/// All that a snapshot displays of one product. Fields of which it knows nothing are null or empty.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedProduct {
    /// The catalog's id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Price in minor units of `currency`.
    pub price: Option<u64>,
    /// ISO 4217 code.
    pub currency: String,
    /// Address of its page, as the catalog spells it.
    pub url: Option<String>,
    /// Address of its picture, as the catalog spells it.
    pub image: Option<String>,
    /// Category levels, the widest first.
    pub category: Vec<String>,
    /// Brand.
    pub brand: Option<String>,
    /// How popular it is, from 0 to 15.
    pub popularity: u8,
    /// Whether the catalog had it in stock.
    pub in_stock: bool,
    /// Attributes in the catalog's order.
    #[serde(serialize_with = "as_object")]
    pub attributes: Vec<(String, String)>,
    /// Key of its family of variants.
    pub group: Option<String>,
}

/// Every product that has a record of its own, by id.
///
/// # Errors
/// [`FolderError`] names the file and what is wrong with it.
pub fn products(folder: &SnapshotFolder) -> Result<Vec<ListedProduct>, FolderError> {
    let currency = &folder.manifest().currency.code;
    let mut products = Vec::new();
    for name in folder.shards()? {
        let shard = folder.unpack(&folder.parcel(name)?)?;
        products.extend((0..shard.owned()).map(|record| listed(&shard, record, currency)));
    }
    products.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(products)
}

fn listed(shard: &Snapshot, record: u32, currency: &str) -> ListedProduct {
    let display = shard.display().get(record);
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    ListedProduct {
        id: display.id.to_owned(),
        title: display.title.to_owned(),
        price: display.price.map(|price| price.0),
        currency: currency.to_owned(),
        url: given(&display.url.text()),
        image: given(&display.image.text()),
        category: display.category.split(" > ").filter_map(given).collect(),
        brand: given(display.brand),
        popularity: shard.popularity(record),
        in_stock: display.in_stock,
        attributes: shard
            .display()
            .attributes(record)
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
        group: given(display.group),
    }
}

fn as_object<S: Serializer>(pairs: &[(String, String)], to: S) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(pairs.len()))?;
    for (key, value) in pairs {
        map.serialize_entry(key, value)?;
    }
    map.end()
}
