//! Addresses of products where an export has none, by the shop's own pattern: `https://shop.example/?p={id}`.

use std::str::FromStr;

use super::error::IngestError;

/// A pattern of addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressPattern {
    /// Text, and what is put behind it.
    parts: Vec<(String, Option<Place>)>,
}

/// What of a product an address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Id,
    Sku,
    Handle,
}

/// What a product gives to an address.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Names<'a> {
    /// The platform's id, else the product's.
    pub(super) id: &'a str,
    pub(super) sku: Option<&'a str>,
    pub(super) handle: Option<&'a str>,
}

impl FromStr for AddressPattern {
    type Err = IngestError;

    fn from_str(given: &str) -> Result<Self, IngestError> {
        let wrong = || IngestError::Address {
            given: given.to_owned(),
        };
        let mut parts = Vec::new();
        let mut rest = given.trim();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, behind) = after.split_once('}').ok_or_else(wrong)?;
            let place = match name.trim() {
                "id" => Place::Id,
                "sku" => Place::Sku,
                "handle" | "slug" => Place::Handle,
                _ => return Err(wrong()),
            };
            parts.push((before.to_owned(), Some(place)));
            rest = behind;
        }
        let web = ["https://", "http://", "/"];
        if parts.is_empty() || !web.iter().any(|start| given.trim().starts_with(start)) {
            return Err(wrong());
        }
        parts.push((rest.to_owned(), None));
        Ok(Self { parts })
    }
}

impl AddressPattern {
    /// The address of a product; `None` where it lacks what the pattern asks for.
    pub(super) fn fill(&self, names: Names<'_>) -> Option<String> {
        let mut address = String::new();
        for (text, place) in &self.parts {
            address.push_str(text);
            let name = match place {
                None => continue,
                Some(Place::Id) => names.id,
                Some(Place::Sku) => names.sku?,
                Some(Place::Handle) => names.handle?,
            };
            for byte in name.bytes() {
                match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                        address.push(char::from(byte));
                    }
                    _ => address.push_str(&format!("%{byte:02X}")),
                }
            }
        }
        Some(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_filled_and_its_names_are_encoded() {
        let filled = |pattern: &str, names| {
            let pattern: AddressPattern = pattern.parse().expect("a pattern");
            pattern.fill(names)
        };
        let names = Names {
            id: "10",
            sku: Some("a b/ü"),
            handle: None,
        };
        let found = filled("https://shop.example/?p={id}&x", names);
        assert_eq!(found.as_deref(), Some("https://shop.example/?p=10&x"));
        let found = filled("/item/{sku}", names);
        assert_eq!(found.as_deref(), Some("/item/a%20b%2F%C3%BC"));
        assert_eq!(filled("/products/{handle}", names), None);
    }

    #[test]
    fn what_is_no_pattern_says_how_one_looks() {
        for wrong in ["https://shop.example/", "shop/{id}", "/p/{name}", "/p/{id"] {
            let error = wrong.parse::<AddressPattern>().expect_err(wrong);
            assert!(error.to_string().contains("{id}"), "{error}");
        }
    }
}
