//! From the text of a `policy.toml` to a policy: every part is read, whatever is wrong with those before it, so that one look
//! at the findings is enough.

use std::collections::BTreeMap;
use std::ops::Range;

use setwise_core::directives::{LIFT_ONE, MAX_LIFT, MAX_PINS, MAX_TITLE, Visibility};
use setwise_core::policy::{Choice, MAX_CAP_OF_CART, MAX_DEPTH, MAX_NAME, MAX_RULES};
use toml::de::{DeTable, DeValue};

use super::finding::Findings;
use super::source::{Action, Condition, Policy, RuleSource, Selector, Then};
use super::toml_value::{Value, chosen, number, several, table, text, texts, truth, unknown};
use super::words::{
    ACTIONS, CHOICES, CONDITIONS, MARGINS, NUMBERS, PRODUCTS, SELECTORS, SHELF_KINDS, SHELVES,
    STOCKS, TIERS, Unit,
};

/// A stock of at most so many pieces is low, unless the policy says otherwise.
const LOW_STOCK: u64 = 5;
/// And from so many on it is high.
const HIGH_STOCK: u64 = 50;
/// Largest amount of money, in major units, that every program holds exactly to the cent.
const MOST_MONEY: f64 = 1e13;
/// Titles in further languages.
const MOST_LANGUAGES: usize = 32;
/// Words in a rule's name that tell what should stay in the shop.
const TELLING: [&str; 4] = ["margin", "cost", "profit", "markup"];

/// Reads a whole policy; `None` if it is no TOML.
pub(super) fn policy(source: &str, findings: &mut Findings) -> Option<Policy> {
    let root = match DeTable::parse(source) {
        Ok(root) => root,
        Err(error) => {
            let end = source.len();
            findings.error(&error.span().unwrap_or(end..end), error.message());
            return None;
        }
    };
    let mut policy = Policy {
        stocks: (LOW_STOCK, HIGH_STOCK),
        ..Policy::default()
    };
    let mut any = false;
    for (key, value) in root.get_ref().iter() {
        match key.get_ref().as_ref() {
            "rule" => {
                any = true;
                rules(value, &mut policy, findings);
            }
            "margin" => policy.margins = margins(value, findings),
            "stock" => policy.stocks = stocks(value, findings).unwrap_or(policy.stocks),
            other => {
                let known = ["rule", "margin", "stock"];
                unknown(&key.span(), other, "part of a policy", &known, findings);
            }
        }
    }
    if !any {
        findings.error(&(0..0), "a policy has at least one [[rule]]");
    }
    Some(policy)
}

/// `high = 40` and `low = 20`, of two classes that a table names.
fn bounds(value: &Value<'_>, what: &str, findings: &mut Findings) -> Option<(f64, f64)> {
    let (mut low, mut high) = (None, None);
    for (key, value) in table(value, what, findings)?.iter() {
        match key.get_ref().as_ref() {
            "low" => low = number(value, "low", findings),
            "high" => high = number(value, "high", findings),
            other => unknown(&key.span(), other, "bound", &["low", "high"], findings),
        }
    }
    match (low, high) {
        (Some(low), Some(high)) if low < high => Some((low, high)),
        _ => {
            findings.error(
                &value.span(),
                format!("{what} has two bounds, low and high, of which low is the lower one"),
            );
            None
        }
    }
}

fn margins(value: &Value<'_>, findings: &mut Findings) -> Option<(f64, f64)> {
    bounds(value, "[margin]", findings)
}

fn stocks(value: &Value<'_>, findings: &mut Findings) -> Option<(u64, u64)> {
    let (low, high) = bounds(value, "[stock]", findings)?;
    if low < 0.0 || low.fract() != 0.0 || high.fract() != 0.0 {
        findings.error(&value.span(), "[stock] counts whole pieces");
        return None;
    }
    Some((low as u64, high as u64))
}

fn rules(value: &Value<'_>, policy: &mut Policy, findings: &mut Findings) {
    let DeValue::Array(list) = value.get_ref() else {
        findings.error(
            &value.span(),
            "rules are written [[rule]], with two brackets",
        );
        return;
    };
    let mut names: BTreeMap<String, ()> = BTreeMap::new();
    for one in list.iter() {
        let Some(rule) = rule(one, findings) else {
            continue;
        };
        if names.insert(rule.name.clone(), ()).is_some() {
            findings.error(
                &one.span(),
                format!("two rules are called `{}`: rename one", rule.name),
            );
        }
        policy.rules.push(rule);
    }
    if policy.rules.len() > MAX_RULES {
        let count = policy.rules.len();
        findings.error(
            &value.span(),
            format!(
                "{count} rules: a policy has at most {MAX_RULES}; put some together with lists"
            ),
        );
    }
}

