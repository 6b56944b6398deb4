//! The file of offers, checked once. `FORMAT.md` specifies it.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::window::Window;
use crate::catalog::{Money, ProductKey};
use crate::snapshot::codec::bytes::ByteReader;
use crate::snapshot::{ContentHash, FORMAT_VERSION, Fault, SnapshotError};

/// Most bytes of a file of offers: some thousand offers. Every page with a shelf reads all of it.
pub const MAX_OFFERS_BYTES: usize = 1 << 17;
/// First bytes of the file.
pub(super) const MAGIC: [u8; 4] = *b"SETO";
/// Longest id, and longest terms, in bytes.
pub(super) const MAX_TEXT: usize = 1_000;
/// Moments are before this: the year 36812, and 40 bits.
pub(super) const MAX_MOMENT: u64 = 1 << 40;
/// Prices that a JavaScript number holds exactly.
pub(super) const MAX_PRICE: u64 = (1 << 53) - 1;

/// What an offer gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A lower price.
    Price = 0,
    /// Something that comes with it, as its terms say.
    Perk = 1,
    /// Delivery without charge, from a value of the cart on if it has a price.
    FreeShipping = 2,
}

/// What an offer is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everything. Never a price.
    Shop,
    /// A category and all below it, by its [`category_key`].
    Category(u64),
    /// One product.
    Product(ProductKey),
}

impl Scope {
    /// Its number and its key in the file, by which offers are sorted.
    pub(super) fn parts(self) -> (u8, u64) {
        match self {
            Self::Shop => (0, 0),
            Self::Category(key) => (1, key),
            Self::Product(key) => (2, key.0),
        }
    }

    fn of(number: u8, key: u64) -> Option<Self> {
        match number {
            0 => Some(Self::Shop),
            1 => Some(Self::Category(key)),
            2 => Some(Self::Product(ProductKey(key))),
            _ => None,
        }
    }
}

/// What a category is looked up by: its levels joined by ` > `, as the catalog spells them.
#[must_use]
pub fn category_key(path: &str) -> u64 {
    ProductKey::of(path).0
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    scope: Scope,
    kind: Kind,
    window: Window,
    after_order: Option<u32>,
    price: Option<Money>,
    lowest: Option<Money>,
    id: String,
    /// Position of the terms.
    terms: Option<usize>,
}

/// All offers of a snapshot that can still matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offers {
    terms: Box<[String]>,
    /// By scope, then by what is preferred.
    entries: Box<[Entry]>,
}

/// One offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer<'a> {
    entry: &'a Entry,
    terms: &'a str,
}

fn ensure(holds: bool, rule: &'static str, at: usize) -> Result<(), SnapshotError> {
    if holds {
        Ok(())
    } else {
        Err(SnapshotError::invalid(rule, at))
    }
}

/// A text behind its length.
fn text(reader: &mut ByteReader<'_>) -> Result<String, SnapshotError> {
    let rule = "a text of offers has 1 to 1000 bytes of UTF-8";
    let at = reader.offset();
    let length = reader.varint_below(MAX_TEXT as u64 + 1, rule)?;
    let text = core::str::from_utf8(reader.take(length)?).unwrap_or_default();
    ensure(!text.is_empty(), rule, at)?;
    Ok(String::from(text))
}

fn money(reader: &mut ByteReader<'_>) -> Result<Option<Money>, SnapshotError> {
    let number = reader.varint_below(MAX_PRICE + 2, "a price of an offer is at most 2^53 - 1")?;
    Ok((number as u64).checked_sub(1).map(Money))
}

/// A window, and how long a personal one is.
type Span = (Window, Option<u32>);

