//! Which of the sets that are believed are worth their bytes.

use std::collections::BTreeMap;

use super::ProductSet;

/// A smaller set that is mostly bought as part of a larger one says nothing of its own.
const MOSTLY_LARGER: f64 = 0.4;
/// Weakest set worth its bytes.
const WEAKEST: u8 = 6;
/// Sets that one product may be in; a popular accessory would be in hundreds.
const MOST_SETS: u32 = 3;

/// Keeps the strongest set of each product and a few more where all members have room; larger sets stand in for the
/// smaller ones that they mostly explain. `sizes` are the sets by their size, the largest first.
pub(super) fn choose(sizes: Vec<Vec<ProductSet>>, products: usize) -> Vec<ProductSet> {
    let mut explained: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
    let mut closed: Vec<ProductSet> = Vec::new();
    for mut sets in sizes {
        sets.retain(|set| {
            let larger = explained.get(&set.members).copied().unwrap_or(0);
            set.strength >= WEAKEST && f64::from(larger) < MOSTLY_LARGER * f64::from(set.orders)
        });
        for set in sets.iter().filter(|set| set.members.len() > 2) {
            // All parts of two or more members.
            for mask in 1_usize..(1 << set.members.len()) - 1 {
                let part: Vec<u32> = set
                    .members
                    .iter()
                    .enumerate()
                    .filter(|(n, _)| mask >> n & 1 == 1)
                    .map(|(_, m)| *m)
                    .collect();
                if part.len() > 1 {
                    let most = explained.entry(part).or_default();
                    *most = (*most).max(set.orders);
                }
            }
        }
        closed.extend(sets);
    }
    closed.sort_by(|a, b| {
        b.strength
            .cmp(&a.strength)
            .then(b.orders.cmp(&a.orders))
            .then_with(|| a.members.cmp(&b.members))
    });
    let mut taken = vec![0_u32; products];
    closed.retain(|set| {
        let of = |member: &u32| taken.get(*member as usize).copied().unwrap_or(MOST_SETS);
        let keep =
            set.members.iter().any(|m| of(m) == 0) && set.members.iter().all(|m| of(m) < MOST_SETS);
        if keep {
            for &member in &set.members {
                if let Some(count) = taken.get_mut(member as usize) {
                    *count += 1;
                }
            }
        }
        keep
    });
    closed
}
