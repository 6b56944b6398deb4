//! From a log of sessions to a model of intent, and how good it is on sessions that its fitting has not seen.

use std::fmt;

use serde::Serialize;
use setwise_core::intent::{IntentModel, IntentWriteError};

use crate::fit::intent::{AFTER, BoostOptions, MOST_VISITS, Moments, fit};
use crate::ingest::{Product, SessionLog};
use crate::metrics::classify::{Figures, figures, sorted};

/// Slots of [`Moments::slot`] of 256 that are held out for the figures: a fifth of the sessions.
const HELD_OUT: u8 = 51;
/// Folds that choose the number of trees and fit the calibration.
const FOLDS: u8 = 3;
/// Visits of either kind, bought or not, that a model takes.
const LEAST_VISITS: usize = 100;

/// What a training says of intent.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct IntentSummary {
    /// Sessions in the log.
    pub sessions: u64,
    /// Of these, those that bought.
    pub buying: u64,
    /// Sessions that the model was fitted to, at most 20,000.
    pub used: u64,
    /// Bytes of the model; 0 if there is none and the prior of the widget stands in.
    pub bytes: u64,
    /// Its trees.
    pub trees: u64,
    /// How good it is after 1, 3, 5 and 10 events, on held-out sessions.
    pub after: Vec<AfterEvents>,
    /// Why there is no model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prior: Option<String>,
}

/// Figures after some events.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AfterEvents {
    /// How many.
    pub events: i32,
    /// Held-out sessions that had so many before they bought.
    pub sessions: u64,
    /// Of these, those that went on to buy.
    pub buying: u64,
    /// The model.
    #[serde(flatten)]
    pub figures: Figures,
    /// ROC AUC of the prior on the same sessions.
    pub prior_auc: f64,
}

/// A model to pack, if there is one, and what to say of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Intent {
    /// The model's bytes.
    pub bytes: Option<Vec<u8>>,
    /// Where it comes from.
    pub summary: IntentSummary,
}

/// Fits a model to a log; where the log cannot tell, there is none, and the summary says why.
///
/// The figures are of a fifth of the sessions, by hash of their ids, told by a model that was fitted to the others. The model that
/// ships is then fitted to all, in the same way.
///
/// # Errors
/// [`IntentWriteError`] if the format cannot hold the model; that would be a fault of the fitting.
pub(crate) fn fit_intent(
    log: &SessionLog,
    products: &[Product],
) -> Result<Intent, IntentWriteError> {
    let moments = Moments::of(log, products);
    let mut summary = IntentSummary {
        sessions: moments.visits as u64,
        buying: moments.buying as u64,
        used: moments.used as u64,
        ..IntentSummary::default()
    };
    let least = moments.buying.min(moments.visits - moments.buying);
    if !log.has_events || least < LEAST_VISITS {
        summary.prior = Some(if log.has_events {
            format!(
                "{} of {} sessions bought; a model takes {LEAST_VISITS} that did and {LEAST_VISITS} that did not",
                moments.buying, moments.visits
            )
        } else {
            "the sessions do not say what was bought: they have no column `event`".to_owned()
        });
        return Ok(Intent {
            bytes: None,
            summary,
        });
    }
    let rows = moments.bought.len() as u32;
    let slot = |row: u32| moments.slot.get(row as usize).copied().unwrap_or_default();
    let fold_of: Vec<u8> = moments.slot.iter().map(|slot| slot % FOLDS).collect();
    let options = BoostOptions {
        // What a leaf says must hold for more than a handful of visits.
        rows_of_leaf: BoostOptions::default()
            .rows_of_leaf
            .max(rows as usize / 1_000),
        ..BoostOptions::default()
    };
    let fitted = |of: &[u32]| {
        let folds = (fold_of.as_slice(), FOLDS);
        fit(&moments.table, &moments.bought, of, folds, &options)
    };
    let (held, seen): (Vec<u32>, Vec<u32>) = (0..rows).partition(|&row| slot(row) < HELD_OUT);
    let model = fitted(&seen)?.model()?;
    summary.after = AFTER
        .iter()
        .map(|&events| after(&moments, &held, events, &model))
        .collect();
    let all: Vec<u32> = (0..rows).collect();
    let contents = fitted(&all)?;
    let bytes = contents.write()?;
    summary.bytes = bytes.len() as u64;
    summary.trees = contents.trees.len() as u64;
    Ok(Intent {
        bytes: Some(bytes),
        summary,
    })
}

fn after(moments: &Moments, held: &[u32], events: i32, model: &IntentModel) -> AfterEvents {
    let prior = IntentModel::prior();
    let mut values = Vec::new();
    let (mut ours, mut priors) = (Vec::new(), Vec::new());
    for &row in held {
        if moments.after.get(row as usize) != Some(&events) {
            continue;
        }
        moments.table.row_into(row as usize, &mut values);
        let bought = moments
            .bought
            .get(row as usize)
            .copied()
            .unwrap_or_default();
        ours.push((model.probability(&values).to_f64(), bought));
        priors.push((prior.probability(&values).to_f64(), bought));
    }
    AfterEvents {
        events,
        sessions: ours.len() as u64,
        buying: ours.iter().filter(|(_, bought)| *bought).count() as u64,
        figures: figures(&sorted(ours)),
        prior_auc: figures(&sorted(priors)).auc,
    }
}

impl fmt::Display for IntentSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            sessions,
            buying,
            used,
            bytes,
            trees,
            ..
        } = self;
        if let Some(why) = &self.prior {
            return writeln!(f, "intent: no model, the documented prior stands in: {why}");
        }
        write!(
            f,
            "intent: {buying} of {sessions} sessions bought; {trees} trees in {bytes} bytes"
        )?;
        if used < sessions {
            write!(f, "; fitted to {used} sessions (most: {MOST_VISITS})")?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "  on held-out sessions; ece in 10 bins of equal width, and of equal count"
        )?;
        for after in &self.after {
            let AfterEvents {
                events,
                sessions,
                buying,
                figures,
                prior_auc,
            } = after;
            write!(
                f,
                "  after {events:>2} events: {sessions:>6} sessions, {buying:>6} buy"
            )?;
            if *buying == 0 || buying == sessions {
                writeln!(f, "; nothing to tell apart")?;
                continue;
            }
            writeln!(
                f,
                "; AUC {:.4} (prior {prior_auc:.4}), average precision {:.4}, ece {:.4}, {:.4}",
                figures.auc, figures.average_precision, figures.ece, figures.ece_equal_count
            )?;
        }
        Ok(())
    }
}
