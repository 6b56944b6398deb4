//! Whether a product can be bought, in the words of catalogs.

use super::text::decode;

/// What catalogs write when a product can be bought, in English, German, French, Spanish, Italian, Portuguese, Dutch,
/// Japanese and Arabic, and in the feeds of Google, Shopify and WooCommerce. What can be ordered ahead can be bought.
const YES: &[&str] = &[
    "yes",
    "true",
    "y",
    "in stock",
    "instock",
    "available",
    "in store",
    "limited availability",
    "unlimited",
    "∞",
    "preorder",
    "pre order",
    "presale",
    "backorder",
    "back order",
    "onbackorder",
    "on backorder",
    "available for order",
    "deny",
    "continue",
    "ja",
    "auf lager",
    "lagernd",
    "lieferbar",
    "sofort lieferbar",
    "verfügbar",
    "vorrätig",
    "vorbestellbar",
    "oui",
    "en stock",
    "disponible",
    "précommande",
    "sí",
    "si",
    "en existencia",
    "en existencias",
    "hay existencias",
    "sì",
    "disponibile",
    "in magazzino",
    "disponibilità immediata",
    "sim",
    "em estoque",
    "em stock",
    "disponível",
    "op voorraad",
    "leverbaar",
    "beschikbaar",
    "在庫あり",
    "在庫有り",
    "有り",
    "あり",
    "販売中",
    "予約受付中",
    "はい",
    "متوفر",
    "متاح",
    "في المخزون",
    "نعم",
];

/// And when it cannot.
const NO: &[&str] = &[
    "no",
    "false",
    "n",
    "out of stock",
    "outofstock",
    "sold out",
    "soldout",
    "unavailable",
    "not available",
    "not in stock",
    "discontinued",
    "none",
    "nein",
    "nicht auf lager",
    "nicht lieferbar",
    "nicht verfügbar",
    "nicht vorrätig",
    "ausverkauft",
    "vergriffen",
    "non",
    "en rupture",
    "rupture",
    "en rupture de stock",
    "rupture de stock",
    "épuisé",
    "indisponible",
    "non disponible",
    "agotado",
    "sin stock",
    "sin existencias",
    "no disponible",
    "esaurito",
    "non disponibile",
    "não",
    "nao",
    "esgotado",
    "indisponível",
    "sem estoque",
    "sem stock",
    "fora de estoque",
    "nee",
    "niet op voorraad",
    "uitverkocht",
    "niet leverbaar",
    "niet beschikbaar",
    "在庫なし",
    "在庫無し",
    "在庫切れ",
    "無し",
    "なし",
    "売り切れ",
    "品切れ",
    "いいえ",
    "غير متوفر",
    "غير متاح",
    "نفد",
    "نفدت الكمية",
    "نفذت الكمية",
    "نفد من المخزون",
    "لا",
];

/// Whether a cell says that its product can be bought: a word, or a number of pieces. `None` if it says neither.
pub(super) fn in_stock(cell: &[u8]) -> Option<bool> {
    // Many rows say the same.
    match cell {
        b"" | b"yes" | b"true" | b"1" | b"in_stock" | b"in stock" => return Some(true),
        b"no" | b"false" | b"0" | b"out_of_stock" | b"out of stock" => return Some(false),
        _ => {}
    }
    let text = decode(cell).0.to_lowercase();
    // schema.org writes an address: https://schema.org/InStock.
    let word = match text.rsplit_once("schema.org/") {
        Some((_, word)) => word,
        None => &text,
    };
    let word = word.replace(['_', '-'], " ");
    let word = word.trim().trim_end_matches(['.', '!']);
    let number = text.trim().replace(',', ".").parse::<f64>().ok();
    if let Some(pieces) = number.filter(|pieces| pieces.is_finite()) {
        return Some(pieces > 0.0);
    }
    if NO.contains(&word) {
        return Some(false);
    }
    YES.contains(&word).then_some(true)
}

