//! A shelf on its element, from `mount` to `unmount`.

use super::arrange::arrange;
use super::card::Card;
use super::focus::Focus;
use super::host::Host;
use super::live::Live;
use super::node::Node;
use super::row::Overflow;
use super::setting::Setting;
use super::shelf::shelf;
use super::shelves::Shelves;
use super::text::more::Told;
use super::text::{Phrase, Texts};
use super::view::{Seen, Watch};
use crate::ALL;
use crate::convert::shelf::{self as details, MountOptions};
use crate::convert::{joined, output, spawn, thrown};
use crate::error::{Error, Problem};
use crate::page::{clock, events};
use crate::request::{Answer, Ask, Slate};
use crate::shop::Shop;
use any_spawner::Executor;
use reactive_graph::owner::Owner;
use setwise_core::rank::Withheld;
use setwise_core::request::{Placement, Shelf as Kind};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

/// Placeholders keep the place until cards come. What is in the browser's cache is here before anyone sees them, and more would only delay
/// it: these fill a phone.
const PLACEHOLDERS: usize = 2;
/// A shelf counts as viewed when half of it was visible for so long, in milliseconds.
const VIEW: u32 = 1_000;

/// The value of `data-state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Loading,
    Ready,
    Empty,
    Error,
    Unmounted,
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Ready => "ready",
            Self::Empty => "empty",
            Self::Error => "error",
            Self::Unmounted => "unmounted",
        }
    }
}

/// What the views show.
#[derive(Clone, Default)]
pub(super) struct Look {
    /// So many cards hold the place of those to come; no real ones stand beside them.
    pub(super) placeholders: usize,
    pub(super) cards: Vec<Card>,
    pub(super) title: String,
    pub(super) context: String,
    /// Whether the shopper chooses among the cards before anything is added.
    pub(super) picks: bool,
    /// How many are chosen, what they cost, and the button that adds them.
    pub(super) chosen: usize,
    pub(super) total: String,
    pub(super) add_all: String,
    pub(super) status: String,
    pub(super) overflow: Overflow,
}

/// A mounted shelf.
///
/// It lives as long as it is mounted, whatever becomes of handles to it: its views hold it, and only [`Shelf::unmount`]
/// lets go of the views.
pub(crate) struct Shelf {
    pub(super) shelves: Rc<Shelves>,
    host: Host,
    pub(super) look: Live<Look>,
    ask: RefCell<Ask>,
    state: Cell<State>,
    /// Grows with every question, so that a late answer to an old one is dropped.
    turn: Cell<u32>,
    /// Grows whenever the shelf comes into view, leaves it, or becomes ready.
    sight: Cell<u32>,
    in_sight: Cell<bool>,
    /// What the observer said last; `None` before it was painted.
    seen: Cell<Option<Seen>>,
    viewed: Cell<bool>,
    views: RefCell<Option<(Node, Owner)>>,
    watch: RefCell<Option<Watch>>,
}

impl Shelf {
    /// Puts a shelf on an element and waits for its first answer. A failure of the snapshot is a state, not an error.
    pub(crate) async fn mount(
        shelves: Rc<Shelves>,
        element: HtmlElement,
        options: MountOptions,
    ) -> Result<Rc<Self>, Error> {
        if shelves.shop.is_destroyed() {
            return Err(Problem::Destroyed.into());
        }
        let host = Host::new(element, options.shadow)?;
        let mounted = Rc::new(Self {
            shelves,
            host,
            look: Live::new(),
            ask: RefCell::new(options.ask),
            state: Cell::new(State::Loading),
            turn: Cell::new(0),
            sight: Cell::new(0),
            in_sight: Cell::new(false),
            seen: Cell::new(None),
            viewed: Cell::new(false),
            views: RefCell::default(),
            watch: RefCell::default(),
        });
        mounted.look.change(|look| look.placeholders = PLACEHOLDERS);
        mounted.announce(Kind::default());
        mounted.enter(State::Loading);
        mounted.shelves.add(&mounted);
        // What stands in the place is made in a task of its own: together with all before it would be a jolt on a slow phone.
        clock::sleep(0).await;
        if mounted.state.get() == State::Unmounted {
            return Ok(mounted);
        }
        // An error says that another shelf did it before.
        let _ = Executor::init_wasm_bindgen();
        let owner = Owner::new();
        let views = owner.with(|| shelf(&mounted));
        let _ = mounted.host.root.append_child(views.element());
        *mounted.views.borrow_mut() = Some((views, owner));
        let weak = Rc::downgrade(&mounted);
        *mounted.watch.borrow_mut() = Watch::new(&mounted.host.root, move |seen| {
            if let Some(shelf) = weak.upgrade() {
                shelf.seen(seen);
            }
        });
        mounted.renew().await;
        Ok(mounted)
    }

    pub(super) fn shop(&self) -> &Rc<Shop> {
        &self.shelves.shop
    }

    pub(super) fn texts(&self) -> &Texts {
        &self.shelves.texts
    }

    /// What it is asked to be.
    #[cfg(feature = "all")]
    pub(super) fn kind(&self) -> Kind {
        self.ask.borrow().kind()
    }

