//! The notes as one page: the same words, with pictures of where to paste. No script, no other file.
//!
//! The administration of a platform is drawn, and called a sketch where it stands: it looks a little different in every shop and in
//! every month. The shelf is a picture that the end-to-end tests have taken and keep to.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Notes, Place, ReadyFile};
use crate::html::escaped;

const STYLE: &str = include_str!("page.css");
/// A shelf of the tests' shop (`tests/e2e/looks.test.mjs`).
const SHELF: &[u8] = include_bytes!("../../../tests/e2e/references/complete-set-1280-light.png");

/// A drawing of where something is pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sketch {
    /// The drawing, SVG.
    pub svg: &'static str,
    /// What it shows.
    pub caption: &'static str,
}

/// The whole page.
pub(super) fn page(notes: &Notes) -> String {
    let mut body = format!(
        "<h1>Where the shelves go</h1>\n<p class=\"quiet\">Snapshot {}</p>\n",
        escaped(&notes.build)
    );
    shelf(&mut body);
    body.push_str("<h2>1. Into the head of every page</h2>\n");
    code(&mut body, &notes.head);
    body.push_str("<h2>2. Where a shelf shall stand</h2>\n<p>On a product's page:</p>\n");
    code(&mut body, &notes.shelf);
    body.push_str("<p>In the cart:</p>\n");
    code(&mut body, &notes.cart);
    body.push_str("<p>In your style sheet, so that nothing moves:</p>\n");
    code(&mut body, &notes.styles);
    body.push_str("<h2>3. Where to paste it</h2>\n");
    for place in &notes.places {
        steps(&mut body, place);
    }
    body.push_str("<h2>4. Content-Security-Policy, where the shop has one</h2>\n");
    code(&mut body, &notes.content_security_policy);
    body.push_str("<h2>5. Files beside this page</h2>\n<dl>\n");
    for ReadyFile { path, goes, .. } in &notes.files {
        // Writing to a string cannot fail.
        let _ = writeln!(
            body,
            "<dt><code>{path}</code></dt><dd>{}</dd>",
            escaped(goes)
        );
    }
    body.push_str("</dl>\n<h2>6. Good to know</h2>\n<ul>\n");
    for note in &notes.notes {
        let _ = writeln!(body, "<li>{}</li>", escaped(note));
    }
    body.push_str("</ul>\n");
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Setwise: where the shelves go</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}

fn shelf(body: &mut String) {
    let _ = writeln!(
        body,
        "<figure><img width=\"1248\" height=\"443\" alt=\"A shelf Complete your set: six products in a row, each with picture, title, price, reason and the button Add.\" \
         src=\"data:image/png;base64,{}\"><figcaption>A screenshot of a shelf, of our tests' shop: yours has your products and takes its font from your page.</figcaption></figure>",
        STANDARD.encode(SHELF)
    );
}

fn steps(body: &mut String, place: &Place) {
    let _ = writeln!(body, "<h3>{}</h3>\n<ol>", place.platform);
    for step in &place.steps {
        let _ = writeln!(body, "<li>{}</li>", escaped(step));
    }
    body.push_str("</ol>\n");
    for Sketch { svg, caption } in place.sketches {
        let _ = writeln!(
            body,
            "<figure>{}<figcaption>{caption} A sketch, no screenshot: yours may look a little different.</figcaption></figure>",
            svg.trim_end()
        );
    }
}

fn code(body: &mut String, text: &str) {
    let _ = writeln!(body, "<pre><code>{}</code></pre>", escaped(text.trim_end()));
}