fn span(reader: &mut ByteReader<'_>, last: Option<&Span>) -> Result<Span, SnapshotError> {
    let rule = "an offer lasts at least a second, and ends before 2^40";
    let at = reader.offset();
    let before = last.map_or(0, |(window, _)| window.starts);
    // Both below 2^40, so that no sum overflows.
    let starts = before + reader.varint_below(MAX_MOMENT, rule)? as i64;
    let ends = starts + reader.varint_below(MAX_MOMENT, rule)? as i64 + 1;
    ensure((ends as u64) < MAX_MOMENT, rule, at)?;
    let personal =
        reader.varint_below(1 << 32, "a personal window lasts at most 2^32 - 1 seconds")?;
    let span = (
        Window { starts, ends },
        // Below 2^32.
        Some(personal as u32).filter(|&seconds| seconds > 0),
    );
    let key = |(window, personal): &Span| (window.starts, window.ends, *personal);
    ensure(
        last.is_none_or(|last| key(last) < key(&span)),
        "windows ascend",
        at,
    )?;
    Ok(span)
}

impl Entry {
    fn read(
        reader: &mut ByteReader<'_>,
        spans: &[Span],
        terms: usize,
    ) -> Result<Self, SnapshotError> {
        let at = reader.offset();
        let head = reader.u8()?;
        let kind = match head & 3 {
            0 => Some(Kind::Price),
            1 => Some(Kind::Perk),
            2 => Some(Kind::FreeShipping),
            _ => None,
        };
        let key = if head >> 2 == 0 { 0 } else { reader.u64()? };
        let (Some(kind), Some(scope)) = (kind, Scope::of(head >> 2, key)) else {
            return Err(SnapshotError::invalid(
                "an offer is a price, a perk or free shipping, on the shop, a category or a product",
                at,
            ));
        };
        let number = reader.varint_below(spans.len() as u64, "an offer has one of the windows")?;
        let Some(&(window, after_order)) = spans.get(number) else {
            return Err(SnapshotError::invalid(
                "an offer has one of the windows",
                at,
            ));
        };
        let said = reader.varint_below(terms as u64 + 1, "an offer has one of the terms")?;
        let (price, lowest) = (money(reader)?, money(reader)?);
        let priced = match kind {
            Kind::Price => price.is_some() && !matches!(scope, Scope::Shop),
            Kind::Perk => price.is_none(),
            Kind::FreeShipping => true,
        };
        ensure(
            priced && (lowest.is_none() || (kind == Kind::Price && lowest > price)),
            "a price offer has a price, on a category or a product, below its lowest; a perk has none",
            at,
        )?;
        Ok(Self {
            scope,
            kind,
            window,
            after_order,
            price,
            lowest,
            id: text(reader)?,
            terms: said.checked_sub(1),
        })
    }

    /// What entries ascend by: of one scope the preferred one comes first, and that is the one that ends first.
    fn order(&self) -> ((u8, u64), Kind, i64, &str) {
        (self.scope.parts(), self.kind, self.window.ends, &self.id)
    }
}

impl Offers {
    /// Reads a file of offers.
    ///
    /// # Errors
    /// [`SnapshotError`] names the first rule of `FORMAT.md` that the bytes break, and where.
    pub fn read(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let mut reader = ByteReader::new(bytes, 0);
        if !bytes.starts_with(&MAGIC) {
            return Err(SnapshotError::new(Fault::NotASnapshot, 0));
        }
        reader.take(MAGIC.len())?;
        match reader.u16()? {
            FORMAT_VERSION => {}
            got => return Err(SnapshotError::new(Fault::Version { got }, MAGIC.len())),
        }
        ensure(
            bytes.len() <= MAX_OFFERS_BYTES,
            "a file of offers has at most 131072 bytes",
            MAX_OFFERS_BYTES,
        )?;
        // Each takes at least a byte.
        let most = bytes.len() as u64;
        let many = "a file of offers has room for what it promises";
        let mut spans: Vec<Span> = Vec::new();
        for _ in 0..reader.varint_below(most, many)? {
            let next = span(&mut reader, spans.last())?;
            spans.push(next);
        }
        let mut terms: Vec<String> = Vec::new();
        for _ in 0..reader.varint_below(most, many)? {
            let at = reader.offset();
            let next = text(&mut reader)?;
            let ascends = terms.last().is_none_or(|last| *last < next);
            ensure(ascends, "terms ascend", at)?;
            terms.push(next);
        }
        let mut entries: Vec<Entry> = Vec::new();
        for _ in 0..reader.varint_below(most, many)? {
            let at = reader.offset();
            let next = Entry::read(&mut reader, &spans, terms.len())?;
            let ascends = entries
                .last()
                .is_none_or(|last| last.order() < next.order());
            ensure(ascends, "offers ascend", at)?;
            entries.push(next);
        }
        reader.finish("a file of offers ends with its last one")?;
        Ok(Self {
            terms: terms.into(),
            entries: entries.into(),
        })
    }

