//! Google Analytics 4 as BigQuery exports it: an object of JSON an event, one a line or in an array; plain or gz.
//!
//! What is read: `event_name`, `event_timestamp` (µs), `ga_session_id`, `ga_session_number` and `currency` of `event_params`, of
//! `items[]` id, name, brand, categories and price, the class of `device.category` and of the medium that the visit came by. `user_pseudo_id` names a session together with its
//! number; it is hashed where it is read. Nothing else of an event is kept, and of the rest nothing is even looked at.
//! Events without a `ga_session_id` belong to the session of their shopper that they stand in or follow ([`Gaps`]).

mod event;
mod gaps;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;
use setwise_core::intent::Origin;
use xxhash_rust::xxh64::xxh64;

use super::bad_rows::BadRows;
use super::delimited::peek;
use super::described::{Described, Descriptions, Said};
use super::encoding;
use super::error::IngestError;
use super::intern::Interner;
use super::json::Elements;
use super::rows::{Options, TICK, number};
use super::sessions::{SessionEvent, SessionLog, SessionRow};
use event::{Amount, Line};
use gaps::Gaps;

/// Salt of the session's hash: fixed, so that equal input gives equal output; the hash never leaves memory.
const SESSION_SALT: u64 = 0x5e74_7769_7365_0002;
/// How much of a file is looked at for the name of an event.
const PEEK: usize = 1 << 18;
/// A session ends when nothing happens for so long, in seconds, as in Google Analytics.
const SESSION_GAP: i64 = 1_800;
const EXPECTED: &str = "a JSON object with event_name and event_timestamp in microseconds";

/// An export that is one.
pub(super) struct Export {
    file: String,
    events: Elements,
    position: Arc<AtomicU64>,
}

/// Opens a file if it holds events as objects of JSON; `None` if it is something else, such as a table.
pub(super) fn open(path: &Path) -> Result<Option<Export>, IngestError> {
    let file = path.display().to_string();
    let failed = |source| IngestError::Open {
        file: file.clone(),
        source,
    };
    let handle = File::open(path).map_err(failed)?;
    if handle.metadata().map_err(failed)?.is_dir() {
        return Ok(None);
    }
    from_reader(&file, handle).map_err(|source| IngestError::Read {
        file,
        line: 0,
        source,
    })
}

fn from_reader(file: &str, source: impl Read + Send + 'static) -> io::Result<Option<Export>> {
    let position = Arc::<AtomicU64>::default();
    let counted = Counted {
        inner: source,
        read: Arc::clone(&position),
    };
    let mut raw = BufReader::with_capacity(1 << 18, counted);
    let is_gz = raw.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    let text: Box<dyn Read + Send> = if is_gz {
        Box::new(MultiGzDecoder::new(raw))
    } else {
        Box::new(raw)
    };
    let mut text = encoding::utf8(text, None)?.source;
    let start = peek(&mut text, PEEK)?;
    let begins = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
    let is_json =
        begins.trim_ascii_start().starts_with(b"{") || begins.trim_ascii_start().starts_with(b"[");
    if !is_json || memchr::memmem::find(&start, b"\"event_name\"").is_none() {
        return Ok(None);
    }
    let whole = BufReader::with_capacity(1 << 18, Cursor::new(start).chain(text));
    Ok(Some(Export {
        file: file.to_owned(),
        events: Elements::start(Box::new(whole))?,
        position,
    }))
}

struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Reads exports as one. `tick` is told the position in all of them now and then.
///
/// Events that say nothing of products (`page_view`, `scroll`, …) are counted as dropped. An event of several items is a row for each.
pub(super) fn read(
    exports: Vec<Export>,
    options: &Options,
    tick: &mut dyn FnMut(u64),
) -> Result<SessionLog, IngestError> {
    let names: Vec<&str> = exports.iter().map(|export| export.file.as_str()).collect();
    let file = names.join(", ");
    let mut log = SessionLog {
        rows: Vec::new(),
        ids: Interner::new(),
        origins: Vec::new(),
        has_events: true,
        products: Interner::new(),
        read: 0,
        dropped: BTreeMap::new(),
        bad: BadRows::new(&file, options.max_bad_rows),
        personal: vec!["user_pseudo_id (hashed)".to_owned()],
        described: Described::default(),
    };
    let mut described = Descriptions::new(options);
    let mut text = Vec::new();
    let mut gaps = Gaps::default();
    let mut before = 0;
    for mut export in exports {
        loop {
            if log.read.is_multiple_of(TICK) {
                tick(before + export.position.load(Ordering::Relaxed));
            }
            let line = export
                .events
                .next(&mut text)
                .map_err(|source| IngestError::Read {
                    file: export.file.clone(),
                    line: log.read,
                    source,
                })?;
            let Some(line) = line else { break };
            log.read += 1;
            let memory = (&mut gaps, &mut described);
            take(&mut log, memory, (line, &text), &export.file)?;
        }
        before += export.position.load(Ordering::Relaxed);
    }
    gaps.close(&mut log, &file)?;
    log.bad.finish(log.read)?;
    log.described = described.close();
    Ok(log)
}

/// Takes in one event.
fn take(
    log: &mut SessionLog,
    (gaps, described): (&mut Gaps, &mut Descriptions),
    (line, text): (u64, &[u8]),
    file: &str,
) -> Result<(), IngestError> {
    let at = (line, "event");
    // What stands there is not said: it may be anybody's.
    let found = || format!("{} bytes of something else", text.len()).into_bytes();
    let parsed: Result<Line<'_>, _> = serde_json::from_slice(text);
    let Ok(event) = parsed else {
        return log
            .bad
            .add_in(file, "bad_json", at, EXPECTED, &found(), log.read);
    };
    let micros = event.event_timestamp.get().filter(|&micros| micros > 0);
    let named = SessionEvent::named(event.event_name.as_bytes());
    let user = event
        .user_pseudo_id
        .as_deref()
        .filter(|user| !user.is_empty());
    let mut drop = |reason| *log.dropped.entry(reason).or_default() += 1;
    let (Some(user), Some(micros)) = (user, micros) else {
        match (named, user) {
            (None, _) => drop("other_event"),
            (_, None) => drop("blank_session_id"),
            _ => {
                return log
                    .bad
                    .add_in(file, "bad_time", at, EXPECTED, &found(), log.read);
            }
        }
        return Ok(());
    };
    let time = micros.div_euclid(1_000_000);
    let shopper = xxh64(user.as_bytes(), SESSION_SALT);
    let id = event.whole("ga_session_id");
    let key = id.map(|id| session_key(user, id));
    if let Some(key) = key {
        gaps.known(shopper, key, time);
    }
    let Some(named) = named else {
        drop("other_event");
        return Ok(());
    };
    let key = key.unwrap_or_else(|| gaps.unknown(shopper, time, log.rows.len()));
    let session = number_of_session(log, key, file)?;
    if let Some(origin) = log.origins.get_mut(session as usize)
        && *origin == Origin::default()
    {
        *origin = event.origin();
    }
    let row = SessionRow {
        session,
        product: None,
        time,
        event: named,
    };
    let before = log.rows.len();
    let mut old_cells = 0;
    let currency = event
        .param("currency")
        .and_then(|value| value.string_value.as_deref());
    for item in event.items.iter().flatten().flatten() {
        let id = item.item_id.as_deref().map_or("", str::trim);
        if id.is_empty() || id == "(not set)" {
            continue;
        }
        let product = number(
            &mut log.products,
            id.as_bytes(),
            &mut old_cells,
            file,
            "products",
        )?;
        let category = item.category();
        let price = item.price.as_ref().map(Amount::text).unwrap_or_default();
        let text = |text: &Option<Cow<'_, str>>| text.as_deref().unwrap_or_default().to_owned();
        let said = (text(&item.item_name), text(&item.item_brand));
        described.add(
            product,
            time,
            &Said {
                title: said.0.as_bytes(),
                brand: said.1.as_bytes(),
                category: category.as_bytes(),
                price: price.as_bytes(),
                currency: currency.unwrap_or_default().as_bytes(),
                ..Said::default()
            },
        );
        log.rows.push(SessionRow {
            product: Some(product),
            ..row
        });
    }
    if log.rows.len() == before {
        if named.stands_alone() {
            log.rows.push(row);
        } else {
            *log.dropped.entry("blank_product_id").or_default() += 1;
        }
    }
    if id.is_none() {
        gaps.rows_until(log.rows.len());
    }
    Ok(())
}

