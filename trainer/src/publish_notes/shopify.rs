//! Where to paste it on Shopify, Online Store 2.0.

use super::{IdKind, Place, ReadyFile, Sketch, snippet};

const SKETCHES: &[Sketch] = &[
    Sketch {
        svg: include_str!("sketches/shopify-section.svg"),
        caption: "Shopify, without an app: Add section, Custom Liquid; the shelf stands where the section is dragged to.",
    },
    Sketch {
        svg: include_str!("sketches/shopify-block.svg"),
        caption: "Shopify, with your own app: Add block, Apps, Setwise shelf.",
    },
];

/// What the cart's adapter must be told of ids.
pub(super) fn cart_id(ids: IdKind) -> Option<&'static str> {
    match ids {
        IdKind::Sku => None,
        IdKind::Variant => Some("variant"),
        IdKind::Product => Some("product"),
        IdKind::Handle => Some("handle"),
    }
}

/// How Liquid writes the id of the page's product.
fn product_id(ids: IdKind) -> &'static str {
    match ids {
        IdKind::Sku => "{{ product.selected_or_first_available_variant.sku | escape }}",
        IdKind::Variant => "{{ product.selected_or_first_available_variant.id }}",
        IdKind::Product => "{{ product.id }}",
        IdKind::Handle => "{{ product.handle }}",
    }
}

/// A section's code, and the same as a block of a theme app extension.
pub(super) fn files(head: &str, ids: IdKind) -> [ReadyFile; 2] {
    let shelf = snippet::SHELF.replace("{id}", product_id(ids));
    let code = format!(
        "{head}<style>\n{}</style>\n{{%- if product -%}}\n{shelf}{{%- else -%}}\n{}{{%- endif -%}}\n",
        snippet::ROOM,
        snippet::CART
    );
    let schema = "\n{% schema %}\n{\n  \"name\": \"Setwise shelf\",\n  \"target\": \"section\",\n  \"settings\": []\n}\n{% endschema %}\n";
    [
        ReadyFile {
            path: "shopify/custom-liquid.liquid",
            goes: "into a section 'Custom Liquid' of the theme editor".to_owned(),
            text: code.clone(),
        },
        ReadyFile {
            path: "shopify/blocks/setwise.liquid",
            goes: "into blocks/ of your app's theme app extension".to_owned(),
            text: code + schema,
        },
    ]
}

/// The clicks.
pub(super) fn place() -> Place {
    let steps = [
        "Files: a theme keeps no folders, so the snapshot and the package go to a static host (Netlify, Cloudflare, S3, your own server). \
         Run this command again with --snapshot-url and --package-url https://… of that host.",
        "Without an app: Online Store > Themes > Customize. In the list at the top choose Products > Default product. \
         On the left, at the end of Template, Add section > Custom Liquid. Paste shopify/custom-liquid.liquid. Save. \
         For the cart choose Cart in the list at the top and do the same.",
        "As an app block: put shopify/blocks/setwise.liquid into extensions/YOUR-EXTENSION/blocks/ of your app (theme app extension) and \
         run `shopify app deploy`. Then in the theme editor: Products > Default product > Product information > Add block > Apps > Setwise shelf.",
        "Not in the checkout, nor on the pages after it: those are sandboxed by Shopify and run no script or Wasm of a shop. The last place for a shelf is the cart.",
    ];
    Place {
        platform: "Shopify (Online Store 2.0)",
        steps: steps.map(str::to_owned).into(),
        sketches: SKETCHES,
    }
}