    /// The ids of its cards.
    #[cfg(feature = "all")]
    pub(super) fn shown(&self) -> Vec<String> {
        let cards = self.look.peek().cards;
        cards.iter().map(|card| card.id().to_owned()).collect()
    }

    pub(crate) fn state(&self) -> State {
        self.state.get()
    }

    /// Says for styles what it is and where it stands, and what it is called if that needs no words from elsewhere.
    fn announce(&self, shown: Kind) {
        let ask = self.ask.borrow();
        let root = &self.host.root;
        let kind = if self.state.get() == State::Ready {
            shown
        } else {
            ask.kind()
        };
        let _ = root.set_attribute("data-kind", output::kind(kind));
        let _ = root.toggle_attribute_with_force("data-line", ask.placement == Placement::Checkout);
        // A slate brings its own.
        if kind == Kind::CompleteSet && self.state.get() != State::Ready {
            let title = self.texts().get(Phrase::CompleteSet).to_owned();
            self.look.change(|look| look.title = title);
        }
    }

    /// Asks for something else from now on.
    pub(crate) async fn ask(self: &Rc<Self>, ask: Ask) {
        *self.ask.borrow_mut() = ask;
        // Another question is another shelf: it has to be worth showing.
        if self.state.get() == State::Ready {
            self.answer(false).await;
        } else {
            self.renew().await;
        }
    }

    /// Asks again and shows the answer in place.
    pub(crate) async fn renew(self: &Rc<Self>) {
        self.answer(self.state.get() == State::Ready).await;
    }

    async fn answer(self: &Rc<Self>, sitting: bool) {
        if self.state.get() == State::Unmounted {
            return;
        }
        let turn = self.turn.get().wrapping_add(1);
        self.turn.set(turn);
        let mut ask = self.ask.borrow().clone();
        if ask.placement == Placement::Checkout {
            // A quiet line.
            ask.limit = Some(1);
        }
        let answer = self.shop().recommend(&ask, sitting).await;
        #[cfg(feature = "all")]
        let mut answer = answer;
        // Shelves that come at the same time ask before any of them shows something. One that has nothing but what others show
        // shows nothing: a product stands once on a page.
        #[cfg(feature = "all")]
        if let Ok(Answer::Ready(_)) = &answer {
            let beside = self.shelves.beside(self);
            if !beside.is_empty() {
                ask.exclude.extend(beside);
                answer = self.shop().recommend(&ask, sitting).await;
            }
        }
        if self.turn.get() != turn || self.state.get() == State::Unmounted {
            return;
        }
        match answer {
            Ok(Answer::Ready(slate)) => self.show(slate, ask.placement, sitting).await,
            Ok(Answer::Withheld(why)) => self.withhold(&why),
            Err(error) => self.fail(&error),
        }
    }

    async fn show(self: &Rc<Self>, slate: Slate, placement: Placement, sitting: bool) {
        let setting = Setting::new(self, &slate, placement);
        let before = self.look.peek();
        let (old, kind) = (before.cards, slate.kind());
        let kept: &[Card] = if sitting { &old } else { &[] };
        let cards = arrange(kept, slate.items, &setting);
        let same = old.len() == cards.len()
            && old
                .iter()
                .zip(&cards)
                .all(|(old, new)| old.id() == new.id());
        let focus = Focus::within(&self.host.root);
        // What the shopper has reached, or still lacks, changes with the cart.
        let Told { title, context, .. } = setting.told();
        if ALL && sitting && kind == Kind::AddOns && before.context != *context {
            // Behind what was said of the cart a moment ago, by the page's button that takes an add back too.
            let line = self.host.root.query_selector(".status").ok().flatten();
            let said = line
                .and_then(|line| line.text_content())
                .unwrap_or_default();
            let said = said.strip_suffix(before.context.as_str()).unwrap_or(&said);
            let said = said.strip_suffix(" ").unwrap_or(said);
            self.say(joined(&[said, " ", context]));
        }
        self.look.change(|look| {
            look.title.clone_from(title);
            look.context.clone_from(context);
            look.picks = false;
            look.cards = cards;
            look.placeholders = 0;
        });
        self.count_chosen();
        let first = self.state.get() != State::Ready;
        self.enter(State::Ready);
        self.announce(kind);
        if first {
            self.time_view();
        }
        // The views follow in a later task; only then is it known whether the focus was lost.
        clock::turn().await;
        if let Some(focus) = focus {
            focus.restore(&self.host.root);
        }
        if first || !same {
            self.emit("setwise:ready", &self.detail());
        }
        // Measuring lays the page out. In a task of its own it makes this one no longer.
        clock::sleep(0).await;
        if let Ok(Some(list)) = self.host.root.query_selector(".list") {
            self.measured(Overflow::of(&list));
        }
        let cards = self.look.peek().cards;
        let shown = cards.iter().map(|card| Rc::clone(&card.product));
        self.shelves.shop.check(shown.collect());
    }

