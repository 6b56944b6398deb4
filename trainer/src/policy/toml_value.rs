//! Values of a TOML file with their places, and what is said when one is of the wrong kind.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::finding::Findings;
use super::words;

pub(crate) type Value<'a> = Spanned<DeValue<'a>>;

/// The entries of a table in the order of the file; says what else it is if it is none.
pub(crate) fn table<'v, 'a>(
    value: &'v Value<'a>,
    what: &str,
    findings: &mut Findings,
) -> Option<&'v DeTable<'a>> {
    match value.get_ref() {
        DeValue::Table(table) => Some(table),
        other => wrong(value, &format!("{what} is a table"), other, findings),
    }
}

fn wrong<T>(
    at: &Value<'_>,
    expected: &str,
    got: &DeValue<'_>,
    findings: &mut Findings,
) -> Option<T> {
    findings.error(&at.span(), format!("{expected}, got {}", kind(got)));
    None
}

fn kind(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text \"{text}\""),
        DeValue::Integer(number) => format!("the number {}", number.as_str()),
        DeValue::Float(number) => format!("the number {}", number.as_str()),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(time) => format!("the time {time}"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

/// A text that says something.
pub(crate) fn text(value: &Value<'_>, what: &str, findings: &mut Findings) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        DeValue::String(_) => {
            findings.error(&value.span(), format!("{what} is empty"));
            None
        }
        other => wrong(
            value,
            &format!("{what} is a text in quotes"),
            other,
            findings,
        ),
    }
}

/// A value, or several in a list.
pub(crate) fn several<'v, 'a>(value: &'v Value<'a>) -> Vec<&'v Value<'a>> {
    match value.get_ref() {
        DeValue::Array(list) => list.iter().collect(),
        _ => vec![value],
    }
}

/// A text or several.
pub(crate) fn texts(value: &Value<'_>, what: &str, findings: &mut Findings) -> Vec<String> {
    let list = several(value);
    if list.is_empty() {
        findings.error(&value.span(), format!("{what}: the list is empty"));
    }
    list.into_iter()
        .filter_map(|one| text(one, what, findings))
        .collect()
}

/// A word of a list, or several: their places in it.
pub(crate) fn chosen(
    value: &Value<'_>,
    what: &str,
    known: &[&str],
    findings: &mut Findings,
) -> Vec<usize> {
    let list = several(value);
    if list.is_empty() {
        findings.error(&value.span(), format!("{what}: the list is empty"));
    }
    let mut places = Vec::new();
    for one in list {
        let Some(word) = text(one, what, findings) else {
            continue;
        };
        match known.iter().position(|known| *known == word) {
            Some(place) => places.push(place),
            None => {
                let advice = words::advice(&word, known.iter().copied());
                findings.error(&one.span(), format!("{what}: unknown `{word}`{advice}"));
            }
        }
    }
    places
}

/// A number.
pub(crate) fn number(value: &Value<'_>, what: &str, findings: &mut Findings) -> Option<f64> {
    let number = match value.get_ref() {
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .map(|whole| whole as f64),
        DeValue::Float(number) => number.as_str().parse::<f64>().ok(),
        other => return wrong(value, &format!("{what} is a number"), other, findings),
    };
    let number = number.filter(|number| number.is_finite());
    if number.is_none() {
        let got = kind(value.get_ref());
        findings.error(&value.span(), format!("{what}: {got} cannot be used"));
    }
    number
}

/// True or false.
pub(crate) fn truth(value: &Value<'_>, what: &str, findings: &mut Findings) -> Option<bool> {
    match value.get_ref() {
        DeValue::Boolean(truth) => Some(*truth),
        other => wrong(value, &format!("{what} is true or false"), other, findings),
    }
}

/// Says that a key is none of those that there are.
pub(crate) fn unknown(
    at: &Range<usize>,
    key: &str,
    what: &str,
    known: &[&str],
    findings: &mut Findings,
) {
    let advice = words::advice(key, known.iter().copied());
    findings.error(at, format!("unknown {what} `{key}`{advice}"));
}
