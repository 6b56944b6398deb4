//! Sizes of memory, as an argument says them.

/// A size such as 4G, 512M or 1000000, in bytes; K, M, G are powers of 1024.
pub(super) fn bytes(given: &str) -> Result<u64, String> {
    let (digits, shift) = match given.trim().to_ascii_uppercase() {
        text if text.ends_with('K') => (text, 10),
        text if text.ends_with('M') => (text, 20),
        text if text.ends_with('G') => (text, 30),
        text => (text, 0),
    };
    let digits = digits.trim_end_matches(['K', 'M', 'G']);
    let number: Option<u64> = digits.parse().ok();
    number
        .and_then(|number| number.checked_mul(1 << shift))
        .filter(|&bytes| bytes > 0)
        .ok_or_else(|| {
            "expected a number of bytes, or one with K, M or G, for example 4G".to_owned()
        })
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes_are_read() {
        assert_eq!(bytes("4G"), Ok(4 << 30));
        assert_eq!((bytes("512m"), bytes("7")), (Ok(512 << 20), Ok(7)));
        for wrong in ["", "G", "4GB", "-1", "0", "1.5G", "99999999999G"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
    }
}
