//! One GET with its body: with a time limit, a second try when the network or the server stumbles, and an error for all else.

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
/// "Too many requests".
const BUSY: u16 = 429;

/// How a body is read: [`Response::text`] or [`Response::array_buffer`].
type Read = fn(&Response) -> Result<Promise, JsValue>;

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

    /// A response and its body as `read` takes it. `cache` is [`RequestCache::NoCache`] for what must be revalidated,
    /// [`RequestCache::ForceCache`] for what never changes.
    pub(super) async fn get(
        &self,
        url: &str,
        cache: RequestCache,
        read: Read,
    ) -> Result<(Response, JsValue), Error> {
        let first = self.once(url, cache, read).await;
        let outcome = match &first {
            // All else would be answered the same a moment later.
            Ok((response, _)) if response.status() < 500 && response.status() != BUSY => first,
            _ => {
                clock::sleep(PAUSE).await;
                self.once(url, cache, read).await
            }
        };
        match outcome {
            Ok(answer) if answer.0.ok() => Ok(answer),
            Ok((response, _)) => Err(Error::from(Problem::Status {
                url: url.to_owned(),
                status: response.status(),
            })),
            Err(thrown) => Err(Error::from(Problem::Network {
                url: url.to_owned(),
                reason: reason(&thrown),
            })),
        }
    }

    /// A body that breaks off is a fault of the network like an answer that never came.
    async fn once(
        &self,
        url: &str,
        cache: RequestCache,
        read: Read,
    ) -> Result<(Response, JsValue), JsValue> {
        let promise = match self.take_ahead(url) {
            Some(promise) => promise,
            None => self.ask(url, cache)?,
        };
        let response: Response = JsFuture::from(promise)
            .await?
            .dyn_into()
            .map_err(|_| "fetch gave no Response")?;
        let body = JsFuture::from(read(&response)?).await?;
        Ok((response, body))
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
