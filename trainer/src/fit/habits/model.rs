//! From examples to levels and factors: logistic regression on classes, whose neighbours are alike.

use super::examples::{CLASSES, Example, Examples, Past};
use super::{Factors, Habits, POPULAR};
use crate::fit::cholesky::solve;

/// Places of the coefficients: intercept, slope of the logarithm of the share, then classes.
const SLOPE: usize = 1;
const TIMES: usize = SLOPE + 1;
const ORDERS_AGO: usize = TIMES + CLASSES;
const ORDERS: usize = ORDERS_AGO + CLASSES;
const AGE: usize = ORDERS + CLASSES;
const WIDTH: usize = AGE + 2 * CLASSES;
/// The groups of classes, in which neighbours are alike.
const GROUPS: [usize; 5] = [TIMES, ORDERS_AGO, ORDERS, AGE, AGE + CLASSES];

/// How far a coefficient is held to what it is without data, and how far to its neighbour: tens of purchases outweigh both.
const RIDGE: f64 = 0.1;
const SMOOTH: f64 = 4.0;
/// The same of the slope.
const SLOPE_RIDGE: f64 = 0.5;
/// Without data a product bought once is bought again so much likelier than by anybody, twice as likely if it was bought twice.
const ONCE: f64 = 3.0;
/// Repeats expected of a product that its own repeats have to outweigh.
const OF_PRODUCT: f64 = 8.0;
/// The same of first purchases of one class of shoppers.
const OF_CLASS: f64 = 20.0;
/// Newton steps at most; eight are usual.
const STEPS: usize = 25;
/// Parts of an octave in which shares are alike.
const PER_OCTAVE: f32 = 4.0;

/// Examples of one past and nearly one share.
struct Cell {
    past: Past,
    share: f64,
    count: f64,
    again: f64,
}

pub(super) fn fit(examples: &Examples) -> Habits {
    let cells = cells(&examples.all);
    let mean = cells
        .iter()
        .map(|cell| cell.count * cell.share)
        .sum::<f64>()
        / cells.iter().map(|cell| cell.count).sum::<f64>().max(1.0);
    let model = Model::fit(&cells, mean);
    let items = of_products(&model, examples);
    let group = |from: usize, of: &dyn Fn(Past) -> Option<u8>| model.group(from, &cells, of);
    let (times, most_times) = group(TIMES, &|past| Some(past.times));
    let (orders_ago, most_ago) = group(ORDERS_AGO, &|past| Some(past.orders_ago));
    let (orders, most_orders) = group(ORDERS, &|past| Some(past.orders));
    // The two ages stand in for each other, so they have one scale.
    let (days_ago, most_days) = group(AGE, &|past| {
        Some(past.age).filter(|&age| usize::from(age) < CLASSES)
    });
    let (due, most_due) = group(AGE + CLASSES, &|past| past.age.checked_sub(CLASSES as u8));
    let due: Factors = due.map(|factor: f64| factor * (most_due - most_days).exp());
    let scale = most_times + most_ago + most_orders + most_days;
    let sold: Vec<f64> = (0..examples.products as u32)
        .map(|product| examples.shares.sold(product))
        .collect();
    let level = |(product, item): (u32, &f64)| {
        let share = examples.shares.share(product, examples.now).ln();
        let z = model.at(0) + model.at(SLOPE) * (share - mean) + item + scale;
        if examples.shares.sold(product) > 0.0 {
            z.clamp(-30.0, 30.0).exp()
        } else {
            0.0
        }
    };
    Habits {
        levels: (0..).zip(&items).map(level).collect(),
        sold,
        popular: examples.shares.top(POPULAR, examples.now),
        times,
        orders_ago,
        days_ago,
        due,
        orders,
        first: firsts(&examples.first),
        choice: String::new(),
    }
}

/// Shares alone: who bought a product is as likely to buy it as anybody.
pub(super) fn popularity(examples: &Examples) -> Habits {
    let products = 0..examples.products as u32;
    let sold = |product| examples.shares.sold(product);
    let level = |product| match sold(product) {
        sold if sold > 0.0 => examples.shares.share(product, examples.now),
        _ => 0.0,
    };
    Habits {
        levels: products.clone().map(level).collect(),
        sold: products.map(sold).collect(),
        popular: examples.shares.top(POPULAR, examples.now),
        times: [1.0; CLASSES],
        orders_ago: [1.0; CLASSES],
        days_ago: [1.0; CLASSES],
        due: [1.0; CLASSES],
        orders: [1.0; CLASSES],
        first: [1.0; CLASSES],
        choice: String::new(),
    }
}

