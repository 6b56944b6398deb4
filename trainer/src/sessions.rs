//! Visits as the products that they touched, in compressed rows.

use std::ops::Range;

use hashbrown::HashMap;

use crate::csr::Csr;
use crate::ingest::{Product, SessionEvent, SessionLog};

/// What happened to one product at one moment of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch {
    /// Index of the product.
    pub product: u32,
    /// Seconds since 1970 UTC.
    pub time: i64,
    /// What happened.
    pub event: SessionEvent,
}

/// Every visit as its events on known products. Visits are in the order of (time of their first event, session id), events
/// in the order of time, those of one moment in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sessions {
    touches: Csr<Touch>,
    unknown: u64,
}

impl Sessions {
    /// Groups the events of a log by visit; events on products that are not among `products` are counted and left out.
    #[must_use]
    pub fn of(log: &SessionLog, products: &[Product]) -> Self {
        let index: HashMap<&[u8], u32> =
            products.iter().map(|p| p.id.as_bytes()).zip(0..).collect();
        let known: Vec<Option<u32>> = (0..log.products.len() as u32)
            .map(|n| index.get(log.products.key(n)).copied())
            .collect();
        let mut all: Vec<(u32, Touch)> = Vec::with_capacity(log.rows.len());
        let mut unknown = 0;
        for row in &log.rows {
            let Some(product) = row.product else { continue };
            match known.get(product as usize).copied().flatten() {
                Some(product) => all.push((
                    row.session,
                    Touch {
                        product,
                        time: row.time,
                        event: row.event,
                    },
                )),
                None => unknown += 1,
            }
        }
        all.sort_by_key(|(session, touch)| (*session, touch.time));
        let mut visits: Vec<&[(u32, Touch)]> = all.chunk_by(|a, b| a.0 == b.0).collect();
        let start = |visit: &[(u32, Touch)]| {
            visit
                .first()
                .map_or((0, &b""[..]), |(s, t)| (t.time, log.ids.key(*s)))
        };
        visits.sort_by(|a, b| start(a).cmp(&start(b)));
        let mut sessions = Self {
            touches: Csr::with_capacity(all.len()),
            unknown,
        };
        for visit in visits {
            sessions.touches.push(visit.iter().map(|(_, touch)| *touch));
        }
        sessions
    }

    /// Takes visits as they are: in the order given, each with its events in order.
    #[must_use]
    pub fn from_visits(visits: Vec<Vec<Touch>>) -> Self {
        let mut sessions = Self::default();
        for visit in visits {
            sessions.touches.push(visit);
        }
        sessions
    }

    /// Number of visits.
    #[must_use]
    pub fn len(&self) -> usize {
        self.touches.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Events left out, because their product is not known.
    #[must_use]
    pub fn unknown(&self) -> u64 {
        self.unknown
    }

    /// The events of a visit; none for a number out of range.
    #[must_use]
    pub fn touches(&self, visit: usize) -> &[Touch] {
        self.touches.row(visit)
    }

    /// All visits, the earliest first.
    pub fn iter(&self) -> impl Iterator<Item = &[Touch]> + '_ {
        self.touches.rows()
    }

    /// The visits that began in a range of times, for training without a test window. A visit that began before its end
    /// and went on after it is cut there.
    #[must_use]
    pub fn between(&self, times: Range<i64>) -> Self {
        let mut part = Self::default();
        for visit in self.iter().filter(|visit| {
            visit
                .first()
                .is_some_and(|touch| times.contains(&touch.time))
        }) {
            let before = visit.iter().filter(|touch| touch.time < times.end);
            part.touches.push(before.copied());
        }
        part
    }
}

/// The products of a log, in the order of their ids' bytes, as its rows describe them: for a shop that has neither a catalog nor
/// orders.
#[must_use]
pub fn products_of(log: &SessionLog) -> Vec<Product> {
    let mut numbers: Vec<u32> = (0..log.products.len() as u32).collect();
    numbers.sort_unstable_by_key(|number| log.products.key(*number));
    let product = |number: u32| {
        let mut product = Product::bare(log.products.key(number));
        log.described.complete(number, &mut product);
        product
    };
    numbers.into_iter().map(product).collect()
}

/// The products of a visit with some kind of event, ascending, each once.
#[must_use]
pub fn products_with(visit: &[Touch], wanted: impl Fn(SessionEvent) -> bool) -> Vec<u32> {
    let mut products: Vec<u32> = visit
        .iter()
        .filter(|touch| wanted(touch.event))
        .map(|touch| touch.product)
        .collect();
    products.sort_unstable();
    products.dedup();
    products
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Options, Table, read_sessions};
    use std::io::Cursor;

    #[test]
    fn visits_are_in_time_and_know_their_products() {
        let text = "session_id,time,event,product_id\nz,2025-01-02,view,b\ny,2025-01-01T02:00:00Z,purchase,b\ny,2025-01-01,view,a\nx,2025-01-01,view,?\n";
        let mut table = Table::from_reader("s.csv", Cursor::new(text), 0).expect("table");
        let log = read_sessions(&mut table, &Options::default(), &mut |_| ()).expect("log");
        let ids: Vec<String> = products_of(&log).into_iter().map(|p| p.id).collect();
        assert_eq!(ids, ["?", "a", "b"]);
        let products = ["a;A", "b;B"].map(crate::fit::test_product);
        let sessions = Sessions::of(&log, &products);
        let seen: Vec<Vec<u32>> = sessions
            .iter()
            .map(|visit| visit.iter().map(|t| t.product).collect())
            .collect();
        assert_eq!(seen, [vec![0, 1], vec![1]]);
        assert_eq!((sessions.unknown(), sessions.len()), (1, 2));
        assert_eq!(
            products_with(sessions.touches(0), |e| e == SessionEvent::Purchase),
            [1]
        );
        let first = sessions.touches(0)[0].time;
        let part = sessions.between(first..first + 1);
        assert_eq!((part.len(), part.touches(0).len()), (1, 1));
    }
}
