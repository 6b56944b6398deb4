//! Honest urgency: what may be claimed of a merchant's offer, at which moment, and for how long.
//!
//! [`Offers`] are the file of a snapshot; each [`Offer`] has a [`Window`] whose end is the merchant's. All questions are pure
//! functions of a [`Truth`]: two clocks, the age of the prices, the price that the shop has now. When these do not agree there
//! is no [`Claim`], and [`Silence`] says why; without a claim there is no timer. Nothing here reads a clock, remembers a
//! shopper or moves an end, so a reload, another tab and cleared storage change nothing.
//!
//! ```
//! use setwise_core::catalog::{Money, ProductKey};
//! use setwise_core::offer::{Clock, Left, Offers, Silence, Truth};
//! # use setwise_core::offer::{Kind, OfferContents, OffersContents, Scope, Span};
//! # let serum = ProductKey::of("SERUM");
//! # let contents = OffersContents { offers: vec![OfferContents {
//! #     id: "AUTUMN".into(), kind: Kind::Price, scope: Scope::Product(serum), terms: "One each".into(),
//! #     span: Span { starts: 1_000, ends: 91_000, after_order: None },
//! #     price: Some(Money(1_500)), lowest: Some(Money(2_000)) }] };
//! # let bytes = contents.write().unwrap();
//! let offers = Offers::read(&bytes)?;
//! let offer = offers.of_product(serum, "").next().expect("the merchant has one");
//! let now = |device: i64| Truth { clock: Clock { device, host: Some(50_000) }, ..Truth::default() };
//!
//! let claim = offer.claim(&now(50_090)).expect("the clocks agree");
//! assert_eq!(claim.left(), Left::Seconds(91_000 - 50_000));
//! // A device whose clock is an hour late would tell of an hour that is not there.
//! assert_eq!(offer.claim(&now(46_400)), Err(Silence::ClocksDisagree));
//! # Ok::<(), setwise_core::snapshot::SnapshotError>(())
//! ```
//!
//! There is no other way to a window than an offer that was read, so no page can count down to an end of its own making:
//!
//! ```compile_fail,E0451
//! use setwise_core::offer::Window;
//! let invented = Window { starts: 0, ends: 600 };
//! ```
//!
//! ```compile_fail,E0599
//! use setwise_core::offer::Window;
//! let invented = Window::new(0, 600);
//! ```
//!
//! ```compile_fail,E0277
//! use setwise_core::offer::Window;
//! fn made<T: Default>() -> T { T::default() }
//! let invented: Window = made();
//! ```

mod claim;
mod clock;
mod read;
mod state;
mod window;
#[cfg(feature = "write")]
mod write;

pub use claim::{Claim, OrderTime, Silence, Truth};
pub use clock::{Clock, MOST_APART};
pub use read::{Kind, MAX_OFFERS_BYTES, Offer, Offers, Scope, category_key};
pub use window::{Left, Milestone, State, TIMER_WITHIN, Window};
#[cfg(feature = "write")]
pub use write::{OfferContents, OffersContents, OffersWriteError, Span};
