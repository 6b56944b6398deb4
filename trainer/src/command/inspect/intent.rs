//! What a folder's model of intent is.

use std::fmt;

use serde::Serialize;
use setwise_core::intent::{Features, IntentModel};

/// Units of a score in one of log-odds.
const ONE: f64 = 256.0;

/// The model of how likely a visit buys.
#[derive(Debug, Clone, Serialize)]
pub struct IntentView {
    /// Bytes of its file.
    pub bytes: u64,
    /// Trees that are summed up.
    pub trees: usize,
    /// Features of a visit that it asks about, out of all that a visit has.
    pub features: Vec<&'static str>,
    /// The calibration table, ascending.
    pub calibration: Vec<Calibrated>,
}

/// A row of the calibration table; between two rows it is straight.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Calibrated {
    /// Log-odds that the trees give.
    pub log_odds: f64,
    /// How likely the visit buys, from 0 to 1.
    pub likely: f64,
}

impl IntentView {
    pub(super) fn of((model, bytes): &(IntentModel, u64)) -> Self {
        let mut asked: Vec<usize> = model.asks().collect();
        asked.sort_unstable();
        asked.dedup();
        let name = |feature| Features::NAMES.get(feature).copied();
        Self {
            bytes: *bytes,
            trees: model.trees(),
            features: asked.into_iter().filter_map(name).collect(),
            calibration: model
                .calibration()
                .map(|(score, likely)| Calibrated {
                    log_odds: f64::from(score) / ONE,
                    likely: likely.to_f64(),
                })
                .collect(),
        }
    }
}

impl fmt::Display for IntentView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            bytes,
            trees,
            features,
            calibration,
        } = self;
        writeln!(
            f,
            "intent: {trees} trees in {bytes} bytes ask about {} of {} features: {}",
            features.len(),
            Features::NAMES.len(),
            features.join(", ")
        )?;
        write!(f, "  calibration, log-odds → chance:")?;
        for (at, Calibrated { log_odds, likely }) in calibration.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma} {log_odds:.2} → {:.1} %", 100.0 * likely)?;
        }
        writeln!(f)
    }
}
