//! What is pasted into pages, and what their content security policy must allow.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Facts, Package, Setting};

/// A shelf on a product's page; `{id}` is its product.
pub(super) const SHELF: &str = "<setwise-shelf kind=\"complete-set\" placement=\"product\" product=\"{id}\">\n  \
    <!-- your own list: it stays wherever Setwise has nothing worth showing -->\n</setwise-shelf>\n";

/// A shelf in the cart, which takes its products from there.
pub(super) const CART: &str =
    "<setwise-shelf kind=\"complete-set\" placement=\"cart\"></setwise-shelf>\n";

/// Keeps the place of shelves from the first paint on, so that nothing moves.
pub(super) const ROOM: &str = "setwise-shelf { display: block; min-height: 28em; }\n\
    setwise-shelf:is([data-state=\"empty\"], [data-state=\"error\"]) { min-height: 0; }\n";

/// The lines of the head: what is needed first is asked for first, then the script. Shards are not preloaded: their names are of one
/// training, and these lines stay. `cart_id` is what the adapter of the platform's cart must be told of ids, if anything.
pub(super) fn head(
    facts: &Facts,
    package: Option<&Package>,
    setting: &Setting,
    cart_id: Option<&str>,
) -> String {
    let Setting {
        snapshot,
        package: home,
        ..
    } = setting;
    let mut head = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        head,
        "<link rel=\"modulepreload\" href=\"{home}setwise.js\">\n\
         <link rel=\"preload\" as=\"fetch\" crossorigin href=\"{snapshot}manifest.json\">"
    );
    // A policy speaks through the widget of all shelves, which comes in place of the other.
    let stem = if facts.policy { "all" } else { "setwise" };
    if let Some(wasm) = package.and_then(|package| package.wasm_of(stem)) {
        let _ = writeln!(
            head,
            "<link rel=\"preload\" as=\"fetch\" type=\"application/wasm\" crossorigin href=\"{home}{wasm}\">"
        );
    }
    let cart = cart_id.map_or(String::new(), |id| format!(" data-cart-id=\"{id}\""));
    let _ = writeln!(
        head,
        "<script type=\"module\" src=\"{home}setwise.js\" data-snapshot=\"{snapshot}manifest.json\"{cart}></script>"
    );
    head
}

/// Everything as one page of comments and lines.
pub(super) fn page(head: &str) -> String {
    format!(
        "<!-- 1. before </head> of every page -->\n{head}\n\
         <!-- 2. in your style sheet, without the two tags, or here -->\n<style>\n{ROOM}</style>\n\n\
         <!-- 3. on a product's page, with its id in place of SKU-1 -->\n{}\n<!-- 4. in the cart -->\n{CART}",
        SHELF.replace("{id}", "SKU-1"),
    )
}

/// What the policy of a page must allow besides what it allows already.
pub(super) fn content_security_policy(facts: &Facts, setting: &Setting) -> String {
    let hosts = |more: BTreeSet<String>| {
        let own = "'self'".to_owned();
        let all: Vec<String> = [own].into_iter().chain(more).collect();
        all.join(" ")
    };
    let of = |origin: Option<&str>| origin.map(str::to_owned);
    let scripts = of(setting.package.origin()).into_iter().collect();
    let fetched = [setting.package.origin(), setting.snapshot.origin()];
    let fetched = fetched.into_iter().filter_map(of).collect();
    let pictures = match &facts.picture_hosts {
        Some(found) => hosts(found.clone()),
        None => "https:".to_owned(),
    };
    format!(
        "script-src {} 'wasm-unsafe-eval'; connect-src {}; img-src {pictures} data:",
        hosts(scripts),
        hosts(fetched)
    )
}
