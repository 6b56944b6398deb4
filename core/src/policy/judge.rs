//! What all rules together say of one shelf.

use super::context::Context;
use super::rule::Rule;
use crate::catalog::Money;
use crate::directives::{Effect, LIFT_ONE, MAX_LIFT, MAX_PINS, Ruling, Visibility};
use alloc::vec::Vec;

/// A shop's compiled policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rulebook {
    pub(super) rules: Vec<Rule>,
}

impl Rulebook {
    /// The rules, in the merchant's order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Writes into `ruling` what the rules say, and forgets what it said before; its memory is used again.
    ///
    /// Every rule whose conditions hold acts. Where two say different things of a shelf (whether it is shown, its kind, title, count,
    /// cap or threshold), the one that stands first does. Of products all rules count: an exclusion before all, then a pin, and
    /// lifts multiply.
    pub fn judge(&self, context: &Context<'_>, ruling: &mut Ruling) {
        ruling.clear();
        for rule in self.rules.iter().filter(|rule| rule.holds(context)) {
            act(rule, context, ruling);
        }
    }
}

fn act(rule: &Rule, context: &Context<'_>, ruling: &mut Ruling) {
    let then = &rule.then;
    if ruling.visibility == Visibility::Unsaid {
        ruling.visibility = then.visibility;
    }
    for &(mark, effect) in &then.marks {
        match ruling.marks.binary_search_by_key(&mark, |entry| entry.0) {
            Ok(at) => {
                if let Some((_, said)) = ruling.marks.get_mut(at) {
                    *said = both(*said, effect);
                }
            }
            Err(at) => ruling.marks.insert(at, (mark, effect)),
        }
    }
    for key in &then.pins {
        if ruling.pins.len() < MAX_PINS && !ruling.pins.contains(key) {
            ruling.pins.push(*key);
        }
    }
    let of_cart = context.cart_value.filter(|_| rule.cap_of_cart > 0);
    let cap = of_cart.map(|value| {
        let cap = u128::from(value.0) * u128::from(rule.cap_of_cart) / 100;
        Money(u64::try_from(cap).unwrap_or(u64::MAX))
    });
    ruling.cap = ruling.cap.or(then.cap).or(cap);
    ruling.count = ruling.count.or(then.count);
    ruling.threshold = ruling.threshold.or(then.threshold);
    ruling.shelf = ruling.shelf.or(then.shelf);
    if ruling.title.is_empty() {
        ruling.title.push_str(title(rule, context.language));
    }
    ruling.rules.push_str(&then.rules);
}

/// What two rules together do to a product.
fn both(a: Effect, b: Effect) -> Effect {
    match (a, b) {
        (Effect::Exclude, _) | (_, Effect::Exclude) => Effect::Exclude,
        (Effect::Pin, _) | (_, Effect::Pin) => Effect::Pin,
        (Effect::Lift(a), Effect::Lift(b)) => {
            let product = u32::from(a) * u32::from(b) / u32::from(LIFT_ONE);
            // At most 2^15.
            Effect::Lift(product.clamp(1, MAX_LIFT.into()) as u16)
        }
    }
}

/// A rule's title in the language of a page: that of the very language, else of its first part (`de` for `de-AT`), else the one
/// for all others.
fn title<'a>(rule: &'a Rule, language: &str) -> &'a str {
    let first = language.split(['-', '_']).next().unwrap_or(language);
    [language, first]
        .into_iter()
        .find_map(|language| {
            let mut titles = rule.titles.iter();
            titles.find(|(of, _)| of.eq_ignore_ascii_case(language))
        })
        .map_or(rule.then.title.as_str(), |(_, title)| title)
}
