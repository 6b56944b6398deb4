//! Prices as shops write them, to integer minor units, and the currencies they stand in.

use std::fmt;
use std::str::FromStr;

use super::error::IngestError;

/// The price of a line whose file has no price column.
pub const NO_PRICE: i64 = i64::MIN;

/// What an error says was expected.
pub(crate) const EXPECTED: &str = "a price such as 12.50, 1.234,56 or £12.50";

/// A currency: ISO 4217 code and digits of its minor unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    code: [u8; 3],
}

impl Currency {
    /// "No currency" of ISO 4217, for exports that do not say theirs.
    pub const UNKNOWN: Self = Self { code: *b"XXX" };

    /// The code, three capital letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or("XXX")
    }

    /// Digits after the decimal point: 2 but for the exceptions of ISO 4217, list one.
    pub fn digits(&self) -> u32 {
        match &self.code {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG"
            | b"RWF" | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }
}

impl FromStr for Currency {
    type Err = IngestError;

    fn from_str(given: &str) -> Result<Self, IngestError> {
        match given.trim().as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_alphabetic) => Ok(Self {
                code: [a, b, c].map(|l| l.to_ascii_uppercase()),
            }),
            _ => Err(IngestError::Currency {
                given: given.to_owned(),
            }),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What a cell of prices says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PriceReading {
    /// A price, whatever sign its column has before decimals; the sign that it uses itself, if it shows one.
    Certain(i64, Option<u8>),
    /// `1.234` or `1,234`: what it is with a decimal point, and what with a decimal comma.
    Either {
        /// The point is the decimal sign.
        point: i64,
        /// The comma is.
        comma: i64,
    },
}

/// Reads a price as [`parse_price`] does, and says whether its column could make another price of it.
pub(crate) fn read_price(bytes: &[u8], digits: u32) -> Option<PriceReading> {
    let value = parse_price(bytes, digits)?;
    let Some(at) = lone_sign(bytes) else {
        let decimal = decimal_sign(bytes, digits).and_then(|at| bytes.get(at).copied());
        return Some(PriceReading::Certain(value, decimal));
    };
    let sign = bytes.get(at).copied();
    let behind = digits_from(bytes, at + 1);
    let before = bytes.get(..at).unwrap_or_default();
    let before = before.iter().skip_while(|b| !b.is_ascii_digit());
    // Groups of thousands have one to three digits before the first sign, and no zero leads them.
    let could_group = behind == 3 && (1..=3).contains(&before.clone().count());
    if !could_group || before.clone().next() == Some(&b'0') || digits >= 3 {
        return Some(PriceReading::Certain(value, sign));
    }
    let decimal = parse_at(bytes, digits, Some(at))?;
    let grouped = parse_at(bytes, digits, None)?;
    Some(match sign {
        Some(b',') => PriceReading::Either {
            point: grouped,
            comma: decimal,
        },
        _ => PriceReading::Either {
            point: decimal,
            comma: grouped,
        },
    })
}

/// The sign that stands in a number more than once, and so groups thousands.
pub(crate) fn grouping_sign(bytes: &[u8]) -> Option<u8> {
    let from = bytes.iter().position(u8::is_ascii_digit)?;
    let times = |sign: u8| {
        let within = (from..bytes.len()).filter(|&at| {
            bytes.get(at) == Some(&sign) && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
        });
        within.count()
    };
    [b'.', b','].into_iter().find(|&sign| times(sign) > 1)
}

/// Where the only point or comma of a number stands.
fn lone_sign(bytes: &[u8]) -> Option<usize> {
    let from = bytes.iter().position(u8::is_ascii_digit)?;
    let mut signs = (from..bytes.len()).filter(|&at| {
        matches!(bytes.get(at), Some(b'.' | b','))
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
    });
    signs.next().filter(|_| signs.next().is_none())
}

fn digits_from(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().take_while(|b| b.is_ascii_digit()).count()
}

/// Reads a price to minor units of `digits` digits, rounded half away from zero.
///
/// Currency signs and codes, blanks and apostrophes are skipped. Of `.` and `,` the later one is the decimal sign when
/// both stand there; one that stands twice groups thousands; a single comma before exactly three digits does too
/// (unless the currency has three digits), and a single point is always decimal. `None` if there is no number.
pub fn parse_price(bytes: &[u8], digits: u32) -> Option<i64> {
    parse_at(bytes, digits, decimal_sign(bytes, digits))
}

/// Reads a price whose decimal sign is known, or known to be none.
fn parse_at(bytes: &[u8], digits: u32, decimal: Option<usize>) -> Option<i64> {
    if bytes.len() > 64 {
        return None;
    }
    let mut whole: i64 = 0;
    let mut fraction: i64 = 0;
    let mut taken = 0;
    let mut round_up = false;
    let (mut any, mut negative, mut after, mut ended) = (false, false, false, false);
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' if ended => return None,
            b'0'..=b'9' => {
                any = true;
                let digit = i64::from(byte - b'0');
                if !after {
                    whole = whole.checked_mul(10)?.checked_add(digit)?;
                } else if taken < digits {
                    fraction = fraction * 10 + digit;
                    taken += 1;
                } else if taken == digits {
                    round_up = digit >= 5;
                    taken += 1;
                }
            }
            b'-' if !any && !negative => negative = true,
            // "12,-" and "12.-" have no decimals.
            b'-' if any
                && matches!(
                    at.checked_sub(1).and_then(|at| bytes.get(at)),
                    Some(b'.' | b',')
                ) =>
            {
                ended = true;
            }
            b'.' | b',' if Some(at) == decimal => after = true,
            b'.' | b',' if any && !after => {}
            // "Rs. 12" and the like: a point that belongs to the sign before the number.
            b'.' if !any => {}
            b' '
            | b'\''
            | 0xa0
            | 0xc2
            | 0xe2
            | 0x80..=0x84
            | 0xac
            | 0xa3
            | 0xa5
            | 0x99
            | 0xaf
            | b'$' => {}
            // A code may stand before or after the number, not within it.
            b'a'..=b'z' | b'A'..=b'Z' | 0xc3..=0xff | 0x85..=0xbf => ended = any,
            _ => return None,
        }
    }
    if !any {
        return None;
    }
    let scale = 10i64.checked_pow(digits)?;
    let missing = 10i64.checked_pow(digits.saturating_sub(taken.min(digits)))?;
    let minor = whole
        .checked_mul(scale)?
        .checked_add(fraction.checked_mul(missing)?)?
        .checked_add(i64::from(round_up))?;
    Some(if negative { -minor } else { minor })
}

