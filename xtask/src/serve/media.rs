//! What a file is, for browsers and caches, by its name.

use std::path::Path;

/// `Content-Type` of a file, and whether compressing it pays.
pub(crate) fn media_type(file: &Path) -> (&'static str, bool) {
    match file
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
    {
        "html" => ("text/html; charset=utf-8", true),
        "js" | "mjs" => ("text/javascript; charset=utf-8", true),
        "css" => ("text/css; charset=utf-8", true),
        "json" | "map" => ("application/json", true),
        "svg" => ("image/svg+xml", true),
        "txt" | "md" | "csv" => ("text/plain; charset=utf-8", true),
        "wasm" => ("application/wasm", true),
        "png" => ("image/png", false),
        "jpg" | "jpeg" => ("image/jpeg", false),
        "webp" => ("image/webp", false),
        "avif" => ("image/avif", false),
        "ico" => ("image/x-icon", false),
        "woff2" => ("font/woff2", false),
        _ => ("application/octet-stream", false),
    }
}

/// `Cache-Control` of a file: a name that is a checksum never changes its content, every other is asked for again.
pub(crate) fn cache_control(file: &Path) -> &'static str {
    let stem = file
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or_default();
    let is_checksum = stem.len() == 16
        && stem
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is_checksum && file.extension().is_some_and(|extension| extension == "bin") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_content_hashed_shards_are_immutable() {
        let immutable = |name: &str| cache_control(Path::new(name)).ends_with("immutable");
        assert!(immutable("/snapshot/0123456789abcdef.bin"));
        assert!(!immutable("/snapshot/manifest.json"));
        assert!(!immutable("/snapshot/0123456789abcdef.json"));
        assert!(!immutable("/snapshot/0123456789abcdeg.bin"));
        assert!(!immutable("/snapshot/0123456789abcde.bin"));
    }
}
