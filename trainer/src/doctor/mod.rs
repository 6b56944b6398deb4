//! What is wrong with a shop's exports or with a snapshot, in plain words, in order of harm, with numbers and the mend.
//!
//! Two views are examined: [`Exports`], what a training made of the files, and [`Shelves`], what shoppers would see of the snapshot.
//! Doctor trains as `setwise train` does, so that it cannot see the files in another way. Each file of `checks` looks for one kind of
//! harm and gives [`Finding`]s, which are data; [`Report`] puts them in order, for people, programs and browsers.
//!
//! Findings quote product ids and headers, never the cells of other columns.

mod checks;
mod exports;
mod finding;
mod growth;
mod html;
mod joins;
mod report;
mod shelves;

pub(crate) use exports::{Exports, Sales};
pub(crate) use finding::{Finding, Harm, Share};
pub(crate) use joins::{Guess, guess};
pub(crate) use report::Report;
pub(crate) use shelves::{OfferSeen, Shelves, ShelvesError};

/// All that a check may look at.
#[derive(Clone, Debug, Default)]
pub struct Examined {
    /// The moment of the examination, in seconds since 1970.
    pub now: i64,
    /// What was read, if files were examined.
    pub exports: Option<Exports>,
    /// What would be shown, if there is a snapshot or a training made one.
    pub shelves: Option<Shelves>,
}

/// Everything that is found, the most harmful first.
#[must_use]
pub(crate) fn findings(examined: &Examined) -> Vec<Finding> {
    let mut found: Vec<Finding> = checks::ALL
        .iter()
        .flat_map(|check| check(examined))
        .collect();
    found.sort_by(|a, b| {
        let share = |finding: &Finding| finding.share.map_or(0.0, |share| share.of_one());
        (b.harm.cmp(&a.harm)).then_with(|| share(b).total_cmp(&share(a)))
    });
    found
}
