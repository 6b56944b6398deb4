//! What a file is, for browsers and caches, by its name.

use std::path::Path;

use clap::ValueEnum;

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

/// Whether a file's name ends with its checksum, so that its content never changes: the Wasm by its 16 hexadecimal digits,
/// shards by those of their folder, phrases by the bundler's 8 letters.
fn is_named_by_checksum(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str());
    let Some((stem, extension)) = name.and_then(|name| name.rsplit_once('.')) else {
        return false;
    };
    let checksum = stem.rsplit('-').next().unwrap_or_default();
    let folder = file.parent().and_then(Path::file_name);
    let folder = folder.and_then(|name| name.to_str()).unwrap_or_default();
    let hexadecimal = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let letters = |byte| matches!(byte, b'2'..=b'7' | b'A'..=b'Z');
    match extension {
        "bin" => folder.len() == 16 && folder.bytes().all(hexadecimal),
        "wasm" => checksum.len() == 16 && checksum.bytes().all(hexadecimal),
        "js" => checksum.len() == 8 && checksum.bytes().all(letters),
        _ => false,
    }
}

/// What a host tells browsers of how long they may use a copy without asking.
#[derive(Clone, Copy, Debug, Default, PartialEq, ValueEnum)]
pub enum Caching {
    /// A name that is a checksum never changes its content, every other is asked for again
    #[default]
    Careful,
    /// Everything is asked for again, as Netlify and Cloudflare Pages do unless told otherwise
    Revalidate,
    /// Ten minutes for everything, as GitHub Pages does
    TenMinutes,
}

impl Caching {
    /// `Cache-Control` of a file.
    pub(super) fn header(self, file: &Path) -> &'static str {
        match self {
            Self::Careful if is_named_by_checksum(file) => "public, max-age=31536000, immutable",
            Self::Careful => "no-cache",
            Self::Revalidate => "public, max-age=0, must-revalidate",
            Self::TenMinutes => "max-age=600",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_by_its_checksum_is_immutable() {
        let immutable = |name: &str| {
            Caching::Careful
                .header(Path::new(name))
                .ends_with("immutable")
        };
        assert!(immutable("/snapshot/0123456789abcdef/7.bin"));
        assert!(immutable("/pkg/dist/setwise-0123456789abcdef.wasm"));
        assert!(immutable("/pkg/dist/text/de-JFVFL3VI.js"));
        assert!(!immutable("/snapshot/manifest.json"));
        assert!(!immutable("/snapshot/0123456789abcdef/7.json"));
        assert!(!immutable("/snapshot/shards/7.bin"));
        assert!(!immutable("/snapshot/0123456789abcdef.json"));
        assert!(!immutable("/snapshot/0123456789abcdeg/7.bin"));
        assert!(!immutable("/snapshot/0123456789abcde/7.bin"));
        assert!(!immutable("/pkg/dist/setwise.js"));
        assert!(!immutable("/www/checkout.js"));
        for host in [Caching::Revalidate, Caching::TenMinutes] {
            let header = |name| host.header(Path::new(name));
            assert_eq!(header("0123456789abcdef/7.bin"), header("setwise.js"));
        }
    }
}
