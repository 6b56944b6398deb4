//! A snapshot, a cart and a clock: what is behind every slate of one `createSetwise`.

use crate::basket::Basket;
use crate::convert::options::{self, Ahead, Options};
use crate::convert::{Callback, output, promise, spawn};
use crate::error::{BadValue, Error, Problem};
use crate::load::Folder;
#[cfg(feature = "mind")]
use crate::mind::Mind;
use crate::offers::{self, Facts, Offers};
use crate::page::cart::{Lines, Subscription};
use crate::page::price::PriceFormat;
use crate::page::{self, clock};
use crate::report::Reports;
use crate::request::{Answer, Ask, Named, Price, Suggestion};
use crate::truth::Truth;
use js_sys::Promise;
use setwise_core::catalog::{Display, Money, ProductKey};
use setwise_core::rank::{Item, Outcome, Reason, Scratch, rank};
use setwise_core::request::{Placement, Request};
use setwise_core::snapshot::Snapshot;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// How long a first slate waits for what is in the cart, in milliseconds, besides the time that the manifest takes. A
/// cart that is slower re-ranks when it answers.
const PATIENCE: u32 = 500;

/// A shop that recommends.
pub(crate) struct Shop {
    pub(crate) folder: Rc<Folder>,
    pub(crate) basket: Rc<Basket>,
    pub(crate) reports: Rc<Reports>,
    #[cfg(feature = "mind")]
    pub(crate) mind: Mind,
    now: Option<Callback>,
    locale: String,
    base: String,
    url: Option<Callback>,
    pub(crate) offers: Rc<Offers>,
    /// `None` if the page shows another currency than the snapshot has: no price is better than a wrong one.
    prices: Option<PriceFormat>,
    truth: Truth,
    scratch: RefCell<Scratch>,
    watching: RefCell<Option<Subscription>>,
    /// Called when slates may be others than before.
    changed: RefCell<Option<Rc<dyn Fn()>>>,
    destroyed: Cell<bool>,
}

impl Shop {
    pub(crate) async fn open(options: Options) -> Result<Rc<Self>, Error> {
        let address = page::absolute(&options.manifest, &page::base()).ok_or_else(|| BadValue {
            place: "createSetwise options.manifest".to_owned(),
            expected: "an address",
            got: options.manifest.clone(),
            advice: String::new(),
        })?;
        let reports = Rc::new(Reports::new(options.on_error));
        let basket = Rc::new(Basket::new(options.cart, Rc::clone(&reports)));
        // Asked now, so that it answers while the manifest is on its way.
        let first = Rc::clone(&basket);
        let lines = promise(async move { Ok(first.read().await.into()) });
        let Ahead {
            manifest,
            shard,
            newer,
            offers,
        } = options.ahead;
        let address = address.href();
        let ahead = manifest.map(|manifest| (address.clone(), manifest));
        let ahead = ahead.into_iter().chain(shard).collect();
        let folder = Rc::new(Folder::open(address, options.fetch, ahead).await?);
        let manifest = folder.manifest();
        let currency = &manifest.currency;
        let shown = options
            .currency
            .as_ref()
            .is_none_or(|shown| *shown == currency.code);
        let prices = PriceFormat::new(&options.locale, currency).filter(|_| shown);
        let offers = Offers::new(offers, Rc::clone(&reports));
        let shop = Rc::new(Self {
            folder,
            basket,
            reports,
            offers,
            #[cfg(feature = "mind")]
            mind: Mind::default(),
            now: options.now,
            locale: options.locale,
            base: options.base,
            url: options.url,
            prices,
            truth: Truth::default(),
            scratch: RefCell::default(),
            watching: RefCell::default(),
            changed: RefCell::default(),
            destroyed: Cell::new(false),
        });
        shop.watch_cart();
        shop.follow_offers();
        if clock::within(&lines, PATIENCE).await.is_none() {
            shop.follow(lines);
        }
        if let Some(newer) = newer {
            shop.follow_build(newer);
        }
        Ok(shop)
    }

    /// Waits for the cart's first answer no longer, but for what it will change.
    fn follow(self: &Rc<Self>, lines: Promise) {
        let weak = Rc::downgrade(self);
        spawn(async move {
            let changed = JsFuture::from(lines).await;
            if changed == Ok(JsValue::TRUE)
                && let Some(shop) = weak.upgrade()
            {
                shop.slates_changed();
            }
        });
    }

