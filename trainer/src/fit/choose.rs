//! Which complements a product keeps: the likeliest, with room for different needs.
//!
//! A set shows one product for each need, so a third memory card could only ever be shown to someone who has two in the
//! cart; a case in its place is worth more. Without needs and groups, which is how a shop without categories looks,
//! this keeps the likeliest.

use super::Edges;
use super::facts::{Facts, NONE, number};
use super::trial::Alternatives;

/// Products of one need that a product may name where the slate shows one: one to show, one in case that it is sold out or in
/// the cart.
const OF_ONE_NEED: usize = 2;
/// What comes back stands behind all that was chosen.
const BEHIND: f64 = 0.99;

/// Keeps at most `limit` edges of each product, none to its own variants: those that a slate would show first, alternatives at
/// their price.
///
/// `needs` has a number for every product, 0 for none.
#[must_use]
pub fn choose(
    edges: &Edges,
    facts: &Facts,
    needs: &[u32],
    [by_seed, by_better]: Alternatives,
    limit: usize,
) -> Edges {
    let does = |product: u32| {
        let need = Some(number(needs, product)).filter(|&need| need != 0);
        let group = Some(number(&facts.group, product)).filter(|&group| group != NONE);
        [need, group]
    };
    let same = |kind: usize, a: &[Option<u32>; 2], b: &[Option<u32>; 2]| {
        a.get(kind).copied().flatten().is_some() && a.get(kind) == b.get(kind)
    };
    let mut chosen = Vec::with_capacity(edges.len());
    for seed in 0..edges.products() as u32 {
        let own = does(seed);
        // What is left, with its likelihood and what a slate would make of it.
        let mut left: Vec<(u32, f64, f64)> = edges
            .of(seed)
            .filter(|&(to, _)| !facts.same_family(seed, to))
            .map(|(to, weight)| match same(0, &own, &does(to)) {
                true => (to, weight, weight * by_seed),
                false => (to, weight, weight),
            })
            .filter(|entry| entry.2 > 0.0)
            .collect();
        let mut kept: Vec<[Option<u32>; 2]> = Vec::with_capacity(limit);
        while kept.len() < limit && !left.is_empty() {
            // The first of the best: edges come the likeliest first.
            let best = (1..left.len()).fold(0, |best, at| {
                let score = |at: usize| left.get(at).map_or(0.0, |entry| entry.2);
                if score(at) > score(best) { at } else { best }
            });
            let (to, weight, _) = left.remove(best);
            let other = does(to);
            let crowded = by_better == 0.0
                && (0..2).any(|kind| {
                    kept.iter().filter(|a| same(kind, a, &other)).count() >= OF_ONE_NEED
                });
            if crowded {
                continue;
            }
            for entry in left.iter_mut() {
                if by_better > 0.0 && (0..2).any(|kind| same(kind, &other, &does(entry.0))) {
                    entry.2 *= by_better;
                }
            }
            kept.push(other);
            chosen.push((seed, to, weight));
        }
    }
    Edges::strongest(chosen, edges.products(), limit)
}

/// Where a product has fewer than `wanted` edges for all that, those come back that made room for nothing: they wait behind the
/// others for the case that what does the same is sold out or in the cart. Never any of its own need or family.
#[must_use]
pub fn refill(edges: &Edges, all: &Edges, facts: &Facts, needs: &[u32], wanted: usize) -> Edges {
    let mut filled = Vec::with_capacity(edges.len());
    for seed in 0..edges.products() as u32 {
        let kept: Vec<(u32, f64)> = edges.of(seed).collect();
        let last = kept
            .iter()
            .map(|(_, weight)| *weight)
            .fold(f64::INFINITY, f64::min);
        let need = number(needs, seed);
        let strange =
            |to: u32| !facts.same_family(seed, to) && (need == 0 || need != number(needs, to));
        let back = all
            .of(seed)
            .filter(|(to, _)| strange(*to) && kept.iter().all(|(known, _)| known != to))
            .take(wanted.saturating_sub(kept.len()));
        filled.extend(back.map(|(to, weight)| (seed, to, weight.min(BEHIND * last))));
        filled.extend(kept.iter().map(|(to, weight)| (seed, *to, *weight)));
    }
    Edges::strongest(filled, edges.products(), usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::test_product;
    use crate::ingest::Product;

    fn row(needs: &[u32], limit: usize) -> Vec<u32> {
        priced(needs, [0.0, 0.0], limit)
    }

    fn priced(needs: &[u32], alternatives: Alternatives, limit: usize) -> Vec<u32> {
        let products: Vec<Product> = (0..needs.len())
            .map(|n| test_product(&format!("{n};Thing {n};100")))
            .collect();
        let triples = (1..needs.len() as u32).map(|to| (0, to, 1.0 / f64::from(to)));
        let edges = Edges::strongest(triples.collect(), needs.len(), usize::MAX);
        let chosen = choose(&edges, &Facts::of(&products), needs, alternatives, limit);
        chosen.of(0).map(|(to, _)| to).collect()
    }

    #[test]
    fn the_third_of_a_need_makes_room() {
        assert_eq!(row(&[9, 1, 1, 1, 2, 0, 0, 0], 4), [1, 2, 4, 5]);
    }

    #[test]
    fn what_made_room_for_nothing_comes_back_behind_the_others() {
        let products: Vec<Product> = (0..6)
            .map(|n| test_product(&format!("{n};Thing {n};100")))
            .collect();
        let facts = Facts::of(&products);
        let needs = [9, 1, 1, 1, 9, 2];
        let triples = (1..6).map(|to| (0, to, 1.0 / f64::from(to)));
        let all = Edges::strongest(triples.collect(), 6, usize::MAX);
        let chosen = choose(&all, &facts, &needs, [0.0, 0.0], 12);
        let row = |wanted| {
            let filled = refill(&chosen, &all, &facts, &needs, wanted);
            filled.of(0).map(|(to, _)| to).collect::<Vec<_>>()
        };
        assert_eq!(row(3), [1, 2, 5], "enough");
        assert_eq!(row(6), [1, 2, 5, 3], "and never its own need");
    }

    #[test]
    fn the_own_need_is_left_out() {
        assert_eq!(row(&[1, 1, 2, 1, 3], 4), [2, 4]);
    }

    #[test]
    fn an_alternative_stays_if_it_is_worth_its_price() {
        // Likelihoods 1, 1/2, 1/3, …: the second of a need at half price is worth 1/4, the third 1/12.
        assert_eq!(priced(&[9, 1, 1, 1, 2, 0], [0.0, 0.5], 3), [1, 2, 4]);
        assert_eq!(priced(&[9, 1, 1, 1, 2, 0], [0.0, 1.0], 3), [1, 2, 3]);
        assert_eq!(priced(&[1, 1, 2, 1, 3], [0.4, 1.0], 3), [1, 2, 4]);
    }

    #[test]
    fn without_needs_the_likeliest_stay() {
        assert_eq!(row(&[0; 6], 3), [1, 2, 3]);
    }
}
