//! Plays a visit.

use std::collections::BTreeMap;

use setwise_core::catalog::{Display, Money, ProductKey};
use setwise_core::directives::{Directives, Effect, LIFT_ONE, Ruling};
use setwise_core::intent::{IntentModel, Origin, Probability};
use setwise_core::offer::{Clock, Offers, Truth};
use setwise_core::policy::{
    Chances, Context, IntentGate, MarkSet, OfferState, PolicyError, Rulebook, segment,
};
use setwise_core::profile::{Attested, Event, Facts, Happened, Profile, Scene};
use setwise_core::rank::{Item, Outcome, Reason, Scratch, Withheld, rank};
use setwise_core::request::{Placement, Purchase, Request, Shelf};
use setwise_core::snapshot::{
    ContentHash, Parcel, ShardName, Snapshot, SnapshotError, WriteError, remark,
};

use super::report::{Choice, Shown, Simulated, StepReport};
use super::scenario::{Happening, Scenario, Step};
use crate::folder::{FolderError, SnapshotFolder};
use crate::policy::words::{SHELF_KINDS, SHELVES};
use crate::policy::{Economics, Marker, Policy, PublishError, compile, marks_of, prepare};

/// Why a visit cannot be played.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulateError {
    /// The folder cannot be read.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The policy cannot be applied to it.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The folder's own policy cannot be read.
    #[error("{file}: {source}")]
    Policy {
        /// The file.
        file: String,
        /// What is wrong.
        source: PolicyError,
    },
    /// A file beside the manifest is missing.
    #[error("cannot read {file}: {source}; expected a folder that `setwise train` wrote")]
    Read {
        /// The file.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The model of intent or marks cannot be used.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// Marks cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The script names a product that is not in the snapshot.
    #[error("the visit names product `{0}`, which is not in the snapshot")]
    Product(String),
}

/// Plays a visit in a folder, with this policy and these offers or, without them, the folder's own.
///
/// # Errors
/// [`SimulateError`].
pub fn simulate(
    folder: &SnapshotFolder,
    policy: Option<(&Policy, &Economics)>,
    offers: Option<Offers>,
    scenario: &Scenario,
) -> Result<Simulated, SimulateError> {
    let manifest = folder.manifest();
    let compiled = policy
        .map(|(policy, _)| compile(policy, u32::from(manifest.currency.minor_digits)))
        .transpose()
        .map_err(PublishError::from)?;
    let marker = match (policy, &compiled) {
        (Some((policy, economics)), Some(compiled)) => {
            Some(prepare(folder, policy, compiled, economics)?.0)
        }
        _ => None,
    };
    let rulebook = match &compiled {
        Some(compiled) => {
            Rulebook::read(&compiled.bytes).map_err(|source| SimulateError::Policy {
                file: "the compiled policy".to_owned(),
                source,
            })?
        }
        None => own_rulebook(folder)?,
    };
    let mut player = Player {
        shards: Shards {
            folder,
            marker,
            open: BTreeMap::new(),
        },
        rulebook,
        model: own_model(folder)?,
        offers: match offers {
            Some(offers) => Some(offers),
            None => own_offers(folder)?,
        },
        profile: Profile::default(),
        cart: Vec::new(),
        viewed: Vec::new(),
        bought: Vec::new(),
        gates: IntentGate::usual(),
        segments: scenario.segments.iter().map(|name| segment(name)).collect(),
        scratch: Scratch::default(),
        scenario,
    };
    player.begin()?;
    let mut now = scenario.start;
    let mut steps = Vec::new();
    for step in &scenario.steps {
        now += step.after;
        steps.push(player.step(step, now)?);
    }
    Ok(Simulated {
        build: manifest.build.clone(),
        currency: manifest.currency.code.clone(),
        minor_digits: manifest.currency.minor_digits,
        steps,
    })
}