    /// Goes over to the build that the host has now, once that is known to be another than the browser's copy.
    fn follow_build(self: &Rc<Self>, newer: Promise) {
        let weak = Rc::downgrade(self);
        spawn(async move {
            let response = JsFuture::from(newer).await.unwrap_or_default();
            if response.is_truthy()
                && let Some(shop) = weak.upgrade()
            {
                shop.folder.follow(Promise::resolve(&response)).await;
                shop.slates_changed();
            }
        });
    }

    /// Loads the offers of the build that pages see now. A page in another currency than the snapshot's shows none.
    fn follow_offers(self: &Rc<Self>) {
        if self.prices.is_none() {
            return;
        }
        let weak = Rc::downgrade(self);
        let facts = Facts {
            manifest: &self.folder.manifest(),
            published: self.folder.published(),
            locale: &self.locale,
        };
        self.offers.follow(&facts, move || {
            if let Some(shop) = weak.upgrade() {
                shop.slates_changed();
            }
        });
    }

    fn watch_cart(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let Some(cart) = &self.basket.cart else {
            return;
        };
        let watching = cart.watch(move || {
            if let Some(shop) = weak.upgrade() {
                spawn(async move { shop.cart_changed().await });
            }
        });
        match watching {
            Ok(subscription) => *self.watching.borrow_mut() = subscription,
            Err(error) => self.reports.tell(&error),
        }
    }

    /// Who hears when slates may be others than before.
    #[cfg(feature = "ui")]
    pub(crate) fn on_change(&self, changed: impl Fn() + 'static) {
        *self.changed.borrow_mut() = Some(Rc::new(changed));
    }

    pub(crate) fn slates_changed(&self) {
        let changed = self.changed.borrow().clone();
        if let Some(changed) = changed {
            changed();
        }
    }

    /// Reads the cart again.
    pub(crate) async fn cart_changed(&self) {
        if self.basket.read().await {
            self.slates_changed();
        }
    }

    /// The same, for a page that brings the lines along.
    pub(crate) fn set_lines(&self, lines: Lines) {
        if self.basket.set(lines) {
            self.slates_changed();
        }
    }

    pub(crate) fn is_destroyed(&self) -> bool {
        self.destroyed.get()
    }

    pub(crate) fn is_stale(&self) -> bool {
        self.folder.is_stale(clock::now(self.now.as_ref()))
    }

    /// The answer to `ask`. A shelf that stands already (`sitting`) may shrink below the least number of items that a
    /// new one needs.
    pub(crate) async fn recommend(
        self: &Rc<Self>,
        ask: &Ask,
        sitting: bool,
    ) -> Result<Answer, Error> {
        if self.is_destroyed() {
            return Err(Problem::Destroyed.into());
        }
        let seeds = match (&ask.products, ask.placement) {
            (Some(products), _) => products.clone(),
            (None, Placement::Product) => Vec::new(),
            (None, _) => self.basket.ids(),
        };
        let keys: Vec<ProductKey> = seeds.iter().map(|id| ProductKey::of(id)).collect();
        let mut taken = self.basket.taken();
        taken.extend(self.truth.gone());
        let exclude: Vec<ProductKey> = taken
            .iter()
            .chain(&ask.exclude)
            .map(|id| ProductKey::of(id))
            .collect();
        let homes = self.folder.homes(&keys).await?;
        let shards: Vec<&Snapshot> = homes.iter().map(AsRef::as_ref).collect();
        self.follow_offers();
        self.offers.settled().await;

        let mut policy = self.folder.manifest().policy();
        if sitting {
            policy.min_items = 1;
        }
        #[cfg(feature = "mind")]
        let directives = self.mind.directives(
            ask.placement,
            Request::for_seeds(&keys).shelf,
            &seeds,
            &self.basket.ids(),
        );
        let request = Request {
            #[cfg(feature = "mind")]
            directives: directives.as_ref(),
            placement: ask.placement,
            exclude: &exclude,
            limit: ask.limit.unwrap_or(usize::MAX),
            ..Request::for_seeds(&keys)
        };
        let stale = self.is_stale();
        let mut scratch = self.scratch.borrow_mut();
        Ok(match rank(&shards, &request, &policy, &mut scratch) {
            Outcome::Withheld(why) => Answer::Withheld(why),
            Outcome::Slate(items) => Answer::Ready {
                items: items
                    .iter()
                    .filter_map(|item| self.suggestion(&shards, item, &seeds, stale))
                    .map(|item| self.corrected(item))
                    .collect(),
                seeds: seeds.len(),
                stale,
            },
        })
    }

