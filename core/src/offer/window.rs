//! From when to when an offer holds, and what a timer may say of it.

/// A timer counts only the last so many seconds (20 hours); before that the date says it better.
pub const TIMER_WITHIN: i64 = 20 * 3_600;

/// The time in which an offer holds: from its start, inclusive, to its end, exclusive.
///
/// Only an [`Offer`](super::Offer) that was read from a merchant's file gives one; its fields are private and there is no
/// constructor, because whoever can make a window can make a countdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// Seconds since 1970.
    pub(super) starts: i64,
    /// Seconds since 1970, after `starts`.
    pub(super) ends: i64,
}

/// Where a moment stands to a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Before its start.
    Upcoming,
    /// Within it.
    Running,
    /// At its end or behind it.
    Ended,
}

/// What may be told of the time that is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Left {
    /// More than 20 hours: the date of the end, and no timer.
    Date,
    /// So many seconds, at least 1.
    Seconds(u32),
    /// Nothing: the offer is gone.
    Nothing,
}

/// A moment at which a timer speaks to those who do not see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Milestone {
    /// An hour is left.
    Hour,
    /// Ten minutes are left.
    TenMinutes,
    /// A minute is left.
    Minute,
    /// The end.
    End,
}

impl Milestone {
    const ALL: [(Self, i64); 4] = [
        (Self::End, 0),
        (Self::Minute, 60),
        (Self::TenMinutes, 600),
        (Self::Hour, 3_600),
    ];
}

impl Window {
    /// Its start, in seconds since 1970.
    #[must_use]
    pub fn starts(self) -> i64 {
        self.starts
    }

    /// Its end, in seconds since 1970: the first second in which the offer does not hold any more.
    #[must_use]
    pub fn ends(self) -> i64 {
        self.ends
    }

    /// Where a moment stands.
    #[must_use]
    pub fn state(self, now: i64) -> State {
        if now < self.starts {
            State::Upcoming
        } else if now < self.ends {
            State::Running
        } else {
            State::Ended
        }
    }

    /// What may be told of the time from a moment to the end.
    #[must_use]
    pub fn left(self, now: i64) -> Left {
        match self.ends.saturating_sub(now) {
            ..=0 => Left::Nothing,
            // Below 20 hours, so it fits.
            seconds @ ..=TIMER_WITHIN => Left::Seconds(seconds as u32),
            _ => Left::Date,
        }
    }

    /// What was passed between two moments, if anything: of several the last one. A page that looks on while time jumps (a
    /// device that slept) hears one thing and not all of them.
    #[must_use]
    pub fn milestone(self, before: i64, now: i64) -> Option<Milestone> {
        let reached = |left: i64| {
            let at = self.ends.saturating_sub(left);
            before < at && at <= now
        };
        let mut last_first = Milestone::ALL.into_iter();
        last_first
            .find(|&(_, left)| reached(left))
            .map(|(milestone, _)| milestone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window {
        starts: 1_000,
        ends: 101_000,
    };

    #[test]
    fn a_window_holds_from_its_start_to_before_its_end() {
        let states = [999, 1_000, 100_999, 101_000].map(|now| WINDOW.state(now));
        let expected = [
            State::Upcoming,
            State::Running,
            State::Running,
            State::Ended,
        ];
        assert_eq!(states, expected);
    }

    #[test]
    fn over_twenty_hours_are_a_date_and_the_end_is_nothing() {
        let left = |seconds| WINDOW.left(101_000 - seconds);
        assert_eq!(left(TIMER_WITHIN + 1), Left::Date);
        assert_eq!(left(TIMER_WITHIN), Left::Seconds(72_000));
        assert_eq!(left(1), Left::Seconds(1));
        assert_eq!((left(0), left(-5)), (Left::Nothing, Left::Nothing));
        assert_eq!(WINDOW.left(i64::MIN), Left::Date);
    }

    #[test]
    fn milestones_are_told_once_and_the_last_one_wins() {
        let told = |from: i64, to: i64| WINDOW.milestone(101_000 - from, 101_000 - to);
        assert_eq!(told(3_601, 3_600), Some(Milestone::Hour));
        assert_eq!(told(3_600, 3_599), None);
        assert_eq!(told(601, 600), Some(Milestone::TenMinutes));
        assert_eq!(told(61, 60), Some(Milestone::Minute));
        assert_eq!(told(1, 0), Some(Milestone::End));
        assert_eq!(told(0, -1), None);
        assert_eq!(
            told(90_000, 30),
            Some(Milestone::Minute),
            "slept over three"
        );
    }
}