fn beside(
    folder: &SnapshotFolder,
    hash: &str,
) -> Result<(String, Vec<u8>, ContentHash), SimulateError> {
    let path = folder.path().join(format!("{hash}.bin"));
    let file = path.display().to_string();
    match std::fs::read(&path) {
        // The manifest was checked: its hashes are some.
        Ok(bytes) => Ok((file, bytes, ContentHash::parse(hash).unwrap_or_default())),
        Err(source) => Err(SimulateError::Read { file, source }),
    }
}

fn own_rulebook(folder: &SnapshotFolder) -> Result<Rulebook, SimulateError> {
    let Some(hash) = &folder.manifest().rulebook else {
        return Ok(Rulebook::default());
    };
    let (file, bytes, named) = beside(folder, hash)?;
    Rulebook::open(&bytes, named).map_err(|source| SimulateError::Policy { file, source })
}

fn own_model(folder: &SnapshotFolder) -> Result<IntentModel, SimulateError> {
    let Some(hash) = &folder.manifest().intent else {
        return Ok(IntentModel::prior());
    };
    let (_, bytes, named) = beside(folder, hash)?;
    Ok(IntentModel::open(&bytes, named)?)
}

fn own_offers(folder: &SnapshotFolder) -> Result<Option<Offers>, SimulateError> {
    let Some(hash) = &folder.manifest().offers else {
        return Ok(None);
    };
    let (_, bytes, named) = beside(folder, hash)?;
    Ok(Some(Offers::open(&bytes, named)?))
}

/// Shards that pages of the visit have loaded.
struct Shards<'a> {
    folder: &'a SnapshotFolder,
    marker: Option<Marker<'a>>,
    open: BTreeMap<ShardName, Snapshot>,
}

impl Shards<'_> {
    /// Loads the homes of products.
    fn load(&mut self, keys: &[ProductKey]) -> Result<(), SimulateError> {
        for name in self.folder.manifest().homes(keys.iter().copied()) {
            if self.open.contains_key(&name) {
                continue;
            }
            let parcel = self.folder.parcel(name)?;
            let mut shard = self.folder.unpack(&parcel)?;
            if let Some(marker) = &self.marker {
                let bytes = remark(&parcel, &marks_of(&shard, marker))?;
                shard = shard.mark(&Parcel::open(bytes.as_slice())?)?;
            }
            self.open.insert(name, shard);
        }
        Ok(())
    }

    fn home(&self, key: ProductKey) -> Option<(&Snapshot, u32)> {
        self.open
            .values()
            .find_map(|shard| Some((shard, shard.find_owned(key)?)))
    }

    fn shown(&self, key: ProductKey) -> Option<Display<'_>> {
        let (shard, record) = self.home(key)?;
        Some(shard.display().get(record))
    }

    fn marks(&self, key: ProductKey) -> MarkSet {
        let home = self.home(key);
        home.map_or(MarkSet::EMPTY, |(shard, record)| *shard.marks(record))
    }
}

/// The device of one shopper.
struct Player<'a> {
    shards: Shards<'a>,
    rulebook: Rulebook,
    model: IntentModel,
    offers: Option<Offers>,
    profile: Profile,
    cart: Vec<ProductKey>,
    viewed: Vec<ProductKey>,
    bought: Vec<Purchase>,
    gates: [IntentGate; 3],
    segments: Vec<u32>,
    scratch: Scratch,
    scenario: &'a Scenario,
}

