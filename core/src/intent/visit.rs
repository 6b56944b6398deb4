//! Follows one visit in fixed memory.

use super::features::{Features, Origin};
use crate::catalog::{Money, ProductKey};

/// Distinct products that a visit remembers: those viewed and those in the cart, each. Beyond them the oldest is forgotten,
/// and counts as new when it comes again.
const REMEMBERED: usize = 32;

/// Something that happened in a visit. A purchase ends the visit that it is in: start a new [`Visit`] after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// A product page was seen.
    View {
        /// The product, if it is known.
        product: Option<ProductKey>,
        /// The price that the catalog has.
        price: Option<Money>,
    },
    /// A product was put into the cart.
    Add {
        /// The product, if it is known.
        product: Option<ProductKey>,
        /// The price that the catalog has.
        price: Option<Money>,
    },
    /// A product was taken out of the cart.
    Remove {
        /// The product, if it is known.
        product: Option<ProductKey>,
    },
    /// A checkout began: one signal, however many products are in the cart.
    Checkout,
    /// Something was searched for.
    Search,
}

/// The state of one visit. About a kilobyte, never more, and a copy of it is a whole state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    now: Features,
    times: Option<(i64, i64)>,
    priced_views: i64,
    price_sum: i64,
    viewed: Memory,
    cart: Memory,
}

impl Visit {
    /// A visit in which nothing has happened yet.
    #[must_use]
    pub fn new(origin: Origin) -> Self {
        Self {
            now: Features {
                last_price: -1,
                mean_price: -1,
                origin,
                ..Features::default()
            },
            times: None,
            priced_views: 0,
            price_sum: 0,
            viewed: Memory::default(),
            cart: Memory::default(),
        }
    }

    /// Takes in what happened at `time`, in seconds since 1970 UTC. A time before that of the last signal counts as that.
    pub fn observe(&mut self, time: i64, signal: Signal) {
        self.observe_time(time);
        let now = &mut self.now;
        if signal != Signal::Search {
            count(&mut now.events);
        }
        match signal {
            Signal::View { product, price } => {
                count(&mut now.views);
                if let Some(key) = product {
                    if self.viewed.add(key, 0) {
                        count(&mut now.distinct_products);
                    } else {
                        count(&mut now.repeated_views);
                    }
                }
                if let Some(price) = price.map(small) {
                    now.last_price = price;
                    // Sums of 2³¹ for 2³² views fit; nobody views more.
                    self.price_sum = self.price_sum.saturating_add(i64::from(price));
                    self.priced_views = self.priced_views.saturating_add(1);
                    now.mean_price = saturated(self.price_sum / self.priced_views.max(1));
                }
            }
            Signal::Add { product, price } => {
                count(&mut now.adds);
                let price = price.map(small);
                if let Some(price) = price {
                    now.last_price = price;
                }
                if let Some(key) = product {
                    self.cart.add(key, price.unwrap_or(0));
                }
            }
            Signal::Remove { product } => {
                count(&mut now.removals);
                if let Some(key) = product {
                    self.cart.remove(key);
                }
            }
            Signal::Checkout => count(&mut now.checkouts),
            Signal::Search => count(&mut now.searches),
        }
        now.cart_lines = self.cart.used as i32;
        now.cart_value = self.cart.sum();
    }

    fn observe_time(&mut self, time: i64) {
        let (start, last) = self.times.unwrap_or((time, time));
        let time = time.max(last);
        self.times = Some((start, time));
        let now = &mut self.now;
        now.last_dwell = saturated(time.saturating_sub(last));
        now.longest_dwell = now.longest_dwell.max(now.last_dwell);
        now.seconds = saturated(time.saturating_sub(start));
        now.hour = (time.div_euclid(3_600)).rem_euclid(24) as i32;
        // 1970 began on a Thursday.
        now.weekday = (time.div_euclid(86_400).saturating_add(3)).rem_euclid(7) as i32;
    }

    /// What is known after the last signal.
    #[must_use]
    pub fn features(&self) -> Features {
        self.now
    }
}

fn count(counter: &mut i32) {
    *counter = counter.saturating_add(1);
}

