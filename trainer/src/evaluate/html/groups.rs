//! Questions in groups, and how ours stands to the rival in each.

use std::collections::BTreeMap;

use super::details::Detail;
use crate::evaluate::recommender::Ask;
use crate::ingest::Product;
use crate::metrics::{Interval, ratio_intervals};

/// A group of fewer questions says nothing.
const FEWEST: usize = 10;
/// Groups of product pages by sales.
const TENTHS: usize = 10;
/// Categories shown at most.
const CATEGORIES: usize = 12;
/// Sizes of carts that stand together: up to each of them.
const CARTS: [(usize, &str); 7] = [
    (1, "1 product"),
    (2, "2 products"),
    (4, "3 or 4"),
    (8, "5 to 8"),
    (16, "9 to 16"),
    (32, "17 to 32"),
    (usize::MAX, "more"),
];

/// One row of a plot.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    pub(super) label: String,
    pub(super) queries: usize,
    pub(super) ratio: Interval,
}

impl Group {
    pub(super) fn of(label: &str, queries: usize, ratio: Interval) -> Self {
        Self {
            label: label.to_owned(),
            queries,
            ratio,
        }
    }
}

/// The ratio of means of the questions with these numbers.
fn group(
    detail: &Detail,
    worth: &(Vec<f64>, Vec<f64>),
    label: &str,
    members: &[usize],
) -> Option<Group> {
    if members.len() < FEWEST {
        return None;
    }
    let sum = |values: &[f64], drawn: &[u32]| -> f64 {
        let member = drawn.iter().filter_map(|&n| members.get(n as usize));
        member.filter_map(|&n| values.get(n)).sum()
    };
    let found = ratio_intervals(members.len(), detail.seed, |_: &mut (), drawn: &[u32]| {
        vec![(sum(&worth.0, drawn), sum(&worth.1, drawn))]
    });
    let ratio = found.into_iter().next().flatten()?;
    Some(Group::of(label, members.len(), ratio))
}

/// Product pages in at most ten equal groups, from products in few orders to bestsellers.
pub(super) fn by_popularity(detail: &Detail, orders_of: &[u32]) -> Vec<Group> {
    let worth = detail.worth();
    let orders = |product: u32| orders_of.get(product as usize).copied().unwrap_or(0);
    let mut pages: Vec<(u32, usize)> = detail
        .cases
        .iter()
        .enumerate()
        .filter_map(|(at, case)| match case.ask {
            Ask::Product(seed) => Some((orders(seed), at)),
            _ => None,
        })
        .collect();
    pages.sort_unstable();
    let all = pages.len();
    let groups = (all / FEWEST).min(TENTHS);
    (0..groups)
        .filter_map(|part| {
            let members = pages.get(part * all / groups..(part + 1) * all / groups)?;
            let (least, most) = (members.first()?.0, members.last()?.0);
            let label = if least == most {
                format!("in {most} orders")
            } else {
                format!("in {least} to {most} orders")
            };
            let members: Vec<usize> = members.iter().map(|(_, at)| *at).collect();
            group(detail, &worth, &label, &members)
        })
        .collect()
}

/// Product pages by the product's category, those with most questions.
pub(super) fn by_category(detail: &Detail, products: &[Product]) -> Vec<Group> {
    let worth = detail.worth();
    let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, case) in detail.cases.iter().enumerate() {
        let Ask::Product(seed) = case.ask else {
            continue;
        };
        let category = products
            .get(seed as usize)
            .and_then(|p| p.category.as_deref());
        if let Some(category) = category {
            members.entry(category).or_default().push(at);
        }
    }
    let mut members: Vec<(&str, Vec<usize>)> = members.into_iter().collect();
    // Stable: of equals the first by name.
    members.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
    members.truncate(CATEGORIES);
    let groups = members.iter();
    groups
        .filter_map(|(name, members)| group(detail, &worth, name, members))
        .collect()
}