/// The least number of a class.
fn least(class: usize) -> f64 {
    let number = |number: u32| usize::from(super::examples::class(number)) >= class;
    (1..=512).find(|&n| number(n)).map_or(512.0, f64::from)
}

/// By class of orders: what part of the share a first purchase is.
fn firsts(seen: &[(f64, f64); CLASSES]) -> Factors {
    let (bought, expected) = seen
        .iter()
        .fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    let all = (bought + 1.0) / (expected + 1.0);
    seen.map(|(bought, expected)| (bought + OF_CLASS * all) / (expected + OF_CLASS))
}

/// By product: how much oftener it is bought again than its past and its share say, as a logarithm.
fn of_products(model: &Model, examples: &Examples) -> Vec<f64> {
    let mut seen = vec![(0.0, 0.0); examples.products];
    for example in &examples.all {
        if let Some(seen) = seen.get_mut(example.product as usize) {
            let odds = model.z(example.past, f64::from(example.share)).exp();
            seen.0 += f64::from(u8::from(example.again));
            seen.1 += odds / (1.0 + odds);
        }
    }
    seen.into_iter()
        .map(|(again, expected)| ((again + OF_PRODUCT) / (expected + OF_PRODUCT)).ln())
        .collect()
}

/// Adds up what is alike.
fn cells(examples: &[Example]) -> Vec<Cell> {
    let key = |example: &Example| {
        let share = (example.share / std::f32::consts::LN_2 * PER_OCTAVE) as i32;
        (example.past, share)
    };
    let mut sorted: Vec<&Example> = examples.iter().collect();
    // Stable, so that sums have one order.
    sorted.sort_by_key(|example| key(example));
    let cell = |group: &[&Example]| {
        let count = group.len() as f64;
        let past = group.first().map(|example| example.past)?;
        Some(Cell {
            past,
            share: group
                .iter()
                .map(|example| f64::from(example.share))
                .sum::<f64>()
                / count,
            count,
            again: group.iter().filter(|example| example.again).count() as f64,
        })
    };
    sorted
        .chunk_by(|a, b| key(a) == key(b))
        .filter_map(cell)
        .collect()
}

/// Logarithms of odds, linear in the share's logarithm and in classes.
struct Model {
    at: Vec<f64>,
    /// Without data.
    prior: Vec<f64>,
    mean: f64,
}

impl Model {
    fn fit(cells: &[Cell], mean: f64) -> Self {
        let mut prior = vec![0.0; WIDTH];
        for (class, place) in prior.iter_mut().skip(TIMES).take(CLASSES).enumerate() {
            *place = least(class).ln();
        }
        if let [intercept, slope, ..] = prior.as_mut_slice() {
            (*intercept, *slope) = (ONCE.ln() + mean, 1.0);
        }
        let mut model = Self {
            at: prior.clone(),
            prior,
            mean,
        };
        let mut value = model.value(cells);
        for _ in 0..STEPS {
            let Some(step) = model.newton(cells) else {
                break;
            };
            let mut length = 1.0;
            let better = loop {
                let at = model
                    .at
                    .iter()
                    .zip(&step)
                    .map(|(at, step)| at + length * step)
                    .collect();
                let next = Self {
                    at,
                    prior: model.prior.clone(),
                    mean,
                };
                let found = next.value(cells);
                if found >= value {
                    break Some((next, found));
                }
                length /= 2.0;
                if length < 1e-3 {
                    break None;
                }
            };
            let Some((next, found)) = better else { break };
            let gained = found - value;
            (model, value) = (next, found);
            // Without examples both are 0.
            if gained <= 1e-7 * value.abs() {
                break;
            }
        }
        model
    }

    fn at(&self, place: usize) -> f64 {
        self.at.get(place).copied().unwrap_or(0.0)
    }