fn session_key(user: &str, id: i64) -> u64 {
    xxh64(user.as_bytes(), SESSION_SALT ^ id as u64)
}

fn number_of_session(log: &mut SessionLog, key: u64, file: &str) -> Result<u32, IngestError> {
    let key = format!("{key:016x}");
    let session = number(&mut log.ids, key.as_bytes(), &mut 0, file, "sessions")?;
    if log.origins.len() <= session as usize {
        log.origins.resize(session as usize + 1, Origin::default());
    }
    Ok(session)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::BadRowLimit;
    use setwise_core::intent::{Device, Referrer, Returning};
    use std::io::{Cursor, Write};

    const EVENTS: &str = r#"{"event_date":"20210131","event_timestamp":"1612069510766593","event_name":"view_item","event_params":[{"key":"ga_session_id","value":{"string_value":null,"int_value":"661084800"}},{"key":"ga_session_number","value":{"int_value":"3"}},{"key":"page_location","value":{"string_value":"https://shop.example/a?mail=a@b.example"}}],"user_pseudo_id":"1026454.4271112504","user_id":"me","geo":{"city":"Oslo"},"device":{"category":"mobile","mobile_brand_name":"x"},"traffic_source":{"medium":"organic","name":"(organic)"},"items":[{"item_id":"TENT","item_name":"A \"tent\"","price":"9.5"}]}
{"event_timestamp":1612069511000000,"event_name":"scroll","user_pseudo_id":"1026454.4271112504"}
{"event_timestamp":"1612069512000000","event_name":"view_search_results","event_params":[{"key":"ga_session_id","value":{"int_value":661084800}}],"user_pseudo_id":"1026454.4271112504","items":[]}
not json

{"event_timestamp":"1612069513000000","event_name":"purchase","event_params":[{"key":"ga_session_id","value":{"int_value":"661084800"}}],"user_pseudo_id":"1026454.4271112504","items":[{"item_id":"TENT"},{"item_id":"MAT"},{"item_id":"(not set)"}]}
{"event_timestamp":"1612069513000000","event_name":"view_item","event_params":[{"key":"ga_session_id","value":{"int_value":"661084800"}}],"user_pseudo_id":"7.7","items":[{"item_id":"TENT"}]}
"#;

    fn log(bytes: Vec<u8>) -> SessionLog {
        let export = from_reader("g.json", Cursor::new(bytes))
            .expect("read")
            .expect("JSON");
        let options = Options {
            max_bad_rows: BadRowLimit::Rows(1),
            ..Options::default()
        };
        read(vec![export], &options, &mut |_| ()).expect("read")
    }

    #[test]
    fn events_sessions_and_origins_are_read_and_the_rest_is_not() {
        let log = log(EVENTS.as_bytes().to_vec());
        let rows: Vec<_> = log
            .rows
            .iter()
            .map(|row| (row.session, row.product, row.event, row.time))
            .collect();
        let start = 1_612_069_510;
        assert_eq!(
            rows,
            [
                (0, Some(0), SessionEvent::View, start),
                (0, None, SessionEvent::Search, start + 2),
                (0, Some(0), SessionEvent::Purchase, start + 3),
                (0, Some(1), SessionEvent::Purchase, start + 3),
                (1, Some(0), SessionEvent::View, start + 3),
            ]
        );
        assert_eq!(
            log.origins.first(),
            Some(&Origin {
                device: Device::Mobile,
                referrer: Referrer::Search,
                returning: Returning::Returning,
            })
        );
        assert_eq!(log.origins.get(1), Some(&Origin::default()));
        assert_eq!((log.read, log.bad.total()), (6, 1));
        assert_eq!(log.dropped.get("other_event"), Some(&1));
        assert_eq!(log.products.key(1), b"MAT");
        let example = log.bad.examples().next().expect("one").to_string();
        assert!(
            example.contains("line 4") && example.contains("JSON") && !example.contains("not json"),
            "{example}"
        );
        let ids: Vec<&[u8]> = (0..2).map(|n| log.ids.key(n)).collect();
        assert!(
            ids.iter()
                .all(|id| !id.starts_with(b"1026454") && id.len() == 16)
        );
    }

    /// Who, when in seconds, and what session the event says; a view of a tent each.
    fn views(events: &[(&str, i64, Option<i64>)]) -> Vec<u32> {
        let line = |(user, time, session): &(&str, i64, Option<i64>)| {
            let param = session.map_or("null".to_owned(), |id| {
                format!(r#"[{{"key":"ga_session_id","value":{{"int_value":"{id}"}}}}]"#)
            });
            format!(
                r#"{{"event_timestamp":{time}000000,"event_name":"view_item","event_params":{param},"user_pseudo_id":"{user}","items":[{{"item_id":"TENT"}}]}}"#
            )
        };
        let lines: Vec<String> = events.iter().map(line).collect();
        let log = log(lines.join("\n").into_bytes());
        let mut rows: Vec<(i64, u32)> =
            log.rows.iter().map(|row| (row.time, row.session)).collect();
        rows.sort_unstable();
        rows.into_iter().map(|row| row.1).collect()
    }

    #[test]
    fn events_that_name_no_session_belong_to_that_of_their_shopper() {
        let same = |sessions: &[u32]| sessions.windows(2).all(|pair| pair[0] == pair[1]);
        let found = views(&[
            ("a", 1_000, Some(7)),
            ("a", 2_000, None),
            ("a", 3_700, None),
        ]);
        assert!(
            same(&found),
            "each within half an hour of the one before: {found:?}"
        );
        let found = views(&[("a", 2_000, None), ("a", 1_000, Some(7))]);
        assert!(same(&found), "in any order: {found:?}");
        let found = views(&[
            ("a", 1_000, Some(7)),
            ("a", 9_000, None),
            ("a", 9_100, None),
        ]);
        assert!(
            found[0] != found[1] && same(&found[1..]),
            "a new one: {found:?}"
        );
        let found = views(&[("a", 1_000, Some(7)), ("b", 1_100, None)]);
        assert!(!same(&found), "of another shopper: {found:?}");
        assert!(
            same(&views(&[("a", 1_000, None), ("a", 1_010, None)])),
            "none names one"
        );
    }

    #[test]
    fn an_array_and_blank_lists_are_read_as_lines_are() {
        let good: Vec<&str> = EVENTS
            .lines()
            .filter(|line| line.starts_with('{'))
            .collect();
        let lines = log(good.join("\n").into_bytes());
        let array = format!(
            "\u{feff}[\n  {}\n]",
            good.join(",\n  ")
                .replace("\"items\":[]", "\"items\": null")
        );
        let array = log(array.into_bytes());
        assert_eq!((array.read, array.bad.total()), (5, 0));
        assert_eq!(array.rows, lines.rows);
    }

    #[test]
    fn gz_is_read_and_a_table_is_left_alone() {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(EVENTS.as_bytes()).expect("memory");
        assert_eq!(log(gz.finish().expect("memory")).rows.len(), 5);
        let table = from_reader("s.csv", Cursor::new("session_id,time\n")).expect("read");
        assert!(table.is_none());
    }
}
