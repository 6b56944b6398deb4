//! What a text is encoded in, and the text as UTF-8.
//!
//! A text says it with a byte order mark, by its zero bytes (UTF-16), or by being UTF-8. For the rest a library guesses from
//! how often letters are. Windows-1252 is left as it is: cells of it are told apart one by one ([`super::text::decode`]), so that
//! a file of UTF-8 with a few old cells is read right too.

use std::io::{self, Cursor, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::delimited::peek;

/// How much of a text is looked at.
const SAMPLE: usize = 1 << 20;
/// With fewer bytes that are not ASCII nothing can be guessed, and most old exports are windows-1252.
const ENOUGH: usize = 8;

/// A text as UTF-8.
pub(super) struct Text {
    pub(super) source: Box<dyn Read + Send>,
    /// What it was encoded in, if it had to be changed.
    pub(super) encoding: Option<&'static str>,
}

/// Gives a text as UTF-8. What is said of the encoding counts; else it is found out.
///
/// # Errors
/// When the source cannot be read.
pub(super) fn utf8(
    mut source: Box<dyn Read + Send>,
    said: Option<&'static Encoding>,
) -> io::Result<Text> {
    let sample = peek(&mut source, SAMPLE)?;
    let found = match said {
        Some(said) => Some(said).filter(|said| *said != UTF_8),
        None => encoding_of(&sample),
    };
    let whole = Cursor::new(sample).chain(source);
    Ok(match found {
        None => Text {
            source: Box::new(whole),
            encoding: None,
        },
        Some(encoding) => Text {
            source: Box::new(
                DecodeReaderBytesBuilder::new()
                    .encoding(Some(encoding))
                    .build(whole),
            ),
            encoding: Some(encoding.name()),
        },
    })
}

/// The encoding of a text that begins so; `None` for UTF-8 and windows-1252.
fn encoding_of(sample: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return Some(encoding).filter(|encoding| *encoding != UTF_8);
    }
    if let Some(wide) = utf16_without_mark(sample) {
        return Some(wide);
    }
    let high = sample.iter().filter(|byte| !byte.is_ascii()).count();
    if is_mostly_utf8(sample) || high < ENOUGH {
        return None;
    }
    if is_old_mac(sample) {
        return Some(MACINTOSH);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    Some(guess).filter(|guess| *guess != WINDOWS_1252)
}

/// Separators, digits and line ends of UTF-16 have a zero byte, and it is always the same one of the two.
fn utf16_without_mark(sample: &[u8]) -> Option<&'static Encoding> {
    let start = sample.get(..4_096).unwrap_or(sample);
    let zeros = |parity: usize| {
        let bytes = start.iter().skip(parity).step_by(2);
        bytes.filter(|byte| **byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let enough = start.len() / 40 + 2;
    match (even, odd) {
        (0, odd) if odd >= enough => Some(UTF_16LE),
        (even, 0) if even >= enough => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether letters of UTF-8 are more than bytes that are none.
fn is_mostly_utf8(sample: &[u8]) -> bool {
    let (mut good, mut bad) = (0_u64, 0_u64);
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count() as u64;
        bad += u64::from(!chunk.invalid().is_empty());
    }
    // The sample may end within a letter.
    bad <= 1 && good > 0 || bad == 0 || good > bad
}

/// Whether lines end as on old Macs, whose letters with accents stand where windows-1252 has signs.
fn is_old_mac(sample: &[u8]) -> bool {
    let count = |range: std::ops::RangeInclusive<u8>| {
        sample.iter().filter(|byte| range.contains(*byte)).count()
    };
    sample.contains(&b'\r')
        && !sample.windows(2).any(|pair| pair == b"\r\n")
        && count(0x80..=0x9f) > count(0xe0..=0xff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Option<&'static str>) {
        let source = Box::new(Cursor::new(bytes.to_vec()));
        let mut text = utf8(source, None).expect("reads");
        let mut whole = String::new();
        text.source.read_to_string(&mut whole).expect("UTF-8");
        (whole, text.encoding)
    }

    fn wide(text: &str, little: bool) -> Vec<u8> {
        let units = text.encode_utf16();
        units
            .flat_map(|unit| {
                if little {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                }
            })
            .collect()
    }

    const RUSSIAN: &str = "Артикул;Имя;Цена\n1;Настольная лампа;100\n2;Синяя ваза для цветов;250\n";

    #[test]
    fn utf16_is_read_with_and_without_its_mark() {
        for little in [true, false] {
            for text in ["order_id,time\n1,2025-01-01\n", RUSSIAN] {
                let name = if little { "UTF-16LE" } else { "UTF-16BE" };
                assert_eq!(read(&wide(text, little)), (text.to_owned(), Some(name)));
                let marked = wide(&format!("\u{feff}{text}"), little);
                assert_eq!(read(&marked).0.trim_start_matches('\u{feff}'), text);
            }
        }
    }

    #[test]
    fn code_pages_are_guessed_from_their_letters() {
        for (text, encoding) in [
            (RUSSIAN, "windows-1251"),
            (
                "Nazwa;Cena\nŻółta świeca zapachowa;10\nBłękitna poduszka dziecięca;20\nŁyżka ze źdźbła;1\n",
                "windows-1250",
            ),
            (
                "商品番号,商品名,価格\n1,青い花瓶と黄色い電球,100\n",
                "Shift_JIS",
            ),
        ] {
            let encoder = Encoding::for_label(encoding.as_bytes()).expect("a label");
            let (bytes, _, wrong) = encoder.encode(text);
            assert!(!wrong, "{text}");
            let found = read(&bytes);
            assert_eq!(found, (text.to_owned(), Some(encoder.name())));
        }
    }

    #[test]
    fn utf8_and_windows_1252_stay_as_they_are() {
        let german = "Bezeichnung;Größe\nKäseglocke für Übergrößen;groß\n";
        assert_eq!(read(german.as_bytes()), (german.to_owned(), None));
        let (old, ..) = WINDOWS_1252.encode(german);
        assert_eq!(encoding_of(&old), None);
        let mut mixed = german.as_bytes().to_vec();
        mixed.extend(b"caf\xe9\n");
        assert_eq!(encoding_of(&mixed), None, "one old cell");
        assert_eq!(encoding_of(b"\xa35"), None, "one sign tells nothing");
    }

    #[test]
    fn letters_of_old_macs_are_read() {
        // As MacRoman has them: é, ü, ä, ö and ß.
        let text = b"Titel;Gr\x9a\xa7e\rK\x8aseglocke f\x9fr \x86bergr\x9a\xa7en;gro\xa7\rCaf\x8e;klein\rS\x9f\xa7es;\x9fber\r";
        let (read, encoding) = read(text);
        assert_eq!(encoding, Some("macintosh"));
        assert!(read.contains("Käseglocke für Übergrößen"), "{read}");
    }
}