fn saturated(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn small(price: Money) -> i32 {
    i32::try_from(price.0).unwrap_or(i32::MAX)
}

/// The last few products, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Memory {
    products: [(u64, i32); REMEMBERED],
    used: usize,
}

impl Memory {
    fn place(&self, key: ProductKey) -> Option<usize> {
        let used = self.products.iter().take(self.used);
        used.enumerate()
            .find(|(_, (known, _))| *known == key.0)
            .map(|(at, _)| at)
    }

    /// Whether the product was not there before.
    fn add(&mut self, key: ProductKey, price: i32) -> bool {
        if self.place(key).is_some() {
            return false;
        }
        if self.used == REMEMBERED {
            self.products.rotate_left(1);
            self.used -= 1;
        }
        if let Some(slot) = self.products.get_mut(self.used) {
            *slot = (key.0, price);
            self.used += 1;
        }
        true
    }

    fn remove(&mut self, key: ProductKey) {
        if let Some(at) = self.place(key)
            && let Some(rest) = self.products.get_mut(at..self.used)
        {
            rest.rotate_left(1);
            self.used -= 1;
            // Equal carts are equal states, whatever was in them before.
            if let Some(last) = rest.last_mut() {
                *last = (0, 0);
            }
        }
    }

    fn sum(&self) -> i32 {
        let used = self.products.iter().take(self.used);
        used.fold(0_i32, |sum, (_, price)| sum.saturating_add(*price))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(id: &str, price: u64) -> Signal {
        Signal::View {
            product: Some(ProductKey::of(id)),
            price: Some(Money(price)),
        }
    }

    fn add(id: &str, price: u64) -> Signal {
        Signal::Add {
            product: Some(ProductKey::of(id)),
            price: Some(Money(price)),
        }
    }

    #[test]
    fn a_visit_is_what_happened_in_it() {
        let mut visit = Visit::new(Origin::default());
        // 1970-01-05 was a Monday.
        let monday = 4 * 86_400 + 13 * 3_600;
        for (after, signal) in [
            (0, view("a", 300)),
            (10, view("b", 500)),
            (50, Signal::Search),
            (60, view("a", 300)),
            (70, add("a", 300)),
            (71, add("a", 300)),
            (80, add("c", 40)),
            (
                90,
                Signal::Remove {
                    product: Some(ProductKey::of("a")),
                },
            ),
            (95, Signal::Checkout),
        ] {
            visit.observe(monday + after, signal);
        }
        let expected = Features {
            events: 8,
            views: 3,
            distinct_products: 2,
            repeated_views: 1,
            adds: 3,
            removals: 1,
            cart_lines: 1,
            cart_value: 40,
            checkouts: 1,
            searches: 1,
            seconds: 95,
            last_dwell: 5,
            longest_dwell: 40,
            last_price: 40,
            mean_price: 366,
            hour: 13,
            weekday: 0,
            origin: Origin::default(),
        };
        assert_eq!(visit.features(), expected);
    }

    #[test]
    fn times_that_run_backwards_and_huge_numbers_are_bounded() {
        let mut visit = Visit::new(Origin::default());
        visit.observe(i64::MIN, view("a", u64::MAX));
        visit.observe(i64::MAX, add("a", u64::MAX));
        visit.observe(0, add("b", u64::MAX));
        let seen = visit.features();
        assert_eq!((seen.seconds, seen.last_dwell), (i32::MAX, 0));
        assert_eq!((seen.cart_value, seen.mean_price), (i32::MAX, i32::MAX));
    }

    #[test]
    fn memory_is_bounded_and_forgets_the_oldest() {
        let mut visit = Visit::new(Origin::default());
        for n in 0..REMEMBERED as u64 + 1 {
            visit.observe(
                0,
                Signal::View {
                    product: Some(ProductKey(n)),
                    price: None,
                },
            );
        }
        let again = |n| Signal::View {
            product: Some(ProductKey(n)),
            price: None,
        };
        visit.observe(0, again(1));
        assert_eq!(visit.features().repeated_views, 1);
        visit.observe(0, again(0));
        assert_eq!(visit.features().repeated_views, 1, "0 was forgotten");
        assert_eq!(visit.features().mean_price, -1);
    }
}
