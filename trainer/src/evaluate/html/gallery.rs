//! Ten pages where ours gains most on the best simple method, and ten where it loses most, with what shoppers bought.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::Page;
use super::details::Detail;
use crate::evaluate::recommender::Ask;
use crate::html::escaped;

/// Pages shown of each kind.
const PAGES: usize = 10;
/// Products named that were bought and not shown.
const MISSED: usize = 4;
/// A larger picture is not put into the page.
const PICTURE_BYTES: u64 = 40_000;

/// One product's page over all of its questions.
#[derive(Default)]
struct Asked {
    times: usize,
    gain: f64,
    shown: Vec<u32>,
    /// How often each product was bought beside it.
    bought: BTreeMap<u32, usize>,
}

/// Appends both sections.
pub(super) fn write(out: &mut String, page: &Page<'_>, detail: &Detail) {
    let mut pages: Vec<(u32, Asked)> = asked(detail).into_iter().collect();
    pages.sort_by(|a, b| b.1.gain.total_cmp(&a.1.gain).then(a.0.cmp(&b.0)));
    let gains = pages
        .iter()
        .filter(|(_, asked)| asked.gain > 0.0)
        .take(PAGES);
    let losses = pages
        .iter()
        .rev()
        .filter(|(_, asked)| asked.gain < 0.0)
        .take(PAGES);
    section(
        out,
        page,
        "Where it does best",
        "Product pages where the suggestions gain most on the best simple method, all questions together.",
        gains,
    );
    section(
        out,
        page,
        "Where it does worst",
        "Product pages where they lose most. Read these: a wrong category, a missing price or an odd export shows here first.",
        losses,
    );
}

/// By product in view what was asked, shown and bought.
fn asked(detail: &Detail) -> BTreeMap<u32, Asked> {
    let (ours, rival) = detail.worth();
    let mut pages: BTreeMap<u32, Asked> = BTreeMap::new();
    for (at, case) in detail.cases.iter().enumerate() {
        let Ask::Product(seed) = case.ask else {
            continue;
        };
        let worth = |of: &[f64]| of.get(at).copied().unwrap_or(0.0);
        let page = pages.entry(seed).or_default();
        page.times += 1;
        page.gain += worth(&ours) - worth(&rival);
        page.shown = detail.ours.shown().get(at).cloned().unwrap_or_default();
        for &bought in &case.truth {
            *page.bought.entry(bought).or_default() += 1;
        }
    }
    pages
}

fn section<'a>(
    out: &mut String,
    page: &Page<'_>,
    title: &str,
    what: &str,
    pages: impl Iterator<Item = &'a (u32, Asked)>,
) {
    let _ = write!(
        out,
        "<section>\n<h2>{title}</h2>\n<p>{what}</p>\n<div class=\"pages\">\n"
    );
    for (seed, asked) in pages {
        let times = if asked.times == 1 {
            "once".to_owned()
        } else {
            format!("{} times", asked.times)
        };
        let _ = write!(
            out,
            "<article>\n<h3>{}{}</h3>\n<p class=\"quiet\">asked {times}</p>\n<ol>\n",
            picture(page, *seed),
            title_of(page, *seed)
        );
        for shown in &asked.shown {
            let bought = asked.bought.get(shown).copied().unwrap_or(0);
            let mark = match bought {
                0 => String::new(),
                1 => " <b>bought</b>".to_owned(),
                n => format!(" <b>bought {n} times</b>"),
            };
            let _ = writeln!(
                out,
                "<li>{}{}{mark}</li>",
                picture(page, *shown),
                title_of(page, *shown)
            );
        }
        *out += "</ol>\n";
        if asked.shown.is_empty() {
            *out += "<p>Nothing was shown.</p>\n";
        }
        let mut missed: Vec<(usize, u32)> = asked
            .bought
            .iter()
            .filter(|(product, _)| !asked.shown.contains(product))
            .map(|(&product, &times)| (times, product))
            .collect();
        missed.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let names: Vec<String> = missed
            .iter()
            .take(MISSED)
            .map(|(_, product)| title_of(page, *product))
            .collect();
        if !names.is_empty() {
            let more = missed.len().saturating_sub(MISSED);
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            let _ = writeln!(
                out,
                "<p class=\"quiet\">Also bought: {}{more}.</p>",
                names.join("; ")
            );
        }
        *out += "</article>\n";
    }
    *out += "</div>\n</section>\n";
}

fn title_of(page: &Page<'_>, product: u32) -> String {
    page.products
        .get(product as usize)
        .map_or_else(String::new, |p| escaped(&p.title))
}

/// The picture of a product if it stands beside the catalog; the page loads nothing from elsewhere.
fn picture(page: &Page<'_>, product: u32) -> String {
    let image = page
        .products
        .get(product as usize)
        .and_then(|p| p.image.as_deref());
    let bytes = page
        .folder
        .zip(image)
        .and_then(|(folder, image)| read(folder, image));
    bytes.map_or_else(String::new, |(kind, bytes)| {
        let mut text = String::with_capacity(bytes.len() * 3);
        for byte in bytes {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    text.push(char::from(byte))
                }
                _ => {
                    let _ = write!(text, "%{byte:02X}");
                }
            }
        }
        format!("<img alt=\"\" src=\"data:{kind},{text}\">")
    })
}

fn read(folder: &Path, image: &str) -> Option<(&'static str, Vec<u8>)> {
    let kind = match image.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        _ => return None,
    };
    // Nothing outside of the catalog's folder, and nothing on the network.
    let here = Path::new(".");
    let folder = if folder.as_os_str().is_empty() {
        here
    } else {
        folder
    };
    let whole = folder.join(image).canonicalize().ok()?;
    let inside = whole.starts_with(folder.canonicalize().ok()?);
    let small =
        fs::metadata(&whole).is_ok_and(|meta| meta.is_file() && meta.len() <= PICTURE_BYTES);
    (inside && small)
        .then(|| fs::read(&whole).ok())
        .flatten()
        .map(|bytes| (kind, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_come_only_from_beside_the_catalog() {
        let outside = tempfile::tempdir().expect("a folder");
        let folder = outside.path().join("shop");
        fs::create_dir(&folder).expect("made");
        fs::write(folder.join("a.svg"), "<svg/>").expect("written");
        fs::write(outside.path().join("secret.svg"), "<svg/>").expect("written");
        assert_eq!(
            read(&folder, "a.svg"),
            Some(("image/svg+xml", b"<svg/>".to_vec()))
        );
        for wrong in [
            "../secret.svg",
            "a.exe",
            "https://example.com/a.svg",
            "missing.png",
            "a",
        ] {
            assert_eq!(read(&folder, wrong), None, "{wrong}");
        }
    }
}
