//! One product under several names: the other names that a catalog gives it, and what people's tools make of an id.
//!
//! A spreadsheet drops the zeros before a number, writes `.0` behind it or makes `8.50003E+11` of a barcode; people type ids in
//! other letters and with blanks; the app that feeds a sales channel writes its own words before them. Each of these is tried only
//! for a name that is nobody's as it stands, the mildest first, and counts only where exactly one product can be meant.

mod exponent;

use hashbrown::HashMap;

use exponent::{Exponents, Rounded};

/// How a name was found to be a product's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Join {
    /// It is the product's id.
    Own,
    /// The catalog has it for the product beside the id.
    OtherName,
    /// But for blanks.
    Blanks,
    /// But for upper and lower case.
    Case,
    /// But for `.0` behind a number.
    Decimals,
    /// But for zeros before a number.
    Zeros,
    /// But for what an app of a sales channel writes before ids.
    Channel,
    /// A number was rounded to a power of ten.
    Exponent,
    /// By its title.
    Title,
}

impl Join {
    /// What a summary calls it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Own => "the id itself",
            Self::OtherName => "another name in the catalog",
            Self::Blanks => "other blanks",
            Self::Case => "other letter case",
            Self::Decimals => ".0 behind a number",
            Self::Zeros => "zeros lost before a number",
            Self::Channel => "a sales channel's words before it",
            Self::Exponent => "a number rounded by a spreadsheet",
            Self::Title => "the title",
        }
    }

    /// Whether something of the name is gone, so that two products could have become one.
    pub(super) fn is_lossy(self) -> bool {
        matches!(
            self,
            Self::Decimals | Self::Zeros | Self::Channel | Self::Exponent
        )
    }
}

/// The mildest first.
const FOLDS: [Join; 5] = [
    Join::Blanks,
    Join::Case,
    Join::Decimals,
    Join::Zeros,
    Join::Channel,
];

/// The products of one name: the first, and whether there are more.
type One = (u32, bool);

/// All names of products, by which files may speak of them.
#[derive(Clone, Debug, Default)]
pub struct Names {
    own: HashMap<Box<[u8]>, One>,
    others: HashMap<Box<[u8]>, One>,
    folded: HashMap<(u8, Box<[u8]>), One>,
    titles: HashMap<Box<[u8]>, One>,
    exponents: Exponents,
}

impl Names {
    /// No names yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A product's id.
    pub fn add(&mut self, id: &[u8], product: u32) {
        enter(&mut self.own, id, product);
        self.fold_in(id, product);
    }

    /// Another name of a product.
    pub fn add_other(&mut self, name: &[u8], product: u32) {
        if self.own.get(name).is_none_or(|(own, _)| *own != product) {
            enter(&mut self.others, name, product);
            self.fold_in(name, product);
        }
    }

    /// What a product is called.
    pub fn add_title(&mut self, title: &str, product: u32) {
        enter(&mut self.titles, plain_title(title).as_bytes(), product);
    }

    fn fold_in(&mut self, name: &[u8], product: u32) {
        for (level, fold) in (0..).zip(FOLDS) {
            if let Some(folded) = folded(name, fold) {
                let entry = self.folded.entry((level, folded));
                let known = entry.or_insert((product, false));
                known.1 |= known.0 != product;
            }
        }
        self.exponents.add(name, product);
    }

    /// The product of a name and how it was found; `None` if it is nobody's, or could be that of several.
    #[must_use]
    pub fn find(&self, name: &[u8]) -> Option<(u32, Join)> {
        let only =
            |found: Option<&One>| found.filter(|(_, more)| !more).map(|(product, _)| *product);
        if let Some(found) = only(self.own.get(name)) {
            return Some((found, Join::Own));
        }
        if let Some(found) = self.others.get(name) {
            return only(Some(found)).map(|product| (product, Join::OtherName));
        }
        for (level, fold) in (0..).zip(FOLDS) {
            let key = folded(name, fold).map(|folded| (level, folded));
            if let Some(found) = key.and_then(|key| self.folded.get(&key)) {
                return only(Some(found)).map(|product| (product, fold));
            }
        }
        let rounded = Rounded::of(name);
        let found = self.exponents.find(name, rounded.as_ref())?;
        Some((found, Join::Exponent))
    }

    /// The product of a title; that of a variant (`Desk lamp - Blue`) where only the whole product is known.
    #[must_use]
    pub fn of_title(&self, title: &str) -> Option<u32> {
        let (product, more) = self.titled(title)?;
        (!more).then_some(product)
    }