impl Player<'_> {
    /// What was before the visit, and its start.
    fn begin(&mut self) -> Result<(), SimulateError> {
        let start = self.scenario.start;
        for past in &self.scenario.past {
            let at = start - i64::from(past.days_ago) * 86_400;
            let key = self.known(&past.product)?;
            self.happen(at, Happened::Purchase(key));
            self.bought.push(Purchase { key, at });
            self.learn(key, at);
        }
        let lifetime = self.scenario.lifetime_value;
        self.profile.attest(Attested {
            at: start,
            lifetime: lifetime.map(|value| self.minor(value)),
            ..Attested::default()
        });
        self.happen(
            start,
            Happened::Start(Origin {
                device: self.scenario.device,
                referrer: self.scenario.referrer,
                ..Origin::default()
            }),
        );
        Ok(())
    }

    fn happen(&mut self, at: i64, what: Happened) {
        self.profile.observe(Event { at, what });
    }

    /// A product of the snapshot, whose shard is then loaded.
    fn known(&mut self, id: &str) -> Result<ProductKey, SimulateError> {
        let key = ProductKey::of(id);
        self.shards.load(&[key])?;
        match self.shards.home(key) {
            Some(_) => Ok(key),
            None => Err(SimulateError::Product(id.to_owned())),
        }
    }

    fn learn(&mut self, key: ProductKey, at: i64) {
        if let Some((shard, record)) = self.shards.home(key) {
            let facts = Facts::of(shard, record, at);
            self.profile.learn(facts);
        }
    }

    fn title(&self, key: ProductKey) -> String {
        let shown = self.shards.shown(key);
        shown.map_or_else(String::new, |shown| shown.title.to_owned())
    }

    fn step(&mut self, step: &Step, now: i64) -> Result<StepReport, SimulateError> {
        let (happened, place) = match &step.happening {
            Happening::View(id) => {
                let key = self.known(id)?;
                self.viewed.push(key);
                self.happen(now, Happened::View(Some(key)));
                self.learn(key, now);
                (
                    format!("views {id} {}", self.title(key)),
                    Some((Placement::Product, vec![key])),
                )
            }
            Happening::Add(id) => {
                let key = self.known(id)?;
                if !self.cart.contains(&key) {
                    self.cart.push(key);
                }
                self.happen(now, Happened::Add(Some(key)));
                self.learn(key, now);
                let place = (Placement::Cart, self.cart.clone());
                (format!("adds {id} {}", self.title(key)), Some(place))
            }
            Happening::Remove(id) => {
                let key = self.known(id)?;
                self.cart.retain(|other| *other != key);
                self.happen(now, Happened::Remove(Some(key)));
                let place = (Placement::Cart, self.cart.clone());
                (format!("removes {id} {}", self.title(key)), Some(place))
            }
            Happening::Search(words) => {
                self.happen(now, Happened::Search);
                (format!("searches for \"{words}\""), None)
            }
            Happening::Checkout => {
                self.happen(now, Happened::Checkout);
                let place = (Placement::Checkout, self.cart.clone());
                ("begins the checkout".to_owned(), Some(place))
            }
            Happening::Purchase => {
                for key in std::mem::take(&mut self.cart) {
                    self.happen(now, Happened::Purchase(key));
                    self.bought.push(Purchase { key, at: now });
                }
                ("buys what is in the cart".to_owned(), None)
            }
        };
        // A step that asks for a shelf has one, on the page of the last product if it has none of its own.
        let asked = step.shelf.is_some() || step.placement.is_some();
        let last = || {
            (
                Placement::Product,
                self.viewed.last().copied().into_iter().collect(),
            )
        };
        let place = place.or_else(|| asked.then(last));
        let place = place.map(|(placement, seeds)| match step.placement {
            Some(Placement::Product) => (Placement::Product, last().1),
            Some(other) => (other, self.cart.clone()),
            None => (placement, seeds),
        });
        let shelf = step.shelf.unwrap_or_default();
        let (placement, seeds) = place.clone().unwrap_or_default();
        let chances = self.profile.chances(&self.model, now);
        let mut directives = Directives::default();
        let ruling = &mut directives.ruling;
        let report = self.judge(
            (happened, now),
            (placement, shelf),
            &seeds,
            chances.now,
            ruling,
        );
        let shown = match place {
            None => None,
            Some(_) => Some(self.shown(now, (placement, shelf), &seeds, chances, directives)?),
        };
        Ok(StepReport {
            shelf: shown,
            ..report
        })
    }

    /// Whether an offer runs on one of these products, of clocks that agree.
    fn offer_on(&self, seeds: &[ProductKey], now: i64) -> OfferState {
        let Some(offers) = &self.offers else {
            return OfferState::None;
        };
        let states = seeds.iter().filter_map(|&key| {
            let shown = self.shards.shown(key)?;
            let truth = Truth {
                clock: Clock {
                    device: now,
                    host: Some(now),
                },
                listed: shown.price,
                ..Truth::default()
            };
            Some(offers.state(key, shown.category, &truth))
        });
        states.max().unwrap_or_default()
    }

    /// An amount as merchants write it.
    fn minor(&self, amount: f64) -> Money {
        let digits = self.shards.folder.manifest().currency.minor_digits;
        Money((amount * 10_f64.powi(i32::from(digits))).round() as u64)
    }

    fn cart_value(&self) -> Option<Money> {
        let prices = self.cart.iter().map(|&key| self.shards.shown(key)?.price);
        let sum: Option<u64> = prices.map(|price| Some(price?.0)).sum();
        sum.map(Money)
    }

    /// Lets the rules speak of a shelf, and tells what they heard.
    fn judge(
        &self,
        (happened, now): (String, i64),
        (placement, shelf): (Placement, Shelf),
        seeds: &[ProductKey],
        intent: Probability,
        ruling: &mut Ruling,
    ) -> StepReport {
        let marks = |key: ProductKey| self.shards.marks(key);
        let context = self.profile.context(
            now,
            &Scene {
                placement,
                shelf,
                seeds,
                cart: &self.cart,
                cart_value: self.cart_value(),
                offer: self.offer_on(seeds, now),
                intent: Some(intent),
                segments: &self.segments,
                language: &self.scenario.language,
                east: self.scenario.east,
                marks: &marks,
            },
        );
        self.rulebook.judge(&context, ruling);
        described(&context, happened, now - self.scenario.start)
    }

    fn shown(
        &mut self,
        now: i64,
        (placement, shelf): (Placement, Shelf),
        seeds: &[ProductKey],
        chances: Chances,
        mut directives: Directives,
    ) -> Result<Shown, SimulateError> {
        let gate = self.gates.get_mut(placement as usize);
        directives.gate = gate.map_or_else(Default::default, |gate| {
            gate.decide(chances, &directives.ruling)
        });
        let taste = self.profile.taste(now);
        (directives.taste, directives.own) = (taste.traits, taste.products);
        directives.price_chances = self.profile.price_chances(now);
        directives.price_tier = self.profile.price_tier(now);
        let kind = directives.ruling.shelf.unwrap_or(shelf);
        let seeds: Vec<ProductKey> = match kind {
            Shelf::ForYou => self.viewed.clone(),
            _ => seeds.to_vec(),
        };
        self.shards.load(&seeds)?;
        self.shards.load(&directives.ruling.pins)?;
        let history: Vec<ProductKey> = self.bought.iter().map(|bought| bought.key).collect();
        self.shards.load(&history)?;
        let policy = self.shards.folder.manifest().policy();
        let shards: Vec<&Snapshot> = self.shards.open.values().collect();
        // As on the device, nothing is missing where a price is not known.
        let gap = self.scenario.free_shipping_from.zip(self.cart_value());
        let gap = gap.map_or(Money(0), |(from, value)| {
            Money(self.minor(from).0.saturating_sub(value.0))
        });
        let request = Request {
            shelf: kind,
            placement,
            exclude: &self.cart,
            history: &self.bought,
            now,
            gap,
            directives: Some(&directives),
            ..Request::for_seeds(&seeds)
        };
        let ruling = &directives.ruling;
        let mut shown = Shown {
            placement: named(placement),
            kind: (spelled(shelf), spelled(kind)),
            rules: ruling.rules().map(str::to_owned).collect(),
            title: Some(ruling.title.clone()).filter(|title| !title.is_empty()),
            count: ruling.count,
            cap: ruling.cap.map(|cap| cap.0),
            threshold: ruling.threshold.map(Probability::to_f64),
            ..Shown::default()
        };
        match rank(&shards, &request, &policy, &mut self.scratch) {
            Outcome::Withheld(why) => shown.withheld = Some(withheld(why)),
            Outcome::Slate(items) => {
                let item = |item: &Item| choice(item, &shards, &seeds, ruling);
                shown.items = items.iter().filter_map(item).collect();
            }
        }
        Ok(shown)
    }
}

