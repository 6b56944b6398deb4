//! Google Analytics 4 as BigQuery exports it: one JSON object a line, one event each; plain or gz.
//!
//! What is read: `event_name`, `event_timestamp` (µs), `ga_session_id` and `ga_session_number` of `event_params`, `items[].item_id`,
//! the class of `device.category` and of the medium that the visit came by. `user_pseudo_id` names a session together with its
//! number; it is hashed where it is read. Nothing else of a line is kept, and of the rest nothing is even looked at.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use setwise_core::intent::{Device, Origin, Referrer, Returning};
use xxhash_rust::xxh64::xxh64;

use super::bad_rows::BadRows;
use super::error::IngestError;
use super::intern::Interner;
use super::rows::{Options, TICK, number};
use super::sessions::{SessionEvent, SessionLog, SessionRow};

/// Salt of the session's hash: fixed, so that equal input gives equal output; the hash never leaves memory.
const SESSION_SALT: u64 = 0x5e74_7769_7365_0002;
/// Longest line: an event has at most 200 items, and a line of one is a few hundred kilobytes at most.
const MAX_LINE: u64 = 16 << 20;
const EXPECTED: &str = "a JSON object with event_name and event_timestamp in microseconds";

/// An export that is one.
pub(super) struct Export {
    file: String,
    lines: Box<dyn BufRead>,
    position: Arc<AtomicU64>,
}

/// Opens a file if it starts with a JSON object; `None` if it is something else, such as a table.
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

fn from_reader(file: &str, source: impl Read + 'static) -> io::Result<Option<Export>> {
    let position = Arc::<AtomicU64>::default();
    let counted = Counted {
        inner: source,
        read: Arc::clone(&position),
    };
    let mut raw = BufReader::with_capacity(1 << 18, counted);
    let is_gz = raw.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    let mut lines: Box<dyn BufRead> = if is_gz {
        Box::new(BufReader::with_capacity(1 << 18, MultiGzDecoder::new(raw)))
    } else {
        Box::new(raw)
    };
    let start = lines.fill_buf()?;
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    if !start.trim_ascii_start().starts_with(b"{") {
        return Ok(None);
    }
    Ok(Some(Export {
        file: file.to_owned(),
        lines,
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

/// A number as BigQuery writes it: 64-bit ones stand in quotes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Whole<'a> {
    Number(i64),
    #[serde(borrow)]
    Text(Cow<'a, str>),
}

impl Whole<'_> {
    fn get(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
        }
    }
}

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    event_name: Cow<'a, str>,
    #[serde(borrow)]
    event_timestamp: Whole<'a>,
    #[serde(borrow, default)]
    user_pseudo_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    event_params: Vec<Param<'a>>,
    #[serde(borrow, default)]
    items: Vec<Item<'a>>,
    #[serde(borrow, default)]
    device: Option<DeviceOf<'a>>,
    #[serde(borrow, default)]
    collected_traffic_source: Option<Collected<'a>>,
    #[serde(borrow, default)]
    traffic_source: Option<Source<'a>>,
}

#[derive(Deserialize)]
struct Param<'a> {
    #[serde(borrow)]
    key: Cow<'a, str>,
    #[serde(borrow, default)]
    value: Option<Value<'a>>,
}

#[derive(Deserialize)]
struct Value<'a> {
    #[serde(borrow, default)]
    int_value: Option<Whole<'a>>,
    #[serde(borrow, default)]
    string_value: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow, default)]
    item_id: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct DeviceOf<'a> {
    #[serde(borrow, default)]
    category: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Collected<'a> {
    #[serde(borrow, default)]
    manual_medium: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Source<'a> {
    #[serde(borrow, default)]
    medium: Option<Cow<'a, str>>,
}

impl Line<'_> {
    fn param(&self, key: &str) -> Option<&Value<'_>> {
        let found = self.event_params.iter().find(|param| param.key == key);
        found.and_then(|param| param.value.as_ref())
    }

    fn whole(&self, key: &str) -> Option<i64> {
        let value = self.param(key)?;
        let text = || value.string_value.as_deref()?.trim().parse().ok();
        value.int_value.as_ref().and_then(Whole::get).or_else(text)
    }

    fn origin(&self) -> Origin {
        let category = self.device.as_ref().and_then(|d| d.category.as_deref());
        let device = match category {
            Some("desktop") => Device::Desktop,
            Some("mobile") => Device::Mobile,
            Some("tablet") => Device::Tablet,
            _ => Device::Unknown,
        };
        // The visit's own medium, else the one that first brought the shopper, which is all that older exports have.
        let param = self.param("medium").and_then(|v| v.string_value.as_deref());
        let collected = self.collected_traffic_source.as_ref();
        let first = self.traffic_source.as_ref();
        let medium = param
            .or(collected.and_then(|source| source.manual_medium.as_deref()))
            .or(first.and_then(|source| source.medium.as_deref()));
        Origin {
            device,
            referrer: medium.map_or(Referrer::Unknown, referrer),
            returning: match self.whole("ga_session_number") {
                Some(1) => Returning::New,
                Some(2..) => Returning::Returning,
                _ => Returning::Unknown,
            },
        }
    }
}

