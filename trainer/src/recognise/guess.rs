//! Headers that are half known: what a column could be, to be asked about and never taken silently.

use super::cells;
use super::layout::{Column, Layout, plain};
use super::plan::of_somebody;
use super::sample::Sample;
use crate::ingest::header::can_be_said;
use crate::ingest::{Mapping, parse_quantity, parse_time};

/// Headers that are looked at: what is wider is no table that people fill.
const MOST_HEADERS: usize = 300;
/// How alike two words must be.
const ALIKE: f64 = 0.9;
/// Likeness of a header in which all words of ours stand, where its cells can be no other thing.
const WITHIN: f64 = 0.92;
/// Of two prices the one with taxes is asked about.
const GROSS: f64 = 0.01;
/// Letters of a beginning that is enough: `Bestellnr` is short for a word of ours.
const BEGINNING: usize = 6;

/// The header that could be a column of ours: by its words, else by its cells. Blank columns and personal ones never are.
pub(super) fn header_of<'a>(
    name: &str,
    layout: &Layout,
    sample: &'a Sample,
    taken: &[usize],
    mapping: &Mapping,
) -> Option<&'a str> {
    let can_be = |at: &usize| {
        let header = sample.headers.get(*at).map_or("", String::as_str);
        !taken.contains(at)
            && can_be_said(header)
            && cells::can_be(name, *at, sample)
            && of_somebody(*at, sample, mapping).is_none()
    };
    let near = 0..sample.headers.len().min(MOST_HEADERS);
    let free: Vec<usize> = near.filter(can_be).collect();
    let words: Vec<String> = layout
        .columns
        .iter()
        .filter(|column| column.name == name)
        .flat_map(Column::headers)
        .map(plain)
        .collect();
    let by_words = free
        .iter()
        .map(|at| {
            let header = plain(sample.headers.get(*at).map_or("", String::as_str));
            let best = words
                .iter()
                .map(|word| {
                    let alike = likeness(&header, word);
                    let within = if cells::is_looked_at(name) && has_words(&header, word) {
                        WITHIN
                    } else {
                        0.0
                    };
                    f64::max(alike, within)
                })
                .fold(0.0, f64::max);
            (*at, best + if is_gross(&header) { GROSS } else { 0.0 })
        })
        .filter(|(_, likeness)| *likeness >= ALIKE)
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
        .map(|(at, _)| at);
    let by_cells = || {
        let mut fits = free.iter().copied().filter(|at| match name {
            "time" => sample.mostly(*at, 90, is_time),
            "quantity" => sample.mostly(*at, 95, is_quantity),
            _ => false,
        });
        // Two that fit say nothing.
        let found = fits.next()?;
        fits.next().is_none().then_some(found)
    };
    let at = by_words.or_else(by_cells)?;
    sample.headers.get(at).map(String::as_str)
}

fn is_time(cell: &str) -> bool {
    let is_date = cell.contains(['-', '/', '.', ':']) && cell.len() >= 8;
    is_date && parse_time(cell.as_bytes()).is_some()
}

fn is_quantity(cell: &str) -> bool {
    let pieces = parse_quantity(cell.as_bytes());
    pieces.is_some_and(|pieces| (-20..=200).contains(&pieces)) && cell.len() <= 3
}

/// Whether all words of ours stand in a header, as `cena` in `cena brutto`.
fn has_words(header: &str, word: &str) -> bool {
    let all: Vec<&str> = header.split(is_no_letter).collect();
    let mut words = word.split(is_no_letter).filter(|word| !word.is_empty());
    words.all(|word| all.contains(&word))
}

fn is_no_letter(sign: char) -> bool {
    !sign.is_alphanumeric()
}

/// Whether a header says that taxes are in its prices, which are what shoppers see.
fn is_gross(header: &str) -> bool {
    let words = ["brutto", "gross", "ttc", "incl", "inc", "iva incluido"];
    words.iter().any(|word| has_words(header, word))
}

/// From 0 to 1: equal letters, one within the other, an abbreviation.
fn likeness(header: &str, word: &str) -> f64 {
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let (header, word) = (letters(header), letters(word));
    if header.is_empty() || word.is_empty() {
        return 0.0;
    }
    let common = header
        .chars()
        .zip(word.chars())
        .take_while(|(a, b)| a == b)
        .count();
    // What is cut short: `Bestellnr`.
    let mut rest = word.chars().skip(common);
    let mut end = header.chars().skip(common);
    let is_short = header.chars().count() - common <= 2;
    if common >= BEGINNING && is_short && end.all(|letter| rest.any(|other| other == letter)) {
        return 0.95;
    }
    if word.chars().count() >= 5 && header.contains(&word) {
        return 0.92;
    }
    let spelled = strsim::jaro_winkler(&header, &word);
    if spelled > 0.93 { spelled } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::generic;

    fn guess(name: &str, table: &str) -> Option<String> {
        let mut lines = table
            .lines()
            .map(|line| line.split(',').map(str::to_owned).collect::<Vec<String>>());
        let sample = Sample {
            headers: lines.next().expect("headers"),
            rows: lines.collect(),
            is_json: false,
        };
        let found = header_of(name, &generic::ORDERS, &sample, &[], &Mapping::default());
        found.map(str::to_owned)
    }

    #[test]
    fn a_half_known_header_is_found_by_its_words_or_its_cells() {
        let table = "Bestellnr,Wann,Stk,Leer bestellnummer\n1,2025-01-02,2,\n2,2025-01-03,1,\n";
        assert_eq!(guess("order_id", table).as_deref(), Some("Bestellnr"));
        assert_eq!(guess("time", table).as_deref(), Some("Wann"));
        assert_eq!(guess("currency", table), None);
        let blank = "Order nr of shop,x\n,1\n,2\n";
        assert_eq!(guess("order_id", blank), None, "nothing stands in it");
        let personal = "order contact\nanna@mail.example\n";
        assert_eq!(guess("order_id", personal), None, "somebody's");
        let two = "a,b\n2025-01-02,2025-01-03\n";
        assert_eq!(guess("time", two), None, "which of the two is not known");
        let prices = "Product,Cena netto,Cena brutto\nLamp,8.00,9.84\n";
        assert_eq!(
            guess("unit_price", prices).as_deref(),
            Some("Cena brutto"),
            "a number, with taxes"
        );
    }
}