fn described(context: &Context<'_>, happened: String, at: i64) -> StepReport {
    let word = |variant: String| variant.to_lowercase();
    StepReport {
        at,
        happened,
        intent: context.intent.unwrap_or_default().to_f64(),
        engagement: word(format!("{:?}", context.engagement)),
        price_tier: word(format!("{:?}", context.price_tier)),
        visitor: word(format!("{:?}", context.visitor)),
        cart_lines: context.cart_lines,
        cart_value: context.cart_value.map(|value| value.0),
        views: (context.views, context.similar_views),
        offer: word(format!("{:?}", context.offer)),
        shelf: None,
    }
}

fn named(placement: Placement) -> String {
    format!("{placement:?}").to_lowercase()
}

fn spelled(shelf: Shelf) -> String {
    let place = SHELF_KINDS.iter().position(|kind| *kind == shelf);
    let word = place.and_then(|place| SHELVES.get(place));
    word.copied().unwrap_or_default().to_owned()
}

fn choice(
    item: &Item,
    shards: &[&Snapshot],
    seeds: &[ProductKey],
    ruling: &Ruling,
) -> Option<Choice> {
    let shard = shards.get(item.shard)?;
    let shown = shard.display().get(item.record);
    let title = |position: usize| {
        let key = seeds.get(position).copied();
        let home = key.and_then(|key| {
            shards
                .iter()
                .find_map(|shard| Some(shard.display().get(shard.find(key)?).title))
        });
        home.unwrap_or("?")
    };
    let reason = match item.reason {
        Reason::GoesWith { seed } => format!("goes with {}", title(seed)),
        Reason::GoesWithSimilar { seed } => {
            format!("goes with products like {}", title(seed))
        }
        Reason::Popular => "popular in the shop".to_owned(),
        Reason::UpgradeOf { seed } => format!("better than {}", title(seed)),
        Reason::InSetWith { seed } => format!("in a set with {}", title(seed)),
        Reason::ViewedNext { seed } => format!("viewed after {}", title(seed)),
        Reason::SeenBefore { .. } => "seen before".to_owned(),
        Reason::Pinned => "pinned".to_owned(),
        Reason::BoughtBefore { times, days_ago } => {
            format!("bought {times} time(s), {days_ago} days ago")
        }
        _ => "for another reason".to_owned(),
    };
    let marks = shard.marks(item.record);
    let mut said = Vec::new();
    if ruling.pins.contains(&item.key) {
        said.push("pinned by its id".to_owned());
    }
    for (_, effect) in ruling.marks.iter().filter(|(mark, _)| marks.has(*mark)) {
        match effect {
            Effect::Pin => said.push("pinned".to_owned()),
            Effect::Lift(factor) => {
                let times = f64::from(*factor) / f64::from(LIFT_ONE);
                said.push(format!("times {times:.2}"));
            }
            Effect::Exclude => {}
        }
    }
    Some(Choice {
        id: shown.id.to_owned(),
        title: shown.title.to_owned(),
        price: shown.price.map(|price| price.0),
        score: item.score.to_f64(),
        reason,
        policy: said.join(", "),
    })
}

fn withheld(why: Withheld) -> String {
    match why {
        Withheld::NoSeeds => "the page names no product".to_owned(),
        Withheld::UnknownSeeds => "none of the page's products is in the snapshot".to_owned(),
        Withheld::NoGap => {
            "nothing is missing to free_shipping_from, or it is not known what".to_owned()
        }
        Withheld::NoHistory => "no purchases are known".to_owned(),
        Withheld::NoCandidates => "nothing that could be shown goes with it".to_owned(),
        Withheld::LowIntent => "the visit is not likely enough to end in a purchase".to_owned(),
        Withheld::Hidden => "a rule hides the shelf".to_owned(),
        Withheld::TooFew { found, needed, .. } => {
            format!("{found} better than filler, {needed} needed")
        }
        _ => "another reason".to_owned(),
    }
}