fn referrer(medium: &str) -> Referrer {
    match medium.to_ascii_lowercase().as_str() {
        "(none)" => Referrer::Direct,
        "organic" => Referrer::Search,
        "cpc" | "ppc" | "cpm" | "paid" | "display" | "banner" | "paidsearch" => Referrer::Paid,
        "social" | "sm" | "social-network" | "social-media" => Referrer::Social,
        "email" | "e-mail" | "newsletter" => Referrer::Email,
        "referral" => Referrer::Site,
        _ => Referrer::Unknown,
    }
}

/// Reads an export. `tick` is told the position in the file now and then.
///
/// Events that say nothing of products (`page_view`, `scroll`, …) are counted as dropped. An event of several items is a row for each.
pub(super) fn read(
    mut export: Export,
    options: &Options,
    tick: &mut dyn FnMut(u64),
) -> Result<SessionLog, IngestError> {
    let file = export.file.clone();
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
    };
    let mut line = Vec::new();
    loop {
        if log.read.is_multiple_of(TICK) {
            tick(export.position.load(Ordering::Relaxed));
        }
        line.clear();
        let failed = |source| IngestError::Read {
            file: file.clone(),
            line: log.read,
            source,
        };
        let taken = (&mut export.lines)
            .take(MAX_LINE)
            .read_until(b'\n', &mut line)
            .map_err(failed)?;
        if taken == 0 {
            break;
        }
        if taken as u64 == MAX_LINE && !line.ends_with(b"\n") {
            return Err(failed(io::Error::new(
                io::ErrorKind::InvalidData,
                "a line of more than 16 MB, expected one JSON object a line",
            )));
        }
        log.read += 1;
        let text = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        if text.trim_ascii().is_empty() {
            *log.dropped.entry("blank_row").or_default() += 1;
            continue;
        }
        take(&mut log, text, &file)?;
    }
    log.bad.finish(log.read)?;
    Ok(log)
}

/// Takes in one line.
fn take(log: &mut SessionLog, text: &[u8], file: &str) -> Result<(), IngestError> {
    let at = (log.read, "event");
    let parsed: Result<Line<'_>, _> = serde_json::from_slice(text);
    let Ok(line) = parsed else {
        return log.bad.add("bad_json", at, EXPECTED, text, log.read);
    };
    let mut drop = |reason| *log.dropped.entry(reason).or_default() += 1;
    let Some(event) = SessionEvent::named(line.event_name.as_bytes()) else {
        drop("other_event");
        return Ok(());
    };
    let (Some(user), Some(session)) = (&line.user_pseudo_id, line.whole("ga_session_id")) else {
        drop("blank_session_id");
        return Ok(());
    };
    let Some(micros) = line.event_timestamp.get().filter(|&micros| micros > 0) else {
        return log.bad.add("bad_time", at, EXPECTED, text, log.read);
    };
    let key = format!(
        "{:016x}",
        xxh64(user.as_bytes(), SESSION_SALT ^ session as u64)
    );
    let mut old_cells = 0;
    let session = number(
        &mut log.ids,
        key.as_bytes(),
        &mut old_cells,
        file,
        "sessions",
    )?;
    if log.origins.len() <= session as usize {
        log.origins.resize(session as usize + 1, Origin::default());
        if let Some(origin) = log.origins.last_mut() {
            *origin = line.origin();
        }
    }
    let row = SessionRow {
        session,
        product: None,
        time: micros.div_euclid(1_000_000),
        event,
    };
    let before = log.rows.len();
    let items = line.items.iter().filter_map(|item| item.item_id.as_deref());
    for id in items
        .map(str::trim)
        .filter(|id| !id.is_empty() && *id != "(not set)")
    {
        let product = number(
            &mut log.products,
            id.as_bytes(),
            &mut old_cells,
            file,
            "products",
        )?;
        log.rows.push(SessionRow {
            product: Some(product),
            ..row
        });
    }
    if log.rows.len() == before {
        if event.stands_alone() {
            log.rows.push(row);
        } else {
            *log.dropped.entry("blank_product_id").or_default() += 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::BadRowLimit;
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
        read(export, &options, &mut |_| ()).expect("read")
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
        assert_eq!((log.read, log.bad.total()), (7, 1));
        assert_eq!(log.dropped.get("other_event"), Some(&1));
        assert_eq!(log.products.key(1), b"MAT");
        let example = log.bad.examples().next().expect("one").to_string();
        assert!(
            example.contains("line 4") && example.contains("JSON"),
            "{example}"
        );
        let ids: Vec<&[u8]> = (0..2).map(|n| log.ids.key(n)).collect();
        assert!(
            ids.iter()
                .all(|id| !id.starts_with(b"1026454") && id.len() == 16)
        );
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