    /// Asks the shop after what is shown, unless that was done a moment ago; what it contradicts is shown anew.
    #[cfg(feature = "ui")]
    pub(crate) fn check(self: &Rc<Self>, shown: Vec<Rc<Suggestion>>) {
        let now = clock::now(None);
        let Some(live) = self.basket.cart.as_ref().and_then(|cart| cart.live.clone()) else {
            return;
        };
        let due = self
            .truth
            .due(shown.iter().map(|item| item.id.clone()), now);
        if due.is_empty() {
            return;
        }
        let weak = Rc::downgrade(self);
        let currency = self.folder.manifest().currency.code.clone();
        let asked = shown.iter().filter(|item| due.contains(&item.id));
        let asked = output::array(asked.map(|item| output::item(item, &currency)));
        spawn(async move {
            let facts = live.answer(&asked).await;
            let Some(shop) = weak.upgrade() else { return };
            match facts.and_then(|facts| options::facts(&facts, &currency)) {
                Ok(facts) => {
                    if shop.truth.learn(facts, shown.iter().map(AsRef::as_ref)) {
                        shop.slates_changed();
                    }
                }
                Err(error) => shop.reports.tell(&error),
            }
        });
    }

    /// What the shop said of it outranks the snapshot.
    fn corrected(&self, mut item: Suggestion) -> Suggestion {
        if let Some(fact) = self.truth.of(&item.id) {
            item.needs_options |= fact.needs_options;
            if let Some(minor) = fact.price {
                item.price = minor.and_then(|minor| self.price(Money(minor)));
            }
        }
        item
    }

    fn price(&self, money: Money) -> Option<Price> {
        Some(Price {
            minor: money.0,
            formatted: self.prices.as_ref()?.format(money)?,
        })
    }

    fn suggestion(
        &self,
        shards: &[&Snapshot],
        item: &Item,
        seeds: &[String],
        stale: bool,
    ) -> Option<Suggestion> {
        let shown = shards.get(item.shard)?.display().get(item.record);
        let Reason::GoesWith { seed } = item.reason else {
            return None;
        };
        let seed = seeds.get(seed)?;
        let seed_shown = display_of(shards, seed);
        // What the shop says now; a price that it does not tell is none that an offer could have.
        let live = self.truth.of(shown.id).and_then(|fact| fact.price);
        let offer = self
            .offers
            .claim(&shown, live.map(Option::unwrap_or_default));
        let listed = shown.price.filter(|_| !stale && offer != JsValue::FALSE);
        let price = offers::price_of(&offer).or_else(|| self.price(listed?));
        Some(Suggestion {
            id: shown.id.to_owned(),
            title: title_of(&shown).to_owned(),
            url: self.url_of(&shown),
            image: page::safe_address(&shown.image.text(), &self.base),
            price,
            offer: if offer.is_object() {
                offer
            } else {
                JsValue::NULL
            },
            needs_options: shown.needs_options,
            score: item.score.to_f64(),
            goes_with: Named {
                id: seed.clone(),
                title: seed_shown
                    .as_ref()
                    .map_or(seed.as_str(), title_of)
                    .to_owned(),
            },
        })
    }

    /// What the mind learns of a product, as bytes; `None` if the snapshot has no such product.
    #[cfg(feature = "mind")]
    pub(crate) async fn facts(&self, id: &str, at: i64) -> Result<Option<Vec<u8>>, Error> {
        let key = ProductKey::of(id);
        let homes = self.folder.homes(&[key]).await?;
        let home = homes
            .iter()
            .find_map(|shard| Some((shard, shard.find_owned(key)?)));
        Ok(home.map(|(shard, record)| setwise_core::profile::Facts::tell(shard, record, at)))
    }

    fn url_of(&self, product: &Display<'_>) -> String {
        let own = self
            .url
            .as_ref()
            .and_then(|url| url.call(&product.id.into()).ok()?.as_string());
        page::safe_address(&own.unwrap_or_else(|| product.url.text()), &self.base)
    }

    /// Lets go of the cart. Idempotent.
    pub(crate) fn destroy(&self) {
        self.destroyed.set(true);
        self.watching.take();
        self.changed.take();
    }
}

fn display_of<'a>(shards: &[&'a Snapshot], id: &str) -> Option<Display<'a>> {
    let key = ProductKey::of(id);
    shards
        .iter()
        .find_map(|shard| Some(shard.display().get(shard.find_owned(key)?)))
}

/// A product without a title is called by its id.
fn title_of<'a>(product: &Display<'a>) -> &'a str {
    if product.title.is_empty() {
        product.id
    } else {
        product.title
    }
}
