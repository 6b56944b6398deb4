//! A snapshot, a cart and a clock: what is behind every slate of one `createSetwise`.

use crate::ALL;
use crate::basket::Basket;
use crate::convert::options::{self, Ahead, Options};
use crate::convert::{Callback, output, promise, spawn};
use crate::error::{BadValue, Error, Problem};
use crate::load::Folder;
#[cfg(feature = "mind")]
use crate::mind::{About, Mind, Ruled};
use crate::offers::{self, Offers};
use crate::page::cart::{Lines, Subscription};
use crate::page::price::PriceFormat;
use crate::page::{self, clock};
use crate::report::Reports;
use crate::request::{Answer, Ask, Bought, Price, Slate, Suggestion};
use crate::suggest::Showing;
use crate::truth::Truth;
use js_sys::Promise;
use setwise_core::catalog::{Money, ProductKey};
#[cfg(feature = "mind")]
use setwise_core::profile::Facts;
use setwise_core::rank::{Outcome, Scratch, Withheld, rank, rank_complements};
use setwise_core::request::{Placement, Purchase, Request, Shelf};
use setwise_core::snapshot::Snapshot;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// How long a first slate waits for what is in the cart, in milliseconds, besides the time that the manifest takes. A
/// cart that is slower re-ranks when it answers.
const PATIENCE: u32 = 500;
/// What was bought so many seconds ago is not suggested yet.
const JUST_BOUGHT: i64 = 7 * 86_400;
/// So many products of the shopper's past are asked after: each may bring a shard of its own.
const REMEMBERED: usize = 32;

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
    /// The latest first.
    history: Vec<Bought>,
    /// The value of a cart that is delivered for nothing, in minor units.
    free_shipping_from: Option<u64>,
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
        let mut ahead = Vec::new();
        if let Some(manifest) = manifest {
            ahead.push((address.clone(), manifest));
        }
        if let Some(shard) = shard {
            ahead.push(shard);
        }
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
            history: options.history,
            free_shipping_from: options.free_shipping_from,
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
        let facts = offers::Facts {
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

    /// An amount in the shopper's notation, if amounts may be claimed.
    #[cfg(feature = "ui")]
    pub(crate) fn format(&self, minor: u64) -> Option<String> {
        let prices = self.prices.as_ref().filter(|_| !self.is_stale())?;
        prices.format(Money(minor))
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
        let answer = self.answer(ask, sitting).await?;
        // What is hidden on purpose has no stand-in.
        let done = matches!(
            answer,
            Answer::Ready(_) | Answer::Withheld(Withheld::LowIntent | Withheld::Hidden)
        );
        if !ALL || !ask.fallback || ask.kind == Shelf::ForYou || done {
            return Ok(answer);
        }
        let picks = Ask {
            kind: Shelf::ForYou,
            ..ask.clone()
        };
        let instead = self.answer(&picks, sitting).await?;
        Ok(match instead {
            Answer::Ready(_) => instead,
            Answer::Withheld(_) => answer,
        })
    }

    async fn answer(self: &Rc<Self>, ask: &Ask, sitting: bool) -> Result<Answer, Error> {
        if self.is_destroyed() {
            return Err(Problem::Destroyed.into());
        }
        let seeds = match (&ask.products, ask.placement) {
            (Some(products), _) => products.clone(),
            (None, Placement::Product) => Vec::new(),
            (None, _) => self.basket.ids(),
        };
        let keys = keys_of(&seeds);
        let now = clock::now(self.now.as_ref());
        let history = self.purchases();
        let mut exclude = keys_of(&self.basket.taken());
        exclude.extend(keys_of(&self.truth.gone()));
        exclude.extend(keys_of(&ask.exclude));
        let just_bought = history
            .iter()
            .filter(|bought| now - bought.at < JUST_BOUGHT);
        exclude.extend(just_bought.map(|bought| bought.key));

        #[cfg(feature = "mind")]
        let ruled = self.ruled(ask, &seeds, &keys).await?;
        #[cfg(feature = "mind")]
        let kind = ruled.kind;
        #[cfg(not(feature = "mind"))]
        let kind = ask.kind();
        let mut needed = keys.clone();
        match kind {
            // Shard 0, the home of the key 0, says what habits are worth and what is popular.
            Shelf::BuyAgain | Shelf::ForYou if !history.is_empty() => {
                needed.push(ProductKey(0));
                needed.extend(history.iter().map(|bought| bought.key));
            }
            // Their prices say what is missing.
            Shelf::AddOns => needed.extend(keys_of(&self.basket.ids())),
            _ => {}
        }
        #[cfg(feature = "mind")]
        needed.extend(ruled.homes());
        let homes = self.folder.homes(&needed).await?;
        let shards: Vec<&Snapshot> = homes.iter().map(AsRef::as_ref).collect();
        self.follow_offers();
        self.offers.settled().await;
        let showing = self.showing(&shards, &seeds);

        let mut policy = self.folder.manifest().policy();
        if sitting {
            policy.min_items = 1;
        }
        let gap = self.gap(kind, &showing);
        // The shelf that led there stays, and says so.
        let reached = sitting && gap.as_ref().is_some_and(|gap| gap.minor == 0);
        let request = Request {
            #[cfg(feature = "mind")]
            directives: ruled.directives.as_ref(),
            shelf: if reached { Shelf::CompleteSet } else { kind },
            placement: ask.placement,
            exclude: &exclude,
            history: &history,
            now,
            gap: Money(gap.as_ref().map_or(0, |gap| gap.minor)),
            limit: ask.limit.unwrap_or(usize::MAX),
            ..Request::for_seeds(&keys)
        };
        let mut scratch = self.scratch.borrow_mut();
        let ranked = match ALL {
            true => rank(&shards, &request, &policy, &mut scratch),
            false => rank_complements(&shards, &request, &policy, &mut scratch),
        };
        Ok(match ranked {
            Outcome::Withheld(why) => Answer::Withheld(why),
            Outcome::Slate(items) => {
                let mut items: Vec<_> = items
                    .iter()
                    .filter_map(|item| showing.suggestion(item))
                    .map(|item| self.corrected(item))
                    .collect();
                // A set is shown whole where it is not begun yet.
                if let (Shelf::Bundle, Placement::Product) = (kind, ask.placement)
                    && let Some(seed) = showing.itself(&exclude)
                {
                    items.insert(0, self.corrected(seed));
                }
                Answer::Ready(Slate {
                    kind,
                    #[cfg(feature = "mind")]
                    title: ruled.title(),
                    items,
                    seeds: seeds.len(),
                    gap,
                    stale: self.is_stale(),
                })
            }
        })
    }

    /// What the mind and the policy make of a shelf: rules ask about its products and the cart's, which their shards know.
    #[cfg(feature = "mind")]
    async fn ruled(
        self: &Rc<Self>,
        ask: &Ask,
        seeds: &[String],
        keys: &[ProductKey],
    ) -> Result<Ruled, Error> {
        let shelf = ask.kind();
        if !self.mind.is_there() {
            return Ok(Ruled::new(shelf, None));
        }
        let cart = self.basket.ids();
        let mut about = keys.to_vec();
        about.extend(keys_of(&cart));
        let homes = self.folder.homes(&about).await?;
        let shards: Vec<&Snapshot> = homes.iter().map(AsRef::as_ref).collect();
        self.follow_offers();
        self.offers.settled().await;
        let showing = self.showing(&shards, seeds);
        let now = clock::now(self.now.as_ref());
        let facts = about.iter().filter_map(|&key| {
            shards
                .iter()
                .find_map(|shard| Some(Facts::tell(shard, shard.find_owned(key)?, now)))
        });
        let said = self.mind.directives(&About {
            placement: ask.placement,
            shelf,
            seeds,
            cart: &cart,
            value: self.basket.value(|id| showing.price_of(id)),
            offer: showing.offer_on_seed(),
            facts: facts.collect(),
        });
        Ok(Ruled::new(shelf, said))
    }

    /// What products of these shards are shown with.
    fn showing<'a>(&'a self, shards: &'a [&'a Snapshot], seeds: &'a [String]) -> Showing<'a> {
        Showing {
            shards,
            seeds,
            prices: self.prices.as_ref().filter(|_| !self.is_stale()),
            base: &self.base,
            url: self.url.as_ref(),
            truth: &self.truth,
            offers: &self.offers,
        }
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
                // It was the difference of two prices of the snapshot.
                item.why.more = None;
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

    /// What the shopper bought of the products bought last.
    fn purchases(&self) -> Vec<Purchase> {
        let mut kinds: Vec<&str> = Vec::new();
        let mut purchases = Vec::new();
        if !ALL {
            return purchases;
        }
        for bought in &self.history {
            if !kinds.contains(&bought.id.as_str()) {
                if kinds.len() == REMEMBERED {
                    continue;
                }
                kinds.push(&bought.id);
            }
            purchases.push(Purchase {
                key: ProductKey::of(&bought.id),
                at: bought.at,
            });
        }
        purchases
    }

    /// What the mind learns of a product, as bytes; `None` if the snapshot has no such product.
    #[cfg(feature = "mind")]
    pub(crate) async fn facts(&self, key: ProductKey, at: i64) -> Result<Option<Vec<u8>>, Error> {
        let homes = self.folder.homes(&[key]).await?;
        let home = homes
            .iter()
            .find_map(|shard| Some((shard, shard.find_owned(key)?)));
        Ok(home.map(|(shard, record)| Facts::tell(shard, record, at)))
    }

    /// What the cart lacks of free shipping, for a shelf that helps with it; `None` unless the price of every line is known.
    fn gap(&self, kind: Shelf, showing: &Showing<'_>) -> Option<Price> {
        let from = self
            .free_shipping_from
            .filter(|_| ALL && kind == Shelf::AddOns)?;
        let value = self.basket.value(|id| showing.price_of(id))?;
        showing.priced(from.saturating_sub(value))
    }

    /// Lets go of the cart. Idempotent.
    pub(crate) fn destroy(&self) {
        self.destroyed.set(true);
        self.watching.take();
        self.changed.take();
    }
}

fn keys_of(ids: &[String]) -> Vec<ProductKey> {
    ids.iter().map(|id| ProductKey::of(id)).collect()
}