/// Where the decimal sign stands, if there is one.
fn decimal_sign(bytes: &[u8], digits: u32) -> Option<usize> {
    let number_from = bytes.iter().position(u8::is_ascii_digit)?;
    let (mut points, mut commas) = ((0, None), (0, None));
    for (at, &byte) in bytes.iter().enumerate() {
        // ".5" is a decimal too, the point of "Rs. 12" is not.
        let before_digit = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        let within = at > number_from || (before_digit && at + 1 == number_from);
        match byte {
            b'.' if within && before_digit => points = (points.0 + 1, Some(at)),
            b',' if within && before_digit => commas = (commas.0 + 1, Some(at)),
            _ => {}
        }
    }
    match (points, commas) {
        ((0, _), (0, _)) => None,
        ((_, Some(point)), (_, Some(comma))) => Some(point.max(comma)),
        ((1, at), (0, _)) => at,
        ((0, _), (1, Some(at))) => (digits_from(bytes, at + 1) != 3 || digits == 3).then_some(at),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_forms_that_shops_write() {
        for (text, minor) in [
            ("2.55", 255),
            ("2", 200),
            ("0.5", 50),
            (".5", 50),
            ("1.234,56", 123_456),
            ("1,234.56", 123_456),
            ("12,50", 1_250),
            ("1,234", 123_400),
            ("1.234.567", 123_456_700),
            ("£12.50", 1_250),
            ("12,50 €", 1_250),
            ("USD 15.00", 1_500),
            ("15.00 USD", 1_500),
            ("$1,000", 100_000),
            ("-3.10", -310),
            ("1'234.50", 123_450),
            ("1 234,50", 123_450),
            ("1\u{a0}234,50", 123_450),
            ("1\u{202f}234,50", 123_450),
            ("0.125", 13),
            ("0.001", 0),
            ("Rs. 12", 1_200),
            ("1.095", 110),
            ("12,-", 1_200),
            ("CHF 12.-", 1_200),
            ("₹1,23,456.00", 12_345_600),
            ("1 234,50 zł", 123_450),
            ("2,030 $", 203_000),
        ] {
            assert_eq!(parse_price(text.as_bytes(), 2), Some(minor), "{text}");
        }
        assert_eq!(parse_price(b"1,234", 3), Some(1_234));
        assert_eq!(parse_price("¥1,234".as_bytes(), 0), Some(1_234));
        assert_eq!(
            parse_price(b"\xa312.50", 2),
            Some(1_250),
            "a pound sign of windows-1252"
        );
    }

    #[test]
    fn one_sign_before_three_digits_may_be_either() {
        let either = |text: &str| read_price(text.as_bytes(), 2);
        let both = |point, comma| Some(PriceReading::Either { point, comma });
        assert_eq!(either("1.234"), both(123, 123_400));
        assert_eq!(either("1,234 €"), both(123_400, 123));
        for (text, value, sign) in [
            ("12.50", 1_250, Some(b'.')),
            ("12,5", 1_250, Some(b',')),
            ("0.125", 13, Some(b'.')),
            ("1234.567", 123_457, Some(b'.')),
            ("1.234,50", 123_450, Some(b',')),
            ("1.234.567", 123_456_700, None),
            ("7", 700, None),
        ] {
            assert_eq!(
                either(text),
                Some(PriceReading::Certain(value, sign)),
                "{text}"
            );
        }
        assert_eq!(
            read_price(b"1.234", 3),
            Some(PriceReading::Certain(1_234, Some(b'.')))
        );
    }

    #[test]
    fn what_is_no_price_is_refused() {
        for text in [
            "",
            "free",
            "-",
            "1-2",
            "12 USD 13",
            "1e5",
            "99999999999999999999",
            "5%",
        ] {
            assert_eq!(parse_price(text.as_bytes(), 2), None, "{text}");
        }
    }

    #[test]
    fn currencies_know_their_digits() {
        for (code, digits) in [("GBP", 2), ("jpy", 0), ("KWD", 3)] {
            assert_eq!(code.parse::<Currency>().expect(code).digits(), digits);
        }
        assert!("€".parse::<Currency>().is_err() && "EURO".parse::<Currency>().is_err());
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(minor in -10_000_000_000i64..10_000_000_000) {
            let (sign, size) = (if minor < 0 { "-" } else { "" }, minor.unsigned_abs());
            let text = format!("{sign}{}.{:02}", size / 100, size % 100);
            prop_assert_eq!(parse_price(text.as_bytes(), 2), Some(minor));
            prop_assert_eq!(parse_price(text.replace('.', ",").as_bytes(), 2), Some(minor));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..70), digits in 0u32..5) {
            let _ = (parse_price(&bytes, digits), read_price(&bytes, digits));
        }
    }
}
