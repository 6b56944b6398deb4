//! What all shelves of one `createSetwise` share: the snapshot, the cart, the language, and the one way to a slate.

use crate::convert::options::Options;
use crate::convert::{Callback, spawn};
use crate::error::{BadValue, Error, Problem};
use crate::load::Folder;
use crate::page::cart::{Cart, Subscription};
use crate::page::{self, clock, events};
use crate::request::{Answer, Ask, Line, Named, Price, Suggestion};
use crate::ui::mount::Shelf;
use crate::ui::phase::Phases;
use crate::ui::price::{self, PriceFormat};
use crate::ui::style;
use crate::ui::text::Texts;
use setwise_core::catalog::{Display, ProductKey};
use setwise_core::rank::{Item, Outcome, Reason, Scratch, rank};
use setwise_core::request::{Placement, Request};
use setwise_core::snapshot::Snapshot;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use web_sys::CssStyleSheet;

/// A shop that recommends.
pub(crate) struct Shop {
    pub(crate) folder: Rc<Folder>,
    pub(crate) texts: Texts,
    pub(crate) cart: Option<Cart>,
    lines: RefCell<Vec<Line>>,
    /// Put into the cart by a shelf, and not among its lines yet; a cart that calls it by another id never shows it.
    added: RefCell<Vec<String>>,
    pub(crate) phases: Phases,
    now: Option<Callback>,
    base: String,
    url: Option<Callback>,
    on_error: Option<Callback>,
    /// `None` if the page shows another currency than the snapshot has: no price is better than a wrong one.
    prices: Option<PriceFormat>,
    /// Of the shelves.
    pub(crate) sheet: Option<CssStyleSheet>,
    scratch: RefCell<Scratch>,
    shelves: RefCell<Vec<Weak<Shelf>>>,
    watching: RefCell<Option<Subscription>>,
    reported: RefCell<String>,
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
        let folder = Rc::new(Folder::open(address.href(), options.fetch, options.ahead).await?);
        let currency = &folder.manifest().currency;
        let shown = options
            .currency
            .as_ref()
            .is_none_or(|shown| *shown == currency.code);
        let prices = price::PriceFormat::new(&options.locale, currency).filter(|_| shown);
        let shop = Rc::new(Self {
            folder,
            texts: options.texts,
            cart: options.cart,
            lines: RefCell::default(),
            added: RefCell::default(),
            phases: Phases::default(),
            now: options.now,
            base: options.base,
            url: options.url,
            on_error: options.on_error,
            prices,
            sheet: style::sheet(),
            scratch: RefCell::default(),
            shelves: RefCell::default(),
            watching: RefCell::default(),
            reported: RefCell::default(),
            destroyed: Cell::new(false),
        });
        shop.read_cart().await;
        shop.watch_cart();
        Ok(shop)
    }

    fn watch_cart(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let Some(cart) = &self.cart else { return };
        let watching = cart.watch(move || {
            if let Some(shop) = weak.upgrade() {
                spawn(async move { shop.cart_changed().await });
            }
        });
        match watching {
            Ok(subscription) => *self.watching.borrow_mut() = subscription,
            Err(error) => self.report(&error),
        }
    }

    /// Asks the cart again. A cart that fails is reported, and taken to be as it was.
    async fn read_cart(&self) {
        let Some(cart) = &self.cart else { return };
        match cart.lines().await {
            Ok(lines) => self.take_lines(lines),
            Err(error) => self.report(&error),
        }
    }

    fn take_lines(&self, lines: Vec<Line>) {
        let there = |id: &String| lines.iter().any(|line| line.id == *id);
        // From now on the lines tell, also when the shopper takes it out again.
        self.added.borrow_mut().retain(|id| !there(id));
        *self.lines.borrow_mut() = lines;
    }

    /// A shelf put a product into the cart: from now on no shelf offers it, whatever the cart says meanwhile.
    pub(crate) async fn added(&self, id: &str) {
        if self.lines.borrow().iter().all(|line| line.id != id) {
            self.added.borrow_mut().push(id.to_owned());
        }
        self.read_cart().await;
        self.renew_shelves();
    }

    /// Re-ranks every shelf if the cart is another than it was.
    pub(crate) async fn cart_changed(&self) {
        let before = self.lines.borrow().clone();
        self.read_cart().await;
        if *self.lines.borrow() != before {
            self.renew_shelves();
        }
    }

    /// The same, for a page that brings the lines along.
    pub(crate) fn set_lines(&self, lines: Vec<Line>) {
        if *self.lines.borrow() != lines {
            self.take_lines(lines);
            self.renew_shelves();
        }
    }

    pub(crate) fn add_shelf(&self, shelf: &Rc<Shelf>) {
        self.shelves.borrow_mut().push(Rc::downgrade(shelf));
    }

    pub(crate) fn remove_shelf(&self, shelf: &Shelf) {
        self.shelves
            .borrow_mut()
            .retain(|other| !std::ptr::eq(other.as_ptr(), shelf));
    }

    fn shelves(&self) -> Vec<Rc<Shelf>> {
        self.shelves
            .borrow()
            .iter()
            .filter_map(Weak::upgrade)
            .collect()
    }

    pub(crate) fn renew_shelves(&self) {
        for shelf in self.shelves() {
            spawn(async move { shelf.renew().await });
        }
    }

    pub(crate) fn is_stale(&self) -> bool {
        self.folder.is_stale(clock::now(self.now.as_ref()))
    }

    /// The answer to `ask`. A shelf that stands already (`sitting`) may shrink below the least number of items that a
    /// new one needs.
    pub(crate) async fn recommend(&self, ask: &Ask, sitting: bool) -> Result<Answer, Error> {
        if self.destroyed.get() {
            return Err(Problem::Destroyed.into());
        }
        let in_cart: Vec<String> = self
            .lines
            .borrow()
            .iter()
            .map(|line| line.id.clone())
            .collect();
        let seeds = match (&ask.products, ask.placement) {
            (Some(products), _) => products.clone(),
            (None, Placement::Product) => Vec::new(),
            (None, _) => in_cart.clone(),
        };
        let keys: Vec<ProductKey> = seeds.iter().map(|id| ProductKey::of(id)).collect();
        let exclude: Vec<ProductKey> = in_cart
            .iter()
            .chain(self.added.borrow().iter())
            .chain(&ask.exclude)
            .map(|id| ProductKey::of(id))
            .collect();
        let homes = self.folder.homes(&keys).await?;
        let shards: Vec<&Snapshot> = homes.iter().map(AsRef::as_ref).collect();

        let mut policy = self.folder.manifest().policy();
        if sitting {
            policy.min_items = 1;
        }
        let request = Request {
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
                    .collect(),
                seeds: seeds.len(),
                stale,
            },
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
        Some(Suggestion {
            id: shown.id.to_owned(),
            title: title_of(&shown).to_owned(),
            url: self.url_of(&shown),
            image: page::safe_address(shown.image, &self.base),
            price: shown.price.filter(|_| !stale).and_then(|money| {
                Some(Price {
                    minor: money.0,
                    formatted: self.prices.as_ref()?.format(money)?,
                })
            }),
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

    fn url_of(&self, product: &Display<'_>) -> String {
        let own = self
            .url
            .as_ref()
            .and_then(|url| url.call(&product.id.into()).ok()?.as_string());
        page::safe_address(own.as_deref().unwrap_or(product.url), &self.base)
    }

    /// Tells the shop, once for every distinct failure in a row.
    pub(crate) fn report(&self, error: &Error) {
        let message = error.to_string();
        if self.reported.replace(message.clone()) == message {
            return;
        }
        let told = self
            .on_error
            .as_ref()
            .is_some_and(|on_error| on_error.call(&crate::convert::thrown(error)).is_ok());
        if !told {
            events::warn(error);
        }
    }

    /// Unmounts every shelf and lets go of the cart. Idempotent.
    pub(crate) fn destroy(&self) {
        self.destroyed.set(true);
        self.watching.take();
        for shelf in self.shelves() {
            shelf.unmount();
        }
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
