//! Offers that are over, end soon, contradict the catalog or each other.

use crate::doctor::{Examined, Finding, Harm, OfferSeen, Share};

/// An offer that ends within this is about to be gone.
const SOON: i64 = 2 * 86_400;

/// One kind of trouble with an offer.
struct Trouble {
    code: &'static str,
    harm: Harm,
    has: fn(&OfferSeen, i64) -> bool,
    says: &'static str,
    mend: &'static str,
}

const TROUBLES: [Trouble; 5] = [
    Trouble {
        code: "offers-of-no-product",
        harm: Harm::Warning,
        has: |offer, now| offer.ends > now && !offer.known,
        says: "are on products that the snapshot does not have",
        mend: "Use the ids of the catalog, or train again with the products.",
    },
    Trouble {
        code: "offers-not-lower",
        harm: Harm::Harmful,
        has: |offer, now| {
            let lower = offer.price.zip(offer.usual_price);
            offer.ends > now && lower.is_some_and(|(price, usual)| price >= usual)
        },
        says: "are not lower than the product's price in the snapshot: they are shown as a deal, and are none",
        mend: "Correct the offer's price, or refresh the catalog's prices; a sale price in the catalog is no second offer.",
    },
    Trouble {
        code: "offers-sold-out",
        harm: Harm::Warning,
        has: |offer, now| offer.ends > now && offer.known && !offer.in_stock,
        says: "are on products that are out of stock",
        mend: "Nothing is shown of them; end them, or refresh the stock.",
    },
    Trouble {
        code: "offers-ending",
        harm: Harm::Note,
        has: |offer, now| offer.ends > now && offer.ends - now <= SOON,
        says: "end within two days",
        mend: "Publish what comes after them: setwise offers publish.",
    },
    Trouble {
        code: "offers-over",
        harm: Harm::Note,
        has: |offer, now| offer.ends <= now,
        says: "are over and are not shown",
        mend: "Nothing is to be done: they are kept, so that an end cannot be moved.",
    },
];

pub(super) fn check(examined: &Examined) -> Vec<Finding> {
    let Some(shelves) = &examined.shelves else {
        return Vec::new();
    };
    let (offers, now) = (&shelves.offers, examined.now);
    let mut found: Vec<Finding> = TROUBLES
        .iter()
        .filter_map(|trouble| {
            let such = offers.iter().filter(|offer| (trouble.has)(offer, now));
            let ids: Vec<String> = such.map(|offer| offer.id.clone()).collect();
            finding(trouble, &ids, offers.len())
        })
        .collect();
    found.extend(contradictions(offers, now));
    found
}

fn finding(trouble: &Trouble, ids: &[String], of: usize) -> Option<Finding> {
    let share = Share::new(ids.len() as u64, of as u64, "offers");
    let says = format!("{share} {}.", trouble.says);
    (!ids.is_empty()).then(|| {
        Finding::new(trouble.code, trouble.harm, says, trouble.mend)
            .concerning(share)
            .such_as(ids)
    })
}

/// Two prices of one product at one time.
fn contradictions(offers: &[OfferSeen], now: i64) -> Option<Finding> {
    let mut priced: Vec<&OfferSeen> = offers
        .iter()
        .filter(|offer| offer.ends > now && offer.product.is_some() && offer.price.is_some())
        .collect();
    priced.sort_by_key(|offer| (offer.product, offer.starts));
    let ids: Vec<String> = priced
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if a.product == b.product && b.starts < a.ends && a.price != b.price => {
                Some(format!("{} and {}", a.id, b.id))
            }
            _ => None,
        })
        .collect();
    let says = format!(
        "{} pairs of offers promise two prices for one product at one time.",
        ids.len()
    );
    let mend =
        "Let one end before the other starts; the lower price is what shoppers would remember.";
    (!ids.is_empty())
        .then(|| Finding::new("offers-contradict", Harm::Harmful, says, mend).such_as(&ids))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Shelves;

    const NOW: i64 = 1_000_000;

    fn offer(id: &str, days: (i64, i64), price: u64) -> OfferSeen {
        OfferSeen {
            id: id.to_owned(),
            starts: NOW + days.0 * 86_400,
            ends: NOW + days.1 * 86_400,
            price: Some(price),
            product: Some(7),
            known: true,
            in_stock: true,
            usual_price: Some(1_000),
        }
    }

    /// Codes and how many offers each is about.
    fn found(offers: Vec<OfferSeen>) -> Vec<(&'static str, Option<u64>)> {
        let examined = Examined {
            now: NOW,
            exports: None,
            shelves: Some(Shelves {
                offers,
                ..Shelves::default()
            }),
        };
        let found = check(&examined);
        found
            .iter()
            .map(|finding| (finding.code, finding.share.map(|share| share.part)))
            .collect()
    }

    #[test]
    fn an_offer_that_holds_is_no_finding() {
        assert_eq!(found(vec![offer("a", (-1, 9), 900)]), []);
        // One after the other, and two that promise the same.
        let fine = vec![
            offer("a", (-1, 9), 900),
            offer("b", (9, 20), 800),
            offer("c", (10, 20), 800),
        ];
        assert_eq!(found(fine), []);
    }

    #[test]
    fn each_trouble_is_found_and_ends_with_the_offer() {
        let sold_out = OfferSeen {
            in_stock: false,
            ..offer("d", (-1, 9), 900)
        };
        let strange = OfferSeen {
            known: false,
            usual_price: None,
            product: Some(8),
            ..offer("e", (-1, 9), 900)
        };
        for (offer, code) in [
            (offer("a", (-1, 9), 1_000), "offers-not-lower"),
            (offer("b", (-1, 1), 900), "offers-ending"),
            (sold_out, "offers-sold-out"),
            (strange, "offers-of-no-product"),
        ] {
            assert_eq!(found(vec![offer.clone()]), [(code, Some(1))]);
            let over = OfferSeen { ends: NOW, ..offer };
            assert_eq!(found(vec![over]), [("offers-over", Some(1))]);
        }
        let two = vec![offer("a", (-1, 9), 900), offer("b", (3, 12), 800)];
        assert_eq!(found(two), [("offers-contradict", None)]);
    }
}
