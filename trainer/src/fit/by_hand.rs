//! What a merchant chose by hand: cross-sells come first, upsells that cost more are higher tiers.

use std::collections::BTreeMap;

use super::Edges;
use super::complements::Complements;
use super::facts::Facts;
use super::table::PairTable;
use crate::ingest::{ChosenByHand, LinkKind};

/// How likely a merchant's choice is where orders say nothing of any product.
const ALONE: f64 = 0.05;
/// Each choice is a little likelier than the one behind it.
const STEP: f64 = 1.001;

/// The choices of a shop that a shelf can follow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByHand {
    /// By product what completes it, in the merchant's order.
    complements: BTreeMap<u32, Vec<u32>>,
    /// By product what is better, in the merchant's order.
    upsells: BTreeMap<u32, Vec<u32>>,
}

impl ByHand {
    /// Sorts the choices. What is sold out stays, for it may be back; what is of the same family completes nothing. An upsell
    /// that does not cost more is no step up: it is shown as what goes with the product.
    #[must_use]
    pub fn of(chosen: &[ChosenByHand], facts: &Facts) -> Self {
        let mut found = Self::default();
        for choice in chosen {
            let (from, to) = (choice.from, choice.to);
            if facts.same_family(from, to) {
                continue;
            }
            let dearer = facts.price(to) > facts.price(from) && facts.price(from).is_some();
            let list = match choice.kind {
                LinkKind::Upsell if dearer => &mut found.upsells,
                _ => &mut found.complements,
            };
            let list = list.entry(from).or_default();
            if !list.contains(&to) {
                list.push(to);
            }
        }
        found
    }

    /// Puts the merchant's complements before all others, at most `limit` a product.
    #[must_use]
    pub fn complete(&self, complements: Complements, limit: usize) -> Complements {
        if self.complements.is_empty() {
            return complements;
        }
        let products = complements.edges.products();
        let rows = || (0..products as u32).filter_map(|p| complements.edges.of(p).next());
        let count = rows().count();
        let usual = if count > 0 {
            rows().map(|(_, weight)| weight).sum::<f64>() / count as f64
        } else {
            ALONE
        };
        let heaviest = |product: u32| {
            let row = complements.weights.row(product);
            row.map(|(_, weight)| weight).fold(0.0, f64::max)
        };
        let usual_weight = {
            let all: Vec<f64> = (0..products as u32)
                .map(heaviest)
                .filter(|w| *w > 0.0)
                .collect();
            all.iter().sum::<f64>() / all.len().max(1) as f64
        };
        let (mut edges, mut weights) = (Vec::new(), Vec::new());
        for product in 0..products as u32 {
            let chosen = self
                .complements
                .get(&product)
                .map_or(&[][..], Vec::as_slice);
            let kept = chosen.get(..limit.min(chosen.len())).unwrap_or_default();
            let top = complements
                .edges
                .of(product)
                .next()
                .map_or(usual, |(_, weight)| weight);
            let mut adds: BTreeMap<u32, f64> = complements.weights.row(product).collect();
            let weight = heaviest(product).max(usual_weight);
            for (rank, &to) in kept.iter().enumerate() {
                let before_all = STEP.powi((kept.len() - rank) as i32);
                edges.push((product, to, top.max(usual) * before_all));
                adds.insert(to, weight);
            }
            let others = complements
                .edges
                .of(product)
                .filter(|(to, _)| !kept.contains(to));
            edges.extend(others.map(|(to, weight)| (product, to, weight)));
            weights.extend(adds.into_iter().map(|(to, weight)| (product, to, weight)));
        }
        Complements {
            edges: Edges::strongest(edges, products, limit),
            weights: PairTable::by_row(&weights, products),
            ..complements
        }
    }

    /// The higher tiers as (from, to), those of one product in the merchant's order.
    #[must_use]
    pub fn upsells(&self) -> Vec<(u32, u32)> {
        let lists = self.upsells.iter();
        let pairs = lists.flat_map(|(&from, list)| list.iter().map(move |&to| (from, to)));
        pairs.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::test_product;

    fn facts() -> Facts {
        let lines = [
            "a;Lamp;1000",
            "b;Bulb;300",
            "c;Shade;400",
            "d;Large lamp;2000",
            "e;Cord;100",
        ];
        Facts::of(&lines.map(test_product))
    }

    fn chosen(from: u32, to: u32, kind: LinkKind) -> ChosenByHand {
        ChosenByHand { from, to, kind }
    }

    #[test]
    fn cross_sells_come_first_in_the_merchants_order() {
        let facts = facts();
        let choices = [
            chosen(0, 2, LinkKind::Complement),
            chosen(0, 1, LinkKind::Complement),
            chosen(3, 1, LinkKind::Complement),
        ];
        let by_hand = ByHand::of(&choices, &facts);
        let found = Complements {
            edges: Edges::strongest(vec![(0, 4, 0.9), (0, 1, 0.2), (1, 0, 0.1)], 5, 9),
            weights: PairTable::by_row(&[(0, 4, 2.0)], 5),
            ..Complements::default()
        };
        let complete = by_hand.complete(found, 12);
        let row = |product| {
            complete
                .edges
                .of(product)
                .map(|(to, _)| to)
                .collect::<Vec<_>>()
        };
        assert_eq!((row(0), row(3), row(1)), (vec![2, 1, 4], vec![1], vec![0]));
        assert_eq!(complete.weights.get(0, 2), 2.0);
    }

    #[test]
    fn an_upsell_that_costs_more_is_a_higher_tier() {
        let facts = facts();
        let choices = [
            chosen(0, 3, LinkKind::Upsell),
            chosen(0, 4, LinkKind::Upsell),
        ];
        let by_hand = ByHand::of(&choices, &facts);
        assert_eq!(by_hand.upsells(), [(0, 3)]);
        let complete = by_hand.complete(
            Complements {
                edges: Edges::strongest(Vec::new(), 5, 1),
                ..Complements::default()
            },
            12,
        );
        assert_eq!(
            complete.edges.of(0).collect::<Vec<_>>(),
            [(4, ALONE * STEP)]
        );
    }
}
