//! The currency that stands beside a price: `49.00 USD`, `€12`, `Rp17.500`.

use std::fmt;

use super::money::Currency;
use super::text::decode;

/// Codes of ISO 4217 that prices are in.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD \
    CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG \
    HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP \
    MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK \
    SGD SHP SLE SOS SRD STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF \
    YER ZAR ZMW ZWL";

/// Signs of several currencies, in lower case, each with those that write it so.
static SHARED: [Sign; 5] = [
    Sign {
        text: "$",
        codes: "USD CAD AUD NZD HKD SGD TWD MXN ARS BBD BMD BND BSD BZD CLP COP DOP FJD GYD JMD KYD LRD NAD SBD SRD TTD UYU XCD",
    },
    Sign {
        text: "¥",
        codes: "JPY CNY",
    },
    Sign {
        text: "元",
        codes: "CNY TWD HKD",
    },
    Sign {
        text: "kr",
        codes: "SEK NOK DKK ISK",
    },
    Sign {
        text: "rs",
        codes: "INR PKR LKR NPR MUR SCR",
    },
];

/// A sign that several currencies write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sign {
    text: &'static str,
    codes: &'static str,
}

impl Sign {
    /// Whether a currency writes it.
    pub(super) fn is_of(&self, currency: Currency) -> bool {
        let mut codes = self.codes.split_ascii_whitespace();
        codes.any(|code| code == currency.code())
    }
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

/// What a row says of its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// Which it is.
    Code(Currency),
    /// That it is one of several.
    Sign(Sign),
}

impl Named {
    /// The currency, where it is one.
    pub(super) fn code(self) -> Option<Currency> {
        match self {
            Self::Code(code) => Some(code),
            Self::Sign(_) => None,
        }
    }

    /// Whether both can be the same currency.
    pub(super) fn agrees(self, other: Self) -> bool {
        match (self, other) {
            (Self::Code(a), Self::Code(b)) => a == b,
            (Self::Sign(a), Self::Sign(b)) => a == b,
            (Self::Code(code), Self::Sign(sign)) | (Self::Sign(sign), Self::Code(code)) => {
                sign.is_of(code)
            }
        }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => code.fmt(f),
            Self::Sign(sign) => sign.fmt(f),
        }
    }
}

/// Signs that are one currency's alone, in lower case.
const SIGNS: [(&str, &str); 30] = [
    ("us$", "USD"),
    ("ca$", "CAD"),
    ("c$", "CAD"),
    ("au$", "AUD"),
    ("a$", "AUD"),
    ("nz$", "NZD"),
    ("hk$", "HKD"),
    ("nt$", "TWD"),
    ("r$", "BRL"),
    ("mx$", "MXN"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("zł", "PLN"),
    ("zl", "PLN"),
    ("rp", "IDR"),
    ("₹", "INR"),
    ("₩", "KRW"),
    ("₫", "VND"),
    ("₺", "TRY"),
    ("₽", "RUB"),
    ("₴", "UAH"),
    ("₪", "ILS"),
    ("฿", "THB"),
    ("₱", "PHP"),
    ("₦", "NGN"),
    ("₡", "CRC"),
    ("kč", "CZK"),
    ("ft", "HUF"),
    ("円", "JPY"),
    ("лв", "BGN"),
];

/// The currency beside a number, if the cell names one or some.
pub(super) fn currency_beside(cell: &[u8]) -> Option<Named> {
    let plain = |byte: &u8| matches!(byte, b'0'..=b'9' | b'.' | b',' | b'-' | b' ');
    if cell.iter().all(plain) || cell.len() > 64 {
        return None;
    }
    let text = decode(cell).0.to_lowercase();
    let between = |sign: char| {
        sign.is_ascii_digit()
            || sign.is_whitespace()
            || matches!(sign, '.' | ',' | '-' | '\'' | '\u{a0}')
    };
    text.split(between)
        .filter(|word| !word.is_empty())
        .find_map(|word| {
            let sign = SIGNS.iter().find(|(sign, _)| *sign == word);
            let code = sign.map_or(word, |(_, code)| code);
            let code = code.to_ascii_uppercase();
            let known = CODES.split_ascii_whitespace().any(|known| known == code);
            let one = known.then(|| code.parse().ok()).flatten().map(Named::Code);
            let several = || {
                SHARED
                    .iter()
                    .find(|sign| sign.text == word.replace('￥', "¥"))
            };
            one.or_else(|| several().copied().map(Named::Sign))
        })
}

#[cfg(test)]
mod tests {
    use super::{Named, currency_beside};

    #[test]
    fn codes_and_signs_of_one_currency_are_read() {
        for (cell, code) in [
            ("49.00 USD", "USD"),
            ("usd 49", "USD"),
            ("USD49.00", "USD"),
            ("€12", "EUR"),
            ("12,50 €", "EUR"),
            ("Rp17.500", "IDR"),
            ("₹1,23,456.00", "INR"),
            ("1 234,50 zł", "PLN"),
            ("R$ 10,00", "BRL"),
            ("US$5", "USD"),
        ] {
            let found = currency_beside(cell.as_bytes());
            assert_eq!(
                found.map(|found| found.to_string()).as_deref(),
                Some(code),
                "{cell}"
            );
        }
        for cell in ["", "49.00", "-3,10", "from 12", "1e5"] {
            assert_eq!(currency_beside(cell.as_bytes()), None, "{cell}");
        }
        for (cell, sign, one, other) in [
            ("$5", "$", "USD", "EUR"),
            ("2,030 $", "$", "CAD", "JPY"),
            ("¥500", "¥", "JPY", "USD"),
            ("￥500", "¥", "CNY", "USD"),
            ("Rs. 12", "rs", "INR", "IDR"),
            ("12 kr", "kr", "SEK", "EUR"),
        ] {
            let found = currency_beside(cell.as_bytes()).expect(cell);
            let is = |code: &str| found.agrees(Named::Code(code.parse().expect("a code")));
            assert_eq!(
                (found.to_string().as_str(), found.code(), is(one), is(other)),
                (sign, None, true, false),
                "{cell}"
            );
        }
        assert!(
            currency_beside(b"\xa312.50").is_some(),
            "a pound sign of windows-1252"
        );
    }
}
