//! One request, one response.

use std::collections::HashMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use tiny_http::{Header, Method, Request, Response, StatusCode};

use super::location::{Location, locate};
use super::media::{cache_control, media_type};
use crate::compress::{self, QUICK_BROTLI};

type Answer = Response<Cursor<Vec<u8>>>;

/// No inline script or style, no other host: what the widget must bear in the strictest shop.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                                       img-src 'self' data:; connect-src 'self'";

/// A folder and the compressed forms of its files made so far.
pub(crate) struct Site {
    root: PathBuf,
    compressed: Mutex<HashMap<String, Arc<Vec<u8>>>>,
}

impl Site {
    pub(crate) fn new(root: &Path) -> Result<Self> {
        let root = root
            .canonicalize()
            .with_context(|| format!("cannot open {}", root.display()))?;
        Ok(Self {
            root,
            compressed: Mutex::default(),
        })
    }

    pub(crate) fn answer(&self, request: &Request) -> Answer {
        let answer = match request.method() {
            Method::Get | Method::Head => match locate(&self.root, request.url()) {
                Location::File(file) => self.file(request, &file).unwrap_or_else(|error| {
                    eprintln!("serve: {}: {error:#}", request.url());
                    page(500, "This file could not be read", &error.to_string())
                }),
                Location::Moved(to) => with(page(301, "Moved", &to), "Location", &to),
                Location::Nowhere => page(404, "Not found", request.url()),
            },
            other => with(
                page(405, "Only GET and HEAD are answered here", other.as_str()),
                "Allow",
                "GET, HEAD",
            ),
        };
        let answer = with(answer, "Content-Security-Policy", CONTENT_SECURITY_POLICY);
        // Without a set threshold the library sends long bodies in chunks, which hides their length from the page.
        with(answer, "X-Content-Type-Options", "nosniff").with_chunked_threshold(usize::MAX)
    }

    fn file(&self, request: &Request, file: &Path) -> Result<Answer> {
        let metadata = fs::metadata(file)?;
        let modified = metadata.modified()?;
        let (media_type, compressible) = media_type(file);
        let encoding = if compressible {
            Encoding::accepted_by(request)
        } else {
            Encoding::Identity
        };
        let age = modified
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_nanos();
        let tag = format!("\"{age:x}-{:x}{}\"", metadata.len(), encoding.suffix());

        let answer = if is_fresh(request, &tag, modified) {
            Response::from_data(Vec::new()).with_status_code(StatusCode(304))
        } else {
            let body = self.body(file, encoding, &tag)?;
            let answer = with(Response::from_data(body), "Content-Type", media_type);
            match encoding.name() {
                Some(name) => with(answer, "Content-Encoding", name),
                None => answer,
            }
        };
        let answer = with(answer, "ETag", &tag);
        let answer = with(answer, "Last-Modified", &httpdate::fmt_http_date(modified));
        let answer = with(answer, "Vary", "Accept-Encoding");
        Ok(with(answer, "Cache-Control", cache_control(file)))
    }

    fn body(&self, file: &Path, encoding: Encoding, tag: &str) -> Result<Vec<u8>> {
        if encoding == Encoding::Identity {
            return Ok(fs::read(file)?);
        }
        let key = format!("{} {tag}", file.display());
        if let Some(made) = self
            .compressed
            .lock()
            .ok()
            .and_then(|made| made.get(&key).cloned())
        {
            return Ok(made.to_vec());
        }
        let bytes = encoding.encode(&fs::read(file)?)?;
        if let Ok(mut made) = self.compressed.lock() {
            made.insert(key, Arc::new(bytes.clone()));
        }
        Ok(bytes)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    fn accepted_by(request: &Request) -> Self {
        let accepted = header(request, "Accept-Encoding").unwrap_or_default();
        let accepts = |name: &str| {
            accepted.split(',').any(|choice| {
                let mut parts = choice.split(';').map(str::trim);
                parts.next() == Some(name)
                    && parts
                        .next()
                        .is_none_or(|weight| !matches!(weight, "q=0" | "q=0.0"))
            })
        };
        match (accepts("br"), accepts("gzip")) {
            (true, _) => Self::Brotli,
            (false, true) => Self::Gzip,
            (false, false) => Self::Identity,
        }
    }

    fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    fn suffix(self) -> String {
        self.name()
            .map(|name| format!("-{name}"))
            .unwrap_or_default()
    }

    fn encode(self, bytes: &[u8]) -> Result<Vec<u8>> {
        match self {
            Self::Brotli => compress::brotli(bytes, QUICK_BROTLI),
            Self::Gzip => compress::gzip(bytes),
            Self::Identity => Ok(bytes.to_vec()),
        }
    }
}

/// Whether the browser's copy is still this file. A tag, where it sends one, is decisive; a date has whole seconds only.
fn is_fresh(request: &Request, tag: &str, modified: SystemTime) -> bool {
    if let Some(known) = header(request, "If-None-Match") {
        return known
            .split(',')
            .any(|one| matches!(one.trim().trim_start_matches("W/"), "*") || one.trim() == tag);
    }
    let since =
        header(request, "If-Modified-Since").and_then(|date| httpdate::parse_http_date(date).ok());
    since.is_some_and(|since| modified < since + Duration::from_secs(1))
}

fn header<'request>(request: &'request Request, name: &'static str) -> Option<&'request str> {
    request
        .headers()
        .iter()
        .find(|header| header.field.equiv(name))
        .map(|header| header.value.as_str())
}

fn with(answer: Answer, name: &str, value: &str) -> Answer {
    match Header::from_bytes(name, value) {
        Ok(header) => answer.with_header(header),
        // Only text from a URL could be unfit for a header, and an answer without it still is an answer.
        Err(()) => answer,
    }
}

fn page(status: u16, title: &str, detail: &str) -> Answer {
    let detail = detail
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><h1>{title}</h1><p>{detail}</p>\n"
    );
    with(
        Response::from_data(html).with_status_code(StatusCode(status)),
        "Content-Type",
        "text/html; charset=utf-8",
    )
}