    /// The factors of a group, the largest 1, and the logarithm of what they are divided by. Classes beyond those that were seen are
    /// as the last ones that were.
    fn group(
        &self,
        from: usize,
        cells: &[Cell],
        class: &dyn Fn(Past) -> Option<u8>,
    ) -> (Factors, f64) {
        let seen = || {
            cells
                .iter()
                .filter_map(|cell| class(cell.past))
                .map(usize::from)
        };
        let (low, high) = (
            seen().min().unwrap_or(0),
            seen().max().unwrap_or(CLASSES - 1),
        );
        let of = |class: usize| self.at(from + class.clamp(low, high));
        let most = (low..=high).map(of).fold(f64::NEG_INFINITY, f64::max);
        (std::array::from_fn(|class| (of(class) - most).exp()), most)
    }

    fn places(past: Past) -> [usize; 4] {
        [
            TIMES + usize::from(past.times),
            ORDERS_AGO + usize::from(past.orders_ago),
            ORDERS + usize::from(past.orders),
            AGE + usize::from(past.age),
        ]
    }

    fn z(&self, past: Past, share: f64) -> f64 {
        let classes: f64 = Self::places(past)
            .into_iter()
            .map(|place| self.at(place))
            .sum();
        self.at(0) + self.at(SLOPE) * (share - self.mean) + classes
    }

    /// Distances from the prior, and how much each counts.
    fn off(&self) -> Vec<f64> {
        self.at
            .iter()
            .zip(&self.prior)
            .map(|(at, prior)| at - prior)
            .collect()
    }

    /// The pairs of places that are held together: a place alone is held to its prior.
    fn held() -> impl Iterator<Item = (usize, Option<usize>, f64)> {
        let alone = (0..WIDTH).map(|place| {
            let strength = match place {
                0 => 1e-3,
                SLOPE => SLOPE_RIDGE,
                _ => RIDGE,
            };
            (place, None, strength)
        });
        let pairs = GROUPS.into_iter().flat_map(|from| {
            (from..from + CLASSES - 1).map(|place| (place, Some(place + 1), SMOOTH))
        });
        alone.chain(pairs)
    }

    /// The penalised log-likelihood.
    fn value(&self, cells: &[Cell]) -> f64 {
        let likely: f64 = cells
            .iter()
            .map(|cell| {
                let z = self.z(cell.past, cell.share);
                cell.again * z - cell.count * (z.max(0.0) + (-z.abs()).exp().ln_1p())
            })
            .sum();
        let off = self.off();
        let of = |place: usize| off.get(place).copied().unwrap_or(0.0);
        let held: f64 = Self::held()
            .map(|(a, b, strength)| strength * (of(a) - b.map_or(0.0, of)).powi(2))
            .sum();
        likely - held / 2.0
    }

    /// The step to the top of the parabola that touches here.
    fn newton(&self, cells: &[Cell]) -> Option<Vec<f64>> {
        let mut hessian = vec![0.0; WIDTH * WIDTH];
        let mut step = vec![0.0; WIDTH];
        let mut add = |row: usize, column: usize, value: f64| {
            if let Some(sum) = hessian.get_mut(row.max(column) * WIDTH + row.min(column)) {
                *sum += value;
            }
        };
        let mut pull = |place: usize, value: f64| {
            if let Some(sum) = step.get_mut(place) {
                *sum += value;
            }
        };
        for cell in cells {
            let z = self.z(cell.past, cell.share);
            let chance = 1.0 / (1.0 + (-z).exp());
            let rest = cell.again - cell.count * chance;
            let weight = cell.count * chance * (1.0 - chance);
            let [a, b, c, d] = Self::places(cell.past);
            let places = [
                (0, 1.0),
                (SLOPE, cell.share - self.mean),
                (a, 1.0),
                (b, 1.0),
                (c, 1.0),
                (d, 1.0),
            ];
            for (n, &(row, x)) in places.iter().enumerate() {
                pull(row, rest * x);
                for &(column, y) in places.iter().take(n + 1) {
                    add(row, column, weight * x * y);
                }
            }
        }
        let off = self.off();
        let of = |place: usize| off.get(place).copied().unwrap_or(0.0);
        for (a, b, strength) in Self::held() {
            let apart = strength * (of(a) - b.map_or(0.0, of));
            pull(a, -apart);
            add(a, a, strength);
            if let Some(b) = b {
                pull(b, apart);
                add(b, b, strength);
                add(a, b, -strength);
            }
        }
        solve(&mut hessian, &mut step, WIDTH).then_some(step)
    }
}
