//! The next dearer products of the same kind, for those that no family and no title leads up from.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::kind::{Kinds, Same};
use super::moves::Moves;
use super::titles::TitleLadder;
use super::{Candidate, OTHER_LINE, Source};
use crate::fit::audience;
use crate::fit::facts::{Facts, NONE, at, number};
use crate::fit::ladder::Ladder;
use crate::fit::shop::{Chance, Shop, together};

/// Dearer products that are looked at.
const LOOKED_AT: usize = 64;
/// Steps that shoppers were seen to take that are no accident.
const SEEN_STEPS: f64 = 3.0;
/// Two alternatives meet in orders less than half as often as by chance; what meets more often completes each other.
const APART: f64 = 0.5;

/// What tells kinds apart, and each category by price.
pub(super) struct Dearer<'a> {
    shop: &'a Shop<'a>,
    needs: &'a [u32],
    ladder: &'a Ladder,
    titles: &'a TitleLadder,
    moves: &'a Moves,
    kinds: Kinds,
    chance: Chance,
    audiences: Vec<u8>,
    /// By category: products with a price, the cheapest first.
    by_price: BTreeMap<u32, Vec<(i64, u32)>>,
}

impl<'a> Dearer<'a> {
    pub(super) fn of(
        shop: &'a Shop<'a>,
        needs: &'a [u32],
        ladder: &'a Ladder,
        titles: &'a TitleLadder,
        moves: &'a Moves,
    ) -> Self {
        let facts = shop.facts;
        let mut by_price: BTreeMap<u32, Vec<(i64, u32)>> = BTreeMap::new();
        for product in 0..facts.len() as u32 {
            let category = number(&facts.category, product);
            let in_stock = facts.is_shown(product);
            if let Some(price) = facts.price(product)
                && category != NONE
                && in_stock
            {
                by_price.entry(category).or_default().push((price, product));
            }
        }
        for list in by_price.values_mut() {
            list.sort_unstable();
        }
        Self {
            shop,
            needs,
            ladder,
            titles,
            moves,
            kinds: Kinds::of(facts),
            chance: Chance::of(shop),
            audiences: audience::audiences(facts),
            by_price,
        }
    }

    /// Dearer products of the kind of this one that are no worse in anything, the fittest first: those that shoppers were seen
    /// to go to, then those whose titles end in the same noun, then by price.
    pub(super) fn candidates(&self, product: u32) -> Vec<Candidate> {
        let facts = self.shop.facts;
        let Some(price) = facts.price(product) else {
            return Vec::new();
        };
        let list = self
            .by_price
            .get(&number(&facts.category, product))
            .map_or(&[][..], Vec::as_slice);
        let from =
            list.partition_point(|(other, _)| (*other as f64) < OTHER_LINE.start() * price as f64);
        let mut found: Vec<(Same, Candidate)> = list
            .iter()
            .skip(from)
            .map(|&(other, to)| (other as f64 / price as f64, to))
            .take_while(|(ratio, _)| OTHER_LINE.contains(ratio))
            .take(LOOKED_AT)
            .filter_map(|(ratio, to)| {
                let same = self.kinds.same(facts, product, to)?;
                self.fits(product, to)
                    .then(|| (same, self.candidate(product, to, ratio)))
            })
            .collect();
        let seen = |candidate: &Candidate| candidate.steps >= SEEN_STEPS;
        found.sort_by(|(x, a), (y, b)| {
            (Reverse(seen(a)), Reverse(x))
                .cmp(&(Reverse(seen(b)), Reverse(y)))
                .then(a.ratio.total_cmp(&b.ratio))
                .then((a.variants, a.to).cmp(&(b.variants, b.to)))
        });
        found.into_iter().map(|(_, candidate)| candidate).collect()
    }

    fn candidate(&self, product: u32, to: u32, ratio: f64) -> Candidate {
        Candidate {
            to,
            ratio,
            source: Source::Kind,
            variants: differing(self.shop.facts, product, to),
            alike: self.shop.facts.same_name(product, to),
            steps: self.moves.steps(product, to),
        }
    }

    /// Whether a dearer product of the same kind serves the same need of the same people, and nothing says that it is worse.
    fn fits(&self, product: u32, to: u32) -> bool {
        let facts = self.shop.facts;
        let (need, other) = (number(self.needs, product), number(self.needs, to));
        let step = self.ladder.step(facts, product, to);
        !facts.same_family(product, to)
            && (need == 0 || other == 0 || need == other)
            && step.known_losses == 0
            && self.titles.steps(facts, product, to).1 == 0
            && !self.titles.other_use(facts, product, to)
            && !audience::differ(&self.audiences, product, to)
            && same_keys(facts, product, to)
            && !self.complete_each_other(product, to)
    }

    fn complete_each_other(&self, a: u32, b: u32) -> bool {
        let met = f64::from(together(self.shop.counts, a, b));
        let expected = self
            .chance
            .expected(self.chance.sold(a), self.chance.sold(b));
        met >= 2.0 && met > APART * expected
    }
}

/// Whether two products are described by the same attributes, but for one in two: what has a zoom is no strap.
fn same_keys(facts: &Facts, a: u32, b: u32) -> bool {
    let keys = |product: u32| at(&facts.attributes, product).iter().map(|(key, _)| *key);
    let all = keys(a).count().min(keys(b).count());
    let shared = keys(a).filter(|key| facts.value(b, *key).is_some()).count();
    shared * 2 >= all
}

/// Attributes in which two products differ.
fn differing(facts: &Facts, a: u32, b: u32) -> u32 {
    at(&facts.attributes, a)
        .iter()
        .filter(|(key, value)| facts.value(b, *key).is_some_and(|other| other != *value))
        .count() as u32
}