/// Carts by their lines.
pub(super) fn by_cart_size(detail: &Detail) -> Vec<Group> {
    let worth = detail.worth();
    let mut above = 0;
    CARTS
        .iter()
        .filter_map(|&(most, label)| {
            let range = above + 1..=most;
            above = most;
            let inside = |ask: &Ask| match ask {
                Ask::Cart(lines) => range.contains(&lines.len()),
                _ => false,
            };
            let cases = detail.cases.iter().enumerate();
            let members: Vec<usize> = cases
                .filter(|(_, case)| inside(&case.ask))
                .map(|(at, _)| at)
                .collect();
            group(detail, &worth, label, &members)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::protocols::{Answers, Case, Protocol};
    use crate::evaluate::recommender::Recommender;

    /// Shows what is true for products and carts below a number, else nothing.
    struct Below(u32);

    impl Recommender for Below {
        fn method(&self) -> &str {
            "below"
        }

        fn recommend(&mut self, ask: &Ask, _: usize, out: &mut Vec<u32>) {
            let about = match ask {
                Ask::Product(seed) => *seed,
                Ask::Cart(lines) => lines.len() as u32,
                _ => return,
            };
            out.clear();
            if about < self.0 {
                out.push(900);
            }
        }
    }

    fn detail(protocol: Protocol, asks: Vec<Ask>, ours: u32, rival: u32) -> Detail {
        let case = |ask| Case {
            ask,
            truth: vec![900],
            values: vec![1],
        };
        let cases: Vec<Case> = asks.into_iter().map(case).collect();
        let answers = |most| Answers::of(protocol, &cases, 1_000, &mut Below(most));
        Detail {
            protocol,
            ours: answers(ours),
            rival: answers(rival),
            cases,
            seed: 1,
        }
    }

    #[test]
    fn tenths_of_pages_from_few_orders_to_many() {
        let asks = (0..200).map(Ask::Product).collect();
        let orders: Vec<u32> = (0..200).collect();
        let groups = by_popularity(&detail(Protocol::Pdp, asks, 200, 110), &orders);
        let found: Vec<(&str, f64)> = groups
            .iter()
            .map(|g| (g.label.as_str(), g.ratio.value))
            .collect();
        let expected = [
            ("in 0 to 19 orders", 1.0),
            ("in 20 to 39 orders", 1.0),
            ("in 40 to 59 orders", 1.0),
            ("in 60 to 79 orders", 1.0),
            ("in 80 to 99 orders", 1.0),
            ("in 100 to 119 orders", 2.0),
        ];
        assert_eq!(
            found, expected,
            "beyond 110 the rival knows nothing, and there is no ratio"
        );
        assert!(groups.iter().all(|group| group.queries == 20));
        let few = detail(Protocol::Pdp, (0..45).map(Ask::Product).collect(), 200, 200);
        let sizes: Vec<usize> = by_popularity(&few, &orders)
            .iter()
            .map(|g| g.queries)
            .collect();
        assert_eq!(sizes, [11, 11, 11, 12], "no group of fewer than ten");
    }

    #[test]
    fn the_categories_with_most_pages_come_first_and_small_ones_are_left_out() {
        let products: Vec<Product> = (0..60)
            .map(|n| Product {
                category: Some(
                    if n < 40 {
                        "big"
                    } else if n < 55 {
                        "small"
                    } else {
                        "tiny"
                    }
                    .to_owned(),
                ),
                ..Product::bare(b"p")
            })
            .collect();
        let asks = (0..60).map(Ask::Product).collect();
        let groups = by_category(&detail(Protocol::Pdp, asks, 60, 50), &products);
        let found: Vec<(&str, usize, f64)> = groups
            .iter()
            .map(|g| (g.label.as_str(), g.queries, g.ratio.value))
            .collect();
        assert_eq!(found, [("big", 40, 1.0), ("small", 15, 1.5)]);
    }

    #[test]
    fn carts_by_size() {
        let asks = (1..=10)
            .flat_map(|size| vec![Ask::Cart((0..size).collect()); 20])
            .collect();
        let groups = by_cart_size(&detail(Protocol::Cart, asks, 11, 4));
        let found: Vec<(&str, f64)> = groups
            .iter()
            .map(|g| (g.label.as_str(), g.ratio.value))
            .collect();
        assert_eq!(
            found,
            [("1 product", 1.0), ("2 products", 1.0), ("3 or 4", 2.0)]
        );
    }
}
