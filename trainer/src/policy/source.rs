//! A policy as the merchant wrote it, checked.

use std::ops::Range;

use setwise_core::catalog::PriceTier;
use setwise_core::directives::Visibility;
use setwise_core::policy::{Choice, Fact, Products};
use setwise_core::request::Shelf;

use super::economics::{MarginClass, StockClass};

/// A whole `policy.toml`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policy {
    /// Least percent of a high margin and most of a low one; thirds of the catalog without it.
    pub margins: Option<(f64, f64)>,
    /// Most pieces of a low stock, least of a high one.
    pub stocks: (u64, u64),
    /// In the merchant's order.
    pub rules: Vec<RuleSource>,
}

/// One `[[rule]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleSource {
    /// What it is called: public.
    pub name: String,
    /// What must hold.
    pub when: Condition,
    /// What it then says.
    pub then: Then,
}

/// What must hold. Numbers are as the merchant writes them: money in major units, shares from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All of them.
    All(Vec<Condition>),
    /// At least one.
    Any(Vec<Condition>),
    /// The other way round.
    Not(Box<Condition>),
    /// A number in a range, ends included.
    Number(Fact, Option<f64>, Option<f64>),
    /// One of some values, as bits.
    Among(Choice, u32),
    /// One of some products fits a selector.
    Products(Products, Selector),
    /// The shopper is of one of these segments.
    Segments(Vec<String>),
}

/// What a rule says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Then {
    /// Shown, hidden, or nothing said.
    pub visibility: Visibility,
    /// What happens to which products.
    pub products: Vec<(Selector, Action)>,
    /// Products that come first, by id.
    pub pins: Vec<String>,
    /// Highest price, in major units.
    pub cap: Option<f64>,
    /// Highest price in percent of the cart; 0 for none.
    pub cap_of_cart: u16,
    /// The shelf that stands there instead.
    pub shelf: Option<Shelf>,
    /// Its title, for all languages that have none of their own.
    pub title: String,
    /// Titles by language.
    pub titles: Vec<(String, String)>,
    /// Items, 3 to 6.
    pub count: Option<u8>,
    /// Least chance of a purchase.
    pub threshold: Option<f64>,
}

/// What happens to products.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// They are not shown.
    Exclude,
    /// They come first.
    Pin,
    /// Their score is multiplied.
    Lift(f64),
}

/// Which products: all that is said must fit, and of each list one.
#[derive(Clone, Debug, Default)]
pub struct Selector {
    /// Levels of the category, joined by ` > `, anywhere in its path.
    pub categories: Vec<String>,
    /// Brands.
    pub brands: Vec<String>,
    /// Product ids.
    pub ids: Vec<String>,
    /// Price in major units, from and to.
    pub price: Option<(Option<f64>, Option<f64>)>,
    /// Price tiers within the product's category.
    pub tiers: Vec<PriceTier>,
    /// Classes of margin.
    pub margins: Vec<MarginClass>,
    /// Classes of stock.
    pub stocks: Vec<StockClass>,
    /// What must not fit.
    pub not: Option<Box<Selector>>,
    /// Where it stands.
    pub at: Range<usize>,
}

/// Two are equal that select the same, wherever they stand.
impl PartialEq for Selector {
    fn eq(&self, other: &Self) -> bool {
        let parts = |s: &Self| {
            (
                s.categories.clone(),
                s.brands.clone(),
                s.ids.clone(),
                s.price,
                s.tiers.clone(),
                s.margins.clone(),
                s.stocks.clone(),
                s.not.clone(),
            )
        };
        parts(self) == parts(other)
    }
}

impl Selector {
    /// Whether it names products by their ids alone.
    #[must_use]
    pub fn is_ids_only(&self) -> bool {
        let ids = Self {
            ids: self.ids.clone(),
            ..Self::default()
        };
        !self.ids.is_empty() && *self == ids
    }

    /// Whether it, or what it excludes, asks for a class of margin or of stock, which only the merchant's catalog tells.
    #[must_use]
    pub fn asks(&self, of: fn(&Self) -> bool) -> bool {
        of(self) || self.not.as_deref().is_some_and(|not| not.asks(of))
    }
}

impl Policy {
    /// All selectors, each once, in the order of the file.
    #[must_use]
    pub fn selectors(&self) -> Vec<&Selector> {
        let mut all: Vec<&Selector> = Vec::new();
        let mut add = |selector| {
            if !all.contains(&selector) {
                all.push(selector);
            }
        };
        for rule in &self.rules {
            rule.when.selectors(&mut add);
            rule.then.products.iter().for_each(|(s, _)| add(s));
        }
        all
    }
}

impl Condition {
    fn selectors<'a>(&'a self, add: &mut impl FnMut(&'a Selector)) {
        match self {
            Self::All(list) | Self::Any(list) => list.iter().for_each(|c| c.selectors(add)),
            Self::Not(condition) => condition.selectors(add),
            Self::Products(_, selector) => add(selector),
            Self::Number(..) | Self::Among(..) | Self::Segments(_) => {}
        }
    }
}
