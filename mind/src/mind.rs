//! The visit of one shopper to one page.

use setwise_core::catalog::{Money, PriceTier, ProductKey};
use setwise_core::directives::{Directives, Ruling, Trait};
use setwise_core::intent::{Device, IntentModel, Origin, Probability, Referrer};
use setwise_core::policy::{
    IntentGate, MarkSet, OfferState, Products, Rulebook, Step, Threshold, segment,
};
use setwise_core::profile::{Event, Facts, Happened, Profile, Scene, VISIT_GAP};
use setwise_core::request::{Placement, Shelf};

/// What is known and what was decided.
#[derive(Debug)]
pub struct Mind {
    /// What the device remembers.
    pub profile: Profile,
    /// The shop's, or the prior.
    pub model: IntentModel,
    /// The merchant's policy.
    pub rulebook: Rulebook,
    /// Language of the page.
    pub language: String,
    segments: Vec<u32>,
    east: i64,
    /// By placement.
    gates: [IntentGate; 3],
    /// Products that this page knows.
    known: Vec<Known>,
    /// Names of the rules that acted last, one a line.
    acted: String,
}

/// A product that this page knows, whether the shopper did something with it or not.
#[derive(Clone, Copy, Debug)]
struct Known {
    key: ProductKey,
    marks: MarkSet,
}

impl Default for Mind {
    fn default() -> Self {
        Self {
            profile: Profile::default(),
            model: IntentModel::prior(),
            rulebook: Rulebook::default(),
            language: String::new(),
            segments: Vec::new(),
            east: 0,
            gates: IntentGate::usual(),
            known: Vec::new(),
            acted: String::new(),
        }
    }
}

/// What JavaScript says happened.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// 1 a product's view, 2 something browsed, 3 a search, 4 a page read, 5 added, 6 removed, 7 checkout, 8 bought.
    pub kind: u32,
    /// Tenths of a page read; of what was browsed 1 a category, 2 a brand, 3 an attribute.
    pub detail: u32,
    /// Id of the product, or what was browsed.
    pub text: &'a str,
}

/// What a shelf stands for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Page<'a> {
    /// Where.
    pub placement: Placement,
    /// Which kind.
    pub shelf: Shelf,
    /// What it is about.
    pub seeds: &'a [ProductKey],
    /// What is in the cart, each line once.
    pub cart: &'a [ProductKey],
    /// What the cart costs, if that is known.
    pub cart_value: Option<Money>,
    /// Whether an offer runs on a seed.
    pub offer: OfferState,
}

pub(crate) fn placement(number: u32) -> Placement {
    match number {
        1 => Placement::Cart,
        2 => Placement::Checkout,
        _ => Placement::Product,
    }
}

pub(crate) fn shelf(number: u32) -> Shelf {
    match number {
        1 => Shelf::Upgrade,
        2 => Shelf::Bundle,
        3 => Shelf::BuyAgain,
        4 => Shelf::ForYou,
        5 => Shelf::AddOns,
        _ => Shelf::CompleteSet,
    }
}

pub(crate) fn offer(number: u32) -> OfferState {
    match number {
        1 => OfferState::Announced,
        2 => OfferState::Running,
        3 => OfferState::Ending,
        _ => OfferState::None,
    }
}

impl Mind {
    /// Forgets the shopper, not the shop.
    pub fn forget(&mut self) {
        self.profile = Profile::default();
        self.segments.clear();
    }

    /// Takes the segments of the shopper, one a line.
    pub fn set_segments(&mut self, names: &str) {
        self.segments = names.lines().map(segment).collect();
    }

    /// Gates a placement otherwise than usual; 0 opens it for good.
    pub fn set_gate(&mut self, placement: u32, threshold: f64) {
        if let Some(gate) = self.gates.get_mut(placement as usize) {
            *gate = IntentGate::new(Threshold::Chance(Probability::from_f64(threshold)));
        }
    }