    /// Reads the offers that a manifest names.
    ///
    /// # Errors
    /// As [`Offers::read`]; also if the bytes are others than the manifest's.
    pub fn open(bytes: &[u8], named: ContentHash) -> Result<Self, SnapshotError> {
        let got = ContentHash::of(bytes);
        if got == named {
            return Self::read(bytes);
        }
        Err(SnapshotError::new(
            Fault::Checksum {
                expected: named,
                got,
            },
            0,
        ))
    }

    fn offer<'a>(&'a self, entry: &'a Entry) -> Offer<'a> {
        let terms = entry.terms.and_then(|at| self.terms.get(at));
        Offer {
            entry,
            terms: terms.map_or("", String::as_str),
        }
    }

    /// All of them: those of the shop, of categories, of products.
    pub fn iter(&self) -> impl Iterator<Item = Offer<'_>> {
        self.entries.iter().map(|entry| self.offer(entry))
    }

    /// Those on one scope: prices, then perks, then free shipping, and of these the one that ends first.
    pub fn on(&self, scope: Scope) -> impl Iterator<Item = Offer<'_>> {
        let from = self
            .entries
            .partition_point(|entry| entry.scope.parts() < scope.parts());
        let rest = self.entries.get(from..).unwrap_or_default().iter();
        rest.take_while(move |entry| entry.scope == scope)
            .map(|entry| self.offer(entry))
    }

    /// Those that a product has: its own, then those of its category (levels joined by ` > `), the narrowest level first.
    pub fn of_product<'a>(
        &'a self,
        key: ProductKey,
        category: &'a str,
    ) -> impl Iterator<Item = Offer<'a>> {
        let whole = Some(category).filter(|path| !path.is_empty());
        let above = |path: &&'a str| path.rfind(" > ").and_then(|end| path.get(..end));
        let levels = core::iter::successors(whole, above);
        self.on(Scope::Product(key))
            .chain(levels.flat_map(|path| self.on(Scope::Category(category_key(path)))))
    }

    /// The offer of this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Offer<'_>> {
        self.iter().find(|offer| offer.id() == id)
    }
}

impl<'a> Offer<'a> {
    /// The merchant's name for it.
    #[must_use]
    pub fn id(&self) -> &'a str {
        &self.entry.id
    }

    /// What it gives.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.entry.kind
    }

    /// What it is on.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.entry.scope
    }

    /// The price that it gives; of free shipping the value of the cart from which on it is free, if there is one.
    #[must_use]
    pub fn price(&self) -> Option<Money> {
        self.entry.price
    }

    /// The lowest price of the 30 days before it, if the merchant supplied that. Above [`Offer::price`].
    #[must_use]
    pub fn lowest(&self) -> Option<Money> {
        self.entry.lowest
    }

    /// The merchant's words; empty if there are none. Hostile until escaped.
    #[must_use]
    pub fn terms(&self) -> &'a str {
        self.terms
    }

    /// From when to when it holds; within that, a personal window begins with an order.
    #[must_use]
    pub fn span(&self) -> Window {
        self.entry.window
    }

    /// How many seconds a personal window lasts from the order on; `None` for an offer that is the same for everyone.
    #[must_use]
    pub fn after_order(&self) -> Option<u32> {
        self.entry.after_order
    }
}
