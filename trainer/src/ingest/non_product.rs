//! Lines and products that are none: postage, fees, discounts, vouchers, samples, manual entries.
//!
//! No list of words is enough: a shop may sell "Manual coffee grinder", "Porto Tawny" and stickers with "Free Shipping" in their
//! titles. So a word alone never decides; something else must say that it is no product:
//!
//! - the catalog itself: it is a gift card;
//! - words are most of the title, and the catalog says that nothing is shipped or that it has no price;
//! - the price swings as no product's price does (ninth decile at least ten times the first, over five lines or more);
//! - the title *is* the word and the lines are as many as half of the orders: nothing that people choose is bought that often;
//! - the title *is* the word ("POSTAGE", "Manual") and the id has another shape than the shop's products have (`POST` among
//!   `85123A`). Where no catalog lists the product, one of the two is enough for a title that is mostly such words.

use std::collections::BTreeMap;

/// Words of such lines, lower case, in the languages of the widget. The only home of this list.
const WORDS: &[&str] = &[
    // delivery
    "postage",
    "shipping",
    "delivery",
    "carriage",
    "freight",
    "handling",
    "p&p",
    "versand",
    "versandkosten",
    "porto",
    "lieferung",
    "livraison",
    "frais de port",
    "expédition",
    "envío",
    "gastos de envío",
    "spedizione",
    "verzending",
    "verzendkosten",
    "frete",
    "送料",
    "شحن",
    // fees and corrections
    "fee",
    "fees",
    "commission",
    "bank charges",
    "charge",
    "surcharge",
    "adjust",
    "adjustment",
    "bad debt",
    "manual",
    "rounding",
    "deposit",
    "gebühr",
    "pfand",
    "frais",
    "consigne",
    "comisión",
    "commissione",
    "toeslag",
    "taxa",
    // reductions, vouchers, gifts
    "discount",
    "rabatt",
    "remise",
    "descuento",
    "sconto",
    "korting",
    "desconto",
    "refund",
    "gift voucher",
    "gift card",
    "voucher",
    "coupon",
    "gutschein",
    "geschenkkarte",
    "carte cadeau",
    "chèque cadeau",
    "tarjeta regalo",
    "buono regalo",
    "cadeaubon",
    "cartão presente",
    "sample",
    "samples",
    "muster",
    "échantillon",
    "tip",
    "donation",
    "spende",
    "test product",
];

/// A shape of ids that fewer than this share of the products have is unusual.
const RARE_SHAPE: f64 = 0.02;
/// Shapes tell nothing where more than this share of the products have unusual ones: handles have as many words as titles.
const MANY_RARE: f64 = 0.1;

/// What is called postage and stands in this share of the orders is postage.
const EVERYWHERE: f64 = 0.5;

/// The signs that a product of the file gives.
#[derive(Clone, Copy, Default)]
pub(crate) struct Signs<'a> {
    /// Its id.
    pub(crate) id: &'a str,
    /// Its title, if there is one.
    pub(crate) title: Option<&'a str>,
    /// First and ninth decile of its prices and the number of lines; `None` without prices.
    pub(crate) prices: Option<(i64, i64, u64)>,
    /// The catalog lists it.
    pub(crate) listed: bool,
    /// And says that it is a gift card,
    pub(crate) gift_card: bool,
    /// that nothing of it is shipped,
    pub(crate) intangible: bool,
    /// or gives prices, but none of it.
    pub(crate) unpriced: bool,
    /// Share of the orders that have a line of it.
    pub(crate) of_orders: f64,
}

/// How the ids of a shop look: each shape with the share of the products that have it.
pub(crate) struct Shapes {
    counts: BTreeMap<String, u64>,
    total: u64,
    /// Whether an unusual shape says something.
    telling: bool,
}

impl Shapes {
    /// Takes the shapes of all ids.
    pub(crate) fn of<'a>(ids: impl Iterator<Item = &'a str>) -> Self {
        let mut shapes = Self {
            counts: BTreeMap::new(),
            total: 0,
            telling: false,
        };
        for id in ids {
            *shapes.counts.entry(shape(id)).or_default() += 1;
            shapes.total += 1;
        }
        let rare = shapes.counts.values().filter(|&&count| shapes.few(count));
        shapes.telling = rare.sum::<u64>() as f64 <= MANY_RARE * shapes.total as f64;
        shapes
    }

    fn few(&self, count: u64) -> bool {
        (count as f64) < self.total as f64 * RARE_SHAPE
    }

    fn is_rare(&self, id: &str) -> bool {
        self.telling && self.few(self.counts.get(&shape(id)).copied().unwrap_or(0))
    }
}

/// Runs of digits as `9`, runs of letters as `A`, the rest as it is: `85123A` is `9A`, `gift_0001_20` is `A_9_9`.
fn shape(id: &str) -> String {
    let mut shape = String::new();
    for c in id.chars() {
        let class = if c.is_numeric() {
            '9'
        } else if c.is_alphabetic() {
            'A'
        } else {
            c
        };
        if !shape.ends_with(class) || (class != '9' && class != 'A') {
            shape.push(class);
        }
    }
    shape
}

