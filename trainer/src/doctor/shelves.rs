//! What shoppers would see of a snapshot: every product's page is ranked by the ranking that ships.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::time::UNIX_EPOCH;

use rayon::prelude::*;
use setwise_core::catalog::ProductKey;
use setwise_core::offer::{Kind, Scope};
use setwise_core::rank::{Outcome, Scratch, Withheld, rank};
use setwise_core::request::Request;
use setwise_core::snapshot::Snapshot;

use crate::folder::{FolderError, MANIFEST, SnapshotFolder};
use crate::offers::{OffersError, held_in};

/// Ids kept of each kind as examples.
const EXAMPLES: usize = 5;

/// Products by what they lack; each list has a few ids, the most popular first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lacking {
    /// How many.
    pub count: u64,
    /// A few ids, with their popularity.
    ids: Vec<(u8, String)>,
}

impl Lacking {
    fn see(&mut self, popularity: u8, id: &str) {
        self.count += 1;
        self.ids.push((popularity, id.to_owned()));
        self.shorten();
    }

    fn absorb(&mut self, other: Self) {
        self.count += other.count;
        self.ids.extend(other.ids);
        self.shorten();
    }

    fn shorten(&mut self) {
        self.ids
            .sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        self.ids.truncate(EXAMPLES);
    }

    /// The ids.
    pub fn ids(&self) -> impl Iterator<Item = &String> {
        self.ids.iter().map(|(_, id)| id)
    }
}

/// A snapshot as shoppers would see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelves {
    /// Products with a record of their own.
    pub products: u64,
    /// Those without a price.
    pub priceless: Lacking,
    /// Those without a picture.
    pub pictureless: Lacking,
    /// Those without a link.
    pub linkless: Lacking,
    /// Those whose title is their id.
    pub nameless: Lacking,
    /// Those without a category.
    pub uncategorised: u64,
    /// Those out of stock.
    pub sold_out: Lacking,
    /// Pages of products in stock.
    pub pages: u64,
    /// Those of them with a slate.
    pub with_slate: u64,
    /// Those without, by why.
    pub without: BTreeMap<&'static str, u64>,
    /// Those without a slate, the most popular first.
    pub empty: Lacking,
    /// Products that have a neighbour.
    pub with_neighbours: u64,
    /// The currency's code.
    pub currency: String,
    /// The moment that prices and stock are of, in seconds since 1970.
    pub as_of: Option<i64>,
    /// Seconds after that until they are no longer claimed.
    pub stale_after: i64,
    /// Whether the snapshot is one that was given, and not one made for the examination.
    pub published: bool,
    /// Its offers.
    pub offers: Vec<OfferSeen>,
}

/// An offer, and what the snapshot says of its product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferSeen {
    /// Its id.
    pub id: String,
    /// Seconds since 1970.
    pub starts: i64,
    /// Seconds since 1970.
    pub ends: i64,
    /// A lower price in minor units.
    pub price: Option<u64>,
    /// The product's key, if it is on one product.
    pub product: Option<u64>,
    /// Whether that product is in the snapshot.
    pub known: bool,
    /// Whether it is in stock.
    pub in_stock: bool,
    /// Its price without the offer.
    pub usual_price: Option<u64>,
}

/// Why shelves could not be examined.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShelvesError {
    /// A file is missing or damaged.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The offers are missing or damaged.
    #[error("{0}")]
    Offers(#[from] Box<OffersError>),
}

