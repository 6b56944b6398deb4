//! Two clocks that have to agree before anything is said about time.

use super::claim::Silence;

/// A device's clock and that of the snapshot's host may differ by so many seconds.
pub const MOST_APART: i64 = 120;

/// The same moment by two clocks, in seconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// What the device says.
    pub device: i64,
    /// What the host says: the `Date` of the manifest's response, and what has passed since by a clock that nobody sets.
    /// `None` if the host did not tell.
    pub host: Option<i64>,
}

impl Clock {
    /// The moment, by the host's clock, if the device agrees.
    ///
    /// # Errors
    /// [`Silence::NoHostTime`] and [`Silence::ClocksDisagree`].
    pub fn now(self) -> Result<i64, Silence> {
        let host = self.host.ok_or(Silence::NoHostTime)?;
        if self.device.abs_diff(host) > MOST_APART.unsigned_abs() {
            return Err(Silence::ClocksDisagree);
        }
        Ok(host)
    }
}
