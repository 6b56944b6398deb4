//! The currency that stands beside a price: `49.00 USD`, `€12`, `Rp17.500`.

use super::money::Currency;
use super::text::decode;

/// Codes of ISO 4217 that prices are in.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD \
    CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG \
    HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP \
    MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK \
    SGD SHP SLE SOS SRD STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF \
    YER ZAR ZMW ZWL";

/// Signs that are one currency's alone, in lower case. `$`, `¥` and `kr` are several currencies' and tell nothing.
const SIGNS: [(&str, &str); 28] = [
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
];

/// The currency beside a number, if the cell names one.
pub(super) fn currency_beside(cell: &[u8]) -> Option<Currency> {
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
            known.then(|| code.parse().ok()).flatten()
        })
}

#[cfg(test)]
mod tests {
    use super::currency_beside;

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
        for cell in [
            "", "49.00", "-3,10", "$5", "¥500", "Rs. 12", "12 kr", "from 12", "1e5",
        ] {
            assert_eq!(currency_beside(cell.as_bytes()), None, "{cell}");
        }
        assert!(
            currency_beside(b"\xa312.50").is_some(),
            "a pound sign of windows-1252"
        );
    }
}
