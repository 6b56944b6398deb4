//! What was learned, in the codes and levels of the format: the same in all shards, spelled shard by shard.

use hashbrown::HashMap;
use setwise_core::catalog::Money;
use setwise_core::policy::MarkSet;
use setwise_core::snapshot::{
    self, Bundle, Edge, MAX_EDGES, Parcel, RecordContents, SectionKind, ShardContents, WEIGHT_CODES,
};

use super::PackError;
use super::deflate::Effort;
use super::habits::HabitTable;
use super::homes::Homes;
use super::next::next_lists;
use super::numbering::Numbering;
use super::plan::SHOWN;
use crate::baskets::Baskets;
use crate::fit::{Codebook, Codes, Complements, Edges, Extras, Upgrade};
use crate::ingest::Product;

/// A model that any shard can be spelled from.
pub(super) struct Model<'a> {
    products: &'a [Product],
    extras: &'a Extras,
    complements: Complements,
    codebook: Codebook,
    priors: Vec<u8>,
    next: Codes,
    habits: HabitTable,
    /// Which selectors of the shop's policy each product fits; empty without one.
    marks: &'a [MarkSet],
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
            next: Codes::of(&extras.next.edges, extras.next.setting.sharing),
            habits: HabitTable::of(&extras.habits),
            marks: &[],
        }
    }

    /// Says which selectors of the shop's policy each product fits.
    pub(super) fn set_marks(&mut self, marks: &'a [MarkSet]) {
        self.marks = marks;
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

    /// Keeps so many products of each cohort's list. False if none has more.
    pub(super) fn cut_shared(&mut self, limit: usize) -> bool {
        let before = self.complements.shared.len();
        self.complements.shared = self.complements.shared.cut(limit);
        self.codebook = Codebook::of(&self.complements);
        self.complements.shared.len() < before
    }

    /// Leaves half of what products speak against. False if there is nothing.
    pub(super) fn cut_against(&mut self) -> bool {
        let against = &self.complements.against;
        let most = (0..against.products() as u32)
            .map(|p| against.of(p).len())
            .max();
        let Some(most) = most.filter(|&most| most > 0) else {
            return false;
        };
        self.complements.against = against.cut(most / 2);
        self.codebook = Codebook::of(&self.complements);
        true
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
        let others = others.chain(self.habits.popular(shard.0));
        let others = others.chain(sets().flat_map(|set| set.members.iter().copied()));
        let popular = self.popular_beside(owned);
        let others = others.chain(popular.iter().copied());
        let others = others.chain(self.shared_by(owned));
        let graphs = [edges, &extras.next.edges, &self.complements.against];
        let numbering = Numbering::of(&graphs, owned, others);

        let records = numbering
            .products()
            .filter_map(|product| {
                Some(RecordContents {
                    prior: self.priors.get(product).copied().unwrap_or(0),
                    need: extras.needs.get(product).copied().unwrap_or(0),
                    repurchase: extras.repurchase.get(product).copied().flatten(),
                    marks: self.marks.get(product).cloned().unwrap_or_default(),
                    ..record(self.products.get(product)?)
                })
            })
            .collect();
        let edge_lists = numbering
            .owned()
            .map(|product| {
                let product = product as u32;
                self.edge_list(&numbering, product)
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
        let (cohorts, shared) = self.cohorts(&numbering);
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
            unranked: self.codebook.codes_against(),
            alternatives: self.complements.alternatives,
            popular: (
                ranked(&numbering, popular.iter().map(|&product| (product, 0))),
                0,
            ),
            cohorts,
            shared,
            scales: numbering
                .owned()
                .map(|product| self.codebook.levels.get(product).copied().unwrap_or(0))
                .collect(),
            upgrades: upgrade_lists,
            bundles,
            next: next_lists(&extras.next.edges, &self.next, &numbering),
            next_weights: self.next.weights,
            next_scales: self.next.scales,
            next_levels: numbering
                .owned()
                .map(|product| self.next.levels.get(product).copied().unwrap_or(0))
                .collect(),
            ages: extras.next.setting.ages(),
            habits: self.habits.contents(shard.0, &numbering),
        }
    }
}

impl Model<'_> {
    /// What a product names: what it is bought with, the likeliest first, and behind them what it speaks against.
    fn edge_list(&self, numbering: &Numbering, product: u32) -> Vec<Edge> {
        let Complements {
            edges,
            weights,
            against,
            borrowed,
            ..
        } = &self.complements;
        let code = |to: u32| match borrowed.binary_search(&(product, to)) {
            Ok(_) => 0,
            Err(_) => self.codebook.code(weights.get(product, to)),
        };
        let names = edges.of(product).map(|(to, _)| (to, code(to)));
        let known = |to: u32| edges.of(product).any(|(named, _)| named == to);
        let against = against.of(product).filter(|(to, _)| !known(*to));
        let against = against.map(|(to, by)| (to, self.codebook.code_against(by)));
        ranked(numbering, names.chain(against))
    }

    /// The bestsellers, if a page of one of these products may need them to fill a slate.
    fn popular_beside(&self, owned: &[u32]) -> &[u32] {
        let Complements { edges, shared, .. } = &self.complements;
        let named = |product: u32| {
            let cohort = self.cohort(product);
            edges.of(product).len() + cohort.map_or(0, |cohort| shared.of(cohort).len())
        };
        if owned.iter().all(|&product| named(product) >= SHOWN) {
            return &[];
        }
        &self.complements.popular
    }

    /// The cohort of a product, if it has one with a list.
    fn cohort(&self, product: u32) -> Option<u32> {
        let cohort = self.complements.cohorts.get(product as usize)?;
        let cohort = cohort.checked_sub(1)?;
        (self.complements.shared.of(cohort).len() > 0).then_some(cohort)
    }

    /// Products that the cohorts of some products name.
    fn shared_by(&self, owned: &[u32]) -> impl Iterator<Item = u32> {
        let mut cohorts: Vec<u32> = owned.iter().filter_map(|&p| self.cohort(p)).collect();
        cohorts.sort_unstable();
        cohorts.dedup();
        let list = |cohort| self.complements.shared.of(cohort).map(|(to, _)| to);
        cohorts.into_iter().flat_map(list)
    }

    /// By own record the host of its cohort + 1, or 0, and by record the list that it hosts with its level: a cohort's host is its
    /// first record.
    fn cohorts(&self, numbering: &Numbering) -> (Vec<u32>, Vec<(Vec<Edge>, u8)>) {
        let owned: Vec<usize> = numbering.owned().collect();
        let mut hosts: HashMap<u32, u32> = HashMap::new();
        let mut shared = vec![(Vec::new(), 0); owned.len()];
        let cohorts = (0..)
            .zip(&owned)
            .map(|(record, &product)| {
                let Some(cohort) = self.cohort(product as u32) else {
                    return 0;
                };
                let host = *hosts.entry(cohort).or_insert(record);
                if host == record
                    && let Some(slot) = shared.get_mut(record as usize)
                {
                    let weight = |to| self.complements.shared_weights.get(cohort, to);
                    let list = self.complements.shared.of(cohort);
                    let list = list.map(|(to, _)| (to, self.codebook.code(weight(to))));
                    let level = self.codebook.shared_levels.get(cohort as usize);
                    *slot = (ranked(numbering, list), level.copied().unwrap_or(0));
                }
                host + 1
            })
            .collect();
        (cohorts, shared)
    }
}

/// Products with their codes, the best first, as edges ascending by record.
fn ranked(numbering: &Numbering, products: impl Iterator<Item = (u32, u8)>) -> Vec<Edge> {
    let mut list: Vec<Edge> = (0..)
        .zip(products.take(MAX_EDGES))
        .map(|(rank, (product, code))| Edge {
            to: numbering.record_of(product),
            code,
            rank,
        })
        .collect();
    list.sort_unstable_by_key(|edge| edge.to);
    list
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
    /// Of habits.
    pub(super) habits: u64,
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
                SectionKind::Habits => sizes.habits += stored,
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
            habits: sum.habits + one.habits,
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
