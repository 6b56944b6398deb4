//! The report that a merchant reads: one file of HTML with its plots and its style, in plain words.

mod details;
mod gallery;
mod groups;
mod learning;
mod plot;
mod text;

use std::fmt::Write as _;
use std::path::Path;

pub use details::Detail;
pub use learning::{LearningCurve, Point};

use super::protocols::Protocol;
use super::report::{OURS, Report, Row};
use crate::html::escaped;
use crate::ingest::Product;
use groups::{Group, by_cart_size, by_category, by_popularity};
use text::{change, percent};

/// What the report is made of.
pub struct Page<'a> {
    /// The products that training knows.
    pub products: &'a [Product],
    /// In how many orders of the training each product is.
    pub orders_of: &'a [u32],
    /// The folder of the catalog, for pictures that stand beside it.
    pub folder: Option<&'a Path>,
    /// The last days, which training did not see.
    pub days: u32,
    /// All figures.
    pub report: &'a Report,
    /// How ranking gets better with orders, if it was measured.
    pub learning: Option<&'a LearningCurve>,
}

impl Page<'_> {
    /// The whole page.
    #[must_use]
    pub fn html(&self) -> String {
        let mut body = String::new();
        self.glance(&mut body);
        self.groups(&mut body);
        self.learning(&mut body);
        for detail in self
            .report
            .details
            .iter()
            .filter(|d| d.protocol == Protocol::Pdp)
        {
            gallery::write(&mut body, self, detail);
        }
        body += WORDS;
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>How good the suggestions are</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
            include_str!("style.css")
        )
    }

    fn ours(&self) -> impl Iterator<Item = &Row> {
        self.report.rows.iter().filter(|row| row.method == OURS)
    }

    fn glance(&self, out: &mut String) {
        let _ = write!(
            out,
            "<h1>How good the suggestions are</h1>\n<p class=\"lead\">The last {} days of orders were hidden, the ranking learned from the orders before them, and was then asked \
             what shoppers would buy. What they did buy says how often it was right. Every figure is compared with the best of several simple methods \
             on the same questions.</p>\n",
            self.days
        );
        let mut points = Vec::new();
        let mut list = String::new();
        for row in self.ours() {
            let Some((what, metric)) = named(row.protocol) else {
                continue;
            };
            let Some((_, ratio)) = row.ratios.iter().find(|(name, _)| *name == metric) else {
                continue;
            };
            let found = ratio.interval;
            points.push(Group::of(what, row.queries, found));
            let _ = writeln!(
                list,
                "<li><strong>{what}: {}</strong> than the best simple method ({}); with other shoppers of the same kind likely between {} and {}. {} questions{}.</li>",
                change(found.value),
                escaped(&ratio.to),
                change(found.low),
                change(found.high),
                row.queries,
                shown(row),
            );
        }
        if points.is_empty() {
            *out += "<p>There was nothing to ask: no order of these days holds two products that were sold before.</p>\n";
            return;
        }
        let _ = write!(
            out,
            "<section>\n<h2>At a glance</h2>\n<ul>\n{list}</ul>\n{}{}</section>\n",
            plot::ratios("Against the best simple method", &points),
            LEGEND
        );
    }

    fn groups(&self, out: &mut String) {
        let of = |protocol| self.report.details.iter().find(|d| d.protocol == protocol);
        let mut sections: Vec<(&str, &str, Vec<Group>)> = Vec::new();
        if let Some(pages) = of(Protocol::Pdp) {
            sections.push((
                "By how well a product sells",
                "Product pages in groups of the same size, from those of products that sell least to those of bestsellers.",
                by_popularity(pages, self.orders_of),
            ));
            sections.push((
                "By part of the catalog",
                "Product pages by the category of the product, the most visited ones.",
                by_category(pages, self.products),
            ));
        }
        if let Some(carts) = of(Protocol::Cart) {
            sections.push((
                "By size of the cart",
                "Carts by how many products they hold already.",
                by_cart_size(carts),
            ));
        }
        *out += "<div class=\"pair\">\n";
        for (title, what, groups) in sections {
            if groups.len() > 1 {
                let plot = plot::ratios(title, &groups);
                let _ = writeln!(
                    out,
                    "<section>\n<h2>{title}</h2>\n<p>{what}</p>\n{plot}{LEGEND}</section>"
                );
            }
        }
        *out += "</div>\n";
    }

    fn learning(&self, out: &mut String) {
        let Some(curve) = self.learning else { return };
        let _ = write!(
            out,
            "<section>\n<h2>With fewer and with more orders</h2>\n<p>The same questions after learning from a part of the orders. Where the line still rises, \
             more orders will help; EASE is left out here, because it takes long.</p>\n<div class=\"pair\">\n"
        );
        for (title, points) in &curve.curves {
            let _ = writeln!(out, "{}", plot::curve(title, points));
        }
        *out += "</div>\n</section>\n";
    }
}

