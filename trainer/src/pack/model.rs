//! What was learned, in the codes and levels of the format: the same in all shards, spelled shard by shard.

use setwise_core::catalog::Money;
use setwise_core::snapshot::{
    self, Bundle, Edge, Parcel, RecordContents, SectionKind, ShardContents, WEIGHT_CODES,
};

use super::PackError;
use super::deflate::Effort;
use super::homes::Homes;
use super::next::{Codes, next_lists};
use super::numbering::Numbering;
use crate::baskets::Baskets;
use crate::fit::{Codebook, Complements, Edges, Extras, Upgrade};
use crate::ingest::Product;

/// A model that any shard can be spelled from.
pub(super) struct Model<'a> {
    products: &'a [Product],
    extras: &'a Extras,
    complements: Complements,
    codebook: Codebook,
    priors: Vec<u8>,
    next: Codes,
}

impl<'a> Model<'a> {
    pub(super) fn new(
        products: &'a [Product],
        baskets: &Baskets,
        complements: Complements,
        extras: &'a Extras,
    ) -> Self {
        Self {
            products,
            extras,
            codebook: Codebook::of(&complements),
            complements,
            priors: priors(baskets, products.len()),
            next: Codes::of(&extras.next),
        }
    }

    pub(super) fn extras(&self) -> &Extras {
        self.extras
    }

    pub(super) fn edges(&self) -> &Edges {
        &self.complements.edges
    }

    /// The score below which complements are filler.
    pub(super) fn floor(&self) -> f64 {
        self.complements.floor
    }

    /// Keeps so many edges: of each product the first `least`, of the others the likeliest.
    pub(super) fn cut(&mut self, edges: usize, least: usize) {
        self.complements.edges = self.complements.edges.within(edges, least);
        self.codebook = Codebook::of(&self.complements);
    }

    /// What compressing this catalog's display records affords in so many shards.
    pub(super) fn effort(&self, shards: u32) -> Effort {
        let bytes = |p: &Product| {
            let texts = [&p.url, &p.image, &p.category].into_iter();
            let attributes = attribute_texts(p.attributes.as_deref().unwrap_or_default());
            p.title.len()
                + texts.flatten().map(String::len).sum::<usize>()
                + attributes.map(str::len).sum::<usize>()
        };
        Effort::for_shop(
            self.products.iter().map(bytes).sum::<usize>() as u64,
            shards,
        )
    }

    /// Spells a shard, of a generation that is not known yet.
    pub(super) fn spell(
        &self,
        homes: &Homes,
        shard: (u32, u32),
        effort: Effort,
    ) -> Result<Vec<u8>, PackError> {
        let contents = self.contents(homes, shard);
        Ok(snapshot::write(&contents, |raw| effort.deflate(raw))?)
    }

    fn contents(&self, homes: &Homes, shard: (u32, u32)) -> ShardContents {
        let (edges, extras) = (self.edges(), self.extras);
        let owned = homes.products(shard.0);
        let sets = || {
            let numbers = homes.sets(shard.0).iter();
            numbers.filter_map(|&number| extras.bundles.get(number as usize))
        };
        let upgrades = |product: u32| {
            let list = extras.upgrades.get(product as usize);
            list.map_or(&[][..], Vec::as_slice)
        };
        let upgraded = owned.iter().flat_map(|&product| upgrades(product));
        let others = upgraded.map(|upgrade| upgrade.to);
        let others = others.chain(sets().flat_map(|set| set.members.iter().copied()));
        let numbering = Numbering::of(&[edges, &extras.next], owned, others);

        let records = numbering
            .products()
            .filter_map(|product| {
                Some(RecordContents {
                    prior: self.priors.get(product).copied().unwrap_or(0),
                    need: extras.needs.get(product).copied().unwrap_or(0),
                    repurchase: extras.repurchase.get(product).copied().flatten(),
                    ..record(self.products.get(product)?)
                })
            })
            .collect();
        let edge_lists = numbering
            .owned()
            .map(|product| {
                let product = product as u32;
                let mut list: Vec<Edge> = (0..)
                    .zip(edges.of(product))
                    .map(|(rank, (to, _))| Edge {
                        to: numbering.record_of(to),
                        code: self
                            .codebook
                            .code(self.complements.weights.get(product, to)),
                        rank,
                    })
                    .collect();
                list.sort_unstable_by_key(|edge| edge.to);
                list
            })
            .collect();
        let upgrade_lists = numbering
            .owned()
            .map(|product| {
                let edge = |upgrade: &Upgrade| Edge {
                    to: numbering.record_of(upgrade.to),
                    code: upgrade.code,
                    rank: 0,
                };
                let mut list: Vec<Edge> = upgrades(product as u32).iter().map(edge).collect();
                list.sort_unstable_by_key(|edge| edge.to);
                list
            })
            .collect();
        let mut bundles: Vec<Bundle> = sets()
            .filter_map(|set| {
                let mut members: Vec<u32> = set
                    .members
                    .iter()
                    .map(|&m| numbering.record_of(m))
                    .collect();
                members.sort_unstable();
                Bundle::new(&members, set.strength)
            })
            .collect();
        bundles.sort_by(|a, b| a.members().cmp(b.members()));
        ShardContents {
            shard,
            edge_weights: self.codebook.weights,
            scale_weights: self.codebook.scales,
            curve: self.codebook.curve,
            blend: self.complements.blend,
            // Levels weigh nothing beside a seed, because likelihoods know popularity.
            prior_weights: [[0.0; 2]; WEIGHT_CODES],
            records,
            edges: edge_lists,
            scales: numbering
                .owned()
                .map(|product| self.codebook.levels.get(product).copied().unwrap_or(0))
                .collect(),
            upgrades: upgrade_lists,
            bundles,
            next: next_lists(&extras.next, &self.next, &numbering),
            next_weights: self.next.0,
        }
    }
}