/// Whether a product can be bought, by all that a row says of its stock; `None` if it says nothing.
///
/// A word counts as it is. A number of pieces is asked about twice when it is none: what is not tracked is there, and what is
/// sold on when it is out can be bought. `tracked` is `None` where the file has no such column.
pub(super) fn can_be_bought(
    in_stock: &[u8],
    pieces: &[u8],
    policy: &[u8],
    tracked: Option<&[u8]>,
) -> Option<Option<bool>> {
    let cell = if in_stock.is_empty() {
        pieces
    } else {
        in_stock
    };
    if cell.is_empty() {
        return Some(None);
    }
    let found = self::in_stock(cell);
    if found == Some(false) && (sells_on(policy) || tracked.is_some_and(is_untracked)) {
        return Some(Some(true));
    }
    found.map(Some)
}

/// Whether it is sold on when nothing is left, in the words of Shopify, WooCommerce and Magento.
fn sells_on(policy: &[u8]) -> bool {
    let word = decode(policy).0.to_lowercase();
    matches!(
        word.trim(),
        "continue"
            | "true"
            | "yes"
            | "1"
            | "2"
            | "notify"
            | "ja"
            | "oui"
            | "sí"
            | "si"
            | "sì"
            | "sim"
            | "да"
            | "tak"
    )
}

/// Whether nobody counts the pieces: Shopify names who does, Magento says 0 or 1.
fn is_untracked(tracked: &[u8]) -> bool {
    matches!(
        tracked.to_ascii_lowercase().as_slice(),
        b"" | b"0" | b"false" | b"no" | b"none" | b"not tracked"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_counted_or_sold_on_can_be_bought() {
        let found = |in_stock: &str, pieces: &str, policy: &str, tracked: Option<&str>| {
            let tracked = tracked.map(str::as_bytes);
            can_be_bought(
                in_stock.as_bytes(),
                pieces.as_bytes(),
                policy.as_bytes(),
                tracked,
            )
        };
        assert_eq!(found("", "", "", None), Some(None), "it says nothing");
        assert_eq!(found("", "0", "", None), Some(Some(false)));
        assert_eq!(found("", "0", "deny", Some("shopify")), Some(Some(false)));
        assert_eq!(
            found("", "0", "CONTINUE", Some("shopify")),
            Some(Some(true))
        );
        assert_eq!(
            found("", "0", "deny", Some("")),
            Some(Some(true)),
            "not tracked"
        );
        assert_eq!(found("0", "", "notify", None), Some(Some(true)));
        assert_eq!(found("no", "", "0", Some("1")), Some(Some(false)));
        assert_eq!(
            found("yes", "0", "", None),
            Some(Some(true)),
            "the word counts"
        );
        assert_eq!(found("perhaps", "0", "", None), None);
    }

    #[test]
    fn words_of_languages_and_feeds() {
        for yes in [
            "",
            "Yes",
            "IN_STOCK",
            "in-stock",
            "https://schema.org/InStock",
            "12",
            "0,5",
            "Auf Lager",
            "en stock",
            "disponível",
            "op voorraad",
            "在庫あり",
            "متوفر",
            "onbackorder",
            "preorder",
        ] {
            assert_eq!(in_stock(yes.as_bytes()), Some(true), "{yes}");
        }
        for no in [
            "No",
            "out_of_stock",
            "outofstock",
            "OutOfStock",
            "0",
            "-3",
            "0.0",
            "Ausverkauft",
            "Épuisé",
            "agotado",
            "esaurito",
            "esgotado",
            "uitverkocht",
            "在庫切れ",
            "غير متوفر",
            "Sold out!",
        ] {
            assert_eq!(in_stock(no.as_bytes()), Some(false), "{no}");
        }
        for unknown in ["maybe", "ask us", "nan", "?"] {
            assert_eq!(in_stock(unknown.as_bytes()), None, "{unknown}");
        }
        assert!(
            YES.iter().all(|word| !NO.contains(word)),
            "no word means both"
        );
    }
}
