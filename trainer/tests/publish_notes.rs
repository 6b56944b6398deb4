//! What a merchant is told to paste, and the files of headers, held against the rules of their formats.

mod shop;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use shop::{draw, path, trained};

/// The demo shop's snapshot and something that looks like a package.
struct Published {
    folder: tempfile::TempDir,
    generation: String,
}

const WIDGET: &str = "setwise-0123456789abcdef.wasm";
const CHUNK: &str = "text/de-JFVFL3VI.js";

impl Published {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let shop = draw(folder.path());
        let out = folder.path().join("snapshot");
        trained(&shop, &shop.join("catalog.csv"), &out, &[]).expect("trained");
        let dist = folder.path().join("dist");
        fs::create_dir_all(dist.join("text")).expect("made");
        for name in ["setwise.js", WIDGET, "all-0123456789abcdef.wasm", CHUNK] {
            fs::write(dist.join(name), "x").expect("written");
        }
        let manifest = fs::read_to_string(out.join("manifest.json")).expect("a manifest");
        let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
        let generation = manifest["generations"][0].as_str().expect("one").to_owned();
        Self { folder, generation }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the command, and returns its text and the folder of ready files.
    fn notes(&self, more: &[&str]) -> (String, PathBuf) {
        let out = self.at("notes");
        let (snapshot, dist) = (self.at("snapshot"), self.at("dist"));
        let output = Command::new(env!("CARGO_BIN_EXE_setwise"))
            .args(["publish-notes", path(&snapshot), "--package", path(&dist)])
            .args(["--out", path(&out)])
            .args(more)
            .output()
            .expect("runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        (String::from_utf8(output.stdout).expect("text"), out)
    }
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect(name)
}

#[test]
fn the_snippet_preloads_what_pages_of_this_snapshot_fetch_first() {
    let published = Published::new();
    let (text, out) = published.notes(&[]);
    for line in [
        "<link rel=\"modulepreload\" href=\"/setwise/setwise.js\">",
        "<link rel=\"preload\" as=\"fetch\" crossorigin href=\"/snapshot/manifest.json\">",
        &format!(
            "<link rel=\"preload\" as=\"fetch\" type=\"application/wasm\" crossorigin href=\"/setwise/{WIDGET}\">"
        ),
        "<script type=\"module\" src=\"/setwise/setwise.js\" data-snapshot=\"/snapshot/manifest.json\"></script>",
        "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src 'self' data:",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    assert!(text.contains("Not in the checkout"));
    assert!(!text.contains(".bin\""), "shards are of one training");
    assert!(read(&out, "snippet.html").contains("<setwise-shelf kind=\"complete-set\""));
}

#[test]
fn a_page_shows_where_to_paste_what_the_text_says() {
    let published = Published::new();
    let (text, out) = published.notes(&[]);
    assert!(text.contains("notes.html "), "{text}");
    let page = read(&out, "notes.html");
    for (part, times) in [
        ("<script", 0),
        ("href=\"http", 0),
        ("url(", 0),
        ("src=\"data:image/png;base64,", 1),
        ("src=\"", 1),
        ("<svg ", 4),
        ("A sketch, no screenshot", 4),
        ("&lt;setwise-shelf kind=&quot;complete-set&quot;", 2),
        ("Not in the checkout", 1),
    ] {
        assert_eq!(
            page.replace("&lt;script", "").matches(part).count(),
            times,
            "{part}"
        );
    }
    for platform in [
        "Shopify (Online Store 2.0)",
        "WooCommerce",
        "any other shop",
    ] {
        assert!(page.contains(&format!("<h3>{platform}</h3>")), "{platform}");
    }
    // What is drawn is what the steps say.
    for step in [
        "Custom Liquid",
        "Setwise shelf",
        "[setwise_shelf]",
        "mu-plugins",
    ] {
        assert!(page.matches(step).count() >= 2, "{step}");
    }
    // One picture of a caption each, and each said to those who do not see it.
    assert_eq!(
        page.matches("<figure>").count(),
        page.matches("<figcaption>").count()
    );
    assert_eq!(page.matches("role=\"img\" aria-labelledby").count(), 4);
    let json = published.notes(&["--format=json"]).0;
    assert!(json.len() < 65_536, "{} bytes without the page", json.len());
}

#[test]
fn another_host_is_named_in_the_policy_and_lets_pages_read() {
    let published = Published::new();
    let (text, out) = published.notes(&[
        "--snapshot-url=https://cdn.example/shop/snapshot",
        "--package-url=https://cdn.example/setwise",
        "--ids=variant",
    ]);
    assert!(text.contains(
        "script-src 'self' https://cdn.example 'wasm-unsafe-eval'; connect-src 'self' https://cdn.example; "
    ));
    let liquid = read(&out, "shopify/custom-liquid.liquid");
    assert!(liquid.contains("product=\"{{ product.selected_or_first_available_variant.id }}\""));
    assert!(liquid.contains("data-cart-id=\"variant\""));
    let rules = underscore(&read(&out, "netlify/_headers"));
    assert!(
        rules
            .values()
            .all(|headers| headers["Access-Control-Allow-Origin"] == "*")
    );
    assert!(read(&out, "nginx/setwise.conf").contains("location = /shop/snapshot/manifest.json {"));
}

/// Rules of a `_headers` file: a path without indentation, headers with.
fn underscore(text: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut rules: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let mut path = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix("  ") {
            None => {
                assert!(line.starts_with('/') && !line.contains(' '), "{line}");
                path = line.to_owned();
                assert!(
                    rules.insert(path.clone(), BTreeMap::new()).is_none(),
                    "{path} twice"
                );
            }
            Some(header) => {
                let (name, value) = header.split_once(": ").expect("a header");
                let rule = rules.get_mut(&path).expect("a path before");
                assert!(rule.insert(name.to_owned(), value.to_owned()).is_none());
            }
        }
    }
    assert!(rules.len() <= 100, "Cloudflare reads no more");
    rules
}

/// Whether a rule with placeholders is for a path: on both hosts a placeholder is one part.
fn is_for(rule: &str, path: &str) -> bool {
    let (rule, path): (Vec<_>, Vec<_>) = (rule.split('/').collect(), path.split('/').collect());
    rule.len() == path.len()
        && rule
            .iter()
            .zip(&path)
            .all(|(rule, part)| rule.starts_with(':') || rule == part)
}

#[test]
fn every_file_has_one_rule_where_rules_are_joined() {
    let published = Published::new();
    let (_, out) = published.notes(&[]);
    for host in ["netlify/_headers", "cloudflare/_headers"] {
        let rules = underscore(&read(&out, host));
        let caching = |path: &str| {
            let matching: Vec<_> = rules
                .iter()
                .filter(|(rule, _)| is_for(rule, path))
                .collect();
            assert_eq!(matching.len(), 1, "{path} in {host}");
            matching[0].1["Cache-Control"].clone()
        };
        assert_eq!(caching("/snapshot/manifest.json"), "no-cache");
        assert_eq!(caching("/setwise/setwise.js"), "no-cache");
        for path in [
            format!("/snapshot/{}/0.bin", published.generation),
            format!("/setwise/{WIDGET}"),
            format!("/setwise/{CHUNK}"),
        ] {
            assert!(caching(&path).ends_with("immutable"), "{path}");
        }
    }
}

#[test]
fn the_files_of_nginx_apache_and_the_shell_are_well_formed() {
    let published = Published::new();
    let (_, out) = published.notes(&[]);
    let nginx = read(&out, "nginx/setwise.conf");
    let mut depth = 0;
    for line in nginx
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
    {
        // A block, its end, or a directive; braces of a regular expression stand in quotes.
        let bare: String = line.split('"').step_by(2).collect();
        depth += bare.matches('{').count() as i32 - bare.matches('}').count() as i32;
        assert!(line.matches('"').count().is_multiple_of(2), "{line}");
        assert!(line.ends_with(['{', '}', ';']), "{line}");
    }
    assert_eq!((depth, nginx.matches("location ").count()), (0, 4));

    for name in ["apache/snapshot.htaccess", "apache/package.htaccess"] {
        let mut open = Vec::new();
        for line in read(&out, name).lines().map(str::trim) {
            if let Some(end) = line.strip_prefix("</") {
                assert_eq!(
                    open.pop().as_deref(),
                    Some(end.trim_end_matches('>')),
                    "{name}"
                );
            } else if let Some(start) = line.strip_prefix('<') {
                open.push(start.split(' ').next().expect("a name").to_owned());
            }
        }
        assert!(open.is_empty(), "{name}: {open:?}");
    }

    let script = out.join("s3/upload.sh");
    let checked = Command::new("sh")
        .arg("-n")
        .arg(&script)
        .output()
        .expect("a shell");
    assert!(
        checked.status.success(),
        "{}",
        String::from_utf8_lossy(&checked.stderr)
    );
    let script = read(&out, "s3/upload.sh");
    let last = script
        .lines()
        .rfind(|line| line.starts_with("aws "))
        .expect("commands");
    assert!(last.contains("manifest.json") && last.ends_with("--cache-control no-cache"));
}

#[test]
fn what_is_wrong_is_said_in_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = path(folder.path());
    for (arguments, says) in [
        (vec![here], "expected a folder that `setwise train` wrote"),
        (
            vec![here, "--snapshot-url=a b"],
            "is no address of a folder",
        ),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_setwise"))
            .arg("publish-notes")
            .args(arguments)
            .output()
            .expect("runs");
        let said = String::from_utf8(output.stderr).expect("text");
        assert!(
            !output.status.success() && said.lines().count() == 1,
            "{said}"
        );
        assert!(said.contains(says), "{said}");
    }
}
