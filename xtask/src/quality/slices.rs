//! The table over many shops: public ones, and slices of them that stand for shops that nobody here has seen.

use std::path::Path;

use anyhow::Result;

use super::{DATA, DEMO, RAW_HEADERS, SESSION_HEADERS, print};
use crate::project::Project;

/// A shop, and the slices of it that are measured besides the whole.
struct Shop {
    name: &'static str,
    arguments: String,
    /// What is asked of the whole, and of its slices.
    protocols: [&'static str; 2],
    slices: &'static [&'static str],
}

/// Protocols on orders.
const ORDERS: &str = "pdp,cart,cold,repeat";

fn shops() -> Vec<Shop> {
    let adventureworks = format!("{DATA}/adventureworks");
    vec![
        Shop {
            name: "online-retail",
            arguments: format!("--orders {DATA}/online-retail/raw.csv.gz {RAW_HEADERS}"),
            protocols: [ORDERS; 2],
            slices: &[
                "share=1%",
                "share=5%",
                "share=20%",
                "lines=2-6",
                "where=Country=Germany",
                "one-line=50%",
                "categories=titles",
                "catalog=none",
            ],
        },
        Shop {
            name: "adventureworks",
            arguments: format!(
                "--catalog {adventureworks}/catalog.csv.gz --orders {adventureworks}/orders.csv.gz"
            ),
            protocols: [ORDERS; 2],
            slices: &[
                "share=10%",
                "categories=none",
                "catalog=none",
                "catalog=none,share=10%",
            ],
        },
        Shop {
            name: "demo (synthetic)",
            arguments: format!(
                "--catalog {DEMO}/catalog.csv --orders {DEMO}/orders.csv --sessions {DEMO}/sessions.csv"
            ),
            protocols: ["pdp,cart,cold,repeat,next-item", ORDERS],
            slices: &["share=5%", "categories=none", "catalog=none"],
        },
        Shop {
            name: "serenade-sessions",
            arguments: format!(
                "--sessions {DATA}/serenade-sessions/train.txt.gz --test-sessions {DATA}/serenade-sessions/test.txt {SESSION_HEADERS}"
            ),
            protocols: ["next-item"; 2],
            slices: &[],
        },
    ]
}

/// Where the figures begin, behind the shop and its slice.
const LABEL: usize = 38;

/// Measures every shop and slice whose label holds all of `words`; `show` is handed each line as it is known.
pub(super) fn measure(
    project: &Project,
    setwise: &Path,
    words: &[String],
    show: &mut dyn FnMut(&str),
) -> Result<String> {
    let mut table = String::new();
    for shop in shops() {
        let whole = std::iter::once("");
        for slice in whole.chain(shop.slices.iter().copied()) {
            let label = format!("{} {slice}", shop.name);
            if !words.iter().all(|word| label.contains(word.as_str())) {
                continue;
            }
            let [whole, part] = shop.protocols;
            let protocols = if slice.is_empty() { whole } else { part };
            let sliced = if slice.is_empty() {
                String::new()
            } else {
                format!(" --slice {slice}")
            };
            let arguments = format!(
                "evaluate {}{sliced} --protocol {protocols} --baselines --float --brief",
                shop.arguments
            );
            let printed = print(project, setwise, &arguments)?;
            for line in labelled(&label, &printed, table.is_empty()) {
                show(&line);
                table += &line;
                table.push('\n');
            }
        }
    }
    Ok(table)
}

/// The lines of one evaluation behind their label; the head of the table only where it begins.
fn labelled(label: &str, printed: &str, begins: bool) -> Vec<String> {
    let mut lines = printed.trim_end().lines();
    let head = lines.next().filter(|_| begins);
    let head = head.map(|head| format!("{:LABEL$}{head}", "shop and slice"));
    let lines = lines.map(|line| format!("{label:LABEL$}{line}"));
    head.into_iter().chain(lines).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_stands_once_and_every_line_has_its_label() {
        let printed = "figure   ratio\npdp      1.1\ncart     1.2\n";
        let first = labelled("shop share=1%", printed, true);
        assert_eq!(first.len(), 3);
        assert!(first[0].starts_with("shop and slice") && first[0].ends_with("figure   ratio"));
        let more = labelled("shop share=5%", printed, false);
        assert_eq!(more.len(), 2);
        assert!(more.iter().all(|line| line.starts_with("shop share=5%  ")));
        let at = |line: &str, word| line.find(word).expect("there");
        assert_eq!(
            at(&first[0], "figure"),
            at(&more[1], "cart"),
            "columns stand in line"
        );
    }
}
