//! What became of the slates that were asked for: shown or withheld, and on what evidence.

use std::fmt;

use serde::Serialize;
use setwise_core::catalog::Score;
use setwise_core::rank::{Outcome, Withheld};

use super::protocols::{Answers, Case};
use super::recommender::Ask;
use crate::count::PairCounts;

/// Counts of the slates of one protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Slates {
    /// Fewest items of a slate, as the snapshot says.
    pub least: usize,
    /// Most items of a slate that the protocol looks at.
    pub most: usize,
    /// Slates asked for.
    pub asked: u64,
    /// Withheld because the snapshot knows nothing that goes with what was asked about.
    pub unknown: u64,
    /// Withheld because not one item reaches the threshold.
    pub below: u64,
    /// Withheld because fewer items than the least number reach it.
    pub too_few: u64,
    /// Items shown.
    pub items: u64,
    /// Those that reach the threshold which training has found.
    pub above: u64,
    /// Those that stand on evidence of their own; only of product pages and carts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own: Option<Found>,
    /// Those that fill: what is asked about was never seen with them often enough to say so, and they come from relatives, categories or popularity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filled: Option<Found>,
}

/// Items, and how many of them were right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Items shown.
    pub items: u64,
    /// Those in the truth.
    pub right: u64,
}

impl Slates {
    /// Counts an outcome of the ranking.
    pub(super) fn note(&mut self, outcome: &Outcome<'_>, threshold: Score) {
        self.asked += 1;
        match outcome {
            Outcome::Slate(items) => {
                self.items += items.len() as u64;
                self.above += items.iter().filter(|item| item.score >= threshold).count() as u64;
            }
            Outcome::Withheld(Withheld::TooFew { found: 0, .. }) => self.below += 1,
            Outcome::Withheld(Withheld::TooFew { .. }) => self.too_few += 1,
            Outcome::Withheld(_) => self.unknown += 1,
        }
    }

    /// Splits what was shown by whether an order pair speaks for it: the product and one that is asked about, in at least `min_orders` orders.
    pub(super) fn split_by_evidence(
        &mut self,
        cases: &[Case],
        answers: &Answers,
        counts: &PairCounts,
        min_orders: u32,
    ) {
        let (mut own, mut filled) = (Found::default(), Found::default());
        for (case, shown) in cases.iter().zip(answers.shown()) {
            let seeds: &[u32] = match &case.ask {
                Ask::Product(seed) => std::slice::from_ref(seed),
                Ask::Cart(lines) => lines,
                Ask::Repeat { .. } | Ask::Next(_) => return,
            };
            for item in shown {
                let speaks = |seed: &u32| {
                    let row = counts.row(*seed);
                    let orders = row.find(*item).and_then(|at| row.orders.get(at));
                    orders.is_some_and(|&orders| orders >= min_orders)
                };
                let found = if seeds.iter().any(speaks) {
                    &mut own
                } else {
                    &mut filled
                };
                found.items += 1;
                found.right += u64::from(case.truth.binary_search(item).is_ok());
            }
        }
        (self.own, self.filled) = (Some(own), Some(filled));
    }

    /// Slates not shown.
    pub fn withheld(&self) -> u64 {
        self.unknown + self.below + self.too_few
    }
}

fn percent(part: u64, of: u64) -> f64 {
    100.0 * part as f64 / of.max(1) as f64
}

impl fmt::Display for Slates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            least,
            most,
            asked,
            unknown,
            below,
            too_few,
            items,
            above,
            own,
            filled,
        } = self;
        let shown = asked.saturating_sub(self.withheld());
        write!(
            f,
            "slates of {least} to {most}: {shown} of {asked} shown ({:.1} %), {} withheld ({unknown} nothing known, {below} all below the threshold, {too_few} too few above it); \
             {items} items, {:.1} % of all places; {:.1} % above the threshold",
            percent(shown, *asked),
            self.withheld(),
            percent(*items, asked * *most as u64),
            percent(*above, *items),
        )?;
        if let (Some(own), Some(filled)) = (own, filled) {
            write!(
                f,
                "; filled {:.1} %: right {:.2} % of them, {:.2} % of the others",
                percent(filled.items, *items),
                percent(filled.right, filled.items),
                percent(own.right, own.items),
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baskets::Baskets;
    use crate::count::{CountOptions, count_pairs};
    use crate::evaluate::protocols::Protocol;
    use crate::evaluate::recommender::Recommender;

    #[test]
    fn outcomes_are_counted_by_what_became_of_them() {
        let mut slates = Slates {
            least: 2,
            most: 6,
            ..Slates::default()
        };
        for outcome in [
            Outcome::Withheld(Withheld::TooFew {
                found: 0,
                needed: 2,
                best: Score(1),
            }),
            Outcome::Withheld(Withheld::TooFew {
                found: 1,
                needed: 2,
                best: Score(9),
            }),
            Outcome::Withheld(Withheld::NoCandidates),
            Outcome::Withheld(Withheld::UnknownSeeds),
        ] {
            slates.note(&outcome, Score(5));
        }
        assert_eq!((slates.below, slates.too_few, slates.unknown), (1, 1, 2));
        assert_eq!((slates.asked, slates.withheld()), (4, 4));
    }

    struct Shows;

    impl Recommender for Shows {
        fn method(&self) -> &str {
            "shows"
        }

        fn recommend(&mut self, _: &Ask, _: usize, out: &mut Vec<u32>) {
            *out = vec![1, 2, 3];
        }
    }

    #[test]
    fn what_no_pair_of_orders_speaks_for_fills() {
        // 0 was twice with 1 and once with 2.
        let train = Baskets::from_sets(&[vec![0, 1], vec![0, 1], vec![0, 2]], 4);
        let counts = count_pairs(&train, &CountOptions::default());
        let cases = [Case {
            ask: Ask::Product(0),
            truth: vec![1, 2],
            values: vec![0; 2],
        }];
        let answers = Answers::of(Protocol::Pdp, &cases, 4, &mut Shows);
        let mut slates = Slates::default();
        slates.split_by_evidence(&cases, &answers, &counts, 2);
        assert_eq!(slates.own, Some(Found { items: 1, right: 1 }));
        assert_eq!(slates.filled, Some(Found { items: 2, right: 1 }));
    }
}
