//! What was chosen of a product, as a line of an order says it: `Colour:Blue,Personalization:For Anna`. What shoppers chose from a
//! list is the shop's, what they wrote themselves is theirs.

/// Words of fields that shoppers fill, in small letters.
const WRITTEN: [&str; 34] = [
    "personali",
    "personnali",
    "customi",
    "custom text",
    "engrav",
    "inscription",
    "monogram",
    "initials",
    "message",
    "note",
    "dedication",
    "your name",
    "name",
    "text",
    "comment",
    "request",
    "gift",
    "recipient",
    "date of birth",
    "gravur",
    "wunsch",
    "widmung",
    "nachricht",
    "beschriftung",
    "gravure",
    "prénom",
    "dédicace",
    "mensaje",
    "grabado",
    "nombre",
    "incisione",
    "messaggio",
    "grawer",
    "tekst",
];

/// What was chosen, without what the shopper wrote and whatever stands behind it: a free text may hold commas and colons.
pub(super) fn without_own_words(cell: &[u8]) -> &[u8] {
    let mut from = 0;
    for part in cell.split(|byte| matches!(byte, b',' | b';' | b'|')) {
        let key = part.split(|byte| matches!(byte, b':' | b'=')).next();
        let key = String::from_utf8_lossy(key.unwrap_or_default()).to_lowercase();
        let is_pair = key.len() < part.len();
        if is_pair && WRITTEN.iter().any(|word| key.contains(word)) {
            let kept = cell.get(..from).unwrap_or_default();
            let end = kept
                .iter()
                .rposition(|byte| !matches!(byte, b',' | b';' | b'|' | b' '));
            return kept.get(..end.map_or(0, |end| end + 1)).unwrap_or_default();
        }
        from += part.len() + 1;
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::without_own_words;

    #[test]
    fn what_a_shopper_wrote_is_no_variant() {
        for (cell, kept) in [
            ("Colour:Blue", "Colour:Blue"),
            ("Red, L", "Red, L"),
            (
                "Colour:Blue,Personalization:For Anna, with love: B.",
                "Colour:Blue",
            ),
            ("Personalisation:Anna", ""),
            ("Size: L; Engraving = Anna", "Size: L"),
            ("Größe:M,Gravur:Anna", "Größe:M"),
            ("Name tag", "Name tag"),
            ("", ""),
        ] {
            let found = without_own_words(cell.as_bytes());
            assert_eq!(String::from_utf8_lossy(found), kept, "{cell}");
        }
    }
}