/// What a protocol is called here, and the figure that is looked at.
fn named(protocol: &str) -> Option<(&'static str, &'static str)> {
    Some(match protocol {
        "pdp" => ("Product pages", "ndcg@6"),
        "cart" => ("Carts", "ndcg@6"),
        "cold" => ("New products", "ndcg@6"),
        "repeat" => ("Next order of a known customer", "recall@10"),
        "next-item" => ("Next product in a visit", "mrr@20"),
        _ => return None,
    })
}

/// How many pages have a slate.
fn shown(row: &Row) -> String {
    let Some(slates) = row.slates else {
        return String::new();
    };
    let shown = slates.asked.saturating_sub(slates.withheld()) as f64 / slates.asked.max(1) as f64;
    let filled = slates
        .filled
        .map(|f| f.items as f64 / slates.items.max(1) as f64);
    let filled = filled.map_or_else(String::new, |part| {
        format!(
            ", {} of the suggestions for want of orders from categories or bestsellers",
            percent(part)
        )
    });
    format!(
        "; {} of the pages showed suggestions{filled}",
        percent(shown)
    )
}

const LEGEND: &str = "<p class=\"legend\">The dot is the measured figure, the line where it likely lies. To the right of 1 is better than the best simple method.</p>\n";

const WORDS: &str = "<section class=\"words\">\n<h2>Words</h2>\n<dl>\n\
<dt>nDCG</dt><dd>How many of the products that were bought are among the six that are shown, and how far in front; 1 is perfect.</dd>\n\
<dt>Recall</dt><dd>The part of the products of the next order that was suggested.</dd>\n\
<dt>MRR</dt><dd>One over the place of the right product: 1 if it comes first, a half if second.</dd>\n\
<dt>Simple methods</dt><dd>Bestsellers; what is most often bought with a product, counted in three ways (P(j|i), cosine, LLR); and EASE, a published \
method that looks at all pairs at once. They are not packed and may show what they like.</dd>\n\
<dt>Likely between</dt><dd>95 % of one thousand draws of other questions of the same kind lie there; both methods answer the same questions.</dd>\n\
</dl>\n</section>\n";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::comparison::Comparison;
    use crate::evaluate::protocols::Case;
    use crate::evaluate::recommender::{Ask, Recommender};
    use crate::evaluate::report::Role;

    /// Right wherever the product in view is below a number.
    struct Knows(&'static str, u32);

    impl Recommender for Knows {
        fn method(&self) -> &str {
            self.0
        }

        fn recommend(&mut self, ask: &Ask, _: usize, out: &mut Vec<u32>) {
            let Ask::Product(seed) = *ask else { return };
            *out = vec![if seed < self.1 { seed + 1 } else { 0 }];
        }
    }

    #[test]
    fn the_page_says_what_was_found_and_trusts_no_title() {
        let products: Vec<Product> = (0..120)
            .map(|n| Product {
                title: format!("<script>{n}</script>"),
                category: Some(if n % 2 == 0 { "Ropes & knots" } else { "Tea" }.to_owned()),
                ..Product::bare(format!("{n:03}").as_bytes())
            })
            .collect();
        let cases: Vec<Case> = (1..110)
            .map(|seed| Case {
                ask: Ask::Product(seed),
                truth: vec![seed + 1],
                values: vec![1],
            })
            .collect();
        let mut comparison = Comparison::new(Protocol::Pdp, &cases, 120, 1);
        comparison.add(Role::Ours, &mut Knows(OURS, 100));
        comparison.add(Role::Rival, &mut Knows("simple & plain", 80));
        let (rows, details) = comparison.finish();
        let report = Report {
            rows,
            details: details.into_iter().collect(),
            ..Report::default()
        };
        let page = Page {
            products: &products,
            orders_of: &(0..120).collect::<Vec<u32>>(),
            folder: None,
            days: 30,
            report: &report,
            learning: None,
        };
        let html = page.html();
        assert!(!html.contains("<script>"), "titles are text");
        assert!(
            html.contains("&lt;script&gt;5&lt;/script&gt;")
                || html.contains("&lt;script&gt;85&lt;/script&gt;")
        );
        // 99 of 109 against 79 of 109.
        assert!(html.contains("Product pages: 25 % better"), "{html}");
        assert!(html.contains("simple &amp; plain") && html.contains("Ropes &amp; knots"));
        for title in [
            "At a glance",
            "By how well a product sells",
            "By part of the catalog",
            "Where it does best",
            "Where it does worst",
        ] {
            assert!(html.contains(title), "{title}");
        }
        assert!(
            !html.contains("http:") || !html.contains("src=\"http"),
            "nothing is loaded from elsewhere"
        );
        assert_eq!(page.html(), html, "the same each time");
    }
}
