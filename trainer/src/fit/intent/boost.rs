//! Gradient boosting of small trees, grown in the numbers of the format.
//!
//! Newton boosting of the log-loss on histograms, the most useful leaf split first (Friedman 2001; Chen and Guestrin 2016; Ke et al.
//! 2017). Libraries grow as many trees as are useful, in real numbers; these have to fit in two kilobytes. So a leaf is
//! rounded to its byte before the next tree is grown, which then mends what rounding lost, a question that an earlier tree
//! asks already is preferred to a new one of nearly the same worth, and growing stops before the bytes are used up.

use std::collections::BTreeSet;

use setwise_core::intent::{MAX_LEAVES, Node, Question, Test, Tree, question_bytes};

use super::table::{Binned, Table};

/// How trees are grown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoostOptions {
    /// Trees, at most 255.
    pub trees: usize,
    /// Leaves of each, 2 to 8.
    pub leaves: usize,
    /// Part of a leaf's best value that is taken, 0 to 1.
    pub rate: f64,
    /// Added to the weight of every leaf: pulls small ones to 0.
    pub l2: f64,
    /// Rows that a leaf has at least.
    pub rows_of_leaf: usize,
    /// Part of the rows that each tree sees, 0 to 1.
    pub rows: f64,
    /// Part of the columns that each tree may ask about, 0 to 1.
    pub columns: f64,
    /// A leaf's byte is worth 2^shift / 256.
    pub shift: u8,
    /// What a new question must gain beyond one that is asked already, as a part of the gain.
    pub reuse: f64,
    /// Bytes that questions and trees may take.
    pub bytes: usize,
    /// Seed of what each tree sees.
    pub seed: u64,
}

impl Default for BoostOptions {
    fn default() -> Self {
        Self {
            trees: 100,
            leaves: MAX_LEAVES,
            rate: 0.1,
            l2: 5.0,
            rows_of_leaf: 50,
            rows: 1.0,
            columns: 1.0,
            shift: 0,
            reuse: 0.1,
            bytes: 1_900,
            seed: 1,
        }
    }
}

/// Added to the weight of a category before categories are put in order.
const CATEGORY_SMOOTHING: f64 = 10.0;
/// Units of a score in one of log-odds.
pub const UNITS: f64 = 256.0;

/// Trees with what they add to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grown {
    /// Score without trees.
    pub base: i16,
    /// In the order in which they were grown.
    pub trees: Vec<Tree>,
}

/// Grows trees that tell `targets` (a probability for every row of the table) on the rows `of`; `each` is shown the score of all rows
/// of the table after each tree.
pub fn boost(
    table: &Table,
    targets: &[f64],
    of: &[u32],
    options: &BoostOptions,
    mut each: impl FnMut(usize, &[i32]),
) -> Grown {
    let columns: Vec<Binned> = table.columns.iter().map(|c| Binned::of(c, of)).collect();
    let target = |row: u32| targets.get(row as usize).copied().unwrap_or_default();
    let mean = of.iter().map(|&row| target(row)).sum::<f64>() / of.len().max(1) as f64;
    let mean = mean.clamp(1e-4, 1.0 - 1e-4);
    let base = (UNITS * (mean / (1.0 - mean)).ln()).round() as i16;
    let mut scores = vec![i32::from(base); table.rows()];
    let mut grown = Grown {
        base,
        trees: Vec::with_capacity(options.trees),
    };
    let mut asked: BTreeSet<Question> = BTreeSet::new();
    let mut tree_bytes = 0;
    for number in 0..options.trees {
        let dice = |n: u64| share(options.seed, number as u64, n);
        let seen: Vec<u32> = of
            .iter()
            .copied()
            .filter(|&row| options.rows >= 1.0 || dice(u64::from(row)) < options.rows)
            .collect();
        let offered: Vec<(u8, &Binned)> = (0..)
            .zip(&columns)
            // A column of one value has nothing to ask about.
            .filter(|(_, column)| {
                column
                    .bins
                    .iter()
                    .any(|bin| column.bins.first() != Some(bin))
            })
            .filter(|(at, _)| {
                options.columns >= 1.0 || dice(u64::from(*at) | 1 << 40) < options.columns
            })
            .collect();
        let mut slopes = vec![(0.0, 0.0); table.rows()];
        for &row in &seen {
            let score = scores.get(row as usize).copied().unwrap_or_default();
            let p = 1.0 / (1.0 + (-f64::from(score) / UNITS).exp());
            if let Some(slot) = slopes.get_mut(row as usize) {
                *slot = (target(row) - p, (p * (1.0 - p)).max(1e-9));
            }
        }
        let growing = Growing {
            columns: &offered,
            slopes: &slopes,
            asked: &asked,
            options,
        };
        let tree = growing.grow(seen);
        let mut all_asked = asked.clone();
        all_asked.extend(tree.questions());
        let listed: Vec<Question> = all_asked.iter().copied().collect();
        let bytes = question_bytes(columns.len() as u8, &listed) + tree_bytes + tree.bytes();
        if tree.0.len() < 2 || bytes > options.bytes || listed.len() > usize::from(u8::MAX) {
            break;
        }
        tree_bytes += tree.bytes();
        asked = all_asked;
        add(&columns, &tree, options.shift, &mut scores);
        grown.trees.push(tree);
        each(number + 1, &scores);
    }
    grown
}

