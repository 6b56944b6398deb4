//! Quantities as shops write them.

/// What an error says was expected.
pub(crate) const EXPECTED: &str = "a quantity such as 2 or -1";

/// Reads a quantity, negative for a return. Goods sold by weight have fractions: they count as the next whole number
/// away from zero, since only "bought, about how many" matters. `None` if it is no number or beyond 32 bits.
pub fn parse_quantity(bytes: &[u8]) -> Option<i32> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let point = digits
        .iter()
        .position(|b| matches!(b, b'.' | b','))
        .unwrap_or(digits.len());
    let (whole, fraction) = digits.split_at(point);
    let fraction = fraction.get(1..).unwrap_or(b"");
    if (whole.is_empty() && fraction.is_empty())
        || !whole.iter().chain(fraction).all(u8::is_ascii_digit)
    {
        return None;
    }
    let mut value: i32 = 0;
    for digit in whole {
        value = value
            .checked_mul(10)?
            .checked_add(i32::from(digit - b'0'))?;
    }
    if fraction.iter().any(|&b| b != b'0') {
        value = value.checked_add(1)?;
    }
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::parse_quantity;

    #[test]
    fn whole_signed_and_weighed() {
        for (text, quantity) in [
            ("6", 6),
            ("-12", -12),
            ("+1", 1),
            ("0", 0),
            ("2.0", 2),
            ("0,350", 1),
            ("1.5", 2),
        ] {
            assert_eq!(parse_quantity(text.as_bytes()), Some(quantity), "{text}");
        }
        for text in ["", "-", ".", "two", "1-", "1.2.3", "99999999999", "1e3"] {
            assert_eq!(parse_quantity(text.as_bytes()), None, "{text}");
        }
    }
}
