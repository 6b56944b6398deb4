//! How well a model of two kilobytes tells which visits buy: cross-validation on UCI Online Shoppers Purchasing Intention
//! (Sakar and Kastro 2018), whose rows are whole visits.
//!
//! The fitting, the bytes and the evaluation are those of `setwise train` and of the browser; only the features are the file's, because a
//! summary of a visit has no events to replay. A number becomes a whole number: multiplied by a power of ten, so that the column's
//! largest value keeps five digits. A word becomes the number of a category. `PageValues` is what Google Analytics earned on
//! the pages of a visit, purchases included: a figure with it flatters what a device can know.

use std::path::Path;

use rayon::prelude::*;
use setwise_core::intent::IntentModel;
use xxhash_rust::xxh64::xxh64;

use super::report::{OURS, Report, Row};
use crate::fit::intent::{BoostOptions, CATEGORIES, Column, Table, fit};
use crate::ingest::{BadRows, IngestError, Options, Table as File, decode};
use crate::metrics::classify::{figures, sorted};
use crate::metrics::intervals;

/// Folds of the cross-validation.
const FOLDS: u8 = 10;
/// Folds within the nine that train: they choose the number of trees and fit the calibration.
const INNER: u8 = 5;
/// Largest number of a column.
const MOST: f64 = 100_000.0;
const OUTCOME: &str = "Revenue";
const CONVERSIONS: &str = "PageValues";
/// Columns whose numbers are names.
const CATEGORICAL: [&str; 7] = [
    "Month",
    "OperatingSystems",
    "Browser",
    "Region",
    "TrafficType",
    "VisitorType",
    "Weekend",
];

/// The file: its features, and whether each visit bought.
pub struct Visits {
    table: Table,
    bought: Vec<bool>,
    bad: u64,
}

impl Visits {
    /// Reads a table with a column `Revenue` (1, 0, TRUE or FALSE); all other columns are features.
    ///
    /// # Errors
    /// [`IngestError`] when the file is no such table or too many of its rows are bad.
    pub fn read(path: &Path, options: &Options) -> Result<Self, IngestError> {
        let mut file = File::open(path)?;
        let name = file.file().to_owned();
        let headers = file.headers().to_vec();
        let Some(outcome) = headers.iter().position(|h| h == OUTCOME) else {
            return Err(IngestError::MissingColumns {
                file: name,
                table: "intent",
                missing: OUTCOME.to_owned(),
                headers: headers.join(", "),
                hint: "a header of that name: 1 or TRUE where the visit bought".to_owned(),
            });
        };
        let mut bad = BadRows::new(&name, options.max_bad_rows);
        let mut cells: Vec<Vec<Cell>> = vec![Vec::new(); headers.len()];
        let mut bought = Vec::new();
        let mut read = 0;
        while let Some(row) = file.next_row()? {
            read += 1;
            let mut values = Vec::with_capacity(headers.len());
            for (at, header) in headers.iter().enumerate() {
                let cell = row.cell(Some(at));
                let expected = if at == outcome {
                    "1, 0, TRUE or FALSE"
                } else {
                    "a number from 0 on"
                };
                match Cell::parse(header, at == outcome, cell) {
                    Some(value) => values.push(value),
                    None => {
                        bad.add("bad_cell", (row.line, header), expected, cell, read)?;
                        break;
                    }
                }
            }
            if values.len() < headers.len() {
                continue;
            }
            for (column, value) in cells.iter_mut().zip(values) {
                column.push(value);
            }
            bought.push(cells.get(outcome).and_then(|c| c.last()) == Some(&Cell::Number(1.0)));
        }
        bad.finish(read)?;
        let columns = headers
            .iter()
            .zip(&cells)
            .filter(|(name, _)| *name != OUTCOME);
        Ok(Self {
            table: Table {
                columns: columns.map(|(name, cells)| column(name, cells)).collect(),
            },
            bought,
            bad: bad.total(),
        })
    }

