//! What is known of a pair of which the first product has no orders: through its relatives, its category and everybody.

use crate::baskets::Baskets;
use crate::count::PairCounts;
use crate::fit::facts::{Facts, NONE, at, number};
use crate::fit::likeness::{Likeness, LikenessScratch, strongest};
use crate::fit::title::Titles;
use crate::fit::trend::Rates;

use super::categories::Categories;

/// Features of a pair.
pub(super) const FEATURES: usize = 7;
/// Feature number of what relatives are bought with, which already starts from the category and from popularity.
pub(super) const LENT: usize = 0;

/// Relatives whose orders are pooled.
const RELATIVES: usize = 8;
/// Two products less alike than this are no relatives.
const ALIKE: f64 = 0.2;
/// A relative has been sold so often.
const SOLD: f64 = 3.0;
/// Orders' worth of "as its category" that the pooled orders start from.
const PRIOR_ORDERS: f64 = 10.0;
/// Candidates by relatives, by each category that goes with the product's, by popularity, and by name.
const BY_RELATIVES: usize = 40;
const BY_CATEGORY: usize = 6;
const BESTSELLERS: usize = 20;
const BY_NAME: usize = 10;
/// Bestsellers that would fill a slate.
const BEST: usize = 6;
/// A product that a category's orders hold less than so many times as often as others do goes with something else.
const APART: f64 = 0.5;
/// Least share whose logarithm is taken.
const LEAST: f64 = 1e-9;

/// Likeness of products: of all that a catalog says, and of words and attributes alone.
pub(super) struct Alike {
    /// With the category, which relatives share.
    pub(super) relatives: Likeness,
    /// Without it: what names another product or has its slot.
    pub(super) names: Likeness,
}

impl Alike {
    pub(super) fn of(facts: &Facts) -> Self {
        Self {
            relatives: Likeness::of(words_and_attributes(facts, true)),
            names: Likeness::of(words_and_attributes(facts, false)),
        }
    }
}

/// Title words and attributes as one numbering; with the category, which relatives share and complements do not.
fn words_and_attributes(facts: &Facts, with_category: bool) -> Vec<Vec<u32>> {
    let words = facts.telling.len() as u32;
    let values = facts.measures.len() as u32;
    (0..facts.len() as u32)
        .map(|product| {
            let mut list = at(&facts.words, product).to_vec();
            let attributes = at(&facts.attributes, product).iter();
            list.extend(attributes.map(|(_, value)| words + value));
            let category = number(&facts.category, product);
            if with_category && category != NONE {
                list.push(words + values + category);
            }
            list.sort_unstable();
            list.dedup();
            list
        })
        .collect()
}

/// Pairs of orders up to a moment: all of them without those of `later`.
pub(super) struct Pairs<'a> {
    pub(super) all: &'a PairCounts,
    pub(super) later: Option<&'a PairCounts>,
}

impl Pairs<'_> {
    fn orders_of(&self, product: u32) -> f64 {
        let later = self.later.map_or(0, |later| later.orders_of(product));
        f64::from(self.all.orders_of(product).saturating_sub(later))
    }

    /// Calls back with each product in orders with this one, ascending, and how many.
    fn row(&self, product: u32, mut each: impl FnMut(u32, f64)) {
        let all = self.all.row(product);
        let later = self.later.map(|later| later.row(product));
        for (&to, &orders) in all.to.iter().zip(all.orders.iter()) {
            let less = later.as_ref().and_then(|row| row.orders.get(row.find(to)?));
            let orders = orders.saturating_sub(less.copied().unwrap_or(0));
            if orders > 0 {
                each(to, f64::from(orders));
            }
        }
    }
}

/// All evidence of the orders up to a moment.
pub(super) struct Evidence<'a> {
    facts: &'a Facts,
    titles: &'a Titles,
    alike: &'a Alike,
    pairs: Pairs<'a>,
    min_orders: f64,
    rates: Rates,
    pub(super) categories: Categories,
    /// By category: the best sellers of these days.
    members: Vec<Vec<u32>>,
    bestsellers: Vec<u32>,
}

/// A product that may complete another one.
pub(super) struct Candidate {
    pub(super) to: u32,
    pub(super) features: [f32; FEATURES],
}

/// Working memory of [`Evidence::candidates`].
#[derive(Default)]
pub(super) struct Scratch {
    likeness: LikenessScratch,
    /// By product: orders of relatives with it, by likeness and as they are.
    pooled: Vec<(f64, f64)>,
    touched: Vec<u32>,
    pub(super) found: Vec<Candidate>,
}

impl<'a> Evidence<'a> {
    pub(super) fn of(
        facts: &'a Facts,
        titles: &'a Titles,
        alike: &'a Alike,
        pairs: Pairs<'a>,
        baskets: &Baskets,
        (now, min_orders): (i64, u32),
    ) -> Self {
        let rates = Rates::of(baskets, now);
        let rate = |product: u32| {
            let at = |rates: &[f64]| rates.get(product as usize).copied().unwrap_or(0.0);
            at(&rates.all) * at(&rates.month).exp()
        };
        let mut ranked: Vec<u32> = (0..facts.len() as u32)
            .filter(|&product| facts.is_shown(product) && pairs.orders_of(product) > 0.0)
            .collect();
        ranked.sort_by(|&a, &b| rate(b).total_cmp(&rate(a)).then(a.cmp(&b)));
        let mut members = vec![Vec::new(); facts.category_names.len()];
        for &product in &ranked {
            if let Some(list) = members.get_mut(number(&facts.category, product) as usize)
                && list.len() < BY_CATEGORY
            {
                list.push(product);
            }
        }
        ranked.truncate(BESTSELLERS);
        Self {
            categories: Categories::of(facts, baskets, min_orders),
            facts,
            titles,
            alike,
            pairs,
            min_orders: f64::from(min_orders),
            rates,
            members,
            bestsellers: ranked,
        }
    }

