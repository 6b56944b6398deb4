//! One line a figure that counts: ours, the best other method and the ratio, for tables over many shops.

use std::fmt;

use super::protocols::Protocol;
use super::report::{OURS, Report, Row};

/// A report in brief.
pub struct Brief<'a>(pub &'a Report);

impl Report {
    /// The same in one line a figure that counts.
    pub fn brief(&self) -> Brief<'_> {
        Brief(self)
    }
}

/// The figures of a protocol that are looked at first.
fn headlines(protocol: &str) -> &'static [&'static str] {
    match protocol {
        _ if protocol == Protocol::NextItem.name() => &["hr@20", "mrr@20"],
        _ if protocol == Protocol::Repeat.name() => &["recall@10", "ndcg@10"],
        _ => &["ndcg@6"],
    }
}

impl fmt::Display for Brief<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<22} {:>7} {:>8} {:>8} {:<20} {:>7} {:<16} {:>9} {:>7} {:>8}",
            "figure",
            "queries",
            "setwise",
            "best",
            "",
            "ratio",
            "95 %",
            "withheld",
            "filled",
            "packed"
        )?;
        let ours = self.0.rows.iter().filter(|row| row.method == OURS);
        for row in ours {
            for metric in headlines(row.protocol) {
                line(f, row, metric)?;
            }
        }
        for note in &self.0.notes {
            writeln!(f, "note: {note}")?;
        }
        Ok(())
    }
}

fn line(f: &mut fmt::Formatter<'_>, row: &Row, metric: &str) -> fmt::Result {
    let Some(ours) = row.value(metric) else {
        return Ok(());
    };
    write!(
        f,
        "{:<22} {:>7} {ours:>8.4} ",
        format!("{} {metric}", row.protocol),
        row.queries
    )?;
    match row.ratios.iter().find(|(name, _)| *name == metric) {
        Some((_, ratio)) => {
            let found = ratio.interval;
            let interval = format!("[{:.3}, {:.3}]", found.low, found.high);
            let best = ours / found.value;
            write!(
                f,
                "{best:>8.4} {:<20} {:>7.3} {interval:<16} ",
                ratio.to, found.value
            )?;
        }
        None => write!(f, "{:>8} {:<20} {:>7} {:<16} ", "-", "", "-", "")?,
    }
    let percent = |part: f64| format!("{:.1} %", 100.0 * part);
    let withheld = row
        .value("withheld")
        .map_or_else(|| "-".to_owned(), percent);
    let filled = row.slates.and_then(|slates| {
        let (items, filled) = (slates.items, slates.filled?.items);
        Some(percent(filled as f64 / items.max(1) as f64))
    });
    let packed = row.packing.iter().find(|(name, _)| *name == metric);
    let packed = packed.map(|(_, ratio)| format!("{:.3}", ratio.interval.value));
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    writeln!(
        f,
        "{withheld:>9} {:>7} {:>8}",
        or_none(filled),
        or_none(packed)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::report::Ratio;
    use crate::metrics::Interval;

    #[test]
    fn a_line_says_what_counts() {
        let interval = |value| Interval {
            value,
            low: value - 0.1,
            high: value + 0.1,
        };
        let ratio = |to: &str, value| Ratio {
            to: to.to_owned(),
            interval: interval(value),
        };
        let row = |method: &str| Row {
            protocol: "cart",
            method: method.to_owned(),
            queries: 9,
            metrics: vec![
                ("hr@6", interval(0.9)),
                ("ndcg@6", interval(0.3)),
                ("withheld", interval(0.25)),
            ],
            ratios: vec![("ndcg@6", ratio("ease", 1.5))],
            packing: vec![("ndcg@6", ratio("setwise-float", 0.99))],
            ..Row::default()
        };
        let report = Report {
            rows: vec![row(OURS), row("llr")],
            notes: vec!["said".to_owned()],
            ..Report::default()
        };
        let text = report.brief().to_string();
        let line = text.lines().nth(1).expect("a line after the head");
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(
            words,
            [
                "cart", "ndcg@6", "9", "0.3000", "0.2000", "ease", "1.500", "[1.400,", "1.600]",
                "25.0", "%", "-", "0.990"
            ]
        );
        assert_eq!(text.lines().count(), 3, "only ours, and the note: {text}");
    }
}
