//! A visit that a merchant writes, played through the code of the device: profile, intent, policy, ranking. So a policy can be
//! tried before any shopper meets it.

mod report;
mod scenario;
mod visit;

pub use report::{Choice, Shown, Simulated, StepReport};
pub use scenario::{Happening, Past, Scenario, Step, read};
pub use visit::{SimulateError, simulate};
