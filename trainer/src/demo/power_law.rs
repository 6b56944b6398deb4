//! Orders by the hundred million for benches: popularity by a power law, baskets with a tail, and products that go together.
//!
//! Product ids have no relation to popularity. Every block of orders has dice of its own, so blocks are made on all threads
//! and the file is the same for any number of them.

use super::dice::Dice;

/// Orders of a block, which is a row group of the file.
pub const BLOCK_ORDERS: u64 = 1 << 15;
/// Added to a product's rank before its popularity is one over it: flattens the head as in real shops.
const HEAD: f64 = 40.0;
/// Products that go together.
const CLUSTER: u32 = 32;
/// Chance in a hundred that a further product is of the cluster of the first.
const TOGETHER: u32 = 25;
/// In ten thousand orders, how many have 1, 2, … products; the rest have a longer tail.
const SIZES: [u32; 10] = [3_000, 2_250, 1_450, 950, 650, 450, 320, 230, 170, 130];
/// Mean of what the tail adds to ten products.
const TAIL: f64 = 5.0;
/// Seconds of a year, which the orders span, and when it begins: 2025-01-01.
const YEAR: i64 = 365 * 86_400;
const BEGIN: i64 = 1_735_689_600;

/// The shop that the orders are from.
pub struct PowerLaw {
    seed: u64,
    orders: u64,
    /// By rank of popularity: sum of the popularities up to it.
    sums: Vec<f64>,
    /// By slot of equal popularity: the first rank that reaches into it.
    guide: Vec<u32>,
    /// By rank: the product.
    products: Vec<u32>,
}

/// Lines of a block of orders, as columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Ascending from 1.
    pub order: Vec<i64>,
    /// Milliseconds since 1970 UTC, ascending by order.
    pub time: Vec<i64>,
    /// From 0; some products stand twice in an order.
    pub product: Vec<u32>,
    /// Pieces.
    pub quantity: Vec<i32>,
    /// Hundredths.
    pub unit_price: Vec<i64>,
    /// From 1; most come back.
    pub customer: Vec<i64>,
}

impl PowerLaw {
    /// A shop of at least one product.
    #[must_use]
    pub fn new(seed: u64, orders: u64, products: u32) -> Self {
        let products = products.max(1);
        let mut sum = 0.0;
        let sums: Vec<f64> = (0..products)
            .map(|rank| {
                sum += 1.0 / (f64::from(rank) + HEAD);
                sum
            })
            .collect();
        let slots = products as usize;
        let mut rank = 0;
        let guide = (0..slots)
            .map(|slot| {
                let from = sum * slot as f64 / slots as f64;
                while sums.get(rank).is_some_and(|&s| s <= from) {
                    rank += 1;
                }
                rank as u32
            })
            .collect();
        let mut shuffled: Vec<u32> = (0..products).collect();
        Dice::new(seed, u64::MAX).shuffle(&mut shuffled);
        Self {
            seed,
            orders,
            sums,
            guide,
            products: shuffled,
        }
    }

    /// Blocks that there are.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        self.orders.div_ceil(BLOCK_ORDERS)
    }

    fn rank(&self, dice: &mut Dice) -> u32 {
        let total = self.sums.last().copied().unwrap_or(1.0);
        let at = dice.unit();
        let slot = (at * self.guide.len() as f64) as usize;
        let mut rank = self.guide.get(slot).copied().unwrap_or(0);
        let at = at * total;
        while self.sums.get(rank as usize).is_some_and(|&sum| sum <= at) {
            rank += 1;
        }
        rank.min(self.products.len() as u32 - 1)
    }

    /// Another product of the same cluster: clusters hold every so manieth rank, so each has bestsellers and rarities.
    fn near(&self, rank: u32, dice: &mut Dice) -> u32 {
        let clusters = (self.products.len() as u32 / CLUSTER).max(1);
        // The square makes the popular ones likelier.
        let member = (dice.unit() * dice.unit() * f64::from(CLUSTER)) as u32;
        (rank % clusters + member * clusters).min(self.products.len() as u32 - 1)
    }

    fn size(dice: &mut Dice) -> usize {
        let mut left = dice.below(10_000) as u32;
        for (at, &share) in SIZES.iter().enumerate() {
            if left < share {
                return at + 1;
            }
            left -= share;
        }
        let mut size = SIZES.len() + 1;
        while size < 200 && dice.unit() * TAIL >= 1.0 {
            size += 1;
        }
        size
    }

    /// The lines of a block.
    #[must_use]
    pub fn block(&self, block: u64) -> Lines {
        let mut dice = Dice::new(self.seed, block);
        let mut lines = Lines::default();
        let from = block * BLOCK_ORDERS;
        for order in from..(from + BLOCK_ORDERS).min(self.orders) {
            let time = BEGIN * 1_000
                + (order as i128 * i128::from(YEAR) * 1_000 / i128::from(self.orders.max(1)))
                    as i64;
            let customer = 1 + dice.below((self.orders as usize / 3).max(1)) as i64;
            let first = self.rank(&mut dice);
            for line in 0..Self::size(&mut dice) {
                let rank = if line == 0 {
                    first
                } else if dice.chance(TOGETHER) {
                    self.near(first, &mut dice)
                } else {
                    self.rank(&mut dice)
                };
                let product = self.products.get(rank as usize).copied().unwrap_or(0);
                lines.order.push(1 + order as i64);
                lines.time.push(time);
                lines.product.push(product);
                lines
                    .quantity
                    .push(1 + (dice.unit() * dice.unit() * 4.0) as i32);
                lines
                    .unit_price
                    .push(99 + 50 * i64::from(product.wrapping_mul(2_654_435_761) >> 23));
                lines.customer.push(customer);
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_have_a_head_a_tail_and_the_promised_mean() {
        let shop = PowerLaw::new(1, 3 * BLOCK_ORDERS / 2, 5_000);
        assert_eq!(shop.blocks(), 2);
        assert_eq!(shop.block(1), shop.block(1));
        let lines = shop.block(0);
        let mean = lines.order.len() as f64 / BLOCK_ORDERS as f64;
        assert!((3.3..3.8).contains(&mean), "{mean}");
        assert!(lines.order.is_sorted() && lines.time.is_sorted());
        let mut sold = vec![0u32; 5_000];
        for &product in &lines.product {
            sold[product as usize] += 1;
        }
        sold.sort_unstable();
        let top: u32 = sold.iter().rev().take(50).sum();
        let share = f64::from(top) / lines.product.len() as f64;
        assert!((0.1..0.3).contains(&share), "{share}");
        assert_eq!(
            shop.block(1).order.last(),
            Some(&(3 * BLOCK_ORDERS as i64 / 2))
        );
    }
}