/// Adds what a tree says to the score of every row of the table.
fn add(columns: &[Binned], tree: &Tree, shift: u8, scores: &mut [i32]) {
    // The questions as bins, once for all rows; a leaf as none.
    let mut yes_at = vec![0; tree.0.len()];
    let mut open = Vec::new();
    for (at, node) in tree.0.iter().enumerate() {
        match node {
            Node::Ask(_) => open.push(at),
            Node::Leaf(_) => {
                if let Some(slot) = open.pop().and_then(|above: usize| yes_at.get_mut(above)) {
                    *slot = at + 1;
                }
            }
        }
    }
    let steps: Vec<Result<(&Binned, Cut, usize), i8>> = tree
        .0
        .iter()
        .zip(&yes_at)
        .filter_map(|(node, &yes)| match node {
            Node::Ask(question) => {
                let column = columns.get(usize::from(question.feature))?;
                Some(Ok((column, Cut::of(column, question.test), yes)))
            }
            Node::Leaf(worth) => Some(Err(*worth)),
        })
        .collect();
    for (row, score) in scores.iter_mut().enumerate() {
        let mut at = 0;
        while let Some(step) = steps.get(at) {
            match step {
                Ok((column, cut, yes)) => {
                    at = if cut.says(column.bin(row as u32)) {
                        *yes
                    } else {
                        at + 1
                    };
                }
                Err(worth) => {
                    *score += i32::from(*worth) << shift;
                    break;
                }
            }
        }
    }
}

/// A question in bins.
#[derive(Clone, Copy)]
enum Cut {
    From(u8),
    Among(u32),
}

impl Cut {
    fn of(column: &Binned, test: Test) -> Self {
        match test {
            Test::AtLeast(value) => {
                Self::From(column.cuts.partition_point(|&cut| cut < value) as u8 + 1)
            }
            Test::Among(set) => Self::Among(set),
        }
    }

    fn says(self, bin: u8) -> bool {
        match self {
            Self::From(first) => bin >= first,
            Self::Among(set) => set >> bin & 1 == 1,
        }
    }
}

/// What one tree grows from.
struct Growing<'a> {
    columns: &'a [(u8, &'a Binned)],
    /// Slope and curvature of the loss for every row of the table.
    slopes: &'a [(f64, f64)],
    asked: &'a BTreeSet<Question>,
    options: &'a BoostOptions,
}

/// A part of a tree.
enum Part {
    Leaf(Vec<u32>, Option<Split>),
    /// Question, no, yes.
    Fork(Question, usize, usize),
}

#[derive(Clone, Copy)]
struct Split {
    gain: f64,
    question: Question,
}

