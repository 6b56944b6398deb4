//! What a merchant needs to put a snapshot into a shop: the snippet, the headers of the host as ready files, the content security
//! policy, and where to click.
//!
//! Everything is of this snapshot and this package: the Wasm that its pages load is named, the hosts of its pictures are those of its
//! catalog, its offers and its policy are heeded. Nothing here is sent anywhere.
//!
//! | file | is |
//! |---|---|
//! | [`address`] | where the two folders will be on the web |
//! | [`facts`] | what the notes must know of the snapshot and of the package |
//! | [`snippet`] | the HTML to paste, and the content security policy |
//! | [`headers`] | which file may be cached for how long, as each host wants to read it |
//! | [`shopify`], [`woocommerce`] | where to paste it there |
//! | [`page`] | all of it as a page, with pictures |

mod address;
mod facts;
mod headers;
mod page;
mod shopify;
mod snippet;
mod woocommerce;

use std::fmt;

use serde::Serialize;

pub(crate) use address::Address;
pub(crate) use facts::{Facts, IdKind, Package};
use page::Sketch;

/// Where things will be, and what product ids are.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The folder of the snapshot.
    pub snapshot: Address,
    /// The folder of the package.
    pub package: Address,
    /// What the shop's platform calls the ids of the snapshot.
    pub ids: IdKind,
}

/// The name of the page in the folder of `--out`.
pub(crate) const PAGE: &str = "notes.html";

/// A file to put somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadyFile {
    /// Its name in the folder of `--out`, with forward slashes.
    pub path: &'static str,
    /// Where it goes.
    pub goes: String,
    /// What is in it.
    pub text: String,
}

/// The notes.
#[derive(Clone, Debug, Serialize)]
pub struct Notes {
    /// The build of the snapshot.
    pub build: String,
    /// What to paste into the head of every page.
    pub head: String,
    /// What to add to the shop's style sheet, so that nothing moves when a shelf comes.
    pub styles: String,
    /// What to paste where a shelf shall stand, on a product's page.
    pub shelf: String,
    /// The same for the cart.
    pub cart: String,
    /// What a page with a content security policy must allow.
    pub content_security_policy: String,
    /// Headers and snippets as files.
    pub files: Vec<ReadyFile>,
    /// Where to paste it, a platform each: name, then steps.
    pub places: Vec<Place>,
    /// What the merchant should know.
    pub notes: Vec<String>,
}

/// Where the snippet goes on one platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The platform.
    pub platform: &'static str,
    /// What to do, one after the other.
    pub steps: Vec<String>,
    /// What it looks like there, for the page.
    #[serde(skip)]
    pub sketches: &'static [Sketch],
}

impl Notes {
    /// Writes the notes of a snapshot; `package` is the built package, if it is here.
    #[must_use]
    pub fn of(facts: &Facts, package: Option<&Package>, setting: &Setting) -> Self {
        let head = |cart_id| snippet::head(facts, package, setting, cart_id);
        let mut files = vec![ReadyFile {
            path: "snippet.html",
            goes: "into your pages, as the comments in it say".to_owned(),
            text: snippet::page(&head(None)),
        }];
        files.extend(headers::files(facts, package, setting));
        files.extend(shopify::files(
            &head(shopify::cart_id(setting.ids)),
            setting.ids,
        ));
        files.push(woocommerce::plugin(
            &head(woocommerce::cart_id(setting.ids)),
            setting.ids,
        ));
        Self {
            build: facts.build.clone(),
            shelf: snippet::SHELF.replace("{id}", "SKU-1"),
            cart: snippet::CART.to_owned(),
            head: head(None),
            styles: snippet::ROOM.to_owned(),
            content_security_policy: snippet::content_security_policy(facts, setting),
            files,
            places: vec![shopify::place(), woocommerce::place(), anywhere()],
            notes: notes(facts, package, setting),
        }
    }

    /// As a page with pictures of where to paste.
    #[must_use]
    pub fn page(&self) -> String {
        page::page(self)
    }
}

/// Pages of no platform that is known here.
fn anywhere() -> Place {
    let steps = [
        "Put the lines for the head into the template of all pages, before </head>.",
        "Put the shelf into the template of the product page; your template writes the id of the product in place of SKU-1.",
        "Put the cart's shelf into the template of the cart. Buttons appear once the page tells its cart (docs/carts.md).",
    ];
    Place {
        platform: "any other shop",
        steps: steps.map(str::to_owned).into(),
        sketches: &[],
    }
}

fn notes(facts: &Facts, package: Option<&Package>, setting: &Setting) -> Vec<String> {
    let mut notes = vec![
        "Upload the snapshot with manifest.json last, so that no page meets half of it.".to_owned(),
        "The lines for the head stay as they are when you train again: they name no shard. After an update of the package write them anew, \
         for the name of its Wasm is another."
            .to_owned(),
        format!(
            "The product ids of this snapshot are taken for the shop's {}, for example {}; if they are something else, say so with --ids.",
            setting.ids.words(),
            facts.example_id.as_deref().unwrap_or("none, since it has no product"),
        ),
    ];
    if package.is_none() {
        notes.push(
            "The built package was not found, so its Wasm is not preloaded; name its folder with --package (`cargo xtask build` makes pkg/dist)."
                .to_owned(),
        );
    }
    if facts.relative_pictures > 0 || facts.relative_links > 0 {
        notes.push(format!(
            "{} pictures and {} links of the catalog are relative addresses: they start at the page, unless the script has data-base.",
            facts.relative_pictures, facts.relative_links
        ));
    }
    if facts.offers && setting.snapshot.origin().is_some() {
        notes.push(
            "Offers need a host that shows its clock: the files below let pages of other hosts read Date and Age."
                .to_owned(),
        );
    }
    notes.push(format!(
        "Prices and stock are claimed for {} days; `setwise refresh` renews them without training.",
        facts.stale_after / 86_400
    ));
    notes
}

impl fmt::Display for Notes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = |f: &mut fmt::Formatter<'_>, text: &str| {
            writeln!(f, "\n{text}\n{}\n", "=".repeat(text.len()))
        };
        write!(f, "Snapshot {}", self.build)?;
        title(f, "1. Into the head of every page")?;
        f.write_str(&self.head)?;
        title(f, "2. Where a shelf shall stand")?;
        writeln!(f, "On a product's page:\n\n{}", self.shelf)?;
        writeln!(f, "In the cart:\n\n{}", self.cart)?;
        write!(
            f,
            "In your style sheet, so that nothing moves:\n\n{}",
            self.styles
        )?;
        title(f, "3. Where to paste it")?;
        for Place {
            platform, steps, ..
        } in &self.places
        {
            writeln!(f, "{platform}")?;
            for (number, step) in (1..).zip(steps) {
                writeln!(f, "  {number}. {step}")?;
            }
            writeln!(f)?;
        }
        title(f, "4. Content-Security-Policy, where the shop has one")?;
        writeln!(f, "{}", self.content_security_policy)?;
        title(f, "5. Ready files, written with --out DIR")?;
        writeln!(f, "{PAGE:<32} all of this, with pictures of where to paste")?;
        for ReadyFile { path, goes, .. } in &self.files {
            writeln!(f, "{path:<32} {goes}")?;
        }
        title(f, "6. Good to know")?;
        for note in &self.notes {
            writeln!(f, "- {note}")?;
        }
        Ok(())
    }
}