impl Shelves {
    /// Opens a whole folder and ranks every page.
    ///
    /// # Errors
    /// [`ShelvesError`] names the file and what is wrong with it.
    pub fn read(folder: &SnapshotFolder, published: bool) -> Result<Self, ShelvesError> {
        let held = held_in(folder).map_err(Box::new)?;
        let wanted: Vec<ProductKey> = held
            .iter()
            .filter_map(|offer| match offer.scope() {
                Scope::Product(key) => Some(key),
                _ => None,
            })
            .collect();
        let parts: Vec<(Self, Goods)> = folder
            .shards()?
            .into_par_iter()
            .map(|name| {
                let shard = folder.unpack(&folder.parcel(name)?)?;
                Ok((Self::of(&shard, folder), goods(&shard, &wanted)))
            })
            .collect::<Result<_, FolderError>>()?;
        let mut all = Self::default();
        let mut goods = Goods::new();
        for (part, known) in parts {
            all.absorb(part);
            goods.extend(known);
        }
        let manifest = folder.manifest();
        all.currency.clone_from(&manifest.currency.code);
        all.as_of = manifest.as_of.or_else(|| written(folder));
        all.stale_after = i64::from(manifest.stale_after);
        all.published = published;
        all.offers = held
            .iter()
            .map(|offer| {
                let product = match offer.scope() {
                    Scope::Product(key) => Some(key),
                    _ => None,
                };
                let known = product.and_then(|key| goods.get(&key));
                OfferSeen {
                    id: offer.id().to_owned(),
                    starts: offer.starts(),
                    ends: offer.ends(),
                    price: offer.price().filter(|_| offer.kind() == Kind::Price),
                    product: product.map(|key| key.0),
                    known: product.is_none() || known.is_some(),
                    in_stock: known.is_none_or(|&(_, in_stock)| in_stock),
                    usual_price: known.and_then(|&(price, _)| price),
                }
            })
            .collect();
        Ok(all)
    }

    /// What one shard says.
    fn of(shard: &Snapshot, folder: &SnapshotFolder) -> Self {
        let mut found = Self::default();
        let policy = folder.manifest().policy();
        let mut scratch = Scratch::default();
        for record in 0..shard.owned() {
            let shown = shard.display().get(record);
            let popularity = shard.popularity(record);
            found.products += 1;
            for (lacks, list) in [
                (shown.price.is_none(), &mut found.priceless),
                (shown.image.text().is_empty(), &mut found.pictureless),
                (shown.url.text().is_empty(), &mut found.linkless),
                (is_bare_id(shown.title, shown.id), &mut found.nameless),
                (!shown.in_stock, &mut found.sold_out),
            ] {
                if lacks {
                    list.see(popularity, shown.id);
                }
            }
            found.uncategorised += u64::from(shown.category.is_empty());
            found.with_neighbours += u64::from(shard.edges(record).next().is_some());
            if !shown.in_stock {
                continue;
            }
            found.pages += 1;
            let seeds = [shard.key(record)];
            match rank(&[shard], &Request::for_seeds(&seeds), &policy, &mut scratch) {
                Outcome::Slate(_) => found.with_slate += 1,
                Outcome::Withheld(why) => {
                    *found.without.entry(words(&why)).or_default() += 1;
                    found.empty.see(popularity, shown.id);
                }
            }
        }
        found
    }

    fn absorb(&mut self, other: Self) {
        self.products += other.products;
        self.uncategorised += other.uncategorised;
        self.pages += other.pages;
        self.with_slate += other.with_slate;
        self.with_neighbours += other.with_neighbours;
        for (why, pages) in other.without {
            *self.without.entry(why).or_default() += pages;
        }
        for (own, others) in [
            (&mut self.priceless, other.priceless),
            (&mut self.pictureless, other.pictureless),
            (&mut self.linkless, other.linkless),
            (&mut self.nameless, other.nameless),
            (&mut self.sold_out, other.sold_out),
            (&mut self.empty, other.empty),
        ] {
            own.absorb(others);
        }
    }
}

/// Price and stock of products.
type Goods = HashMap<ProductKey, (Option<u64>, bool)>;

/// Those of a shard's products that are asked for.
fn goods(shard: &Snapshot, wanted: &[ProductKey]) -> Goods {
    let found = wanted.iter().filter_map(|&key| {
        let shown = shard.display().get(shard.find_owned(key)?);
        Some((key, (shown.price.map(|price| price.0), shown.in_stock)))
    });
    found.collect()
}

/// Why a page has no slate.
fn words(why: &Withheld) -> &'static str {
    match why {
        Withheld::NoCandidates => "no neighbour",
        Withheld::TooFew { .. } => "too few neighbours that are in stock and good enough",
        _ => "other",
    }
}

/// When the manifest was written, in seconds since 1970.
fn written(folder: &SnapshotFolder) -> Option<i64> {
    let modified = fs::metadata(folder.path().join(MANIFEST))
        .ok()?
        .modified()
        .ok()?;
    let since = modified.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}
/// Whether a title is nothing but the id. Where an export has no ids, as that of Etsy's listings, titles are the ids: words, and no number
/// or code.
fn is_bare_id(title: &str, id: &str) -> bool {
    title == id && !title.contains(char::is_whitespace)
}