    /// Orders with a product.
    pub(super) fn sold(&self, product: u32) -> f64 {
        self.pairs.orders_of(product)
    }

    /// Mean share of orders of the products that most orders hold now.
    pub(super) fn bestsellers_share(&self) -> f64 {
        let best = self.bestsellers.iter().take(BEST);
        let shares: Vec<f64> = best
            .filter_map(|product| self.rates.all.get(*product as usize).copied())
            .collect();
        shares.iter().sum::<f64>() / shares.len().max(1) as f64
    }

    /// Whether orders know anything of a product but that it is of this shop: of its category or of a level above it.
    pub(super) fn knows(&self, product: u32) -> bool {
        let category = number(&self.facts.category, product);
        category == NONE || self.categories.is_sold(category)
    }

    /// Fills `scratch.found` with what may complete a product, by all but its own orders; ascending.
    pub(super) fn candidates(
        &self,
        product: u32,
        scratch: &mut Scratch,
        completes: impl Fn(u32) -> bool,
    ) {
        let facts = self.facts;
        let Scratch {
            likeness,
            pooled,
            touched,
            found,
        } = scratch;
        found.clear();
        pooled.resize(facts.len(), (0.0, 0.0));
        let category = number(&facts.category, product);
        let is_relative = |other: u32| {
            (category == NONE || category == number(&facts.category, other))
                && self.sold(other) >= SOLD
        };
        let relatives = &self.alike.relatives;
        let mut lent_of = 0.0;
        for (relative, alike) in relatives.nearest(product, RELATIVES, likeness, is_relative) {
            if alike < ALIKE {
                continue;
            }
            lent_of += alike * self.sold(relative);
            self.pairs.row(relative, |to, orders| {
                if let Some(sum) = pooled.get_mut(to as usize) {
                    if sum.1 == 0.0 {
                        touched.push(to);
                    }
                    *sum = (sum.0 + alike * orders, sum.1 + orders);
                }
            });
        }
        let mut lent: Vec<(u32, f64)> = touched
            .iter()
            .filter_map(|&to| Some((to, pooled.get(to as usize)?)))
            .filter(|(to, sum)| sum.1 >= self.min_orders && completes(*to))
            .map(|(to, sum)| (to, sum.0))
            .collect();
        strongest(&mut lent, BY_RELATIVES);
        let mut others: Vec<u32> = lent.into_iter().map(|(to, _)| to).collect();
        for (partner, _) in self.categories.partners(category) {
            others.extend(self.members.get(*partner as usize).into_iter().flatten());
        }
        others.extend(&self.bestsellers);
        let names = &self.alike.names;
        let named = names.nearest(product, BY_NAME, likeness, |to| {
            self.sold(to) > 0.0 && completes(to)
        });
        others.extend(named.into_iter().map(|(to, _)| to));
        others.sort_unstable();
        others.dedup();
        others.retain(|&to| completes(to) && !self.apart(product, to));
        found.extend(others.into_iter().map(|to| {
            let (by_likeness, orders) = pooled.get(to as usize).copied().unwrap_or_default();
            let lent = if orders < self.min_orders {
                0.0
            } else {
                by_likeness
            };
            Candidate {
                to,
                features: self.features(product, to, (lent, lent_of)),
            }
        }));
        for to in touched.drain(..) {
            if let Some(sum) = pooled.get_mut(to as usize) {
                *sum = (0.0, 0.0);
            }
        }
    }

    fn features(&self, product: u32, to: u32, (lent, of): (f64, f64)) -> [f32; FEATURES] {
        let rate = |rates: &[f64]| rates.get(to as usize).copied().unwrap_or(0.0);
        let share = rate(&self.rates.all);
        let by_category = self.by_category(product, to, share);
        [
            ((lent + PRIOR_ORDERS * by_category) / (of + PRIOR_ORDERS))
                .max(LEAST)
                .ln(),
            by_category.max(LEAST).ln(),
            share.max(LEAST).ln(),
            rate(&self.rates.month),
            self.titles.cosine(self.facts, product, to),
            fit(self.facts, product, to).ln(),
            self.facts.price_ratio(product, to).ln(),
        ]
        .map(|feature| feature as f32)
    }

    /// Whether orders say that the product's category is seldom bought with the other product.
    fn apart(&self, product: u32, to: u32) -> bool {
        let share = self.rates.all.get(to as usize).copied().unwrap_or(0.0);
        self.by_category(product, to, share) < APART * share
    }

    /// Of orders with the product's category, the share that would hold the other one; popularity where there are none.
    fn by_category(&self, product: u32, to: u32, share: f64) -> f64 {
        let (own, other) = (
            number(&self.facts.category, product),
            number(&self.facts.category, to),
        );
        let sold = self.categories.sold(other);
        if own == NONE || other == NONE || sold <= 0.0 {
            return share;
        }
        self.categories.share(own, other) * (self.sold(to) / sold).min(1.0)
    }
}

/// More if attributes that two products share are equal (the same slot), less if they differ.
pub(super) fn fit(facts: &Facts, product: u32, other: u32) -> f64 {
    let both = at(&facts.attributes, product)
        .iter()
        .filter_map(|(key, value)| Some((*value, facts.value(other, *key)?)));
    both.map(|(own, theirs)| if own == theirs { 1.5 } else { 0.6 })
        .product::<f64>()
        .clamp(0.2, 3.0)
}
