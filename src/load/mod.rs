//! Snapshot files, from the shop's host to memory: the manifest first, then only the shards that a request needs.

mod cache;
mod fetch;
mod inflate;
mod manifest;
mod shard;

use crate::convert::promise;
use crate::error::{Error, Problem};
use crate::page::clock;
use cache::{Cache, Slot};
use fetch::Fetcher;
use js_sys::{Function, Promise};
use setwise_core::catalog::ProductKey;
use setwise_core::snapshot::{Manifest, ShardName, Snapshot};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::RequestCache;

/// A snapshot folder whose manifest has been read.
pub(crate) struct Folder {
    fetcher: Fetcher,
    /// Absolute, so that shards are found wherever the page is.
    address: String,
    manifest: RefCell<Rc<Manifest>>,
    /// When the host says that the manifest was last written, in seconds since 1970.
    published: Cell<Option<i64>>,
    cache: RefCell<Cache>,
}

impl Folder {
    /// Fetches and checks the manifest; `ahead` are files that are on their way already, by address.
    pub(crate) async fn open(
        address: String,
        fetch: Option<Function>,
        ahead: Vec<(String, Promise)>,
    ) -> Result<Self, Error> {
        let fetcher = Fetcher::new(fetch, ahead);
        let (manifest, published) = manifest::load(&fetcher, &address).await?;
        Ok(Self {
            fetcher,
            address,
            manifest: RefCell::new(Rc::new(manifest)),
            published: Cell::new(published),
            cache: RefCell::default(),
        })
    }

    pub(crate) fn manifest(&self) -> Rc<Manifest> {
        Rc::clone(&self.manifest.borrow())
    }

    /// When the host says that the manifest was last written, in seconds since 1970.
    pub(crate) fn published(&self) -> Option<i64> {
        self.published.get()
    }

    /// Whether prices are too old to be claimed. A host that says nothing of its files' age is taken at its word: such
    /// a shop sets `as_of` when it trains.
    pub(crate) fn is_stale(&self, now: i64) -> bool {
        self.manifest()
            .is_stale(self.published.get(), now)
            .unwrap_or(false)
    }

    /// The homes of these products, fetched in parallel and each only once.
    ///
    /// A shard that is missing or wrong may be that of a folder that was replaced since the page was opened, or a fault
    /// that a cache keeps: before giving up the manifest is read anew and the shard asked for past all caches.
    pub(crate) async fn homes(
        self: &Rc<Self>,
        keys: &[ProductKey],
    ) -> Result<Vec<Rc<Snapshot>>, Error> {
        // A file of this name never changes, whatever its host says.
        let mut mode = RequestCache::ForceCache;
        loop {
            let asked = self.manifest();
            let loaded = self.load(keys, mode).await;
            match &loaded {
                // Another build took over meanwhile: these are not its shards.
                Ok(_) if asked.build != self.manifest().build => {}
                Err(error)
                    if mode == RequestCache::ForceCache
                        && !matches!(error.problem(), Problem::Network { .. }) =>
                {
                    self.renew().await;
                    mode = RequestCache::Reload;
                }
                _ => return loaded,
            }
        }
    }

    /// Reads the manifest again.
    async fn renew(&self) {
        self.adopt(manifest::load(&self.fetcher, &self.address).await);
    }

    /// Goes over to the build of another manifest, which this response brings.
    pub(crate) async fn follow(&self, response: Promise) {
        let fetcher = Fetcher::new(None, vec![(self.address.clone(), response)]);
        self.adopt(manifest::load(&fetcher, &self.address).await);
    }

    /// What cannot be read, or has another currency than the page was set up for, is no news.
    fn adopt(&self, read: Result<(Manifest, Option<i64>), Error>) {
        if let Ok((manifest, published)) = read
            && manifest.currency == self.manifest().currency
        {
            self.manifest.replace(Rc::new(manifest));
            self.published.set(published);
        }
    }

    async fn load(
        self: &Rc<Self>,
        keys: &[ProductKey],
        mode: RequestCache,
    ) -> Result<Vec<Rc<Snapshot>>, Error> {
        let homes = self.manifest().homes(keys.iter().copied());
        let slots: Vec<Rc<Slot>> = homes
            .into_iter()
            .map(|name| self.slot(name, mode))
            .collect();
        let mut shards = Vec::with_capacity(slots.len());
        for slot in slots {
            shards.push(self.wait_for(&slot).await?);
        }
        Ok(shards)
    }

    /// The shard if it is here, or its loading, which starts now if nobody else started it.
    fn slot(self: &Rc<Self>, name: ShardName, mode: RequestCache) -> Rc<Slot> {
        if let Some(slot) = self.cache.borrow_mut().get(name) {
            return slot;
        }
        let slot = Rc::new(Slot::new(name));
        let (folder, filled) = (Rc::clone(self), Rc::clone(&slot));
        slot.waiting.replace(Some(promise(async move {
            let result = shard::load(&folder.fetcher, &folder.address, name, mode)
                .await
                .map(Rc::new);
            // Opening is one task, ranking and drawing another: together they would be a jolt on a slow phone.
            clock::sleep(0).await;
            let failed = result.is_err();
            // Set once, here.
            let _ = filled.result.set(result);
            let mut cache = folder.cache.borrow_mut();
            if failed {
                // Whoever asks next tries again.
                cache.forget(name);
            } else {
                cache.trim();
            }
            Ok(JsValue::UNDEFINED)
        })));
        self.cache.borrow_mut().put(Rc::clone(&slot));
        slot
    }

    async fn wait_for(&self, slot: &Slot) -> Result<Rc<Snapshot>, Error> {
        let waiting = slot.waiting.borrow().clone();
        if let (None, Some(promise)) = (slot.result.get(), waiting) {
            // Never rejects: the outcome, good or bad, is in the slot.
            let _ = JsFuture::from(promise).await;
        }
        slot.result
            .get()
            .cloned()
            .unwrap_or(Err(Problem::Destroyed.into()))
    }
}