    /// Begins a visit unless one goes on.
    pub fn begin(&mut self, at: i64, device: u32, referrer: u32, east: i32) -> bool {
        self.east = i64::from(east) * 60;
        // A purchase ends what intent follows, not the visit.
        let last = self.profile.events().last();
        let new = last.is_none_or(|last| at.saturating_sub(last.at) > VISIT_GAP);
        if new {
            let device = match device {
                1 => Device::Desktop,
                2 => Device::Mobile,
                3 => Device::Tablet,
                _ => Device::Unknown,
            };
            let referrer = match referrer {
                1 => Referrer::Direct,
                2 => Referrer::Search,
                3 => Referrer::Paid,
                4 => Referrer::Social,
                5 => Referrer::Email,
                6 => Referrer::Site,
                _ => Referrer::Unknown,
            };
            let what = Happened::Start(Origin {
                device,
                referrer,
                ..Origin::default()
            });
            self.profile.observe(Event { at, what });
        }
        new
    }

    /// Takes in what happened; what is of no known kind did not.
    pub fn observe(&mut self, at: i64, told: Told<'_>) {
        let key = (!told.text.is_empty()).then(|| ProductKey::of(told.text));
        let what = match (told.kind, key) {
            (1, key) => Happened::View(key),
            (2, Some(_)) => Happened::Browse(match told.detail {
                2 => Trait::Brand.hash(told.text),
                3 => Trait::Attribute.hash(told.text),
                _ => Trait::Category.hash(told.text),
            }),
            (3, _) => Happened::Search,
            (4, _) => Happened::Scroll(told.detail.min(10) as u8),
            (5, key) => Happened::Add(key),
            (6, key) => Happened::Remove(key),
            (7, _) => Happened::Checkout,
            (8, Some(key)) => Happened::Purchase(key),
            _ => return,
        };
        self.profile.observe(Event { at, what });
    }

    /// Takes in what the shards say of a product.
    pub fn learn(&mut self, facts: Facts, marks: MarkSet) {
        self.known.retain(|known| known.key != facts.key);
        self.known.push(Known {
            key: facts.key,
            marks,
        });
        self.profile.learn(facts);
    }

    fn known(&self, key: ProductKey) -> Option<&Known> {
        self.known.iter().find(|known| known.key == key)
    }

    /// Products that this visit viewed on other pages and whose marks the policy asks for.
    #[must_use]
    pub fn wanted(&self, now: i64) -> Vec<ProductKey> {
        let asks = |step: &Step| matches!(step, Step::Marked(Products::Viewed, _));
        let mut rules = self.rulebook.rules().iter();
        if !rules.any(|rule| rule.when.iter().any(asks)) {
            return Vec::new();
        }
        let mut wanted: Vec<ProductKey> = Vec::new();
        for event in self.profile.present(now) {
            if let Happened::View(Some(key)) = event.what
                && self.known(key).is_none()
                && !wanted.contains(&key)
            {
                wanted.push(key);
            }
        }
        wanted
    }

    /// How likely the visit ends in a purchase.
    #[must_use]
    pub fn probability(&self, now: i64) -> Probability {
        self.profile.chances(&self.model, now).now
    }

    /// What the ranking of a shelf has to heed; without taste if it is `plain`.
    pub fn directives(&mut self, now: i64, page: &Page<'_>, plain: bool) -> Directives {
        let chances = self.profile.chances(&self.model, now);
        let marks = |key: ProductKey| self.known(key).map_or(MarkSet::EMPTY, |known| known.marks);
        let scene = Scene {
            placement: page.placement,
            shelf: page.shelf,
            seeds: page.seeds,
            cart: page.cart,
            cart_value: page.cart_value,
            offer: page.offer,
            intent: Some(chances.now),
            segments: &self.segments,
            language: &self.language,
            east: self.east,
            marks: &marks,
        };
        let context = self.profile.context(now, &scene);
        let mut ruling = Ruling::default();
        self.rulebook.judge(&context, &mut ruling);
        self.acted.clone_from(&ruling.rules);
        let gate = self.gates.get_mut(page.placement as usize);
        let gate = gate.map_or_else(Default::default, |gate| gate.decide(chances, &ruling));
        let mut directives = Directives {
            gate,
            ruling,
            ..Directives::default()
        };
        if !plain {
            let taste = self.profile.taste(now);
            directives.taste = taste.traits;
            directives.own = taste.products;
            directives.price_chances = self.profile.price_chances(now);
            directives.price_tier = self.profile.price_tier(now);
        }
        directives
    }

    /// Names of the rules that acted on the last directives, one a line.
    #[must_use]
    pub fn rules(&self) -> &str {
        &self.acted
    }

