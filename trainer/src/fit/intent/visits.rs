//! Exported sessions replayed as the device will see them: what was known after some events, and what came of it.

use hashbrown::HashMap;
use setwise_core::catalog::{Money, ProductKey};
use setwise_core::intent::{FEATURES, Features, Origin, Signal, Visit};
use xxhash_rust::xxh64::xxh64;

use super::table::{Column, Table};
use crate::ingest::{Product, SessionEvent, SessionLog, SessionRow};

/// Events after which a visit is looked at.
pub const AFTER: [i32; 4] = [1, 3, 5, 10];
/// Visits that are looked at; more teach nothing that two kilobytes could hold.
pub const MOST_VISITS: usize = 20_000;

/// States of visits, as rows of a table.
#[derive(Clone, Debug, Default)]
pub struct Moments {
    /// The features.
    pub table: Table,
    /// Whether the visit went on to buy, for each row.
    pub bought: Vec<bool>,
    /// After how many events, for each row.
    pub after: Vec<i32>,
    /// A number from 0 to 255 for each row, by the hash of the session: rows of one visit have the same.
    pub slot: Vec<u8>,
    /// Visits in the log.
    pub visits: usize,
    /// Of these, those that bought.
    pub buying: usize,
    /// Visits that rows were taken from.
    pub used: usize,
}

impl Moments {
    /// Replays a log. Prices are those of the products, which is what a device knows; the `value` of a row is not used.
    ///
    /// A visit ends with its first purchase, as on the device. It has a row after 1, 3, 5 and 10 events, as far as it had so
    /// many before that purchase; nothing of what came later is in it but whether it bought.
    #[must_use]
    pub fn of(log: &SessionLog, products: &[Product]) -> Self {
        let prices: HashMap<&[u8], Money> = products
            .iter()
            .filter_map(|p| Some((p.id.as_bytes(), Money(u64::try_from(p.price?).ok()?))))
            .collect();
        let known: Vec<(ProductKey, Option<Money>)> = (0..log.products.len() as u32)
            .map(|number| {
                let id = log.products.key(number);
                // As `ProductKey::of`, for ids that are no UTF-8 too.
                (ProductKey(xxh64(id, 0)), prices.get(id).copied())
            })
            .collect();
        let mut seen = vec![(false, false); log.ids.len()];
        for row in &log.rows {
            if let Some((happened, bought)) = seen.get_mut(row.session as usize) {
                *happened = true;
                *bought |= row.event == SessionEvent::Purchase;
            }
        }
        // Chosen and put in order by hash, which the order of the file does not change.
        let mut visits: Vec<(u64, u32)> = (0..)
            .zip(&seen)
            .filter(|(_, (happened, _))| *happened)
            .map(|(session, _)| (xxh64(log.ids.key(session), 0), session))
            .collect();
        visits.sort_by(|a, b| (a.0, log.ids.key(a.1)).cmp(&(b.0, log.ids.key(b.1))));
        let mut moments = Self {
            visits: visits.len(),
            buying: seen.iter().filter(|(_, bought)| *bought).count(),
            used: visits.len().min(MOST_VISITS),
            ..Self::default()
        };
        visits.truncate(MOST_VISITS);
        let mut place = vec![None; log.ids.len()];
        for (at, &(_, session)) in visits.iter().enumerate() {
            if let Some(slot) = place.get_mut(session as usize) {
                *slot = Some(at);
            }
        }
        let mut rows: Vec<(usize, &SessionRow)> = log
            .rows
            .iter()
            .filter_map(|row| Some((place.get(row.session as usize).copied()??, row)))
            .collect();
        // Stable: of one second in the order of the file.
        rows.sort_by_key(|(at, row)| (*at, row.time));
        let mut features: Vec<[i32; FEATURES]> = Vec::new();
        for visit in rows.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(at, first)) = visit.first() else {
                continue;
            };
            let session = first.session as usize;
            let hash = visits.get(at).map_or(0, |visit| visit.0);
            let bought = seen.get(session).is_some_and(|(_, bought)| *bought);
            let origin = log.origins.get(session).copied().unwrap_or_default();
            for state in replay(visit, origin, &known) {
                features.push(state.row());
                moments.bought.push(bought);
                moments.after.push(state.events);
                moments.slot.push((hash >> 56) as u8);
            }
        }
        moments.table.columns = (0..FEATURES)
            .zip(Features::NAMES)
            .map(|(at, name)| Column {
                name: name.to_owned(),
                categorical: at >= Features::CATEGORIES_FROM,
                values: features
                    .iter()
                    .map(|row| row.get(at).copied().unwrap_or_default())
                    .collect(),
            })
            .collect();
        moments
    }
}

