//! One request, one response.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

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
use crate::HostError;
use crate::compress::{self, QUICK_BROTLI};

type Answer = Response<Full<Bytes>>;

/// No inline script or style, no other host: what the widget must bear in the strictest shop.
const STRICT_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                                       img-src 'self' data:; connect-src 'self'";

/// Folders, each at its path, and the compressed forms of their files made so far.
#[derive(Debug)]
pub struct Site {
    root: PathBuf,
    /// Name in the root's place, and folder.
    folders: Vec<(String, PathBuf)>,
    caching: Caching,
    policy: String,
    compressed: Mutex<HashMap<String, Bytes>>,
}

impl Site {
    /// Serves `root` at `/`.
    ///
    /// # Errors
    /// [`HostError::Folder`] if it is none.
    pub fn of(root: &Path, caching: Caching) -> Result<Self, HostError> {
        Ok(Self {
            root: folder(root)?,
            folders: Vec::new(),
            caching,
            policy: STRICT_POLICY.to_owned(),
            compressed: Mutex::default(),
        })
    }

    /// Serves another folder at `/name/`, in place of what the root has there.
    ///
    /// # Errors
    /// [`HostError::Folder`] if it is none.
    pub fn with_folder(mut self, name: &str, path: &Path) -> Result<Self, HostError> {
        self.folders.push((name.to_owned(), folder(path)?));
        Ok(self)
    }

    /// Lets pages show pictures of these hosts too, as a content security policy names them.
    #[must_use]
    pub fn with_pictures_of(mut self, hosts: &str) -> Self {
        self.policy = self.policy.replace(
            "img-src 'self' data:",
            &format!("img-src 'self' data: {hosts}"),
        );
        self
    }

    /// The folder that a path is in, and the path in there.
    fn folder_of<'path>(&self, path: &'path str) -> (&Path, &'path str) {
        self.folders
            .iter()
            .find_map(|(name, folder)| {
                let rest = path.strip_prefix('/')?.strip_prefix(name.as_str())?;
                rest.starts_with('/').then_some((folder.as_path(), rest))
            })
            .unwrap_or((&self.root, path))
    }

    /// Answers a request; its body, if it has one, is of no interest.
    pub(crate) fn answer<B>(&self, request: &Request<B>) -> Answer {
        let path = request.uri().path();
        let answer = match *request.method() {
            Method::GET | Method::HEAD => match self.locate(path) {
                Location::File(file) => self.file(request, &file).unwrap_or_else(|error| {
                    eprintln!("serve: {path}: {error}");
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
            &self.policy,
        )
    }

    fn locate(&self, path: &str) -> Location {
        let (folder, rest) = self.folder_of(path);
        let before = path.strip_suffix(rest).unwrap_or_default();
        match locate(folder, rest) {
            Location::Moved(to) => Location::Moved(format!("{before}{to}")),
            found => found,
        }
    }

    fn file<B>(&self, request: &Request<B>, file: &Path) -> io::Result<Answer> {
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

    fn body(&self, file: &Path, encoding: Encoding, tag: &str) -> io::Result<Bytes> {
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

/// A folder by its real path, since links in it may lead nowhere else.
fn folder(path: &Path) -> Result<PathBuf, HostError> {
    let wrong = |source| HostError::Folder {
        path: path.to_owned(),
        source,
    };
    let real = path.canonicalize().map_err(wrong)?;
    match real.is_dir() {
        true => Ok(real),
        false => Err(wrong(io::ErrorKind::NotADirectory.into())),
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

    fn encode(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
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