    /// What is known, as numbers: probability, attention (0 to 100), visits, events, products with facts, tolerated price step in percent,
    /// its standard deviation, choices it is from, price level (0 to 254, -1 if unknown), its spread, price tier (0 unknown, 1 to 3),
    /// loyalty tier, lifetime value (-1 if unknown), properties and products with a weight; then the gates by placement (threshold,
    /// 1 if open); then the features of the visit in their order.
    pub fn explain(&self, now: i64) -> Vec<f64> {
        let profile = &self.profile;
        let (tolerance, taste) = (profile.tolerance(now), profile.taste(now));
        let level = profile.price_level(now);
        let attested = profile.attested();
        let events = profile.events();
        let known = events.iter().filter_map(|event| event.product());
        let known = known.filter(|key| profile.facts(*key).is_some()).count();
        let tier = match profile.price_tier(now) {
            PriceTier::Unknown => 0.0,
            PriceTier::Budget => 1.0,
            PriceTier::Middle => 2.0,
            PriceTier::Premium => 3.0,
        };
        let mut numbers = vec![
            self.probability(now).to_f64(),
            f64::from(profile.attention(now)),
            profile.visits() as f64,
            events.len() as f64,
            known as f64,
            tolerance.percent(),
            tolerance.deviation(),
            tolerance.evidence(),
            level.map_or(-1.0, |(mean, _)| f64::from(mean)),
            level.map_or(-1.0, |(_, spread)| f64::from(spread)),
            tier,
            f64::from(attested.tier),
            attested.lifetime.map_or(-1.0, |Money(minor)| minor as f64),
            taste.traits.len() as f64,
            taste.products.len() as f64,
        ];
        let start = profile.chances(&self.model, now).start;
        for gate in self.gates {
            let threshold = gate.threshold.of(start).to_f64();
            numbers.extend([threshold, f64::from(u8::from(gate.open))]);
        }
        let features = profile.visit(now).features();
        numbers.extend(features.row().map(f64::from));
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use setwise_core::directives::Gate;
    use setwise_core::intent::{
        FEATURES, Features, IntentContents, Knot, Node, Question, Test, Tree,
    };

    const NOW: i64 = 1_780_000_000;

    fn told(kind: u32, text: &str) -> Told<'_> {
        Told {
            kind,
            detail: 0,
            text,
        }
    }