/// The features of one visit after as many events as [`AFTER`] says.
fn replay(
    visit_rows: &[(usize, &SessionRow)],
    origin: Origin,
    known: &[(ProductKey, Option<Money>)],
) -> Vec<Features> {
    let mut visit = Visit::new(origin);
    let mut states = Vec::new();
    let mut checkout_at = None;
    for (_, row) in visit_rows {
        let product = row.product.and_then(|n| known.get(n as usize)).copied();
        let (product, price) = (product.map(|p| p.0), product.and_then(|p| p.1));
        let signal = match row.event {
            SessionEvent::View => Signal::View { product, price },
            SessionEvent::AddToCart => Signal::Add { product, price },
            SessionEvent::RemoveFromCart => Signal::Remove { product },
            // Exports have a row for each line of the cart.
            SessionEvent::BeginCheckout if checkout_at == Some(row.time) => continue,
            SessionEvent::BeginCheckout => {
                checkout_at = Some(row.time);
                Signal::Checkout
            }
            SessionEvent::Search => Signal::Search,
            SessionEvent::Purchase => break,
        };
        visit.observe(row.time, signal);
        let now = visit.features();
        if signal != Signal::Search && AFTER.contains(&now.events) {
            states.push(now);
        }
    }
    states
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Options, Table as File, read_sessions};
    use std::io::Cursor;

    fn moments(text: &str) -> Moments {
        let mut file = File::from_reader("s.csv", Cursor::new(text.to_owned()), 0).expect("table");
        let log = read_sessions(&mut file, &Options::default(), &mut |_| ()).expect("log");
        Moments::of(&log, &[crate::fit::test_product("a;A")])
    }

    fn column<'a>(moments: &'a Moments, name: &str) -> &'a [i32] {
        let mut columns = moments.table.columns.iter();
        &columns.find(|c| c.name == name).expect("a column").values
    }

    const HEAD: &str = "session_id,time,event,product_id\n";

    #[test]
    fn nothing_that_came_later_is_known() {
        let start = "s,2025-01-01T00:00:00Z,view,a\ns,2025-01-01T00:00:10Z,search,\ns,2025-01-01T00:00:20Z,view,b\n\
                     s,2025-01-01T00:00:30Z,add_to_cart,b\n";
        let bought = "s,2025-01-01T00:01:00Z,begin_checkout,a\ns,2025-01-01T00:01:00Z,begin_checkout,b\n\
                      s,2025-01-01T00:02:00Z,purchase,a\ns,2025-01-01T00:03:00Z,view,c\ns,2025-01-01T00:04:00Z,view,d\n";
        let left = moments(&format!("{HEAD}{start}"));
        let stayed = moments(&format!("{HEAD}{start}{bought}"));
        assert_eq!(
            left.table, stayed.table,
            "what came later says only whether it bought"
        );
        assert_eq!(
            (left.bought, stayed.bought),
            (vec![false; 2], vec![true; 2])
        );
        assert_eq!(stayed.after, [1, 3]);
        assert_eq!((stayed.visits, stayed.buying), (1, 1));
    }

    #[test]
    fn lines_of_one_checkout_are_one_event() {
        let text = format!(
            "{HEAD}s,2025-01-01,view,a\ns,2025-01-01,add_to_cart,a\ns,2025-01-02,begin_checkout,a\ns,2025-01-02,begin_checkout,b\n"
        );
        let moments = moments(&text);
        assert_eq!(moments.after, [1, 3]);
        assert_eq!(column(&moments, "checkouts"), [0, 1]);
        assert_eq!(column(&moments, "seconds"), [0, 86_400]);
    }

    #[test]
    fn the_order_of_the_file_does_not_matter() {
        let rows = [
            "s,2025-01-01,view,a\n",
            "t,2025-01-02,view,b\n",
            "u,2025-01-03,view,a\n",
        ];
        let forth = moments(&format!("{HEAD}{}", rows.concat()));
        let back = moments(&format!("{HEAD}{}{}{}", rows[2], rows[1], rows[0]));
        assert_eq!((forth.table, forth.slot), (back.table, back.slot));
    }
}
