//! From a policy to the bytes that a device reads: amounts in minor units, selectors as marks.

use setwise_core::catalog::{Money, ProductKey};
use setwise_core::directives::{Effect, LIFT_ONE, MAX_LIFT, Ruling};
use setwise_core::intent::Probability;
use setwise_core::policy::{Fact, MAX_STEPS, PolicyError, Rule, Rulebook, Step, segment};

use super::source::{Action, Condition, Policy, RuleSource, Selector, Then};

/// Selectors that one policy may have: each has a mark.
const MAX_SELECTORS: usize = 256;
/// A range without an end. A varint has 63 bits.
const ENDLESS: u64 = u64::MAX >> 1;

/// A policy as a device reads it.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// What each mark stands for, by its number.
    pub selectors: Vec<Selector>,
}

/// Why a checked policy cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompileError {
    /// More selectors than marks.
    #[error(
        "the policy selects products in {0} ways, at most {MAX_SELECTORS} are possible: put some together with lists"
    )]
    Selectors(usize),
    /// A rule asks too much.
    #[error("rule `{0}` asks for more than {MAX_STEPS} things: make two rules of it")]
    Steps(String),
    /// The rules are more than a file holds.
    #[error("the compiled policy is too large ({0}): shorten titles, or take rules away")]
    Format(#[from] PolicyError),
}

/// Compiles for a shop whose money has so many digits behind the point.
///
/// # Errors
/// [`CompileError`] if the policy is larger than a file may be.
pub fn compile(policy: &Policy, minor_digits: u32) -> Result<Compiled, CompileError> {
    let selectors: Vec<Selector> = policy.selectors().into_iter().cloned().collect();
    if selectors.len() > MAX_SELECTORS {
        return Err(CompileError::Selectors(selectors.len()));
    }
    let compiler = Compiler {
        selectors: &selectors,
        minor_digits,
    };
    let rules = policy
        .rules
        .iter()
        .map(|rule| compiler.rule(rule))
        .collect::<Result<Vec<Rule>, CompileError>>()?;
    let bytes = Rulebook::write(&rules)?;
    Ok(Compiled { bytes, selectors })
}

struct Compiler<'a> {
    selectors: &'a [Selector],
    minor_digits: u32,
}

impl Compiler<'_> {
    fn mark(&self, selector: &Selector) -> u8 {
        let place = self.selectors.iter().position(|other| other == selector);
        // All of them are listed, and at most 256.
        place.unwrap_or_default() as u8
    }

    fn minor(&self, major: f64) -> u64 {
        minor(major, self.minor_digits)
    }

    fn rule(&self, source: &RuleSource) -> Result<Rule, CompileError> {
        let mut when = Vec::new();
        self.condition(&source.when, &mut when);
        if when.len() > MAX_STEPS {
            return Err(CompileError::Steps(source.name.clone()));
        }
        Ok(Rule {
            when,
            then: self.ruling(&source.then, &source.name),
            cap_of_cart: source.then.cap_of_cart,
            titles: source.then.titles.clone(),
        })
    }

    fn condition(&self, condition: &Condition, when: &mut Vec<Step>) {
        // A list of more is refused by its steps.
        let count = |list: usize| u8::try_from(list).unwrap_or(u8::MAX);
        match condition {
            Condition::All(list) if list.len() == 1 => {
                list.iter().for_each(|one| self.condition(one, when));
            }
            Condition::All(list) => {
                when.push(Step::All(count(list.len())));
                list.iter().for_each(|one| self.condition(one, when));
            }
            Condition::Any(list) => {
                when.push(Step::Any(count(list.len())));
                list.iter().for_each(|one| self.condition(one, when));
            }
            Condition::Not(one) => {
                when.push(Step::Not);
                self.condition(one, when);
            }
            Condition::Number(fact, from, to) => {
                let value = |number: f64| match fact {
                    Fact::CartValue | Fact::LifetimeValue => self.minor(number),
                    Fact::Intent => Probability::from_f64(number).0.into(),
                    _ => number as u64,
                };
                let (from, to) = (from.map_or(0, value), to.map_or(ENDLESS, value));
                when.push(Step::Number(*fact, from, to));
            }
            Condition::Among(choice, set) => when.push(Step::Among(*choice, *set)),
            Condition::Products(products, selector) => {
                when.push(Step::Marked(*products, self.mark(selector)));
            }
            Condition::Segments(names) => {
                when.push(Step::Any(count(names.len())));
                when.extend(names.iter().map(|name| Step::Segment(segment(name))));
            }
        }
    }

    fn ruling(&self, then: &Then, name: &str) -> Ruling {
        let mut marks: Vec<(u8, Effect)> = Vec::new();
        for (selector, action) in &then.products {
            let mark = self.mark(selector);
            let effect = match action {
                Action::Exclude => Effect::Exclude,
                Action::Pin => Effect::Pin,
                Action::Lift(factor) => {
                    let units = (factor * f64::from(LIFT_ONE)).round();
                    Effect::Lift((units as u16).clamp(1, MAX_LIFT))
                }
            };
            // Of one selector in one rule the last word counts, as later lines do.
            match marks.iter_mut().find(|(other, _)| *other == mark) {
                Some(said) => said.1 = effect,
                None => marks.push((mark, effect)),
            }
        }
        marks.sort_unstable_by_key(|(mark, _)| *mark);
        Ruling {
            visibility: then.visibility,
            marks,
            pins: then.pins.iter().map(|id| ProductKey::of(id)).collect(),
            cap: then.cap.map(|cap| Money(self.minor(cap))),
            count: then.count,
            threshold: then.threshold.map(Probability::from_f64),
            shelf: then.shelf,
            title: then.title.clone(),
            rules: format!("{name}\n"),
        }
    }
}

/// An amount in minor units.
pub(super) fn minor(major: f64, digits: u32) -> u64 {
    (major * 10_f64.powi(digits as i32)).round() as u64
}