    fn page(placement: Placement) -> Page<'static> {
        Page {
            placement,
            ..Page::default()
        }
    }

    fn gate(mind: &mut Mind, at: i64) -> Gate {
        mind.directives(at, &page(Placement::Product), true).gate
    }

    #[test]
    fn the_gate_opens_and_closes_on_two_visits_and_does_not_flicker() {
        let mut mind = Mind::default();
        mind.set_gate(0, 0.2);
        // A visit that looks, adds, and takes out again.
        assert!(mind.begin(NOW, 2, 1, 60));
        mind.observe(NOW + 1, told(1, "camera"));
        assert_eq!(gate(&mut mind, NOW + 2), Gate::LowIntent);
        mind.observe(NOW + 30, told(5, "camera"));
        assert_eq!(
            gate(&mut mind, NOW + 31),
            Gate::Open,
            "three in ten of those buy"
        );
        mind.observe(NOW + 60, told(6, "camera"));
        assert_eq!(gate(&mut mind, NOW + 61), Gate::LowIntent);
        // Another one, which keeps it.
        assert!(mind.begin(NOW + 9_000, 2, 1, 60) && !mind.begin(NOW + 9_001, 2, 1, 60));
        mind.observe(NOW + 9_010, told(5, "camera"));
        assert_eq!(gate(&mut mind, NOW + 9_020), Gate::Open);
        // Between three quarters of the threshold and the threshold it stays what it was.
        let intent = mind.probability(NOW + 9_020).to_f64();
        mind.set_gate(0, intent * 1.2);
        assert_eq!(gate(&mut mind, NOW + 9_020), Gate::Open);
        mind.set_gate(0, intent * 1.5);
        assert_eq!(gate(&mut mind, NOW + 9_020), Gate::LowIntent);
        mind.gates[0].threshold = Threshold::Chance(Probability::from_f64(intent * 1.2));
        assert_eq!(gate(&mut mind, NOW + 9_020), Gate::LowIntent);
        // The checkout has no gate.
        let checkout = mind.directives(NOW + 61, &page(Placement::Checkout), true);
        assert_eq!(checkout, Directives::default());
    }

    /// Of visits with up to two products one in ten buys, of longer ones one in a hundred, and of those with a cart half.
    fn wanderers_do_not_buy() -> IntentModel {
        let tree = |name: &str, least, yes| {
            let place = Features::NAMES.iter().position(|known| *known == name);
            let question = Question {
                feature: place.expect("a feature") as u8,
                test: Test::AtLeast(least),
            };
            Tree(vec![Node::Ask(question), Node::Leaf(0), Node::Leaf(yes)])
        };
        let knot = |score, share| Knot {
            score,
            probability: Probability::from_f64(share),
        };
        let contents = IntentContents {
            features: FEATURES as u8,
            shift: 4,
            base: 0,
            trees: vec![tree("distinct_products", 3, -16), tree("cart_lines", 1, 48)],
            knots: vec![knot(-256, 0.01), knot(0, 0.1), knot(512, 0.5)],
        };
        contents.model().unwrap()
    }

    #[test]
    fn a_shop_that_says_nothing_of_gates_sells_to_whom_it_may_sell() {
        let mut mind = Mind {
            model: wanderers_do_not_buy(),
            ..Mind::default()
        };
        mind.begin(NOW, 2, 1, 60);
        assert_eq!(gate(&mut mind, NOW), Gate::Open, "before anything is known");
        for (after, product) in [(1, "a"), (9, "b")] {
            mind.observe(NOW + after, told(1, product));
            assert_eq!(gate(&mut mind, NOW + after), Gate::Open, "a first page");
        }
        mind.observe(NOW + 20, told(1, "c"));
        assert_eq!(gate(&mut mind, NOW + 20), Gate::LowIntent);
        let cart = mind.directives(NOW + 20, &page(Placement::Cart), true);
        assert_eq!(cart.gate, Gate::LowIntent);
        let checkout = mind.directives(NOW + 20, &page(Placement::Checkout), true);
        assert_eq!(checkout.gate, Gate::Open);
        mind.observe(NOW + 30, told(5, "c"));
        assert_eq!(gate(&mut mind, NOW + 30), Gate::Open);
        // A shop that wants no gate.
        mind.observe(NOW + 40, told(6, "c"));
        assert_eq!(gate(&mut mind, NOW + 40), Gate::LowIntent);
        mind.set_gate(0, 0.0);
        assert_eq!(gate(&mut mind, NOW + 40), Gate::Open);
    }

    #[test]
    fn without_a_model_no_visit_meets_a_closed_gate() {
        let mut mind = Mind::default();
        mind.begin(NOW, 0, 0, 0);
        for (after, kind, product) in [
            (1, 1, "a"),
            (5, 1, "b"),
            (9, 5, "b"),
            (20, 6, "b"),
            (1_500, 1, "c"),
        ] {
            mind.observe(NOW + after, told(kind, product));
            assert_eq!(gate(&mut mind, NOW + after), Gate::Open);
        }
    }

    #[test]
    fn a_new_visitor_has_no_directives() {
        let mut mind = Mind::default();
        mind.begin(NOW, 0, 0, 0);
        let said = mind.directives(NOW, &page(Placement::Product), false);
        assert_eq!(said, Directives::default());
        mind.observe(NOW + 5, told(8, "camera"));
        let said = mind.directives(NOW + 9, &page(Placement::Product), false);
        assert_eq!(said.own.len(), 1);
        mind.forget();
        assert!(mind.profile.is_empty());
    }

    #[test]
    fn what_is_explained_has_every_feature() {
        let mut mind = Mind::default();
        mind.begin(NOW, 1, 2, 0);
        mind.observe(NOW, told(1, "camera"));
        let numbers = mind.explain(NOW + 1);
        assert_eq!(numbers.len(), 15 + 6 + FEATURES);
        assert_eq!((numbers[2], numbers[3], numbers[21]), (1.0, 2.0, 1.0));
        let half = numbers[0] / 2.0;
        assert!(
            (numbers[15] - half).abs() < 0.001,
            "half of the chance it began with"
        );
        assert_eq!(numbers[5 + 15 + 1 + 17], 1.0, "a desktop");
    }
}
