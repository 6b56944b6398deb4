//! The merchant's policy: `policy.toml` read and linted, its selectors resolved to marks, its rules compiled for the device.
//!
//! What a policy says of a product (its category, its margin) stays here: a snapshot gets marks, which are numbers, and rules
//! that speak of them. `docs/policy.md` is the merchant's page.

mod compile;
mod economics;
mod finding;
mod publish;
mod read;
mod select;
mod source;
pub(crate) mod toml_value;
pub(crate) mod words;

pub use compile::{CompileError, Compiled, compile};
pub use economics::{Economics, MarginClass, StockClass, read_economics};
pub use finding::{Finding, Findings, Severity};
pub use publish::{PublishError, Published, publish, rules_of};
pub(crate) use publish::{marks_of, prepare};
pub use select::{Marker, Seen};
pub use source::{Action, Condition, Policy, RuleSource, Selector, Then};

/// Reads a policy and says all that is wrong with it; `None` if it cannot be used.
#[must_use]
pub fn read(text: &str) -> (Option<Policy>, Findings) {
    let mut findings = Findings::new(text);
    let policy = read::policy(text, &mut findings);
    (policy.filter(|_| !findings.has_errors()), findings)
}
