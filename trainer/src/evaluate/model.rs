//! Ours: a snapshot folder as a shop would upload it, behind the same questions as every other method.

use hashbrown::HashMap;
use setwise_core::catalog::{ProductKey, Score};
use setwise_core::directives::Directives;
use setwise_core::profile::Facts;
use setwise_core::rank::{Outcome, Reason, Scratch, rank};
use setwise_core::request::{Placement, Policy, Purchase, Request, Shelf};
use setwise_core::snapshot::{Manifest, Snapshot};

use super::baselines::Does;
use super::recommender::{Ask, Past, Recommender};
use super::report::OURS;
use super::slates::Slates;
use crate::folder::FolderError;
use crate::ingest::Product;
use crate::pipeline::TrainedFolder;

/// The shipped ranking on packed shards.
pub struct SetwiseModel {
    manifest: Manifest,
    shards: Vec<Snapshot>,
    policy: Policy,
    keys: Vec<ProductKey>,
    index: HashMap<ProductKey, u32>,
    scratch: Scratch,
    seeds: Vec<ProductKey>,
    history: Vec<Purchase>,
    slates: Slates,
}

impl SetwiseModel {
    /// Opens the shards of a folder. `products` are those of the training, in its order.
    ///
    /// # Errors
    /// When a shard does not read back.
    pub fn open(folder: &TrainedFolder, products: &[Product]) -> Result<Self, FolderError> {
        let keys: Vec<ProductKey> = products.iter().map(|p| ProductKey::of(&p.id)).collect();
        Ok(Self {
            shards: folder.open()?,
            policy: folder.manifest().policy(),
            slates: Slates::default(),
            manifest: folder.manifest().clone(),
            index: keys.iter().copied().zip(0u32..).collect(),
            keys,
            scratch: Scratch::default(),
            seeds: Vec::new(),
            history: Vec::new(),
        })
    }

    /// The products of a shelf, the best first, with shards as a page has them: the homes of what the request names.
    fn slate(
        &mut self,
        shelf: Shelf,
        placement: Placement,
        asked: &Asked<'_>,
        limit: usize,
        out: &mut Vec<u32>,
    ) {
        let key = |product: &u32| self.keys.get(*product as usize).copied();
        self.seeds.clear();
        self.seeds.extend(asked.seeds.iter().filter_map(key));
        self.history.clear();
        for past in asked.history {
            if let Some(key) = key(&past.product) {
                self.history
                    .extend(past.times.iter().map(|&at| Purchase { key, at }));
            }
        }
        // Shard 0 says what habits are worth, and is the home of the key 0.
        let habits = (!self.history.is_empty()).then_some(ProductKey(0));
        let named = self.seeds.iter().copied().chain(habits);
        let named = named.chain(self.history.iter().map(|p| p.key));
        let homes = self.manifest.homes(named);
        let shards: Vec<&Snapshot> = homes
            .iter()
            .filter_map(|home| self.shards.get(home.number as usize))
            .collect();
        let request = Request {
            shelf,
            placement,
            history: &self.history,
            now: asked.now,
            revisits: asked.revisits,
            limit,
            ..Request::for_seeds(&self.seeds)
        };
        let policy = Policy {
            max_items: limit,
            ..self.policy
        };
        out.clear();
        let outcome = rank(&shards, &request, &policy, &mut self.scratch);
        // The other shelves have no threshold.
        let threshold = match shelf {
            Shelf::CompleteSet => policy.floor,
            _ => Score(0),
        };
        self.slates.note(&outcome, threshold);
        if let Outcome::Slate(items) = outcome {
            out.extend(items.iter().filter_map(|item| self.index.get(&item.key)));
        }
    }

    /// What became of the slates since this was last asked.
    pub fn take_slates(&mut self) -> Slates {
        Slates {
            least: self.policy.min_items,
            ..std::mem::take(&mut self.slates)
        }
    }