    /// Whether a title is that of several products, so that it says of none which it is.
    #[must_use]
    pub fn is_shared_title(&self, title: &str) -> bool {
        self.titled(title).is_some_and(|(_, more)| more)
    }

    fn titled(&self, title: &str) -> Option<One> {
        let plain = plain_title(title);
        let whole = plain.rsplit_once(" - ").map(|(whole, _)| whole);
        let mut tried = [Some(plain.as_str()), whole].into_iter().flatten();
        tried.find_map(|title| self.titles.get(title.as_bytes()).copied())
    }

    /// The first product of a name that several may share, as the variants of one page share its handle.
    #[must_use]
    pub fn first(&self, name: &[u8]) -> Option<u32> {
        let shared = || self.others.get(name).map(|(product, _)| *product);
        self.find(name).map(|(product, _)| product).or_else(shared)
    }

    /// The same names for products by other numbers; a product that has none is gone.
    #[must_use]
    pub fn renumbered(self, number: impl Fn(u32) -> Option<u32>) -> Self {
        fn again<K: std::hash::Hash + Eq>(
            map: HashMap<K, One>,
            number: impl Fn(u32) -> Option<u32>,
        ) -> HashMap<K, One> {
            map.into_iter()
                .filter_map(|(key, (product, more))| Some((key, (number(product)?, more))))
                .collect()
        }
        Self {
            own: again(self.own, &number),
            others: again(self.others, &number),
            folded: again(self.folded, &number),
            titles: again(self.titles, &number),
            exponents: self.exponents.renumbered(&number),
        }
    }
}

fn enter(map: &mut HashMap<Box<[u8]>, One>, name: &[u8], product: u32) {
    match map.get_mut(name) {
        Some(known) => known.1 |= known.0 != product,
        None => {
            map.insert(name.into(), (product, false));
        }
    }
}

/// A name without what a kind of damage does; `None` where that kind does not apply.
fn folded(name: &[u8], fold: Join) -> Option<Box<[u8]>> {
    let text = std::str::from_utf8(name).ok()?;
    let tight: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let whole = || {
        let (whole, decimals) = tight.split_once('.').unwrap_or((&tight, ""));
        let digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
        (digits && decimals.bytes().all(|byte| byte == b'0')).then_some(whole)
    };
    Some(match fold {
        Join::Blanks => tight.into_bytes().into(),
        Join::Case => tight.to_lowercase().into_bytes().into(),
        Join::Decimals => whole()?.as_bytes().into(),
        Join::Zeros => {
            let whole = whole()?;
            let short = whole.trim_start_matches('0');
            let short = if short.is_empty() { "0" } else { short };
            short.as_bytes().into()
        }
        Join::Channel => behind_channel(&tight)
            .unwrap_or(&tight)
            .to_lowercase()
            .into_bytes()
            .into(),
        _ => return None,
    })
}

/// What apps of sales channels write before a shop's id, what stands between the parts behind it, and how many of those are not the id:
/// `gla_ID` and `woocommerce_gpf_ID` of WooCommerce's apps for Google, `shopify_GB_PRODUCT_VARIANT` of Shopify's, `online:en:GB:ID` of
/// Google's Content API, `gid://shopify/ProductVariant/ID` of Shopify's own API.
const CHANNELS: [(&str, char, usize); 6] = [
    ("gla_", '_', 0),
    ("woocommerce_gpf_", '_', 0),
    ("shopify_", '_', 2),
    ("online:", ':', 2),
    ("local:", ':', 2),
    ("gid://shopify/", '/', 1),
];

/// The shop's own id in that of a sales channel.
fn behind_channel(id: &str) -> Option<&str> {
    CHANNELS.into_iter().find_map(|(before, between, others)| {
        let (start, parts) = id.split_at_checked(before.len())?;
        let own = parts.splitn(others + 1, between).nth(others)?;
        (start.eq_ignore_ascii_case(before) && !own.is_empty()).then_some(own)
    })
}

