//! The table, for people and for programs.

use std::fmt;

use serde::{Serialize, Serializer};

use super::html::Detail;
use super::protocols::Protocol;
use super::slates::Slates;
use crate::metrics::Interval;

/// Ours, in every table.
pub const OURS: &str = "setwise";
/// Ours before it is packed.
pub const OURS_FLOAT: &str = "setwise-float";

/// Name of ours when trained with another option than asked for: no rival of ours.
pub fn ours_with(option: &str) -> String {
    format!("{OURS} {option}")
}

fn is_ours(method: &str) -> bool {
    method.split([' ', '-']).next() == Some(OURS)
}

/// What a row is there for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Ours, in one form or another: it is held against the rivals.
    #[default]
    Ours,
    /// A simple method, free to show what it likes.
    Rival,
    /// A simple method under a rule of ours, to see what the rule costs.
    Bound,
}

/// A figure in parts of another method's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ratio {
    /// The other method.
    pub to: String,
    /// The ratio; its interval is paired, on the same resampled queries for both.
    #[serde(flatten)]
    pub interval: Interval,
}

/// One method in one protocol.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Row {
    /// Name of the protocol.
    pub protocol: &'static str,
    /// Name of the method.
    pub method: String,
    /// Questions asked.
    pub queries: usize,
    /// Figures by name, in the order of the columns.
    #[serde(serialize_with = "in_order")]
    pub metrics: Vec<(&'static str, Interval)>,
    /// Numbers chosen on validation data.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "in_order")]
    pub tuned: Vec<(&'static str, f64)>,
    /// What it is there for.
    #[serde(skip)]
    pub role: Role,
    /// Of ours, each figure against the best rival's.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "in_order")]
    pub ratios: Vec<(&'static str, Ratio)>,
    /// Of the shipped one, each figure against its own before it was packed.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "in_order")]
    pub packing: Vec<(&'static str, Ratio)>,
    /// Of the shipped one, what became of its slates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slates: Option<Slates>,
}

/// All rows, those of a protocol together. As JSON it is the array of rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Report {
    /// The rows.
    pub rows: Vec<Row>,
    /// What the reader should know; said in text only.
    #[serde(skip)]
    pub notes: Vec<String>,
    /// Every question of protocols that have rivals; for the report that a merchant reads.
    #[serde(skip)]
    pub details: Vec<Detail>,
}

fn in_order<S: Serializer, T: Serialize>(
    pairs: &[(&'static str, T)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}

impl Row {
    pub(crate) fn value(&self, metric: &str) -> Option<f64> {
        self.metrics
            .iter()
            .find(|(name, _)| *name == metric)
            .map(|(_, found)| found.value)
    }
}

impl Report {
    /// Says that a protocol has nothing to ask: figures of no queries would be zeros that mean nothing.
    pub(crate) fn no_queries(&mut self, protocol: Protocol, why: &str) {
        let text = format!("{}: no queries, because {why}", protocol.name());
        self.notes.push(text);
    }
}

/// The cells of one protocol: a header, then one line a row.
fn cells(rows: &[&Row]) -> Vec<Vec<String>> {
    let Some(first) = rows.first() else {
        return Vec::new();
    };
    let mut header = vec![first.protocol.to_owned()];
    header.extend(first.metrics.iter().map(|(name, _)| (*name).to_owned()));
    let mut lines = vec![header];
    for row in rows {
        let tuned: String = row
            .tuned
            .iter()
            .map(|(name, value)| format!(" {name}={value}"))
            .collect();
        let mut line = vec![format!("{}{tuned}", row.method)];
        for (name, found) in &row.metrics {
            let best = rows
                .iter()
                .filter(|r| !is_ours(&r.method) && r.role != Role::Bound)
                .filter_map(|r| r.value(name))
                .fold(0.0, f64::max);
            let paired = row.ratios.iter().find(|(metric, _)| metric == name);
            let ratio = if let Some((_, Ratio { interval, .. })) = paired {
                let Interval { value, low, high } = interval;
                format!(" {value:.3}× [{low:.3}, {high:.3}]")
            } else if is_ours(&row.method) && best > 0.0 && *name != "withheld" {
                format!(" {:.3}×", found.value / best)
            } else {
                String::new()
            };
            line.push(format!(
                "{:.4} [{:.4}, {:.4}]{ratio}",
                found.value, found.low, found.high
            ));
        }
        lines.push(line);
    }
    lines
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for rows in self.rows.chunk_by(|a, b| a.protocol == b.protocol) {
            let rows: Vec<&Row> = rows.iter().collect();
            let lines = cells(&rows);
            let columns = lines.first().map_or(0, Vec::len);
            let width = |at: usize| {
                lines
                    .iter()
                    .filter_map(|l| l.get(at))
                    .map(|c| c.chars().count())
                    .max()
                    .unwrap_or(0)
            };
            let widths: Vec<usize> = (0..columns).map(width).collect();
            for line in &lines {
                let text: String = line
                    .iter()
                    .zip(&widths)
                    .map(|(cell, &width)| format!("{cell:width$}  "))
                    .collect();
                writeln!(f, "{}", text.trim_end())?;
            }
            if let Some(row) = rows.first() {
                let compared = if rows.iter().any(|row| !row.ratios.is_empty()) {
                    "; × is the ratio to the best other method, its interval paired"
                } else if rows.len() > 1 {
                    "; × is the ratio to the best other method"
                } else {
                    ""
                };
                writeln!(
                    f,
                    "{} queries; 95 % bootstrap intervals{compared}",
                    row.queries
                )?;
            }
            for slates in rows.iter().filter_map(|row| row.slates) {
                writeln!(f, "{slates}")?;
            }
            writeln!(f)?;
        }
        for note in &self.notes {
            writeln!(f, "note: {note}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(method: &str, value: f64) -> Row {
        let found = Interval {
            value,
            low: value - 0.01,
            high: value + 0.01,
        };
        Row {
            protocol: "cart",
            method: method.to_owned(),
            queries: 9,
            metrics: vec![("ndcg@6", found), ("hr@6", found)],
            tuned: if method == "ease" {
                vec![("lambda", 50.0)]
            } else {
                Vec::new()
            },
            ..Row::default()
        }
    }

    #[test]
    fn ratios_are_against_the_best_other_method() {
        let report = Report {
            rows: vec![
                row("setwise", 0.22),
                row(&ours_with("--edges 20"), 0.3),
                row("llr", 0.1),
                row("ease", 0.2),
            ],
            ..Report::default()
        };
        let text = report.to_string();
        assert!(text.contains("0.2200 [0.2100, 0.2300] 1.100×"), "{text}");
        assert!(text.contains("0.3000 [0.2900, 0.3100] 1.500×"), "{text}");
        assert!(text.contains("ease lambda=50"), "{text}");
        assert_eq!(
            text.matches("×").count(),
            5,
            "four figures and the legend: {text}"
        );
    }

    #[test]
    fn json_is_an_array_of_rows_with_figures_in_order() {
        let json = serde_json::to_string(&Report {
            rows: vec![row("llr", 0.5)],
            notes: vec!["x".into()],
            ..Report::default()
        })
        .expect("json");
        let expected = r#"[{"protocol":"cart","method":"llr","queries":9,"metrics":{"ndcg@6":{"value":0.5,"low":0.49,"high":0.51},"hr@6":{"value":0.5,"low":0.49,"high":0.51}}}]"#;
        assert_eq!(json, expected);
    }
}
