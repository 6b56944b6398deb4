//! Whether a shelf is shown: by intent, and by what rules say of it.

use crate::directives::{Gate, Ruling, Visibility};
use crate::intent::Probability;
use crate::request::Placement;

/// An open gate closes below this part of its threshold, so that a shelf does not flicker.
const CLOSES: (u32, u32) = (3, 4);
/// A visit that has lost half of the chance that it began with is not one to sell to.
const USUAL: u8 = 50;

/// How likely a visit ends in a purchase, and how likely it was when it began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chances {
    /// Now.
    pub now: Probability,
    /// When nothing was known but where the shopper came from, with which device, and to which product.
    pub start: Probability,
}

/// The chance at which a gate opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Threshold {
    /// Any: there is no gate.
    #[default]
    None,
    /// This one.
    Chance(Probability),
    /// So many percent of the chance with which the visit began. Shops differ by a factor of ten in how many of their visits buy,
    /// and a phone's visits from a desktop's, so that no one number fits; and the first page of nobody is empty.
    Share(u8),
}

impl Threshold {
    /// What a placement has unless the shop says otherwise: half of the chance with which the visit began. Who is at the checkout
    /// needs no gate.
    #[must_use]
    pub fn usual(placement: Placement) -> Self {
        match placement {
            Placement::Product | Placement::Cart => Self::Share(USUAL),
            Placement::Checkout => Self::None,
        }
    }

    /// The least chance, in a visit that began with this one.
    #[must_use]
    pub fn of(self, start: Probability) -> Probability {
        match self {
            Self::None => Probability(0),
            Self::Chance(least) => least,
            Self::Share(percent) => {
                Probability((u32::from(start.0) * u32::from(percent.min(100)) / 100) as u16)
            }
        }
    }
}

/// The gate of one placement: it opens at its threshold and closes below three quarters of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntentGate {
    /// The shop's.
    pub threshold: Threshold,
    /// Whether it is open. A gate begins open, and a visit below the threshold closes it at once.
    pub open: bool,
}

impl Default for IntentGate {
    fn default() -> Self {
        Self::new(Threshold::None)
    }
}

impl IntentGate {
    /// A gate that is open.
    #[must_use]
    pub fn new(threshold: Threshold) -> Self {
        Self {
            threshold,
            open: true,
        }
    }

    /// Those of a shop that says nothing of gates, by placement.
    #[must_use]
    pub fn usual() -> [Self; 3] {
        let all = [Placement::Product, Placement::Cart, Placement::Checkout];
        all.map(|placement| Self::new(Threshold::usual(placement)))
    }

    /// Moves with the intent and says whether a shelf is shown. A ruling's threshold stands in for the shop's, and a rule that
    /// shows or hides has the last word.
    pub fn decide(&mut self, chances: Chances, ruling: &Ruling) -> Gate {
        let own = || self.threshold.of(chances.start);
        let threshold = u32::from(ruling.threshold.unwrap_or_else(own).0);
        let intent = u32::from(chances.now.0);
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

    fn at(now: u16) -> Chances {
        Chances {
            now: Probability(now),
            start: Probability(2_000),
        }
    }

    #[test]
    fn a_gate_does_not_flicker_and_rules_have_the_last_word() {
        for threshold in [
            Threshold::Chance(Probability(1_000)),
            Threshold::usual(Placement::Product),
            Threshold::usual(Placement::Cart),
        ] {
            let mut gate = IntentGate::new(threshold);
            let nothing = Ruling::default();
            assert_eq!(gate.decide(at(2_000), &nothing), Gate::Open, "a first page");
            assert_eq!(gate.decide(at(749), &nothing), Gate::LowIntent);
            assert_eq!(
                gate.decide(at(999), &nothing),
                Gate::LowIntent,
                "not yet open"
            );
            assert_eq!(gate.decide(at(1_000), &nothing), Gate::Open);
            assert_eq!(gate.decide(at(750), &nothing), Gate::Open, "still open");
            let said = |visibility| Ruling {
                visibility,
                ..Ruling::default()
            };
            assert_eq!(gate.decide(at(9), &said(Visibility::Shown)), Gate::Open);
            assert_eq!(
                gate.decide(at(9_999), &said(Visibility::Hidden)),
                Gate::Hidden
            );
            let lower = Ruling {
                threshold: Some(Probability(5)),
                ..Ruling::default()
            };
            assert_eq!(gate.decide(at(4), &nothing), Gate::LowIntent);
            assert_eq!(gate.decide(at(5), &lower), Gate::Open);
        }
    }

    #[test]
    fn who_pays_meets_no_gate_and_neither_does_who_wants_none() {
        for mut gate in [
            IntentGate::new(Threshold::usual(Placement::Checkout)),
            IntentGate::default(),
        ] {
            assert_eq!(gate.decide(at(0), &Ruling::default()), Gate::Open);
        }
    }
}
