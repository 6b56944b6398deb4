//! What kind of thing a row of a catalog is, where its platform says so.

use super::super::text::decode;

/// The part that a row plays in a family of variants, and whether it is a thing at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProductKind {
    /// What it is in a family.
    pub role: Role,
    /// It is a gift card: money, not a product.
    pub gift_card: bool,
    /// Nothing of it is shipped.
    pub intangible: bool,
}

/// What a row is in a family.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// It says nothing of it.
    #[default]
    Unsaid,
    /// It is bought as it is.
    Simple,
    /// A page on which a variation is chosen.
    Variable,
    /// A page that lists other products.
    Grouped,
    /// What is chosen on the page of a variable product.
    Variation,
}

impl ProductKind {
    /// Reads the platform's type, such as `simple, virtual`, and its own columns of gift cards and shipping.
    pub(super) fn of(kind: &[u8], gift_card: &[u8], requires_shipping: &[u8]) -> Self {
        let mut found = Self {
            gift_card: says(gift_card) == Some(true),
            intangible: says(requires_shipping) == Some(false),
            ..Self::default()
        };
        if kind.is_empty() {
            return found;
        }
        for word in decode(kind).0.to_lowercase().split([',', ';']) {
            match word.trim().replace(['-', '_'], " ").as_str() {
                "simple"
                | "product"
                | "bundle"
                | "external"
                | "subscription"
                | "simple subscription" => {
                    found.role = Role::Simple;
                }
                "variable" | "configurable" | "variable subscription" => {
                    found.role = Role::Variable
                }
                "grouped" => found.role = Role::Grouped,
                "variation" | "subscription variation" | "product variation" => {
                    found.role = Role::Variation;
                }
                "virtual" | "downloadable" => found.intangible = true,
                "gift card" | "giftcard" | "gift cards" | "gift voucher" | "pw gift card" => {
                    found.gift_card = true;
                }
                _ => {}
            }
        }
        found
    }

    /// What two rows of a product say together.
    pub(super) fn merged(self, other: Self) -> Self {
        Self {
            role: if self.role == Role::Unsaid {
                other.role
            } else {
                self.role
            },
            gift_card: self.gift_card || other.gift_card,
            intangible: self.intangible || other.intangible,
        }
    }
}

/// Whether a row only tells more of the product above it, as BigCommerce has its variants, rules and pictures.
pub(super) fn is_part(kind: &[u8]) -> bool {
    matches!(
        kind.trim_ascii().to_ascii_lowercase().as_slice(),
        b"sku" | b"rule" | b"variant" | b"image"
    )
}

fn says(cell: &[u8]) -> Option<bool> {
    match cell.to_ascii_lowercase().as_slice() {
        b"true" | b"yes" | b"1" => Some(true),
        b"false" | b"no" | b"0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_tells_its_part_and_what_it_is_made_of() {
        let of = |kind: &str| ProductKind::of(kind.as_bytes(), b"", b"");
        for (kind, role) in [
            ("simple", Role::Simple),
            ("variable", Role::Variable),
            ("configurable", Role::Variable),
            ("grouped", Role::Grouped),
            ("variation, virtual", Role::Variation),
            ("Lamps", Role::Unsaid),
        ] {
            assert_eq!(of(kind).role, role, "{kind}");
        }
        assert!(of("simple, downloadable, virtual").intangible && !of("simple").intangible);
        assert!(of("gift-card").gift_card && !of("Gift wrap").gift_card);
        assert!(ProductKind::of(b"", b"TRUE", b"").gift_card);
        assert!(ProductKind::of(b"Lamps", b"FALSE", b"false").intangible);
    }
}