    /// Ten-fold cross-validation, with `PageValues` and without. Every figure is of all visits together, each told by a model that was fitted
    /// on the other nine folds; within these, five folds choose the number of trees and fit the calibration.
    pub fn measure(&self, seed: u64, report: &mut Report) {
        for with in [true, false] {
            let table = Table {
                columns: self
                    .table
                    .columns
                    .iter()
                    .filter(|column| with || column.name != CONVERSIONS)
                    .cloned()
                    .collect(),
            };
            let Told {
                predictions,
                bytes,
                trees,
            } = cross_validated(&table, &self.bought, seed);
            let names = [
                "auc",
                "average precision",
                "log loss",
                "ece",
                "ece equal count",
            ];
            let found = intervals(
                predictions.len(),
                seed,
                |drawn: &mut Vec<(f64, bool)>, numbers| {
                    drawn.clear();
                    // Sorted numbers of sorted predictions draw sorted predictions.
                    let mut numbers = numbers.to_vec();
                    numbers.sort_unstable();
                    drawn.extend(numbers.iter().filter_map(|&n| predictions.get(n as usize)));
                    let f = figures(drawn);
                    vec![
                        f.auc,
                        f.average_precision,
                        f.log_loss,
                        f.ece,
                        f.ece_equal_count,
                    ]
                },
            );
            let protocol = if with {
                "intent"
            } else {
                "intent without PageValues"
            };
            report.rows.push(Row {
                protocol,
                method: OURS.to_owned(),
                queries: predictions.len(),
                metrics: names.into_iter().zip(found).collect(),
                tuned: vec![("bytes", bytes as f64), ("trees", trees as f64)],
                ..Row::default()
            });
        }
        report.notes.push(format!(
            "intent: 10-fold cross-validation, folds by hash of the row and --seed; bytes and trees are those of the largest of 10 models; \
             ece in 10 bins of equal width, and of equal count; {} rows could not be read",
            self.bad
        ));
    }
}

/// What models say of rows that they were not fitted to.
#[derive(Default)]
struct Told {
    /// Probability, and whether it came true.
    predictions: Vec<(f64, bool)>,
    /// Of the largest model.
    bytes: usize,
    /// Of the model with most.
    trees: usize,
}

/// Predictions of all rows, sorted.
fn cross_validated(table: &Table, bought: &[bool], seed: u64) -> Told {
    let rows = bought.len() as u64;
    let fold_of: Vec<u8> = (0..rows).map(|row| fold(row, seed, 0, FOLDS)).collect();
    let inner_of: Vec<u8> = (0..rows).map(|row| fold(row, seed, 1, INNER)).collect();
    let folds: Vec<Told> = (0..FOLDS)
        .into_par_iter()
        .filter_map(|held| {
            let (test, train): (Vec<u32>, Vec<u32>) =
                (0..rows as u32).partition(|&row| fold_of.get(row as usize) == Some(&held));
            let options = BoostOptions::default();
            let contents = fit(table, bought, &train, (&inner_of, INNER), &options);
            let bytes = contents.and_then(|contents| contents.write()).ok()?;
            let model = IntentModel::read(&bytes).ok()?;
            let mut values = Vec::new();
            let predictions = test.iter().map(|&row| {
                table.row_into(row as usize, &mut values);
                let hit = bought.get(row as usize).copied().unwrap_or_default();
                (model.probability(&values).to_f64(), hit)
            });
            Some(Told {
                predictions: predictions.collect(),
                bytes: bytes.len(),
                trees: model.trees(),
            })
        })
        .collect();
    let mut all = Told::default();
    for told in folds {
        all.predictions.extend(told.predictions);
        all.bytes = all.bytes.max(told.bytes);
        all.trees = all.trees.max(told.trees);
    }
    all.predictions = sorted(all.predictions);
    all
}

fn fold(row: u64, seed: u64, purpose: u64, folds: u8) -> u8 {
    let mut bytes = row.to_le_bytes().to_vec();
    bytes.extend(purpose.to_le_bytes());
    (xxh64(&bytes, seed) % u64::from(folds)) as u8
}

#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Number(f64),
    Word(String),
}

