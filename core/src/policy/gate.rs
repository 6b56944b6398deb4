//! Whether a shelf is shown: by intent, and by what rules say of it.

use crate::directives::{Gate, Ruling, Visibility};
use crate::intent::Probability;

/// An open gate closes below this part of its threshold, so that a shelf does not flicker.
const CLOSES: (u32, u32) = (3, 4);

/// The gate of one placement: it opens at its threshold and closes below three quarters of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntentGate {
    /// The shop's threshold; 0 for a shop that wants no gate.
    pub threshold: Probability,
    /// Whether it is open. A gate begins open.
    pub open: bool,
}

impl Default for IntentGate {
    fn default() -> Self {
        Self {
            threshold: Probability(0),
            open: true,
        }
    }
}

impl IntentGate {
    /// Moves with the intent and says whether a shelf is shown. A ruling's threshold stands in for the shop's, and a rule that
    /// shows or hides has the last word.
    pub fn decide(&mut self, intent: Probability, ruling: &Ruling) -> Gate {
        let threshold = u32::from(ruling.threshold.unwrap_or(self.threshold).0);
        let intent = u32::from(intent.0);
        let (part, of) = CLOSES;
        self.open = intent >= threshold || (self.open && intent * of >= threshold * part);
        match (ruling.visibility, self.open) {
            (Visibility::Hidden, _) => Gate::Hidden,
            (Visibility::Shown, _) | (Visibility::Unsaid, true) => Gate::Open,
            (Visibility::Unsaid, false) => Gate::LowIntent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_does_not_flicker_and_rules_have_the_last_word() {
        let mut gate = IntentGate {
            threshold: Probability(1000),
            ..IntentGate::default()
        };
        let nothing = Ruling::default();
        let mut at = |intent, ruling: &Ruling| gate.decide(Probability(intent), ruling);
        assert_eq!(at(749, &nothing), Gate::LowIntent);
        assert_eq!(at(999, &nothing), Gate::LowIntent, "not yet open");
        assert_eq!(at(1000, &nothing), Gate::Open);
        assert_eq!(at(750, &nothing), Gate::Open, "still open");
        let said = |visibility| Ruling {
            visibility,
            ..Ruling::default()
        };
        assert_eq!(at(9, &said(Visibility::Shown)), Gate::Open);
        assert_eq!(at(9999, &said(Visibility::Hidden)), Gate::Hidden);
        let lower = Ruling {
            threshold: Some(Probability(5)),
            ..Ruling::default()
        };
        assert_eq!(
            (at(4, &nothing), at(5, &lower)),
            (Gate::LowIntent, Gate::Open)
        );
    }
}
