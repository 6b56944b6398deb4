//! Where shoppers of a need went from a product: what they bought after looking at it or having bought it before.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::fit::customers::ByCustomer;
use crate::fit::facts::number;
use crate::fit::shop::Shop;
use crate::ingest::SessionEvent;
use crate::sessions::{Touch, products_with};

/// Moves between products of one need.
#[derive(Clone, Debug, Default)]
pub(super) struct Moves {
    /// To a dearer product: (lower, higher) and how often, ascending.
    up: Vec<((u32, u32), u32)>,
    /// By product: moves from it to any other.
    from: Vec<u32>,
}

impl Moves {
    pub(super) fn of(shop: &Shop<'_>, needs: &[u32]) -> Self {
        let visits: Vec<&[Touch]> = shop.sessions.iter().flat_map(|s| s.iter()).collect();
        let in_visits = visits.into_par_iter().flat_map_iter(|visit| {
            let bought = products_with(visit, |event| event == SessionEvent::Purchase);
            let seen = products_with(visit, |event| event == SessionEvent::View);
            let pairs = seen
                .into_iter()
                .flat_map(|low| bought.iter().map(move |&high| (low, high)))
                .collect::<Vec<_>>();
            pairs.into_iter().filter(|&pair| of_one_need(needs, pair))
        });
        let customers = ByCustomer::of(shop.baskets);
        let between_orders = customers
            .par_iter()
            .flat_map_iter(|orders| of_customer(shop, needs, orders));
        let mut moves: Vec<(u32, u32)> = in_visits.chain(between_orders).collect();
        moves.par_sort_unstable();
        Self::counted(shop, &moves)
    }

    /// From moves in ascending order.
    fn counted(shop: &Shop<'_>, moves: &[(u32, u32)]) -> Self {
        let mut from = vec![0; shop.facts.len()];
        let mut up = Vec::new();
        for same in moves.chunk_by(|a, b| a == b) {
            let (Some(&(low, high)), times) = (same.first(), same.len() as u32) else {
                continue;
            };
            if let Some(all) = from.get_mut(low as usize) {
                *all += times;
            }
            if shop.facts.price(low) < shop.facts.price(high) {
                up.push(((low, high), times));
            }
        }
        Self { up, from }
    }

    /// Moves from a product to a dearer one.
    pub(super) fn steps(&self, low: u32, high: u32) -> f64 {
        let found = self.up.binary_search_by_key(&(low, high), |entry| entry.0);
        let entry = found.ok().and_then(|at| self.up.get(at));
        entry.map_or(0.0, |(_, times)| f64::from(*times))
    }

    /// Moves from a product.
    pub(super) fn from(&self, product: u32) -> f64 {
        self.from
            .get(product as usize)
            .copied()
            .map_or(0.0, f64::from)
    }
}

fn of_one_need(needs: &[u32], (low, high): (u32, u32)) -> bool {
    let need = number(needs, low);
    need != 0 && need == number(needs, high)
}

/// From each product of a need to the one that the customer bought next.
fn of_customer(shop: &Shop<'_>, needs: &[u32], orders: &[(u64, u32)]) -> Vec<(u32, u32)> {
    let mut last: BTreeMap<u32, u32> = BTreeMap::new();
    let mut moves = Vec::new();
    for (_, order) in orders {
        for &item in shop.baskets.items(*order as usize) {
            let need = number(needs, item);
            if need == 0 {
                continue;
            }
            if let Some(before) = last.insert(need, item) {
                moves.push((before, item));
            }
        }
    }
    moves
}
