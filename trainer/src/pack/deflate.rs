//! Display records as raw deflate, which browsers inflate themselves: with as much effort as the size of the shop allows.
//!
//! Zopfli searches for the best stream, at about a megabyte in a second or more; libdeflate's thorough level is some ten times
//! faster and a few per cent larger, its ordinary one a hundred times. Which one is taken depends on the shop alone, so that
//! equal input gives equal bytes.

use std::num::NonZeroU64;

use libdeflater::{CompressionLvl, Compressor};

/// Up to so many bytes of display records of all shards zopfli takes about ten seconds of one core.
const SMALL: u64 = 4 << 20;
/// How often a product is displayed in a shop of many shards: at home, and beside what it is a neighbour of.
const COPIES: u64 = 8;
/// Up to so many libdeflate's thorough level does.
const LARGE: u64 = 64 << 20;
/// Rounds of zopfli's search; more than these save a ten-thousandth.
const ROUNDS: NonZeroU64 = NonZeroU64::new(10).unwrap();

/// How thoroughly display records are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// For what is only measured and not kept.
    None,
    /// Millions of products.
    Quick,
    /// Hundreds of thousands.
    Thorough,
    /// The best stream that is known to be found.
    Best,
}

impl Effort {
    /// What a shop affords in so many shards whose products' texts are so many bytes.
    pub(crate) fn for_shop(texts: u64, shards: u32) -> Self {
        if shards == 1 {
            return Self::for_build(texts);
        }
        // A shop that needs shards is never so small that each could have the best stream.
        match Self::for_build(texts * COPIES) {
            Self::Best => Self::Thorough,
            effort => effort,
        }
    }

    /// What a build affords whose display records are so many bytes before compression, all shards together.
    fn for_build(bytes: u64) -> Self {
        match bytes {
            _ if bytes <= SMALL => Self::Best,
            _ if bytes <= LARGE => Self::Thorough,
            _ => Self::Quick,
        }
    }

    /// A raw deflate stream of some bytes. Were an encoder to fail, the stream would be empty, and `pack` would refuse the
    /// shard when it reads it back.
    pub(crate) fn deflate(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::None => Vec::new(),
            Self::Quick => libdeflate(bytes, 9),
            Self::Thorough => libdeflate(bytes, 12),
            // Zopfli's search does not always end at the better of two streams.
            Self::Best => std::cmp::min_by_key(zopfli(bytes), libdeflate(bytes, 12), Vec::len),
        }
    }
}

fn libdeflate(bytes: &[u8], level: i32) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::new(level).unwrap_or_default());
    let mut packed = vec![0; compressor.deflate_compress_bound(bytes.len())];
    let length = compressor.deflate_compress(bytes, &mut packed);
    packed.truncate(length.unwrap_or(0));
    packed
}

fn zopfli(bytes: &[u8]) -> Vec<u8> {
    let options = zopfli::Options {
        iteration_count: ROUNDS,
        ..zopfli::Options::default()
    };
    let mut packed = Vec::with_capacity(bytes.len() / 2);
    match zopfli::compress(options, zopfli::Format::Deflate, bytes, &mut packed) {
        Ok(()) => packed,
        // Libdeflate's is taken.
        Err(_) => libdeflate(bytes, 12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn every_effort_inflates_to_what_it_was_and_more_effort_takes_no_more() {
        let text: String = (0..2_000)
            .map(|n| format!("A product of {} in {} and {n}\n", n % 17, n % 101))
            .collect();
        let sizes: Vec<usize> = [Effort::Quick, Effort::Thorough, Effort::Best]
            .into_iter()
            .map(|effort| {
                let packed = effort.deflate(text.as_bytes());
                let mut back = String::new();
                flate2::read::DeflateDecoder::new(packed.as_slice())
                    .read_to_string(&mut back)
                    .expect("inflates");
                assert_eq!(back, text);
                packed.len()
            })
            .collect();
        assert!(sizes.is_sorted_by(|a, b| a >= b), "{sizes:?}");
        assert_eq!(Effort::Best.deflate(b""), Effort::Best.deflate(b""));
    }

    #[test]
    fn large_shops_do_not_wait() {
        assert_eq!(Effort::for_build(0), Effort::Best);
        assert_eq!(Effort::for_build(SMALL + 1), Effort::Thorough);
        assert_eq!(Effort::for_build(LARGE + 1), Effort::Quick);
    }
}
