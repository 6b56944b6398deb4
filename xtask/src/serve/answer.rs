//! One request, one response.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    ETAG, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Method, Request, Response, StatusCode};

use super::location::{Location, locate};
use super::media::{Caching, media_type};
use crate::compress::{self, QUICK_BROTLI};

type Answer = Response<Full<Bytes>>;

/// No inline script or style, no other host: what the widget must bear in the strictest shop.
const STRICT_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                                       img-src 'self' data:; connect-src 'self'";

/// A folder and the compressed forms of its files made so far.
pub(crate) struct Site {
    root: PathBuf,
    caching: Caching,
    compressed: Mutex<HashMap<String, Bytes>>,
}

impl Site {
    pub(crate) fn new(root: &Path, caching: Caching) -> Result<Self> {
        let root = root
            .canonicalize()
            .with_context(|| format!("cannot open {}", root.display()))?;
        Ok(Self {
            root,
            caching,
            compressed: Mutex::default(),
        })
    }

    /// Answers a request; its body, if it has one, is of no interest.
    pub(crate) fn answer<B>(&self, request: &Request<B>) -> Answer {
        let path = request.uri().path();
        let answer = match *request.method() {
            Method::GET | Method::HEAD => match locate(&self.root, path) {
                Location::File(file) => self.file(request, &file).unwrap_or_else(|error| {
                    eprintln!("serve: {path}: {error:#}");
                    page(
                        StatusCode::INTERNAL_SERVER_ERROR,
                        "This file could not be read",
                        &error.to_string(),
                    )
                }),
                Location::Moved(to) => with(
                    page(StatusCode::MOVED_PERMANENTLY, "Moved", &to),
                    LOCATION,
                    &to,
                ),
                Location::Nowhere => page(StatusCode::NOT_FOUND, "Not found", path),
            },
            _ => {
                let refusal = page(
                    StatusCode::METHOD_NOT_ALLOWED,
                    "Not allowed",
                    "Only GET and HEAD are answered here.",
                );
                with(refusal, ALLOW, "GET, HEAD")
            }
        };
        with(
            with(answer, X_CONTENT_TYPE_OPTIONS, "nosniff"),
            CONTENT_SECURITY_POLICY,
            STRICT_POLICY,
        )
    }

    fn file<B>(&self, request: &Request<B>, file: &Path) -> Result<Answer> {
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

        let mut answer = if is_fresh(request, &tag, modified) {
            let mut unchanged = Response::default();
            *unchanged.status_mut() = StatusCode::NOT_MODIFIED;
            unchanged
        } else {
            let answer = Response::new(Full::new(self.body(file, encoding, &tag)?));
            let answer = with(answer, CONTENT_TYPE, media_type);
            match encoding.name() {
                Some(name) => with(answer, CONTENT_ENCODING, name),
                None => answer,
            }
        };
        for (name, value) in [
            (ETAG, tag.as_str()),
            (LAST_MODIFIED, &httpdate::fmt_http_date(modified)),
            (VARY, "Accept-Encoding"),
            (CACHE_CONTROL, self.caching.header(file)),
        ] {
            answer = with(answer, name, value);
        }
        Ok(answer)
    }

    fn body(&self, file: &Path, encoding: Encoding, tag: &str) -> Result<Bytes> {
        if encoding == Encoding::Identity {
            return Ok(fs::read(file)?.into());
        }
        let key = format!("{} {tag}", file.display());
        if let Some(made) = self
            .compressed
            .lock()
            .ok()
            .and_then(|made| made.get(&key).cloned())
        {
            return Ok(made);
        }
        let bytes = Bytes::from(encoding.encode(&fs::read(file)?)?);
        if let Ok(mut made) = self.compressed.lock() {
            made.insert(key, bytes.clone());
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
    fn accepted_by<B>(request: &Request<B>) -> Self {
        let accepted = header(request, ACCEPT_ENCODING).unwrap_or_default();
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
fn is_fresh<B>(request: &Request<B>, tag: &str, modified: SystemTime) -> bool {
    if let Some(known) = header(request, IF_NONE_MATCH) {
        return known
            .split(',')
            .any(|one| matches!(one.trim().trim_start_matches("W/"), "*") || one.trim() == tag);
    }
    let since =
        header(request, IF_MODIFIED_SINCE).and_then(|date| httpdate::parse_http_date(date).ok());
    since.is_some_and(|since| modified < since + Duration::from_secs(1))
}

fn header<B>(request: &Request<B>, name: HeaderName) -> Option<&str> {
    request.headers().get(name)?.to_str().ok()
}

fn with(mut answer: Answer, name: HeaderName, value: &str) -> Answer {
    // Only text from a URL could be unfit for a header, and an answer without it still is an answer.
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
    answer
}

fn page(status: StatusCode, title: &str, detail: &str) -> Answer {
    let detail = detail
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><h1>{title}</h1><p>{detail}</p>\n"
    );
    let mut answer = with(
        Response::new(Full::new(html.into())),
        CONTENT_TYPE,
        "text/html; charset=utf-8",
    );
    *answer.status_mut() = status;
    answer
}
