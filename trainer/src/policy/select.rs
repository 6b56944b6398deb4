//! Which products a selector means: their marks.

use std::collections::BTreeMap;

use setwise_core::catalog::{Money, PriceTier};
use setwise_core::policy::MarkSet;

use super::compile::minor;
use super::economics::{Economics, StockClass};
use super::source::{Policy, Selector};

/// What of a product selectors look at.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// Its id.
    pub id: &'a str,
    /// Category levels joined by ` > `.
    pub category: &'a str,
    /// Brand.
    pub brand: &'a str,
    /// Price.
    pub price: Option<Money>,
    /// Whether it can be bought.
    pub in_stock: bool,
}

/// Prices of a shop by category, ascending: what a tier is relative to.
#[derive(Clone, Debug, Default)]
pub(super) struct Prices(BTreeMap<String, Vec<u64>>);

impl Prices {
    /// Takes in a product.
    pub(super) fn add(&mut self, seen: &Seen<'_>) {
        if let Some(Money(price)) = seen.price {
            match self.0.get_mut(seen.category) {
                Some(prices) => prices.push(price),
                None => {
                    self.0.insert(seen.category.to_owned(), vec![price]);
                }
            }
        }
    }

    /// Takes in those of another part of the shop.
    pub(super) fn extend(&mut self, other: Self) {
        for (category, prices) in other.0 {
            self.0.entry(category).or_default().extend(prices);
        }
    }

    fn sort(&mut self) {
        for prices in self.0.values_mut() {
            prices.sort_unstable();
        }
    }

    /// The third of its category's prices in which a product's is; not known among fewer than three.
    fn tier(&self, seen: &Seen<'_>) -> PriceTier {
        let (Some(Money(price)), Some(prices)) = (seen.price, self.0.get(seen.category)) else {
            return PriceTier::Unknown;
        };
        if prices.len() < 3 {
            return PriceTier::Unknown;
        }
        let below = prices.partition_point(|&other| other < price);
        let equal = prices.partition_point(|&other| other <= price) - below;
        // The middle of those that cost the same, of all but itself, in sixths.
        let sixths = 3 * (2 * below + equal.saturating_sub(1)) / (prices.len() - 1);
        match sixths {
            0..=1 => PriceTier::Budget,
            2..=3 => PriceTier::Middle,
            _ => PriceTier::Premium,
        }
    }
}

/// Gives products their marks.
#[derive(Clone, Debug)]
pub struct Marker<'a> {
    selectors: &'a [Selector],
    prices: Prices,
    economics: &'a Economics,
    stocks: (u64, u64),
    minor_digits: u32,
}

impl<'a> Marker<'a> {
    /// For selectors of a policy in a shop of these prices.
    #[must_use]
    pub(super) fn new(
        policy: &Policy,
        selectors: &'a [Selector],
        mut prices: Prices,
        economics: &'a Economics,
        minor_digits: u32,
    ) -> Self {
        prices.sort();
        Self {
            selectors,
            prices,
            economics,
            stocks: policy.stocks,
            minor_digits,
        }
    }

    /// The marks of a product.
    #[must_use]
    pub fn marks(&self, seen: &Seen<'_>) -> MarkSet {
        let numbered = (0..=u8::MAX).zip(self.selectors);
        numbered
            .filter(|(_, selector)| self.fits(selector, seen))
            .map(|(mark, _)| mark)
            .collect()
    }

    fn fits(&self, selector: &Selector, seen: &Seen<'_>) -> bool {
        let one_of = |list: &[String], fits: &dyn Fn(&str) -> bool| {
            list.is_empty() || list.iter().any(|one| fits(one))
        };
        let price = |(from, to): (Option<f64>, Option<f64>)| {
            seen.price.is_some_and(|Money(price)| {
                let amount = |major: f64| minor(major, self.minor_digits);
                from.is_none_or(|from| price >= amount(from))
                    && to.is_none_or(|to| price <= amount(to))
            })
        };
        one_of(&selector.ids, &|id| id == seen.id)
            && one_of(&selector.categories, &|level| within(seen.category, level))
            && one_of(&selector.brands, &|brand| same(brand, seen.brand))
            && selector.price.is_none_or(price)
            && (selector.tiers.is_empty() || selector.tiers.contains(&self.prices.tier(seen)))
            && (selector.margins.is_empty()
                || self
                    .economics
                    .margin(seen.id)
                    .is_some_and(|class| selector.margins.contains(&class)))
            && (selector.stocks.is_empty()
                || self
                    .stock(seen)
                    .is_some_and(|class| selector.stocks.contains(&class)))
            && selector
                .not
                .as_deref()
                .is_none_or(|not| !self.fits(not, seen))
    }

    fn stock(&self, seen: &Seen<'_>) -> Option<StockClass> {
        if !seen.in_stock {
            return Some(StockClass::Out);
        }
        let pieces = self.economics.pieces(seen.id)?;
        Some(match self.stocks {
            _ if pieces == 0 => StockClass::Out,
            (low, _) if pieces <= low => StockClass::Low,
            (_, high) if pieces >= high => StockClass::High,
            _ => StockClass::Normal,
        })
    }
}

/// Whether levels stand, one behind the other, in a category's path.
fn within(path: &str, levels: &str) -> bool {
    let split = |text: &str| -> Vec<String> {
        text.split('>')
            .map(|level| level.trim().to_lowercase())
            .collect()
    };
    let (path, wanted) = (split(path), split(levels));
    path.windows(wanted.len()).any(|part| part == wanted)
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_levels_and_not_parts_of_words() {
        let path = "Photo > Cameras > Bodies";
        for levels in [
            "photo",
            "Cameras",
            "cameras>bodies",
            "Photo > Cameras > Bodies",
        ] {
            assert!(within(path, levels), "{levels}");
        }
        for levels in ["Camera", "Photo > Bodies", "Bodies > Caps", ""] {
            assert!(!within(path, levels), "{levels}");
        }
    }

    #[test]
    fn tiers_are_thirds_of_the_category() {
        let seen = |price: u64| Seen {
            id: "a",
            category: "C",
            brand: "",
            price: Some(Money(price)),
            in_stock: true,
        };
        let mut prices = Prices::default();
        for price in [1, 2, 3, 4, 5, 6, 7] {
            prices.add(&seen(price));
        }
        prices.sort();
        let tiers: Vec<PriceTier> = (1..=7).map(|price| prices.tier(&seen(price))).collect();
        use PriceTier::{Budget, Middle, Premium};
        assert_eq!(
            tiers,
            [Budget, Budget, Middle, Middle, Premium, Premium, Premium]
        );
        let elsewhere = Seen {
            category: "D",
            ..seen(1)
        };
        assert_eq!(prices.tier(&elsewhere), PriceTier::Unknown);
    }
}