impl Growing<'_> {
    /// A tree, the leaf of most gain split first.
    fn grow(&self, rows: Vec<u32>) -> Tree {
        let best = self.best(&rows);
        let mut parts = vec![Part::Leaf(rows, best)];
        for _ in 1..self.options.leaves.min(MAX_LEAVES) {
            let next = parts
                .iter()
                .enumerate()
                .filter_map(|(at, part)| match part {
                    Part::Leaf(_, Some(split)) => Some((at, *split)),
                    _ => None,
                })
                .reduce(|a, b| if b.1.gain > a.1.gain { b } else { a });
            let Some((at, split)) = next else { break };
            let (no, yes) = (parts.len(), parts.len() + 1);
            let Some(part) = parts.get_mut(at) else { break };
            let fork = Part::Fork(split.question, no, yes);
            let Part::Leaf(rows, _) = std::mem::replace(part, fork) else {
                break;
            };
            for rows in self.divide(&rows, split.question) {
                let best = self.best(&rows);
                parts.push(Part::Leaf(rows, best));
            }
        }
        let mut tree = Tree(Vec::with_capacity(parts.len()));
        let mut due = vec![0];
        while let Some(at) = due.pop() {
            match parts.get(at) {
                Some(&Part::Fork(question, no, yes)) => {
                    tree.0.push(Node::Ask(question));
                    due.extend([yes, no]);
                }
                Some(Part::Leaf(rows, _)) => tree.0.push(Node::Leaf(self.worth(rows))),
                None => {}
            }
        }
        tree
    }

    fn slope(&self, row: u32) -> (f64, f64) {
        self.slopes.get(row as usize).copied().unwrap_or_default()
    }

    /// The byte of a leaf.
    fn worth(&self, rows: &[u32]) -> i8 {
        let (slope, weight) = rows
            .iter()
            .fold((0.0, 0.0), |sum, &row| plus(sum, &self.slope(row)));
        let unit = UNITS / f64::from(1_u32 << self.options.shift);
        // `as` saturates.
        (unit * self.options.rate * slope / (weight + self.options.l2)).round() as i8
    }

    /// The rows of a no and those of a yes.
    fn divide(&self, rows: &[u32], question: Question) -> [Vec<u32>; 2] {
        let column = self
            .columns
            .iter()
            .find(|(feature, _)| *feature == question.feature);
        let Some((_, column)) = column else {
            return [rows.to_vec(), Vec::new()];
        };
        let cut = Cut::of(column, question.test);
        let (yes, no) = rows.iter().partition(|&&row| cut.says(column.bin(row)));
        [no, yes]
    }

    /// The best question about some rows.
    fn best(&self, rows: &[u32]) -> Option<Split> {
        if rows.len() < 2 * self.options.rows_of_leaf {
            return None;
        }
        // Gathered once for all columns.
        let slopes: Vec<(f64, f64)> = rows.iter().map(|&row| self.slope(row)).collect();
        let total = slopes.iter().fold((0.0, 0.0), plus);
        let splits = self.columns.iter().filter_map(|&(feature, column)| {
            let mut bins = vec![Bin::default(); column.count()];
            for (&row, slope) in rows.iter().zip(&slopes) {
                if let Some(bin) = bins.get_mut(usize::from(column.bin(row))) {
                    bin.rows += 1;
                    bin.sum = plus(bin.sum, slope);
                }
            }
            self.best_of(feature, column, &bins, rows.len(), total)
        });
        splits.reduce(|a, b| if b.gain > a.gain { b } else { a })
    }

    /// The best question about one column.
    fn best_of(
        &self,
        feature: u8,
        column: &Binned,
        bins: &[Bin],
        rows: usize,
        total: (f64, f64),
    ) -> Option<Split> {
        let worth = |(slope, weight): (f64, f64)| slope * slope / (weight + self.options.l2);
        let order = order(column, bins);
        let mut below = Bin::default();
        let mut set = 0_u32;
        let mut best: Option<Split> = None;
        let last = order.len().saturating_sub(1);
        for &at in order.iter().take(last) {
            let bin = bins.get(at).copied().unwrap_or_default();
            below.rows += bin.rows;
            below.sum = plus(below.sum, &bin.sum);
            set |= 1_u32.checked_shl(at as u32).unwrap_or_default();
            if below.rows.min(rows - below.rows) < self.options.rows_of_leaf {
                continue;
            }
            let test = match (column.categorical, column.cuts.get(at)) {
                (true, _) => Test::Among(set),
                (false, Some(&cut)) => Test::AtLeast(cut),
                (false, None) => continue,
            };
            let question = Question { feature, test };
            let above = (total.0 - below.sum.0, total.1 - below.sum.1);
            let price = if self.asked.contains(&question) {
                0.0
            } else {
                self.options.reuse
            };
            let gain = (worth(below.sum) + worth(above) - worth(total)) * (1.0 - price);
            if gain > 1e-9 && best.is_none_or(|best| gain > best.gain) {
                best = Some(Split { gain, question });
            }
        }
        best
    }
}

#[derive(Clone, Copy, Default)]
struct Bin {
    rows: usize,
    sum: (f64, f64),
}

/// Bins in the order in which they are cut: by value, or categories by how often they hit.
fn order(column: &Binned, bins: &[Bin]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..bins.len()).collect();
    if column.categorical {
        let of = |at: usize| bins.get(at).copied().unwrap_or_default();
        order.retain(|&at| of(at).rows > 0);
        // Rare categories are taken to be like the rest.
        let rate = |at: usize| of(at).sum.0 / (of(at).sum.1 + CATEGORY_SMOOTHING);
        order.sort_by(|&a, &b| rate(a).total_cmp(&rate(b)));
    }
    order
}

/// A number from 0 to 1 that depends on the seed, the tree and the row or column, and on nothing else.
fn share(seed: u64, tree: u64, of: u64) -> f64 {
    let mut bytes = [0; 24];
    for (into, number) in bytes.chunks_exact_mut(8).zip([seed, tree, of]) {
        into.copy_from_slice(&number.to_le_bytes());
    }
    (xxhash_rust::xxh64::xxh64(&bytes, 0) >> 11) as f64 / (1_u64 << 53) as f64
}

fn plus(a: (f64, f64), b: &(f64, f64)) -> (f64, f64) {
    (a.0 + b.0, a.1 + b.1)
}
