//! How likely a visit ends in a purchase: trees in two kilobytes, and what their scores mean.

mod boost;
mod calibrate;
mod table;
mod visits;

use rayon::prelude::*;
use setwise_core::intent::{IntentContents, IntentWriteError};

pub use boost::{BoostOptions, Grown, UNITS, boost};
pub use calibrate::calibrate;
pub use table::{CATEGORIES, Column, Table};
pub use visits::{AFTER, MOST_VISITS, Moments};

/// Fits a model to the rows `of` of a table whose labels are known.
///
/// The number of trees is chosen, and the calibration fitted, on folds that a row's trees have not seen: `fold_of` has a number
/// below `folds` for every row of the table; rows of one visit must be in one fold.
///
/// # Errors
/// [`IntentWriteError`] when the table has no column or more than 64.
pub fn fit(
    table: &Table,
    labels: &[bool],
    of: &[u32],
    (fold_of, folds): (&[u8], u8),
    options: &BoostOptions,
) -> Result<IntentContents, IntentWriteError> {
    let targets: Vec<f64> = labels.iter().map(|&hit| f64::from(u8::from(hit))).collect();
    let label = |row: u32| labels.get(row as usize).copied().unwrap_or_default();
    let within = |fold: u8| -> (Vec<u32>, Vec<u32>) {
        of.iter()
            .partition(|&&row| fold_of.get(row as usize) != Some(&fold))
    };
    // For each fold: the trees grown without it, and their loss on it after each.
    let grown: Vec<(Grown, Vec<f64>)> = (0..folds)
        .into_par_iter()
        .map(|fold| {
            let (seen, held) = within(fold);
            let mut losses = Vec::new();
            let grown = boost(table, &targets, &seen, options, |_, scores| {
                let loss = held.iter().map(|&row| {
                    let score = f64::from(scores.get(row as usize).copied().unwrap_or_default());
                    let z = score / UNITS * if label(row) { 1.0 } else { -1.0 };
                    // ln(1 + e^-z), without overflow.
                    (-z).max(0.0) + (-z.abs()).exp().ln_1p()
                });
                losses.push(loss.sum::<f64>());
            });
            (grown, losses)
        })
        .collect();
    let longest = grown.iter().map(|(_, losses)| losses.len()).max();
    let loss_of = |trees: usize| -> f64 {
        // Where the bytes were used up earlier, the last tree stands.
        let after = |losses: &Vec<f64>| losses.get(trees - 1).or(losses.last()).copied();
        grown.iter().filter_map(|(_, losses)| after(losses)).sum()
    };
    let losses = (1..=longest.unwrap_or(0)).map(|trees| (loss_of(trees), trees));
    let best = losses.reduce(|a, b| if b.0 < a.0 { b } else { a });
    let chosen = BoostOptions {
        trees: best.map_or(0, |(_, trees)| trees),
        ..*options
    };
    let contents = |grown: &Grown, knots| IntentContents {
        features: table.columns.len() as u8,
        shift: chosen.shift,
        base: grown.base,
        trees: grown.trees.iter().take(chosen.trees).cloned().collect(),
        knots,
    };
    // Scores of rows that their trees have not seen, from the model as a device reads it.
    let mut outcomes = Vec::with_capacity(of.len());
    for ((grown, _), fold) in grown.iter().zip(0..) {
        let model = contents(grown, calibrate(&[])).model()?;
        let mut values = Vec::new();
        for row in within(fold).1 {
            table.row_into(row as usize, &mut values);
            outcomes.push((model.score(&values), label(row)));
        }
    }
    let whole = boost(table, &targets, of, &chosen, |_, _| {});
    Ok(contents(&whole, calibrate(&outcomes)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use setwise_core::intent::{MAX_INTENT_BYTES, Node, Test};

    /// Buys if it came by mail and stayed, or by search and left: no question alone tells. The price says nothing.
    fn table(rows: i32) -> (Table, Vec<bool>) {
        let column = |name: &str, categorical, of: &dyn Fn(i32) -> i32| Column {
            name: name.to_owned(),
            categorical,
            values: (0..rows).map(of).collect(),
        };
        let stayed = |n: i32| n * 37 % 1_009;
        let source = |n: i32| n % 5;
        let columns = vec![
            column("stayed", false, &stayed),
            column("source", true, &source),
            column("price", false, &|n| n * 7_919 % 100_003 - 50_000),
        ];
        let bought = (0..rows).map(|n| match source(n) {
            1 | 4 => stayed(n) >= 500,
            _ => stayed(n) < 500,
        });
        (Table { columns }, bought.collect())
    }

    fn folds(rows: i32) -> Vec<u8> {
        (0..rows).map(|n| (n % 4) as u8).collect()
    }

    #[test]
    fn what_no_question_tells_alone_is_found_and_calibrated() {
        let (table, bought) = table(2_000);
        let of: Vec<u32> = (0..2_000).collect();
        let options = BoostOptions::default();
        let contents = fit(&table, &bought, &of, (&folds(2_000), 4), &options).expect("fits");
        let model = contents.model().expect("a model");
        let mut values = Vec::new();
        let right = of.iter().filter(|&&row| {
            table.row_into(row as usize, &mut values);
            let share = model.probability(&values).to_f64();
            (share > 0.5) == bought[row as usize]
        });
        assert!(right.count() > 1_950);
        let sets: Vec<u32> = contents
            .trees
            .iter()
            .flat_map(|tree| tree.questions())
            .filter_map(|question| match question.test {
                Test::Among(set) => Some(set),
                Test::AtLeast(_) => None,
            })
            .collect();
        assert!(
            sets.contains(&0b10010) || sets.contains(&0b01101),
            "{sets:?}"
        );
    }

    #[test]
    fn the_scores_that_trees_grow_on_are_those_of_the_device() {
        let (table, bought) = table(600);
        let targets: Vec<f64> = bought.iter().map(|&hit| f64::from(u8::from(hit))).collect();
        let of: Vec<u32> = (0..600).filter(|row| row % 3 > 0).collect();
        let options = BoostOptions {
            rows: 0.6,
            columns: 0.7,
            shift: 1,
            ..BoostOptions::default()
        };
        let mut last = Vec::new();
        let grown = boost(&table, &targets, &of, &options, |_, scores| {
            last = scores.to_vec();
        });
        let contents = IntentContents {
            features: 3,
            shift: 1,
            base: grown.base,
            trees: grown.trees,
            knots: calibrate(&[]),
        };
        let model = contents.model().expect("a model");
        let mut values = Vec::new();
        for (row, score) in last.iter().enumerate() {
            table.row_into(row, &mut values);
            assert_eq!(model.score(&values), *score);
        }
        assert!(last.iter().any(|score| *score != i32::from(contents.base)));
    }

    #[test]
    fn noise_fills_no_more_than_its_bytes() {
        let noise = |column: i64| -> Vec<i32> {
            (0..3_000_i64)
                .map(|n| ((n * 48_271 + column * 69_621) % 65_537 * 3_001 % 1_000_003) as i32)
                .collect()
        };
        let columns = (0..20).map(|n| Column {
            name: n.to_string(),
            categorical: false,
            values: noise(n),
        });
        let table = Table {
            columns: columns.collect(),
        };
        let bought: Vec<f64> = noise(99).iter().map(|n| f64::from(n & 1)).collect();
        let of: Vec<u32> = (0..3_000).collect();
        let options = BoostOptions {
            trees: 255,
            reuse: 0.0,
            ..BoostOptions::default()
        };
        let grown = boost(&table, &bought, &of, &options, |_, _| {});
        let knots = |score| setwise_core::intent::Knot {
            score,
            probability: setwise_core::intent::Probability(0),
        };
        let contents = IntentContents {
            features: 20,
            shift: 0,
            base: grown.base,
            trees: grown.trees,
            knots: (0..32).map(knots).collect(),
        };
        let bytes = contents.write().expect("fits").len();
        assert!((1_900..=MAX_INTENT_BYTES).contains(&bytes), "{bytes}");
    }

    #[test]
    fn threads_leave_no_trace_and_one_outcome_is_no_fault() {
        let (table, mut bought) = table(400);
        let of: Vec<u32> = (0..400).collect();
        let fitted = |bought: &[bool], threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let options = BoostOptions::default();
            pool.expect("pool")
                .install(|| fit(&table, bought, &of, (&folds(400), 4), &options))
                .expect("fits")
        };
        assert_eq!(fitted(&bought, 1), fitted(&bought, 4));
        bought.fill(true);
        let sure = fitted(&bought, 1);
        let leaf = |node: &Node| matches!(node, Node::Leaf(_));
        assert!(sure.trees.iter().all(|tree| tree.0.iter().any(leaf)));
        let share = sure.model().expect("a model").probability(&[0; 3]).to_f64();
        assert!(share > 0.9, "{share}");
    }
}
