//! The value most rows agree on, found in one pass and constant memory.

/// Majority vote of Boyer and Moore (1981): a value that more than half of the rows name always wins; without such a
/// value one of the often and lately named wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Vote<T> {
    value: Option<T>,
    lead: u32,
}

impl<T: Copy + PartialEq> Vote<T> {
    /// A vote not yet cast.
    pub const fn new() -> Self {
        Self {
            value: None,
            lead: 0,
        }
    }

    /// Casts one row's vote.
    pub fn cast(&mut self, value: T) {
        if self.value == Some(value) {
            self.lead = self.lead.saturating_add(1);
        } else if self.lead == 0 {
            *self = Self {
                value: Some(value),
                lead: 1,
            };
        } else {
            self.lead -= 1;
        }
    }

    /// The winner so far, `None` if nobody voted.
    pub fn winner(&self) -> Option<T> {
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::Vote;

    #[test]
    fn the_majority_wins_in_any_order() {
        for votes in [[1, 1, 1, 2, 3], [2, 1, 3, 1, 1], [1, 2, 1, 3, 1]] {
            let mut vote = Vote::new();
            votes.into_iter().for_each(|v| vote.cast(v));
            assert_eq!(vote.winner(), Some(1));
        }
        assert_eq!(Vote::<u8>::new().winner(), None);
    }
}
