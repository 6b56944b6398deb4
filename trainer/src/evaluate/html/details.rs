//! What is kept of a comparison for the report: every question, and what ours and the best rival answered.

use crate::evaluate::protocols::{Answers, Case, Protocol};

/// One protocol, question by question.
#[derive(Clone, Debug, PartialEq)]
pub struct Detail {
    /// The protocol.
    pub protocol: Protocol,
    /// Its questions.
    pub cases: Vec<Case>,
    /// What ours answered.
    pub ours: Answers,
    /// What the rival with the best figure answered.
    pub rival: Answers,
    /// The seed of resamples.
    pub seed: u64,
}

impl Detail {
    /// The figure of every question: ours, and the rival's.
    pub(super) fn worth(&self) -> (Vec<f64>, Vec<f64>) {
        let aim = self.protocol.aim();
        (self.ours.worth(aim), self.rival.worth(aim))
    }
}