fn rule(value: &Value<'_>, findings: &mut Findings) -> Option<RuleSource> {
    let (mut name, mut when, mut then) = (None, None, None);
    for (key, value) in table(value, "a rule", findings)?.iter() {
        match key.get_ref().as_ref() {
            "name" => name = rule_name(value, findings),
            "when" => when = condition(value, 1, findings),
            "then" => then = Some(actions(value, findings)),
            other => unknown(
                &key.span(),
                other,
                "part of a rule",
                &["name", "when", "then"],
                findings,
            ),
        }
    }
    let table = value.get_ref().as_table()?;
    if !table.contains_key("name") {
        findings.error(
            &value.span(),
            "a rule has a name, by which the slate says that it acted",
        );
    }
    if !table.contains_key("when") {
        findings.error(
            &value.span(),
            "a rule says when it acts; write `when = {}` for always",
        );
    }
    if !table.contains_key("then") {
        findings.error(
            &value.span(),
            format!(
                "a rule says what then happens: one of {}",
                ACTIONS.join(", ")
            ),
        );
    }
    Some(RuleSource {
        name: name?,
        when: when?,
        then: then?,
    })
}

fn rule_name(value: &Value<'_>, findings: &mut Findings) -> Option<String> {
    let name = text(value, "a rule's name", findings)?;
    if name.len() > MAX_NAME || name.contains(char::is_control) {
        findings.error(
            &value.span(),
            format!("a rule's name is one line of at most {MAX_NAME} bytes"),
        );
        return None;
    }
    let lower = name.to_lowercase();
    if let Some(word) = TELLING.iter().find(|word| lower.contains(**word)) {
        findings.warn(
            &value.span(),
            format!("names of rules are public: anybody can read `{word}` in the snapshot"),
        );
    }
    Some(name)
}

/// All conditions of a table.
fn condition(value: &Value<'_>, depth: usize, findings: &mut Findings) -> Option<Condition> {
    let entries = table(value, "a condition", findings)?;
    // A list of alternatives and what it holds are two levels.
    if depth + 2 > MAX_DEPTH {
        findings.error(&value.span(), "conditions stand too deep in each other");
        return None;
    }
    let mut all = Vec::new();
    for (key, value) in entries.iter() {
        let word = key.get_ref().as_ref();
        match word {
            "any" => {
                let list = several(value);
                if list.len() < 2 {
                    findings.error(&value.span(), "any: a list of two and more conditions");
                }
                let list = list.into_iter();
                let list = list.filter_map(|one| condition(one, depth + 2, findings));
                all.push(Condition::Any(list.collect()));
            }
            "not" => all.extend(
                condition(value, depth + 2, findings).map(|inner| Condition::Not(Box::new(inner))),
            ),
            "segment" => all.push(Condition::Segments(texts(value, word, findings))),
            "checkout_started" => {
                let started = truth(value, word, findings);
                all.extend(
                    started
                        .map(|started| Condition::Among(Choice::Checkout, 1 << u8::from(started))),
                );
            }
            _ => all.extend(fact(word, &key.span(), value, findings)),
        }
    }
    Some(Condition::All(all))
}

fn fact(
    word: &str,
    at: &Range<usize>,
    value: &Value<'_>,
    findings: &mut Findings,
) -> Option<Condition> {
    if let Some((_, products)) = PRODUCTS.iter().find(|(known, _)| *known == word) {
        return Some(Condition::Products(
            *products,
            selector(value, &[], findings)?,
        ));
    }
    if let Some((_, fact, unit)) = NUMBERS.iter().find(|(known, ..)| *known == word) {
        let (from, to) = range(value, word, *unit, findings)?;
        return Some(Condition::Number(*fact, from, to));
    }
    if let Some((_, choice, known)) = CHOICES.iter().find(|(known, ..)| *known == word) {
        let places = chosen(value, word, known, findings);
        let set = places
            .into_iter()
            .fold(0, |set, place| set | 1_u32 << place);
        return Some(Condition::Among(*choice, set));
    }
    unknown(at, word, "condition", &CONDITIONS, findings);
    None
}

/// `{ from = 3, to = 5 }` with both ends included, or one number alone.
fn range(
    value: &Value<'_>,
    what: &str,
    unit: Unit,
    findings: &mut Findings,
) -> Option<(Option<f64>, Option<f64>)> {
    if let DeValue::Integer(_) | DeValue::Float(_) = value.get_ref() {
        let number = measured(value, what, unit, findings)?;
        return Some((Some(number), Some(number)));
    }
    let what_else =
        format!("{what} is a number, or a range such as {{ from = 3, to = 5 }}, and so it");
    let (mut from, mut to) = (None, None);
    for (key, value) in table(value, &what_else, findings)?.iter() {
        match key.get_ref().as_ref() {
            "from" => from = Some(measured(value, "from", unit, findings)?),
            "to" => to = Some(measured(value, "to", unit, findings)?),
            other => unknown(
                &key.span(),
                other,
                "end of a range",
                &["from", "to"],
                findings,
            ),
        }
    }
    match (from, to) {
        (None, None) => {
            findings.error(
                &value.span(),
                format!("{what}: a range has `from`, `to`, or both"),
            );
            None
        }
        // A night begins late and ends early.
        (Some(from), Some(to)) if from > to && unit != Unit::Hour => {
            findings.error(
                &value.span(),
                format!(
                    "{what}: nothing is from {from} to {to}; did you mean from {to} to {from}?"
                ),
            );
            None
        }
        range => Some(range),
    }
}

