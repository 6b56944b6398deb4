//! A handful of real offers: absolute ends, one a product, so that none can follow another within 30 days.

use super::calendar::{Calendar, DAY, DAYS};
use super::catalog::{Catalog, shelf_price};

/// What an offer is on.
enum Subject {
    Product(usize),
    Category(&'static str),
}

/// One row of `offers.csv`. Times in seconds from the start of the calendar.
pub(super) struct Offer {
    subject: Subject,
    kind: &'static str,
    /// Pence; none for a perk.
    price: Option<i64>,
    starts: i64,
    ends: i64,
    /// Pence.
    lowest_30d: Option<i64>,
    terms: &'static str,
    hours_after_order: Option<u32>,
}

pub(super) struct Offers {
    all: Vec<Offer>,
}

/// Kind of the product, percent off, first and last day counted from the end of the orders, terms.
const PRICE_OFFERS: [(&str, i64, i64, i64, &str); 7] = [
    ("phone", 12, -60, -53, "One week only"),
    ("mirrorless-camera", 10, -2, 5, "One per customer"),
    ("serum", 15, -1, 30, "Autumn skin weeks"),
    ("coffee", 15, 10, 17, "Coffee week"),
    ("shirt", 20, -10, 75, "Season's end"),
    // The last day of it: whoever looks at the shop on the day that it was made sees a timer.
    ("watch", 12, -5, 1, "Last day of the watch weeks"),
    ("earbuds", 18, -20, 60, "Listening weeks"),
];

/// An offer on a category and all below it.
struct Wide {
    /// A kind that the shop must have for it.
    key: &'static str,
    category: &'static str,
    kind: &'static str,
    /// First and last day.
    days: (i64, i64),
    terms: &'static str,
    hours_after_order: Option<u32>,
}

const CATEGORY_OFFERS: [Wide; 3] = [
    Wide {
        key: "nappies",
        category: "Groceries > Baby > Nappies",
        kind: "perk",
        days: (-5, 40),
        terms: "A travel pack of wipes with every pack of nappies",
        hours_after_order: None,
    },
    Wide {
        key: "moisturiser",
        category: "Skincare > Moisturisers",
        kind: "free_shipping",
        days: (0, 60),
        terms: "Free shipping for any moisturiser",
        hours_after_order: None,
    },
    Wide {
        key: "mirrorless-camera",
        category: "Cameras",
        kind: "free_shipping",
        days: (-5, 60),
        terms: "Sent together with your order",
        hours_after_order: Some(24),
    },
];

impl Offers {
    /// The offers that this catalog has products for.
    pub(super) fn plan(catalog: &Catalog) -> Self {
        let kind = |key: &str| {
            catalog
                .kinds
                .iter()
                .position(|kind| kind.key == key)
                .filter(|kind| !catalog.families_of[*kind].is_empty())
        };
        let mut all = Vec::new();
        for (key, percent, first, last, terms) in PRICE_OFFERS {
            // The middle tier of the first family: an upgrade that becomes affordable for a while.
            let subject = kind(key)
                .and_then(|kind| catalog.families_of[kind].first().copied())
                .and_then(|family| {
                    catalog.member(
                        family,
                        1,
                        catalog.products[catalog.families[family].products[0]].variant,
                    )
                });
            let Some(product) = subject else { continue };
            let regular = catalog.products[product].price;
            let price = shelf_price(regular * (100 - percent) / 100);
            if price < regular {
                all.push(Offer {
                    subject: Subject::Product(product),
                    kind: "price",
                    price: Some(price),
                    starts: (DAYS + first) * DAY,
                    ends: (DAYS + last) * DAY,
                    lowest_30d: Some(regular),
                    terms,
                    hours_after_order: None,
                });
            }
        }
        for wide in CATEGORY_OFFERS {
            let (first, last) = wide.days;
            if kind(wide.key).is_some() {
                all.push(Offer {
                    subject: Subject::Category(wide.category),
                    kind: wide.kind,
                    price: None,
                    starts: (DAYS + first) * DAY,
                    ends: (DAYS + last) * DAY,
                    lowest_30d: None,
                    terms: wide.terms,
                    hours_after_order: wide.hours_after_order,
                });
            }
        }
        Self { all }
    }

    /// The offer price of a product at a time, in pence.
    pub(super) fn price(&self, product: usize, time: i64) -> Option<i64> {
        self.all
            .iter()
            .filter(|offer| matches!(offer.subject, Subject::Product(on) if on == product))
            .find(|offer| (offer.starts..offer.ends).contains(&time))
            .and_then(|offer| offer.price)
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The cells of `offers.csv`, after the header; the times are those of a calendar that ends on the day that offers count from.
    pub(super) fn rows(
        &self,
        catalog: &Catalog,
        calendar: &Calendar,
        currency: &str,
    ) -> Vec<[String; 11]> {
        let money = |pence: Option<i64>| pence.map(super::write::money).unwrap_or_default();
        self.all
            .iter()
            .enumerate()
            .map(|(index, offer)| {
                let (product, category) = match offer.subject {
                    Subject::Product(product) => {
                        (catalog.products[product].id.clone(), String::new())
                    }
                    Subject::Category(category) => (String::new(), category.to_owned()),
                };
                [
                    format!("OFFER-{:02}", index + 1),
                    product,
                    category,
                    offer.kind.to_owned(),
                    money(offer.price),
                    if offer.price.is_some() {
                        currency.to_owned()
                    } else {
                        String::new()
                    },
                    calendar.instant(offer.starts),
                    calendar.instant(offer.ends),
                    money(offer.lowest_30d),
                    offer.terms.to_owned(),
                    offer
                        .hours_after_order
                        .map(|hours| hours.to_string())
                        .unwrap_or_default(),
                ]
            })
            .collect()
    }
}
