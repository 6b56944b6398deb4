//! What an offer gives, in the words that merchants write.

use setwise_core::offer::Kind;

/// Words for a lower price, a perk and free shipping: English, German, French, Spanish, Italian, Dutch and Polish.
const WORDS: [(Kind, &[&str]); 3] = [
    (
        Kind::Price,
        &[
            "price",
            "preis",
            "angebotspreis",
            "prix",
            "precio",
            "prezzo",
            "prijs",
            "cena",
        ],
    ),
    (
        Kind::Perk,
        &[
            "perk", "gift", "zugabe", "geschenk", "cadeau", "avantage", "regalo", "omaggio",
            "gratis",
        ],
    ),
    (
        Kind::FreeShipping,
        &[
            "free shipping",
            "free delivery",
            "versandkostenfrei",
            "kostenloser versand",
            "gratisversand",
            "livraison gratuite",
            "livraison offerte",
            "envío gratis",
            "spedizione gratuita",
            "gratis verzending",
            "darmowa dostawa",
        ],
    ),
];

/// The kind that a cell names.
pub(super) fn kind_of(cell: &str) -> Option<Kind> {
    let word = cell.trim().to_lowercase().replace(['_', '-'], " ");
    let found = WORDS
        .iter()
        .find(|(_, words)| words.contains(&word.as_str()));
    found.map(|(kind, _)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_in_several_languages() {
        for (cell, kind) in [
            ("price", Some(Kind::Price)),
            (" Free-Shipping ", Some(Kind::FreeShipping)),
            ("free_shipping", Some(Kind::FreeShipping)),
            ("Versandkostenfrei", Some(Kind::FreeShipping)),
            ("Cadeau", Some(Kind::Perk)),
            ("sale", None),
            ("", None),
        ] {
            assert_eq!(kind_of(cell), kind, "{cell}");
        }
    }
}
