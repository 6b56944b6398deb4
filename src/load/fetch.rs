//! One GET: with a time limit, a second try when the network or the server stumbles, and an error for all else.

use crate::convert::reason;
use crate::error::{Error, Problem};
use crate::page::clock;
use js_sys::{Function, Promise};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCache, RequestInit, Response};

/// How long a file may take, in milliseconds.
const PATIENCE: u32 = 20_000;
/// Before the second try, in milliseconds.
const PAUSE: u32 = 400;

/// The page's `fetch`, or the one that the shop passed in.
pub(super) struct Fetcher {
    own: Option<Function>,
    /// Responses of requests made before there was a fetcher, by address. Each serves once.
    ahead: RefCell<Vec<(String, Promise)>>,
}

impl Fetcher {
    pub(super) fn new(own: Option<Function>, ahead: Vec<(String, Promise)>) -> Self {
        Self {
            own,
            ahead: RefCell::new(ahead),
        }
    }

    /// `cache` is [`RequestCache::NoCache`] for what must be revalidated, [`RequestCache::ForceCache`] for what never changes.
    pub(super) async fn get(&self, url: &str, cache: RequestCache) -> Result<Response, Error> {
        let first = self.once(url, cache).await;
        let outcome = match &first {
            Ok(response) if response.status() < 500 => first,
            _ => {
                clock::sleep(PAUSE).await;
                self.once(url, cache).await
            }
        };
        match outcome {
            Ok(response) if response.ok() => Ok(response),
            Ok(response) => Err(Error::from(Problem::Status {
                url: url.to_owned(),
                status: response.status(),
            })),
            Err(thrown) => Err(network(url, &thrown)),
        }
    }

    async fn once(&self, url: &str, cache: RequestCache) -> Result<Response, JsValue> {
        let promise = match self.take_ahead(url) {
            Some(promise) => promise,
            None => self.ask(url, cache)?,
        };
        JsFuture::from(promise)
            .await?
            .dyn_into()
            .map_err(|_| "fetch gave no Response".into())
    }

    fn take_ahead(&self, url: &str) -> Option<Promise> {
        let mut ahead = self.ahead.borrow_mut();
        let at = ahead.iter().position(|(address, _)| address == url)?;
        Some(ahead.swap_remove(at).1)
    }

    fn ask(&self, url: &str, cache: RequestCache) -> Result<Promise, JsValue> {
        let init = RequestInit::new();
        init.set_cache(cache);
        init.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)));
        Ok(match &self.own {
            Some(fetch) => {
                Promise::resolve(&fetch.call2(&JsValue::UNDEFINED, &url.into(), &init)?)
            }
            None => crate::page::window().fetch_with_str_and_init(url, &init),
        })
    }
}

/// The error of a request, or of a body, that never came.
pub(super) fn network(url: &str, thrown: &JsValue) -> Error {
    Error::from(Problem::Network {
        url: url.to_owned(),
        reason: reason(thrown),
    })
}