fn measured(value: &Value<'_>, what: &str, unit: Unit, findings: &mut Findings) -> Option<f64> {
    let number = number(value, what, findings)?;
    let (fits, expected) = match unit {
        Unit::Count => (
            (0.0..=f64::from(u32::MAX)).contains(&number) && number.fract() == 0.0,
            "a whole number from 0",
        ),
        Unit::Money => (
            (0.0..=MOST_MONEY).contains(&number),
            "an amount of money from 0",
        ),
        Unit::Share => ((0.0..=1.0).contains(&number), "from 0 to 1"),
        Unit::Hour => (
            (0.0..24.0).contains(&number) && number.fract() == 0.0,
            "an hour from 0 to 23",
        ),
    };
    if !fits {
        findings.error(&value.span(), format!("{what} is {expected}, got {number}"));
    }
    fits.then_some(number)
}

/// Which products; `extra` are keys that the caller reads itself.
fn selector(value: &Value<'_>, extra: &[&str], findings: &mut Findings) -> Option<Selector> {
    let mut found = Selector {
        at: value.span(),
        ..Selector::default()
    };
    let entries = table(
        value,
        "what selects products, such as { category = \"Cameras\" },",
        findings,
    )?;
    let mut parts = 0;
    for (key, value) in entries.iter() {
        let word = key.get_ref().as_ref();
        parts += usize::from(!extra.contains(&word));
        match word {
            "category" => found.categories = texts(value, word, findings),
            "brand" => found.brands = texts(value, word, findings),
            "ids" => found.ids = texts(value, word, findings),
            "price" => found.price = range(value, word, Unit::Money, findings),
            "price_tier" => found.tiers = words_of(value, word, &TIERS, findings),
            "margin" => found.margins = words_of(value, word, &MARGINS, findings),
            "stock" => found.stocks = words_of(value, word, &STOCKS, findings),
            "not" => found.not = selector(value, &[], findings).map(Box::new),
            extra_word if extra.contains(&extra_word) => {}
            other => {
                let known: Vec<&str> = SELECTORS.iter().chain(extra).copied().collect();
                unknown(&key.span(), other, "property of products", &known, findings);
            }
        }
    }
    if parts == 0 {
        findings.error(
            &value.span(),
            format!(
                "no products are selected: say one of {}",
                SELECTORS.join(", ")
            ),
        );
        return None;
    }
    Some(found)
}

fn words_of<T: Copy>(
    value: &Value<'_>,
    what: &str,
    known: &[(&str, T)],
    findings: &mut Findings,
) -> Vec<T> {
    let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
    let places = chosen(value, what, &words, findings).into_iter();
    places
        .filter_map(|place| known.get(place).map(|(_, value)| *value))
        .collect()
}

fn actions(value: &Value<'_>, findings: &mut Findings) -> Then {
    let mut then = Then::default();
    let Some(entries) = table(value, "what then happens", findings) else {
        return then;
    };
    if entries.is_empty() {
        let all = ACTIONS.join(", ");
        findings.error(&value.span(), format!("nothing happens: say one of {all}"));
    }
    for (key, value) in entries.iter() {
        let word = key.get_ref().as_ref();
        match word {
            "show" | "hide" => {
                if truth(value, word, findings) == Some(false) {
                    let other = if word == "show" { "hide" } else { "show" };
                    findings.error(
                        &value.span(),
                        format!("`{word} = false` says nothing; did you mean `{other} = true`?"),
                    );
                }
                if then.visibility != Visibility::Unsaid {
                    findings.error(&key.span(), "a rule shows or hides, not both");
                }
                then.visibility = match word {
                    "show" => Visibility::Shown,
                    _ => Visibility::Hidden,
                };
            }
            "pin" => pins(value, &mut then, findings),
            "exclude" => {
                for one in several(value) {
                    let found = selector(one, &[], findings);
                    then.products.extend(found.map(|s| (s, Action::Exclude)));
                }
            }
            "boost" | "demote" => lifts(value, word, &mut then, findings),
            "cap" => cap(value, &mut then, findings),
            "shelf" => {
                let places = chosen(value, word, &SHELVES, findings);
                then.shelf = places
                    .first()
                    .and_then(|&place| SHELF_KINDS.get(place).copied());
                if places.len() > 1 {
                    findings.error(&value.span(), "one shelf stands in a place");
                }
            }
            "title" => titles(value, &mut then, findings),
            "count" => {
                let count = number(value, word, findings);
                then.count = count
                    .filter(|count| [3.0, 4.0, 5.0, 6.0].contains(count))
                    .map(|count| count as u8);
                if let (Some(count), None) = (count, then.count) {
                    findings.error(
                        &value.span(),
                        format!("a slate has 3, 4, 5 or 6 items, got {count}"),
                    );
                }
            }
            "threshold" => then.threshold = measured(value, word, Unit::Share, findings),
            other => unknown(&key.span(), other, "action", &ACTIONS, findings),
        }
    }
    then
}

