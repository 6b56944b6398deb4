//! Events that name no session.

use hashbrown::HashMap;
use xxhash_rust::xxh64::xxh64;

use super::{SESSION_GAP, number_of_session};
use crate::ingest::error::IngestError;
use crate::ingest::sessions::SessionLog;

/// Events that do not say their session, until all are read: they belong to the session of their shopper that they stand in or
/// follow within half an hour; what follows nothing begins one.
#[derive(Default)]
pub(super) struct Gaps {
    /// First and last time of each session that names itself, by shopper and session.
    sessions: HashMap<(u64, u64), (i64, i64)>,
    events: Vec<Gap>,
}

/// An event without session, and its rows.
pub(super) struct Gap {
    shopper: u64,
    time: i64,
    rows: std::ops::Range<usize>,
}

impl Gaps {
    pub(super) fn known(&mut self, shopper: u64, session: u64, time: i64) {
        let known = self.sessions.entry((shopper, session));
        let (first, last) = known.or_insert((time, time));
        (*first, *last) = ((*first).min(time), (*last).max(time));
    }

    /// Notes an event whose rows begin here; the key is that of the session that it has for now.
    pub(super) fn unknown(&mut self, shopper: u64, time: i64, row: usize) -> u64 {
        self.events.push(Gap {
            shopper,
            time,
            rows: row..row,
        });
        shopper
    }

    /// Tells where the rows of the last event end.
    pub(super) fn rows_until(&mut self, row: usize) {
        if let Some(gap) = self.events.last_mut() {
            gap.rows.end = row;
        }
    }

    /// Gives the events their sessions.
    pub(super) fn close(mut self, log: &mut SessionLog, file: &str) -> Result<(), IngestError> {
        if self.events.is_empty() {
            return Ok(());
        }
        self.events
            .sort_by_key(|gap| (gap.shopper, gap.time, gap.rows.start));
        // Sessions of each shopper in the order of their beginnings, with their ends.
        let mut known: Vec<(u64, i64, i64, u64)> = self
            .sessions
            .into_iter()
            .map(|((shopper, session), (first, last))| (shopper, first, last, session))
            .collect();
        known.sort_unstable();
        for gap in self.events {
            let begun =
                known.partition_point(|session| (session.0, session.1) <= (gap.shopper, gap.time));
            let near = |session: &(u64, i64, i64, u64)| {
                session.0 == gap.shopper
                    && session.1 - SESSION_GAP <= gap.time
                    && gap.time <= session.2 + SESSION_GAP
            };
            let before = begun
                .checked_sub(1)
                .filter(|at| known.get(*at).is_some_and(near));
            let at = before.or_else(|| Some(begun).filter(|at| known.get(*at).is_some_and(near)));
            let key = match at.and_then(|at| known.get_mut(at)) {
                Some(session) => {
                    session.2 = session.2.max(gap.time);
                    session.3
                }
                None => {
                    let key = xxh64(&gap.time.to_le_bytes(), gap.shopper);
                    known.insert(begun, (gap.shopper, gap.time, gap.time, key));
                    key
                }
            };
            let session = number_of_session(log, key, file)?;
            for row in log.rows.get_mut(gap.rows).into_iter().flatten() {
                row.session = session;
            }
        }
        Ok(())
    }
}