    fn withhold(self: &Rc<Self>, why: &Withheld) {
        // The shopper is in it, or has used it: an empty place under the finger would be worse than old cards.
        let cards = self.look.peek().cards;
        let used = cards.iter().any(|card| card.phase().is_taken());
        if self.state.get() == State::Ready && (used || Focus::within(&self.host.root).is_some()) {
            return;
        }
        self.clear(State::Empty);
        self.emit("setwise:withheld", &output::why_not(why));
    }

    fn fail(self: &Rc<Self>, error: &Error) {
        self.clear(State::Error);
        self.shop().reports.tell(error);
        self.emit("setwise:error", &thrown(error));
    }

    fn clear(self: &Rc<Self>, state: State) {
        // What the browser has measured but not told yet.
        let latest = self.watch.borrow().as_ref().and_then(Watch::latest);
        if let Some(seen) = latest {
            self.seen(seen);
        }
        self.look.change(|look| {
            look.cards.clear();
            look.context.clear();
            look.picks = false;
            // Placeholders keep the place of a shelf that has been seen; `seen` lets it go once nobody looks.
            look.placeholders = PLACEHOLDERS;
        });
        self.enter(state);
    }

    fn enter(&self, state: State) {
        self.state.set(state);
        let _ = self.host.element.set_attribute("data-state", state.name());
        let fallback = self.host.has_fallback();
        self.host.show_fallback(state != State::Ready);
        let look = match state {
            State::Ready => "ready",
            State::Loading if !fallback => "loading",
            State::Empty | State::Error if self.may_collapse() => "gone",
            // The place is kept; the shop's own markup, if there is any, stands in it.
            _ => "reserved",
        };
        let _ = self.host.root.set_attribute("data-look", look);
    }

    /// What follows the shelf in the page would move: only where nobody sees it may it go.
    fn may_collapse(&self) -> bool {
        matches!(self.seen.get(), None | Some(Seen::Below))
    }

    fn seen(self: &Rc<Self>, seen: Seen) {
        self.seen.set(Some(seen));
        if matches!(self.state.get(), State::Empty | State::Error) && self.may_collapse() {
            let _ = self.host.root.set_attribute("data-look", "gone");
        }
        let in_sight = seen == Seen::Half;
        if self.in_sight.replace(in_sight) != in_sight {
            self.time_view();
        }
    }

    /// From now on the shelf has to be in view, and ready, without a break.
    fn time_view(self: &Rc<Self>) {
        let sight = self.sight.get().wrapping_add(1);
        self.sight.set(sight);
        if !self.in_sight.get() || self.viewed.get() {
            return;
        }
        let weak = Rc::downgrade(self);
        spawn(async move {
            clock::sleep(VIEW).await;
            if let Some(shelf) = weak.upgrade() {
                shelf.looked_at(sight);
            }
        });
    }

    /// It was in view for long enough, if it still is what it was then.
    fn looked_at(&self, sight: u32) {
        let still = self.sight.get() == sight && self.state.get() == State::Ready;
        if still && !self.viewed.replace(true) {
            self.emit("setwise:view", &self.detail());
        }
    }

    /// To screen readers.
    pub(super) fn say(&self, words: String) {
        self.look.change(|look| look.status = words);
    }

    pub(super) fn measured(&self, overflow: Overflow) {
        if self.look.peek().overflow != overflow {
            self.look.change(|look| look.overflow = overflow);
        }
    }

    /// Which card a product has, counted from 0.
    fn place(&self, card: &Card) -> usize {
        let cards = self.look.peek().cards;
        cards
            .iter()
            .position(|other| other.id() == card.id())
            .unwrap_or(0)
    }

    /// The detail of an event about a card.
    pub(super) fn chosen(&self, card: &Card) -> JsValue {
        details::chosen(
            card.id(),
            self.place(card),
            &self.shop().folder.manifest().build,
        )
    }

    fn detail(&self) -> JsValue {
        let cards = self.look.peek().cards;
        let ids = cards.iter().map(|card| card.id().to_owned());
        details::shown(ids, &self.shop().folder.manifest().build)
    }

    pub(super) fn emit(&self, name: &str, detail: &JsValue) {
        events::emit(&self.host.element, name, detail);
    }

    /// The shopper follows a link.
    pub(super) fn selected(&self, card: &Card) {
        self.emit("setwise:select", &self.chosen(card));
    }

    /// Scrolls by what is visible.
    pub(super) fn scroll(&self, towards: i32) {
        let Ok(Some(list)) = self.host.root.query_selector(".list") else {
            return;
        };
        let rtl = list.matches(":dir(rtl)").unwrap_or(false);
        let direction = if rtl { -towards } else { towards };
        let step = list.client_width() * 9 / 10;
        list.scroll_by_with_x_and_y(f64::from(direction * step), 0.0);
    }

    /// Takes the shelf off and lets go of everything: views, observers, timers, the place in the shop. Idempotent.
    pub(crate) fn unmount(&self) {
        if self.state.replace(State::Unmounted) == State::Unmounted {
            return;
        }
        self.watch.take();
        self.views.take();
        self.shelves.remove(self);
        self.host.restore();
    }
}