/// Whether these signs are those of what is no product.
pub(crate) fn is_non_product(signs: &Signs<'_>, shapes: &Shapes) -> bool {
    if signs.gift_card {
        return true;
    }
    let text = signs.title.unwrap_or(signs.id).to_lowercase();
    let Some(rest) = without_words(&text) else {
        return false;
    };
    let letters = |text: &str| {
        text.split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
            .count()
    };
    let (left, all) = (letters(&rest), letters(&text));
    let alone = left == 0;
    let mostly = left * 2 <= all;
    let swings = signs
        .prices
        .is_some_and(|(low, high, lines)| lines >= 5 && high >= low.max(1).saturating_mul(10));
    let rare = shapes.is_rare(signs.id);
    swings
        || (mostly && (signs.intangible || signs.unpriced))
        || (alone && (rare || !signs.listed || signs.of_orders >= EVERYWHERE))
        || (mostly && rare && !signs.listed)
}

/// The text without the listed words that stand in it as whole words; `None` if none does.
fn without_words(text: &str) -> Option<String> {
    let mut rest = text.to_owned();
    let mut any = false;
    for word in WORDS {
        while let Some(at) = find_word(&rest, word) {
            rest.replace_range(at..at + word.len(), " ");
            any = true;
        }
    }
    any.then_some(rest)
}

fn find_word(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word).map(|(at, _)| at).find(|&at| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|t| t.chars().next());
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        edge(before) && edge(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes() -> Shapes {
        let products: Vec<String> = (0..200).map(|n| format!("{}A", 10_000 + n)).collect();
        let odd = ["POST", "M", "gift_0001_20"];
        Shapes::of(products.iter().map(String::as_str).chain(odd))
    }

    fn signs<'a>(id: &'a str, title: &'a str) -> Signs<'a> {
        Signs {
            id,
            title: Some(title),
            ..Signs::default()
        }
    }

    #[test]
    fn a_word_needs_a_second_sign() {
        let shapes = shapes();
        let is = |id, title, prices| {
            let signs = Signs {
                prices,
                ..signs(id, title)
            };
            is_non_product(&signs, &shapes)
        };
        assert!(is("POST", "DOTCOM POSTAGE", None), "word and shape");
        assert!(is(
            "gift_0001_20",
            "Dotcomgiftshop Gift Voucher £20.00",
            None
        ));
        assert!(is("10001A", "Manual", None), "nothing but the word");
        assert!(
            is("10002A", "Express delivery", Some((200, 9_000, 40))),
            "word and swinging price"
        );
        assert!(!is(
            "10003A",
            "Manual coffee grinder",
            Some((2_000, 2_500, 40))
        ));
        assert!(!is("10004A", "Postage stamp mug", Some((400, 800, 40))));
        assert!(
            !is("STICKER", "Cat sticker | Free Shipping", None),
            "few of its words"
        );
        assert!(
            !is("DCGSSGIRL", "Girls party bag", Some((300, 300, 9))),
            "a strange id alone is no reason"
        );
        assert!(
            !is("10005A", "Coffee table", Some((300, 30_000, 9))),
            "fee within a word, swinging price"
        );
    }

    #[test]
    fn what_the_catalog_lists_must_say_it_itself() {
        let shapes = shapes();
        let listed = |id, title| Signs {
            listed: true,
            ..signs(id, title)
        };
        let is = |signs: Signs<'_>| is_non_product(&signs, &shapes);
        assert!(!is(listed("10001A", "Manual")), "as other ids");
        assert!(is(listed("POST", "Postage")) && !is(listed("PORT", "Porto Tawny")));
        let gift_card = Signs {
            gift_card: true,
            ..listed("10001A", "Something nice")
        };
        let fee = Signs {
            intangible: true,
            ..listed("10001A", "Shipping protection")
        };
        let book = Signs {
            intangible: true,
            ..listed("10001A", "Delivery of twins, an ebook")
        };
        let unpriced = Signs {
            unpriced: true,
            ..listed("10001A", "Deposit")
        };
        assert!(is(gift_card) && is(fee) && is(unpriced) && !is(book));
        let everywhere = |title| Signs {
            of_orders: 0.9,
            ..listed("10001A", title)
        };
        assert!(is(everywhere("Versandkosten")) && !is(everywhere("Postage stamp mug")));
    }

    #[test]
    fn handles_of_many_words_have_no_usual_shape() {
        let handles: Vec<String> = (1..60).map(|n| vec!["word"; n].join("-")).collect();
        let shapes = Shapes::of(handles.iter().map(String::as_str));
        assert!(!shapes.is_rare("felt-tip-pens"));
    }

    #[test]
    fn shapes_join_runs() {
        assert_eq!(
            (shape("85123A"), shape("gift_0001_20"), shape("SKU--7")),
            ("9A".into(), "A_9_9".into(), "A--9".into())
        );
    }
}