    /// What each product does, by which one is shown for each need.
    pub fn does(&self) -> Vec<Does> {
        let of = |key: &ProductKey| {
            let (shard, record) = self
                .shards
                .iter()
                .find_map(|shard| Some((shard, shard.find_owned(*key)?)))?;
            let group = shard.display().group(record);
            Some(Does {
                need: shard.need(record),
                group: (!group.is_empty()).then(|| group.to_owned()),
            })
        };
        self.keys
            .iter()
            .map(|key| of(key).unwrap_or_default())
            .collect()
    }

    /// What a device learns of a product from the shards that it has.
    pub fn facts(&self, product: u32, at: i64) -> Option<Facts> {
        let key = *self.keys.get(product as usize)?;
        let shards = &self.shards;
        shards
            .iter()
            .find_map(|shard| Some(Facts::of(shard, shard.find_owned(key)?, at)))
    }

    /// A slate on a product's page, a cart or, for [`Shelf::ForYou`], for a visit, with what the device knows of the shopper, if
    /// anything. The shards are the homes of `seeds` and of `known`, products of earlier pages. For each product the seed that it
    /// is for comes along, where the shelf names one.
    pub fn personal(
        &mut self,
        shelf: Shelf,
        seeds: &[u32],
        known: &[u32],
        directives: Option<&Directives>,
        limit: usize,
    ) -> Vec<(u32, Option<u32>)> {
        let key = |product: &u32| self.keys.get(*product as usize).copied();
        let keys: Vec<ProductKey> = seeds.iter().filter_map(key).collect();
        let named = keys.iter().copied().chain(known.iter().filter_map(key));
        let homes = self.manifest.homes(named);
        let shards: Vec<&Snapshot> = homes
            .iter()
            .filter_map(|home| self.shards.get(home.number as usize))
            .collect();
        let request = Request {
            shelf,
            directives,
            limit,
            ..Request::for_seeds(&keys)
        };
        let policy = Policy {
            max_items: limit,
            ..self.policy
        };
        let Outcome::Slate(items) = rank(&shards, &request, &policy, &mut self.scratch) else {
            return Vec::new();
        };
        let shown = items.iter().filter_map(|item| {
            let seed = match item.reason {
                Reason::UpgradeOf { seed }
                | Reason::GoesWith { seed }
                | Reason::GoesWithSimilar { seed } => seeds.get(seed).copied(),
                _ => None,
            };
            Some((*self.index.get(&item.key)?, seed))
        });
        shown.collect()
    }

    /// The upgrades offered on a product's page, the best first.
    pub fn upgrades(&mut self, product: u32, limit: usize, out: &mut Vec<u32>) {
        let asked = Asked {
            seeds: &[product],
            history: &[],
            now: 0,
            revisits: false,
        };
        self.slate(Shelf::Upgrade, Placement::Product, &asked, limit, out);
    }
}

/// What a request names.
struct Asked<'a> {
    seeds: &'a [u32],
    history: &'a [Past],
    now: i64,
    /// Whether products seen before may come back, as they do in sessions.
    revisits: bool,
}

impl Recommender for SetwiseModel {
    fn method(&self) -> &str {
        OURS
    }

    fn recommend(&mut self, ask: &Ask, limit: usize, out: &mut Vec<u32>) {
        let seeds = |seeds| Asked {
            seeds,
            history: &[],
            now: 0,
            revisits: false,
        };
        match ask {
            Ask::Product(seed) => self.slate(
                Shelf::CompleteSet,
                Placement::Product,
                &seeds(&[*seed]),
                limit,
                out,
            ),
            Ask::Cart(lines) => self.slate(
                Shelf::CompleteSet,
                Placement::Cart,
                &seeds(lines),
                limit,
                out,
            ),
            Ask::Repeat { history, now } => {
                let asked = Asked {
                    seeds: &[],
                    history,
                    now: *now,
                    revisits: true,
                };
                self.slate(Shelf::ForYou, Placement::Product, &asked, limit, out);
            }
            Ask::Next(seen) => {
                let asked = Asked {
                    revisits: true,
                    ..seeds(seen)
                };
                self.slate(Shelf::ForYou, Placement::Product, &asked, limit, out);
            }
        }
    }
}
