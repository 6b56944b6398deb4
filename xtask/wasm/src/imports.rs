//! Short names for what the Wasm imports from its glue.
//!
//! wasm-bindgen ends each name in sixteen hexadecimal digits, which no compression makes smaller, once in the Wasm and
//! once in the glue: together 3 KB of what every shopper downloads.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use walrus::{ImportKind, ModuleConfig};

/// Renames the imports of a Wasm file in place, and writes which became what as a cache of esbuild's `mangle-props`.
pub(crate) fn shorten(wasm: &Path, cache: &Path) -> Result<()> {
    let mut module = ModuleConfig::new()
        .generate_producers_section(false)
        .parse_file(wasm)
        .with_context(|| format!("cannot read {}", wasm.display()))?;
    let mut renamed = BTreeMap::new();
    for import in module.imports.iter_mut() {
        if matches!(import.kind, ImportKind::Function(_)) && is_hashed(&import.name) {
            let short = short_name(renamed.len());
            renamed.insert(std::mem::replace(&mut import.name, short.clone()), short);
        }
    }
    module
        .emit_wasm_file(wasm)
        .with_context(|| format!("cannot write {}", wasm.display()))?;
    fs::write(cache, serde_json::to_string(&renamed)?)
        .with_context(|| format!("cannot write {}", cache.display()))
}

/// What esbuild is asked to rename in the glue: `^__wb.*_[0-9a-f]{16}$`.
fn is_hashed(name: &str) -> bool {
    let hash = name.rsplit_once('_').map_or("", |(_, hash)| hash);
    let digits = hash
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    name.starts_with("__wb") && hash.len() == 16 && digits
}

/// `a` to `z`, then `aa`, and so on.
fn short_name(number: usize) -> String {
    let last = char::from(b'a' + (number % 26) as u8);
    let mut name = match number / 26 {
        0 => String::new(),
        more => short_name(more - 1),
    };
    name.push(last);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_shortened_each_to_another() {
        assert!(is_hashed("__wbg_appendChild_dbf7ad2f48413560"));
        assert!(!is_hashed("__wbindgen_init_externref_table"));
        assert!(!is_hashed("__wbg_setwise_free"));
        assert!(!is_hashed("memory"));
        let names = [0, 25, 26, 51, 52, 27 * 26].map(short_name);
        assert_eq!(names, ["a", "z", "aa", "az", "ba", "aaa"]);
    }
}
