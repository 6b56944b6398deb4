//! Headers that announce personal data.

use super::headers::same;
use super::schema::{Column, TABLES};

/// Whether a header is a word that tables of shops are known to have.
pub(in crate::ingest) fn is_known(header: &str) -> bool {
    let of = |column: &Column| {
        let mut words = column.also.iter().chain(column.seen_as);
        same(header, column.name) || words.any(|word| same(header, word))
    };
    is_personal(header) || TABLES.iter().any(|schema| schema.columns.iter().any(of))
}

/// Words of headers whose columns hold personal data.
const PERSONAL: &[&str] = &[
    "email",
    "e-mail",
    "mail",
    "phone",
    "telephone",
    "mobile",
    "address",
    "address1",
    "address2",
    "street",
    "zip",
    "postcode",
    "billing",
    "shipping",
    "surname",
    "firstname",
    "lastname",
    "note",
    "notes",
    "payment",
    "card",
    "iban",
    "birthday",
    "ip",
];

/// Whether a header, by its words, announces personal data: such columns are never read, except as the hashed customer key.
pub fn is_personal(header: &str) -> bool {
    // "Gift card" and "Requires shipping" say something of products.
    let known = |column: &Column| {
        same(header, column.name) || column.also.iter().any(|also| same(header, also))
    };
    if TABLES.iter().any(|schema| schema.columns.iter().any(known)) {
        return false;
    }
    let lower = header.to_lowercase();
    if [
        "first name",
        "last name",
        "first_name",
        "last_name",
        "full name",
        "customer name",
        "customer_name",
        "credit card",
    ]
    .iter()
    .any(|p| lower.contains(p))
    {
        return true;
    }
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .collect();
    // Whether something must be sent, of a line or a variant.
    if words.ends_with(&["requires", "shipping"]) {
        return false;
    }
    // When it was shipped and what that cost says nothing of anybody.
    let is_measure = words.last().is_some_and(|word| MEASURES.contains(word));
    let personal =
        |word: &&str| PERSONAL.contains(word) && !(is_measure && OF_ORDERS.contains(word));
    words.iter().any(personal)
}

/// Words that say something of an order where what follows is a time or an amount.
const OF_ORDERS: &[&str] = &["billing", "shipping", "payment", "card"];

/// Words of times and amounts.
const MEASURES: &[&str] = &[
    "date", "time", "at", "amount", "cost", "price", "total", "tax", "fee", "value", "weight",
    "class", "required", "status", "type",
];

#[cfg(test)]
mod tests {
    use super::is_personal;

    #[test]
    fn personal_headers_are_known_by_their_words() {
        for header in [
            "Email",
            "Billing Street",
            "Shipping Phone",
            "Customer Name",
            "Payment Method",
            "notes",
        ] {
            assert!(is_personal(header), "{header}");
        }
        for header in [
            "Name",
            "Gift card",
            "Variant requires shipping",
            "Title",
            "image",
            "StockCode",
            "description",
            "mailbox_colour",
            "shipping_limit_date",
            "Shipping cost",
        ] {
            assert!(!is_personal(header), "{header}");
        }
    }
}
