//! Order lines that are no products: postage, fees, discounts, vouchers, samples, manual entries.
//!
//! No list of words is enough: a shop may sell "Manual coffee grinder" and "Postage stamp mug". So a word alone never
//! decides; it needs a second sign from the file itself:
//!
//! - the title *is* the word, with nothing else of substance ("POSTAGE", "Manual"), or
//! - the id has another shape than the shop's products have (`POST` among `85123A`), or
//! - the price swings as no product's price does (ninth decile at least ten times the first, over five lines or more).

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

/// The signs that a product of the file gives.
pub(crate) struct Signs<'a> {
    /// Its id.
    pub(crate) id: &'a str,
    /// Its title, if there is one.
    pub(crate) title: Option<&'a str>,
    /// First and ninth decile of its prices and the number of lines; `None` without prices.
    pub(crate) prices: Option<(i64, i64, u64)>,
}

/// How the ids of a shop look: each shape with the share of the products that have it.
pub(crate) struct Shapes {
    counts: BTreeMap<String, u64>,
    total: u64,
}

impl Shapes {
    /// Takes the shapes of all ids.
    pub(crate) fn of<'a>(ids: impl Iterator<Item = &'a str>) -> Self {
        let mut shapes = Self {
            counts: BTreeMap::new(),
            total: 0,
        };
        for id in ids {
            *shapes.counts.entry(shape(id)).or_default() += 1;
            shapes.total += 1;
        }
        shapes
    }

    fn is_rare(&self, id: &str) -> bool {
        let count = self.counts.get(&shape(id)).copied().unwrap_or(0);
        (count as f64) < self.total as f64 * RARE_SHAPE
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

/// Whether these signs are those of a line that is no product.
pub(crate) fn is_non_product(signs: &Signs<'_>, shapes: &Shapes) -> bool {
    let text = signs.title.unwrap_or(signs.id).to_lowercase();
    let Some(rest) = without_words(&text) else {
        return false;
    };
    let alone = !rest.chars().any(char::is_alphabetic);
    let swings = signs
        .prices
        .is_some_and(|(low, high, lines)| lines >= 5 && high >= low.max(1).saturating_mul(10));
    alone || swings || shapes.is_rare(signs.id)
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

    #[test]
    fn a_word_needs_a_second_sign() {
        let products: Vec<String> = (0..200).map(|n| format!("{}A", 10_000 + n)).collect();
        let shapes =
            Shapes::of(
                products
                    .iter()
                    .map(String::as_str)
                    .chain(["POST", "M", "gift_0001_20"]),
            );
        let is = |id, title, prices| {
            is_non_product(
                &Signs {
                    id,
                    title: Some(title),
                    prices,
                },
                &shapes,
            )
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
            !is("DCGSSGIRL", "Girls party bag", Some((300, 300, 9))),
            "a strange id alone is no reason"
        );
        assert!(
            !is("10005A", "Coffee table", Some((300, 30_000, 9))),
            "fee within a word, swinging price"
        );
    }

    #[test]
    fn shapes_join_runs() {
        assert_eq!(
            (shape("85123A"), shape("gift_0001_20"), shape("SKU--7")),
            ("9A".into(), "A_9_9".into(), "A--9".into())
        );
    }
}
