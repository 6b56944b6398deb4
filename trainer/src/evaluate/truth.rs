//! How much of a synthetic shop's planted truth comes back. These figures say nothing about real shoppers.

use hashbrown::HashMap;

use super::model::SetwiseModel;
use super::recommender::{Ask, Recommender};
use super::report::{OURS, Report, Row};
use crate::demo::truth::Truth;
use crate::ingest::Product;
use crate::metrics::intervals;

/// Products shown in a set.
const SHOWN: usize = 6;

/// Asks for the set and the upgrades of every product that has planted ones; rows go to `report`.
///
/// `truth-complements`, one query a product that asks for something. `recall@6`: of its planted needs (at most the six
/// strongest) those that one of six shown products fills; `precision@6`: of the products shown those that fill a need;
/// `substitutes`: of the products shown those that serve the same need as the product in view or as one shown before.
///
/// `truth-upgrades`, one query a product that has a higher tier in its family. `first`: the nearest higher tier is
/// offered first; `any`: a higher tier is; `wrong`: something is offered that is none.
pub fn measure(
    truth: &Truth,
    products: &[Product],
    ours: &mut SetwiseModel,
    seed: u64,
    report: &mut Report,
) {
    let index: HashMap<&str, u32> = products.iter().map(|p| p.id.as_str()).zip(0u32..).collect();
    let numbers = |ids: &[String]| -> Vec<u32> {
        ids.iter()
            .filter_map(|id| index.get(id.as_str()).copied())
            .collect()
    };
    let mut group_of: HashMap<u32, usize> = HashMap::new();
    for (group, ids) in truth.substitutes.iter().enumerate() {
        group_of.extend(numbers(ids).into_iter().map(|product| (product, group)));
    }
    let mut shown = Vec::new();

    let mut sets = Vec::new();
    for (id, needs) in &truth.complements {
        let Some(&product) = index.get(id.as_str()) else {
            continue;
        };
        let mut accepted: Vec<Vec<u32>> = needs
            .iter()
            .map(|need| numbers(truth.acceptable(need)))
            .collect();
        accepted.retain(|set| !set.is_empty());
        if accepted.is_empty() {
            continue;
        }
        ours.recommend(&Ask::Product(product), SHOWN, &mut shown);
        sets.push(set_parts(product, &accepted, &shown, &group_of));
    }
    let names = ["recall@6", "precision@6", "substitutes", "withheld"];
    report
        .rows
        .push(row("truth-complements", &names, &sets, seed));

    let mut steps = Vec::new();
    for (id, tiers) in &truth.upgrades {
        let (Some(&product), tiers) = (index.get(id.as_str()), numbers(tiers)) else {
            continue;
        };
        if tiers.is_empty() {
            continue;
        }
        ours.upgrades(product, SHOWN, &mut shown);
        let wrong = shown.iter().any(|s| !tiers.contains(s));
        steps.push(vec![
            share(shown.first() == tiers.first()),
            share(shown.iter().any(|s| tiers.contains(s))),
            share(wrong),
            share(shown.is_empty()),
        ]);
    }
    report.rows.push(row(
        "truth-upgrades",
        &["first", "any", "wrong", "withheld"],
        &steps,
        seed,
    ));
    report.notes.push(
        "truth-… is measured on a synthetic shop: how much of what was planted comes back"
            .to_owned(),
    );
}

fn share(holds: bool) -> (f64, f64) {
    (f64::from(u8::from(holds)), 1.0)
}

/// What one shown set adds to the figures: numerators and denominators of recall, precision, substitutes, withheld.
fn set_parts(
    seed: u32,
    accepted: &[Vec<u32>],
    shown: &[u32],
    group_of: &HashMap<u32, usize>,
) -> Vec<(f64, f64)> {
    let strongest = accepted.iter().take(SHOWN);
    let met = strongest
        .filter(|set| shown.iter().any(|s| set.contains(s)))
        .count();
    let fitting = shown
        .iter()
        .filter(|s| accepted.iter().any(|set| set.contains(s)))
        .count();
    let group = |product: &u32| group_of.get(product);
    let substitutes = shown
        .iter()
        .enumerate()
        .filter(|(at, s)| {
            group(s).is_some()
                && shown
                    .iter()
                    .take(*at)
                    .chain([&seed])
                    .any(|before| group(before) == group(s))
        })
        .count();
    vec![
        (met as f64 / accepted.len().min(SHOWN) as f64, 1.0),
        (fitting as f64, shown.len() as f64),
        (substitutes as f64, shown.len() as f64),
        share(shown.is_empty()),
    ]
}

fn row(
    protocol: &'static str,
    names: &[&'static str],
    parts: &[Vec<(f64, f64)>],
    seed: u64,
) -> Row {
    let found = intervals(parts.len(), seed, |_: &mut (), drawn: &[u32]| {
        let mut sums = vec![(0.0, 0.0); names.len()];
        for part in drawn.iter().filter_map(|&n| parts.get(n as usize)) {
            for (sum, add) in sums.iter_mut().zip(part) {
                *sum = (sum.0 + add.0, sum.1 + add.1);
            }
        }
        sums.into_iter()
            .map(|(sum, of)| if of > 0.0 { sum / of } else { 0.0 })
            .collect()
    });
    Row {
        protocol,
        method: OURS.to_owned(),
        queries: parts.len(),
        metrics: names.iter().copied().zip(found).collect(),
        ..Row::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_by_hand() {
        // Product 0 needs a card (1 or 2) and a bag (3); 1 and 2 are alternatives, and so are 0 and 4.
        let group_of: HashMap<u32, usize> = [(1, 0), (2, 0), (0, 1), (4, 1)].into_iter().collect();
        let accepted = [vec![1, 2], vec![3]];
        let parts = |shown: &[u32]| set_parts(0, &accepted, shown, &group_of);
        assert_eq!(
            parts(&[1, 3]),
            [(1.0, 1.0), (2.0, 2.0), (0.0, 2.0), (0.0, 1.0)]
        );
        assert_eq!(
            parts(&[1, 2, 4, 9]),
            [(0.5, 1.0), (2.0, 4.0), (2.0, 4.0), (0.0, 1.0)],
            "2 doubles 1, 4 stands for 0"
        );
        assert_eq!(parts(&[]), [(0.0, 1.0), (0.0, 0.0), (0.0, 0.0), (1.0, 1.0)]);
    }
}