/// Bytes of a shard's sections.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sizes {
    /// Of the whole file.
    pub(super) file: u64,
    /// Of all sections but the display records.
    pub(super) model: u64,
    /// Of complements and their scales.
    pub(super) edges: u64,
    /// Of what visits tell.
    pub(super) next: u64,
    /// Of the compressed display records.
    pub(super) display: u64,
    /// Of tables, levels and needs, which a shard repeats of products and of a model that are at home elsewhere.
    pub(super) shared: u64,
}

impl Sizes {
    pub(super) fn of(bytes: &[u8]) -> Result<Self, PackError> {
        let parcel = Parcel::open(bytes).map_err(|e| PackError::Unreadable(e.to_string()))?;
        let mut sizes = Self {
            file: bytes.len() as u64,
            ..Self::default()
        };
        for section in parcel.sections() {
            let stored = section.stored as u64;
            match section.kind {
                SectionKind::Edges | SectionKind::Scales => sizes.edges += stored,
                SectionKind::Next => sizes.next += stored,
                SectionKind::Weights | SectionKind::Priors | SectionKind::Needs => {
                    sizes.shared += stored;
                }
                _ => {}
            }
            if section.kind.is_model() {
                sizes.model += stored;
            } else {
                sizes.display += stored;
            }
        }
        Ok(sizes)
    }
}

impl std::iter::Sum for Sizes {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            file: sum.file + one.file,
            model: sum.model + one.model,
            edges: sum.edges + one.edges,
            next: sum.next + one.next,
            display: sum.display + one.display,
            shared: sum.shared + one.shared,
        })
    }
}

/// The attributes of a catalog's cell, `key=value|…`.
pub(crate) fn attribute_texts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|')
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

/// What a catalog says of a product; what training says is still to be filled in.
fn record(product: &Product) -> RecordContents {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let attributes = product.attributes.as_deref().unwrap_or_default();
    RecordContents {
        id: product.id.clone(),
        title: product.title.clone(),
        url: text(&product.url),
        image: text(&product.image),
        category: text(&product.category),
        brand: text(&product.brand),
        group: text(&product.group),
        attributes: attribute_texts(attributes).map(str::to_owned).collect(),
        price: product.price.and_then(|p| u64::try_from(p).ok()).map(Money),
        in_stock: product.in_stock,
        needs_options: product.needs_options,
        ..RecordContents::default()
    }
}

/// Days after which an order counts half for popularity: what is bought now, not what was bought last season.
const POPULARITY_HALF_LIFE: f64 = 7.0;

/// A level of popularity for each product, by half powers of two: 15 for the most popular, 0 for those never bought.
/// They order what a shopper buys again.
fn priors(baskets: &Baskets, products: usize) -> Vec<u8> {
    let last = baskets.iter().map(|basket| basket.time).max().unwrap_or(0);
    // Whole numbers, so that the order of baskets cannot matter.
    let mut bought = vec![0_u64; products];
    for basket in baskets.iter() {
        let days = (last - basket.time) as f64 / 86_400.0;
        let weight = (-days / POPULARITY_HALF_LIFE).exp2() * f64::from(1_u32 << 31);
        for &item in basket.items {
            if let Some(sum) = bought.get_mut(item as usize) {
                *sum += 1 + weight as u64;
            }
        }
    }
    let most = bought.iter().copied().max().unwrap_or(0) as f64;
    let level = |sum: u64| match sum {
        0 => 0,
        sum => (15.0 - 2.0 * (most / sum as f64).log2()).clamp(1.0, 15.0) as u8,
    };
    bought.into_iter().map(level).collect()
}