impl Cell {
    fn parse(header: &str, is_outcome: bool, cell: &[u8]) -> Option<Self> {
        let text = decode(cell).0.into_owned();
        if is_outcome {
            return match text.to_ascii_lowercase().as_str() {
                "1" | "true" => Some(Self::Number(1.0)),
                "0" | "false" => Some(Self::Number(0.0)),
                _ => None,
            };
        }
        if CATEGORICAL.contains(&header) {
            return (!text.is_empty()).then_some(Self::Word(text));
        }
        let number: f64 = text.parse().ok()?;
        (number.is_finite() && number >= 0.0).then_some(Self::Number(number))
    }
}

/// A column as whole numbers.
fn column(name: &str, cells: &[Cell]) -> Column {
    let mut words: Vec<&str> = cells
        .iter()
        .filter_map(|cell| match cell {
            Cell::Word(word) => Some(word.as_str()),
            Cell::Number(_) => None,
        })
        .collect();
    words.sort_unstable();
    words.dedup();
    let number = |cell: &Cell| match cell {
        Cell::Number(number) => *number,
        Cell::Word(_) => 0.0,
    };
    let most = cells.iter().map(number).fold(0.0, f64::max);
    let mut scale = 1e6;
    while most * scale > MOST && scale > 1e-9 {
        scale /= 10.0;
    }
    let value = |cell: &Cell| match cell {
        Cell::Number(number) => (number * scale).round() as i32,
        // A word of its own is the last category for all words beyond.
        Cell::Word(word) => {
            let at = words.binary_search(&word.as_str()).unwrap_or_default();
            at.min(CATEGORIES - 1) as i32
        }
    };
    Column {
        name: name.to_owned(),
        categorical: CATEGORICAL.contains(&name),
        values: cells.iter().map(value).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;
    use std::io::Write as _;

    /// Those who see many products buy, two in fifteen aside; the month says nothing.
    fn text(rows: usize) -> String {
        let mut text = String::from("ProductRelated,BounceRates,PageValues,Month,Revenue\n");
        for n in 0..rows {
            let products = n * 7 % 40;
            let bought = (products > 25) != (n / 40 % 8 == 0);
            let paid = if bought { 9.5 } else { 0.0 };
            let month = ["Nov", "May"][n % 2];
            let outcome = ["FALSE", "TRUE"][usize::from(bought)];
            writeln!(text, "{products},0.02,{paid},{month},{outcome}").expect("text");
        }
        text
    }

    fn read(text: &str) -> Result<Visits, IngestError> {
        let mut file = tempfile::NamedTempFile::new().expect("temporary");
        file.write_all(text.as_bytes()).expect("written");
        Visits::read(file.path(), &Options::default())
    }

    fn report(seed: u64, threads: usize) -> Report {
        let visits = read(&text(600)).expect("read");
        let mut report = Report::default();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("pool")
            .install(|| visits.measure(seed, &mut report));
        report
    }

    #[test]
    fn what_is_planted_is_found_and_page_values_tell_all() {
        let report = report(1, 2);
        let value = |row: usize, metric: usize| report.rows[row].metrics[metric].1.value;
        assert!(value(0, 0) > 0.99, "{report}");
        // Two in fifteen are not to be known.
        assert!(value(1, 0) > 0.8 && value(1, 0) < 0.92, "{report}");
        assert!(value(1, 3) < 0.08, "{report}");
        assert!(
            report
                .rows
                .iter()
                .all(|row| row.queries == 600 && row.tuned[0].1 <= 2_048.0)
        );
    }

    #[test]
    fn threads_leave_no_trace() {
        assert_eq!(report(2, 1), report(2, 4));
    }

    #[test]
    fn a_bad_cell_is_named_and_so_is_a_missing_column() {
        let mut bad = text(600);
        bad.push_str("many,0.1,0,Nov,TRUE\n");
        let visits = read(&bad).expect("read");
        assert_eq!((visits.bought.len(), visits.bad), (600, 1));
        let error = read("a,b\n1,2\n").err().expect("no outcome").to_string();
        assert!(error.contains("Revenue"), "{error}");
    }
}
