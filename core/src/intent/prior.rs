//! What is believed of a visit to a shop that never trained on sessions.

use alloc::boxed::Box;

use super::features::FEATURES;
use super::model::{Asked, IntentModel, Probability, Step};

/// Features by their number in a row.
const DISTINCT_PRODUCTS: u8 = 2;
const REPEATED_VIEWS: u8 = 3;
const CART_LINES: u8 = 6;
const CHECKOUTS: u8 = 8;

/// Leaves are in sixteenths of log-odds.
const SIXTEENTHS: u8 = 4;

impl IntentModel {
    /// The scorecard that stands in where a snapshot has no model: good for an order of visits, not for exact shares.
    ///
    /// No measurement of any one shop but rules of thumb of retail, rounded: of visits that only look 1.5 % buy, of those with
    /// something in the cart 3 in 10 (the mean of published studies of abandoned carts is near 70 %), of those that begin a
    /// checkout half. Three distinct products multiply the odds by 1.5, and so does a product that is looked at again.
    #[must_use]
    pub fn prior() -> Self {
        let at_least = |feature, value| Asked {
            feature,
            value,
            among: false,
        };
        let knot = |score, share| (score, Probability::from_f64(share));
        Self {
            features: FEATURES as u8,
            shift: SIXTEENTHS,
            // The log-odds of 1.5 %, in 256ths.
            base: -1_071,
            questions: Box::new([
                at_least(DISTINCT_PRODUCTS, 3),
                at_least(REPEATED_VIEWS, 1),
                at_least(CART_LINES, 1),
                at_least(CHECKOUTS, 1),
            ]),
            // For each question a tree of its own: the question, its no, its yes.
            steps: Box::new([
                Step::Ask(0, 2),
                Step::Leaf(0),
                Step::Leaf(6),
                Step::Ask(1, 2),
                Step::Leaf(0),
                Step::Leaf(6),
                Step::Ask(2, 2),
                Step::Leaf(0),
                Step::Leaf(53),
                Step::Ask(3, 2),
                Step::Leaf(0),
                Step::Leaf(14),
            ]),
            starts: Box::new([0, 3, 6, 9]),
            // The logistic curve, and straight between its points.
            knots: Box::new([
                knot(-1_536, 0.002_5),
                knot(-1_280, 0.006_7),
                knot(-1_071, 0.015),
                knot(-920, 0.026_8),
                knot(-768, 0.047_4),
                knot(-512, 0.119_2),
                knot(-256, 0.268_9),
                knot(0, 0.5),
                knot(256, 0.731_1),
                knot(512, 0.880_8),
            ]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::ProductKey;
    use crate::intent::{Features, Origin, Signal, Visit};

    fn share(features: &Features) -> f64 {
        IntentModel::prior().probability(&features.row()).to_f64()
    }

    #[test]
    fn it_says_what_its_documentation_says() {
        let looks = Features::default();
        let cart = Features {
            cart_lines: 1,
            ..looks
        };
        let checkout = Features {
            checkouts: 1,
            ..cart
        };
        let wanders = Features {
            distinct_products: 3,
            ..looks
        };
        for (features, expected) in [
            (looks, 0.015),
            (cart, 0.3),
            (checkout, 0.5),
            (wanders, 0.0225),
        ] {
            let found = share(&features);
            assert!(
                (found / expected - 1.0).abs() < 0.08,
                "{found} is not {expected}"
            );
        }
    }

    #[test]
    fn its_numbers_are_those_of_the_features() {
        let names = [DISTINCT_PRODUCTS, REPEATED_VIEWS, CART_LINES, CHECKOUTS]
            .map(|number| Features::NAMES[usize::from(number)]);
        assert_eq!(
            names,
            [
                "distinct_products",
                "repeated_views",
                "cart_lines",
                "checkouts"
            ]
        );
        let mut visit = Visit::new(Origin::default());
        visit.observe(
            0,
            Signal::Add {
                product: Some(ProductKey::of("a")),
                price: None,
            },
        );
        assert_eq!(visit.features().row()[usize::from(CART_LINES)], 1);
    }
}
