//! The two encodings that static hosts send, as `size` counts them and `serve` sends them.

use std::io::{self, Write};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

/// Brotli's best quality, which hosts that compress ahead of time use.
pub const BEST_BROTLI: i32 = 11;

/// What a host that compresses on request can afford.
pub const QUICK_BROTLI: i32 = 5;

/// Compresses with brotli.
///
/// # Errors
/// None that memory does not make.
pub fn brotli(bytes: &[u8], quality: i32) -> io::Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

/// Compresses with gzip, as well as it can.
///
/// # Errors
/// None that memory does not make.
pub fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}
