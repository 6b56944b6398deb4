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

#[cfg(test)]
mod tests {
    use super::*;

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
