//! What a shopper's device saw: the visits of a session log that ended in an order of theirs.

use hashbrown::HashMap;
use setwise_core::catalog::ProductKey;
use setwise_core::profile::{Event, Happened, Profile};

use crate::evaluate::model::SetwiseModel;
use crate::ingest::{Product, SessionEvent, hash_of_customer};
use crate::sessions::{Sessions, Touch};

/// By customer, as orders know them, the visits in order of time.
pub struct Visits<'a> {
    of: HashMap<u64, Vec<&'a [Touch]>>,
}

impl<'a> Visits<'a> {
    /// A visit is whose order has the time of its purchase.
    pub fn of(sessions: &'a Sessions, customers: &HashMap<i64, u64>) -> Self {
        let mut of: HashMap<u64, Vec<&[Touch]>> = HashMap::new();
        for visit in sessions.iter() {
            let purchase = visit.iter().find(|t| t.event == SessionEvent::Purchase);
            let customer = purchase.and_then(|touch| customers.get(&touch.time));
            if let Some(&customer) = customer.filter(|customer| **customer != 0) {
                of.entry(customer).or_default().push(visit);
            }
        }
        Self { of }
    }

    /// All that happened on the device of a customer, in order: a checkout is one event, whatever is in the cart.
    pub fn events(&self, customer_id: &str) -> Vec<Touch> {
        let visits = self.of.get(&hash_of_customer(customer_id.as_bytes()));
        let mut events: Vec<Touch> = Vec::new();
        for touch in visits.into_iter().flatten().copied().flatten() {
            let checkout = touch.event == SessionEvent::BeginCheckout;
            let same = |last: &Touch| (last.event, last.time) == (touch.event, touch.time);
            if !(checkout && events.last().is_some_and(same)) {
                events.push(*touch);
            }
        }
        events
    }
}

/// Lets a device observe an event, and learn of its product what the page's shard knows.
pub(super) fn observe(
    profile: &mut Profile,
    touch: &Touch,
    products: &[Product],
    ours: &SetwiseModel,
) {
    let Some(product) = products.get(touch.product as usize) else {
        return;
    };
    let key = ProductKey::of(&product.id);
    let at = touch.time;
    let what = match touch.event {
        SessionEvent::View => Happened::View(Some(key)),
        SessionEvent::AddToCart => Happened::Add(Some(key)),
        SessionEvent::RemoveFromCart => Happened::Remove(Some(key)),
        SessionEvent::BeginCheckout => Happened::Checkout,
        SessionEvent::Purchase => Happened::Purchase(key),
        SessionEvent::Search => Happened::Search,
    };
    profile.observe(Event { at, what });
    if profile.facts(key).is_none()
        && let Some(facts) = ours.facts(touch.product, at)
    {
        profile.learn(facts);
    }
}
