//! What the shop can sell: the hand-written tables, one file a department. All brands and product lines are invented.

mod cameras;
mod fashion;
mod groceries;
mod phones;
mod skincare;

use super::pictures::Silhouette;

/// The five departments, in the order of their tables.
pub(super) const DEPARTMENTS: [&str; 5] = ["Cameras", "Phones", "Skincare", "Groceries", "Fashion"];

/// One type of product, serving one need: its products are alternatives (substitutes) to each other.
pub(super) struct Kind {
    /// Name of the need, unique over all tables.
    pub(super) key: &'static str,
    /// Start of the product ids.
    pub(super) code: &'static str,
    /// Index into [`DEPARTMENTS`].
    pub(super) department: usize,
    pub(super) category: &'static str,
    pub(super) noun: &'static str,
    pub(super) brands: &'static [&'static str],
    pub(super) lines: &'static [&'static str],
    /// Good, better, best: what one product family is sold as, lowest first.
    pub(super) tiers: &'static [Tier],
    pub(super) variants: Variants,
    pub(super) traits: &'static [Trait],
    /// Key of the kind that each family of this one is made for (a case for one phone).
    pub(super) fits: Option<&'static str>,
    pub(super) needs: &'static [Need],
    /// Share of the catalog, in parts of the sum over all kinds.
    pub(super) share: u32,
    /// How often shoppers come for this kind, in parts of the sum over all kinds.
    pub(super) demand: u32,
    pub(super) season: Season,
    pub(super) silhouette: Silhouette,
    /// Colours of families without colour variants, `#rrggbb`.
    pub(super) palette: &'static [&'static str],
}

/// A step of the price ladder.
pub(super) struct Tier {
    /// What the title and the picture say, e.g. `256 GB`; may be empty for the lowest tier.
    pub(super) label: &'static str,
    /// Typical price in pence, before the brand's own level.
    pub(super) price: i64,
    /// `key=value` pairs joined by `|`, as the catalog writes them.
    pub(super) attributes: &'static str,
    /// Days one piece lasts; 0 for what is not used up.
    pub(super) lasts: u32,
}

/// What the products of one item group differ in.
#[derive(Clone, Copy)]
pub(super) enum Variants {
    None,
    /// Name and `#rrggbb`.
    Colours(&'static [(&'static str, &'static str)]),
    Sizes(&'static [&'static str]),
}

impl Variants {
    pub(super) fn count(self) -> usize {
        match self {
            Self::None => 1,
            Self::Colours(colours) => colours.len(),
            Self::Sizes(sizes) => sizes.len(),
        }
    }
}

/// A property of a family that decides what goes with what (card slot, skin type, style).
pub(super) struct Trait {
    pub(super) key: &'static str,
    /// A value starting with `all` is compatible with every other one.
    pub(super) values: &'static [&'static str],
    /// Whether each brand keeps to one value (lens mounts).
    pub(super) by_brand: bool,
}

/// What a product of one kind asks for.
pub(super) struct Need {
    pub(super) kind: &'static str,
    /// Percent of orders with the product, beyond the single-item ones, that fill the need.
    pub(super) strength: u32,
    pub(super) fit: Match,
}

/// When a product of the needed kind goes with the seed.
#[derive(Clone, Copy)]
pub(super) enum Match {
    Any,
    /// Both families carry the same value of this trait.
    Trait(&'static str),
    /// The complement is made for the seed's family.
    Host,
}

/// When in the year a kind sells.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    Always,
    Summer,
    Winter,
    /// November and December.
    Gifts,
}

/// What the tables leave out.
const PLAIN: Kind = Kind {
    key: "",
    code: "",
    department: 0,
    category: "",
    noun: "",
    brands: &[],
    lines: &[],
    tiers: &[],
    variants: Variants::None,
    traits: &[],
    fits: None,
    needs: &[],
    share: 10,
    demand: 2,
    season: Season::Always,
    silhouette: Silhouette::Camera,
    palette: &["#55606e"],
};

const fn tier(label: &'static str, price: i64, attributes: &'static str) -> Tier {
    Tier {
        label,
        price,
        attributes,
        lasts: 0,
    }
}

const fn used_up(label: &'static str, price: i64, attributes: &'static str, lasts: u32) -> Tier {
    Tier {
        label,
        price,
        attributes,
        lasts,
    }
}

const fn any(kind: &'static str, strength: u32) -> Need {
    Need {
        kind,
        strength,
        fit: Match::Any,
    }
}

const fn same(kind: &'static str, strength: u32, key: &'static str) -> Need {
    Need {
        kind,
        strength,
        fit: Match::Trait(key),
    }
}

const fn host(kind: &'static str, strength: u32) -> Need {
    Need {
        kind,
        strength,
        fit: Match::Host,
    }
}

const fn varied(key: &'static str, values: &'static [&'static str]) -> Trait {
    Trait {
        key,
        values,
        by_brand: false,
    }
}

const fn branded(key: &'static str, values: &'static [&'static str]) -> Trait {
    Trait {
        key,
        values,
        by_brand: true,
    }
}

/// All kinds, the ones a small shop stocks first in front: departments take turns.
pub(super) fn kinds() -> Vec<&'static Kind> {
    let tables = [
        cameras::KINDS,
        phones::KINDS,
        skincare::KINDS,
        groceries::KINDS,
        fashion::KINDS,
    ];
    let longest = tables.iter().map(|table| table.len()).max().unwrap_or(0);
    // Two by two: a seed and what goes with it stand next to each other in every table.
    (0..longest.div_ceil(2))
        .flat_map(|pair| {
            tables
                .iter()
                .flat_map(move |table| table.iter().skip(pair * 2).take(2))
        })
        .collect()
}