fn pins(value: &Value<'_>, then: &mut Then, findings: &mut Findings) {
    for one in several(value) {
        let Some(found) = selector(one, &[], findings) else {
            continue;
        };
        if !found.is_ids_only() {
            then.products.push((found, Action::Pin));
            continue;
        }
        then.pins.extend(found.ids);
        if then.pins.len() > MAX_PINS {
            findings.error(
                &one.span(),
                format!("at most {MAX_PINS} products are pinned by their ids: a slate has no more"),
            );
        }
    }
}

fn lifts(value: &Value<'_>, word: &str, then: &mut Then, findings: &mut Findings) {
    let most = f64::from(MAX_LIFT / LIFT_ONE);
    for one in several(value) {
        let Some(found) = selector(one, &["by"], findings) else {
            continue;
        };
        let by = one.get_ref().as_table().and_then(|table| table.get("by"));
        let by = by.map_or(Some(2.0), |by| {
            let factor = number(by, "by", findings)?;
            let fits = factor > 1.0 && factor <= most;
            if !fits {
                findings.error(
                    &by.span(),
                    format!("{word} by a factor above 1 and up to {most}, got {factor}"),
                );
            }
            fits.then_some(factor)
        });
        if let Some(by) = by {
            let factor = if word == "boost" { by } else { 1.0 / by };
            then.products.push((found, Action::Lift(factor)));
        }
    }
}

fn cap(value: &Value<'_>, then: &mut Then, findings: &mut Findings) {
    if let DeValue::Integer(_) | DeValue::Float(_) = value.get_ref() {
        then.cap = measured(value, "cap", Unit::Money, findings);
        return;
    }
    let what = "cap is an amount, or { percent_of_cart = 20 }, and so it";
    let Some(entries) = table(value, what, findings) else {
        return;
    };
    let known = ["percent_of_cart"];
    for (key, value) in entries.iter() {
        if !known.contains(&key.get_ref().as_ref()) {
            unknown(&key.span(), key.get_ref(), "kind of cap", &known, findings);
            continue;
        }
        let percent = number(value, "percent_of_cart", findings);
        let most = f64::from(MAX_CAP_OF_CART);
        match percent {
            Some(percent) if (1.0..=most).contains(&percent) && percent.fract() == 0.0 => {
                then.cap_of_cart = percent as u16;
            }
            Some(percent) => findings.error(
                &value.span(),
                format!("percent_of_cart is a whole number from 1 to {most}, got {percent}"),
            ),
            None => {}
        }
    }
}

/// One title for all, or one by language of which `en` (or the first) is for all others.
fn titles(value: &Value<'_>, then: &mut Then, findings: &mut Findings) {
    let fits = |title: &str, at: &Range<usize>, findings: &mut Findings| {
        if title.len() > MAX_TITLE {
            let length = title.len();
            findings.error(
                at,
                format!("a title has at most {MAX_TITLE} bytes, got {length}"),
            );
        }
    };
    let DeValue::Table(languages) = value.get_ref() else {
        if let Some(title) = text(value, "title", findings) {
            fits(&title, &value.span(), findings);
            then.title = title;
        }
        return;
    };
    for (language, value) in languages.iter() {
        let name = language.get_ref().to_lowercase().replace('_', "-");
        let is_language = name.len() <= 16
            && name
                .split('-')
                .next()
                .is_some_and(|first| (2..=3).contains(&first.len()))
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !is_language {
            findings.error(
                &language.span(),
                format!("`{name}` is no language, such as en, de or pt-br"),
            );
        }
        if let Some(title) = text(value, "title", findings) {
            fits(&title, &value.span(), findings);
            if name == "en" || then.title.is_empty() {
                then.title.clone_from(&title);
            }
            then.titles.push((name, title));
        }
    }
    if languages.is_empty() || languages.len() > MOST_LANGUAGES {
        findings.error(
            &value.span(),
            format!("a title in 1 to {MOST_LANGUAGES} languages"),
        );
    }
}