fn plain_title(title: &str) -> String {
    let lower = title.to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The less damaged of two spellings of one id: what a spreadsheet takes away does not come back.
pub(super) fn better_spelling<'a>(listed: &'a str, sold: &'a str, join: Join) -> &'a str {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let damaged = match join {
        Join::Decimals | Join::Exponent => !digits(listed) && digits(sold),
        Join::Zeros => sold.len() > listed.len() && digits(sold),
        Join::Channel => behind_channel(listed).is_some() && behind_channel(sold).is_none(),
        _ => false,
    };
    if damaged { sold } else { listed }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(ids: &[&str]) -> Names {
        let mut names = Names::new();
        for (id, number) in ids.iter().zip(0..) {
            names.add(id.as_bytes(), number);
        }
        names
    }

    #[test]
    fn each_kind_of_damage_is_undone_where_one_product_is_meant() {
        let names = names(&["00123", "AB-7", "Lamp 1", "850003173771", "9.9E+11"]);
        for (name, found) in [
            ("00123", Some((0, Join::Own))),
            ("123", Some((0, Join::Zeros))),
            ("123.0", Some((0, Join::Zeros))),
            ("00123.0", Some((0, Join::Decimals))),
            ("ab-7", Some((1, Join::Case))),
            ("Lamp1", Some((2, Join::Blanks))),
            ("8.5E+11", Some((3, Join::Exponent))),
            ("8.50003E+11", Some((3, Join::Exponent))),
            ("8.50004E+11", None),
            ("990000000017", Some((4, Join::Exponent))),
            ("124", None),
            ("123.5", None),
        ] {
            assert_eq!(names.find(name.as_bytes()), found, "{name}");
        }
    }

    #[test]
    fn what_a_sales_channel_writes_before_ids_is_no_part_of_them() {
        let shop = names(&["4711", "AB-7", "shopify_GB_11_22"]);
        for (name, found) in [
            ("gla_4711", Some(0)),
            ("woocommerce_gpf_4711", Some(0)),
            ("shopify_US_1_4711", Some(0)),
            ("gid://shopify/ProductVariant/4711", Some(0)),
            ("online:en:GB:AB-7", Some(1)),
            ("local:de:AT:ab-7", Some(1)),
            ("22", Some(2)),
            ("shopify_US_11_22", Some(2)),
            ("shopify_4711", None),
            ("online:4711", None),
            ("gla_", None),
            ("x_4711", None),
        ] {
            let found = found.map(|product| (product, Join::Channel));
            assert_eq!(shop.find(name.as_bytes()), found, "{name}");
        }
        let both = names(&["online:en:GB:7", "online:en:US:7"]);
        assert_eq!(both.find(b"7"), None, "of which country?");
        let spelling = |listed, sold| better_spelling(listed, sold, Join::Channel);
        assert_eq!(spelling("shopify_GB_11_22", "22"), "22");
        assert_eq!(spelling("4711", "gla_4711"), "4711");
    }

    #[test]
    fn what_could_be_two_products_is_none() {
        let names = names(&["0012", "012", "850003173771", "850003173788"]);
        assert_eq!(names.find(b"12"), None);
        assert_eq!(names.find(b"012"), Some((1, Join::Own)));
        assert_eq!(names.find(b"8.50003E+11"), None);
        assert_eq!(names.find(b"8.50003173771E+11"), Some((2, Join::Exponent)));
    }

    #[test]
    fn other_names_and_titles_are_names_too() {
        let mut names = names(&["10", "11"]);
        names.add_other(b"hoodie", 0);
        names.add_other(b"shared", 0);
        names.add_other(b"shared", 1);
        names.add_title("Desk  lamp", 1);
        assert_eq!(names.find(b"Hoodie"), Some((0, Join::Case)));
        assert_eq!(
            (names.find(b"shared"), names.first(b"shared")),
            (None, Some(0))
        );
        assert_eq!(names.of_title("desk lamp - Blue"), Some(1));
        assert_eq!(names.of_title("Floor lamp"), None);
        names.add_title("DESK LAMP", 0);
        assert_eq!(names.of_title("desk lamp"), None, "which of the two?");
        assert!(names.is_shared_title("Desk Lamp - Blue") && !names.is_shared_title("Lamp"));
        let again = names.renumbered(|product| (product == 1).then_some(7));
        assert_eq!(
            (again.find(b"11"), again.find(b"10")),
            (Some((7, Join::Own)), None)
        );
    }

    #[test]
    fn the_spelling_that_lost_nothing_stays() {
        assert_eq!(better_spelling("123", "00123", Join::Zeros), "00123");
        assert_eq!(better_spelling("00123", "123", Join::Zeros), "00123");
        assert_eq!(
            better_spelling("8.5E+11", "850003173771", Join::Exponent),
            "850003173771"
        );
        assert_eq!(better_spelling("7", "7.0", Join::Decimals), "7");
        assert_eq!(better_spelling("AB", "ab", Join::Case), "AB");
    }
}
