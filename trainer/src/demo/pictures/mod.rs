//! Drawn product pictures: one SVG of one to three kilobytes a product, without scripts or outside references.
//!
//! Every type of product has its own silhouette, drawn around (0, 0) within about 130 units and standing on y = 130;
//! colour, tier, label and brand are parameters. The frame (background, light, shadow on the ground) is shared.

mod clothes;
mod colour;
mod devices;
mod packs;

use super::catalog::Catalog;
use colour::Colour;

/// What is drawn; one for each type of product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[rustfmt::skip]
pub(super) enum Silhouette {
    Camera, Compact, Lens, MemoryCard, Battery, CameraBag, LensCloth, Filter, Tripod,
    Phone, PhoneCase, Protector, Charger, Earbuds, PowerBank, Watch, Strap, Cable,
    Dropper, Jar, Tube, SunTube, Roller, Pump, Pads, LipBalm,
    Pasta, SauceJar, CoffeeBag, Biscuits, Nappies, Wipes, Cheese, Oil, Tin, Carton, FilterBox, Pouch,
    Shirt, Trousers, Dress, Handbag, Shoe, Socks, Belt, Scarf, Coat, Gloves, Spray,
}

/// Background of each department, centre and edge.
const BACKDROPS: [(&str, &str); 5] = [
    ("#fbfbfa", "#dfe3e6"),
    ("#fafbfd", "#dbe3ee"),
    ("#fffaf7", "#f3e1d8"),
    ("#fdfbf3", "#efe6cd"),
    ("#fcfaf8", "#e8e1da"),
];

/// Parameters of one picture.
pub(super) struct Subject<'a> {
    silhouette: Silhouette,
    department: usize,
    colour: Colour,
    brand: &'a str,
    /// The line, without the brand.
    line: &'a str,
    /// What the tier is called, e.g. `256 GB`.
    label: &'a str,
    title: &'a str,
    tier: usize,
    tiers: usize,
}

impl<'a> Subject<'a> {
    pub(super) fn of(catalog: &'a Catalog, product: usize) -> Self {
        let (kind, family, item) = (
            catalog.kind_of(product),
            catalog.family_of(product),
            &catalog.products[product],
        );
        Self {
            silhouette: kind.silhouette,
            department: kind.department,
            colour: Colour::parse(item.colour),
            brand: family.brand,
            line: family
                .name
                .strip_prefix(family.brand)
                .unwrap_or(&family.name)
                .trim(),
            label: kind.tiers[item.tier].label,
            title: &item.title,
            tier: item.tier,
            tiers: kind.tiers.len(),
        }
    }
}

/// What the drawing functions draw with: paints as attribute values, words ready for markup.
struct Pen {
    /// The body, lit from the upper left.
    body: &'static str,
    /// Clear or frosted glass.
    glass: &'static str,
    base: String,
    light: String,
    pale: String,
    dark: String,
    deep: String,
    /// Readable on the body.
    ink: &'static str,
    brand: String,
    line: String,
    label: String,
    tier: usize,
}

impl Pen {
    /// Centred words, at most `width` wide.
    fn words(&self, y: i32, size: usize, width: usize, fill: &str, words: &str) -> String {
        self.words_at(0, y, size, width, fill, words)
    }

    fn words_at(
        &self,
        x: i32,
        y: i32,
        size: usize,
        width: usize,
        fill: &str,
        words: &str,
    ) -> String {
        // Entities count as one letter; a letter is a little over half as wide as it is high.
        let letters = words.replace("&amp;", "&").chars().count().max(1);
        let size = size.min(width * 17 / (letters * 10)).max(7);
        format!(r#"<text x="{x}" y="{y}" font-size="{size}" fill="{fill}">{words}</text>"#)
    }

    /// Brand above line above label, as packs carry them.
    fn print(&self, top: i32, width: usize, fill: &str) -> String {
        [
            self.words(top, 22, width, fill, &self.brand),
            self.words(top + 22, 15, width, fill, &self.line),
            self.words(top + 42, 13, width, fill, &self.label),
        ]
        .concat()
    }
}

/// The whole picture.
pub(super) fn draw(subject: &Subject<'_>) -> String {
    let colour = subject.colour;
    let pen = Pen {
        body: "url(#m)",
        glass: "url(#g)",
        base: colour.hex(),
        light: colour.towards(Colour::WHITE, 35).hex(),
        pale: colour.towards(Colour::WHITE, 78).hex(),
        dark: colour.towards(Colour::INK, 30).hex(),
        deep: colour.towards(Colour::INK, 62).hex(),
        ink: if colour.is_light() {
            "#3a3733"
        } else {
            "#ffffff"
        },
        brand: escaped(subject.brand),
        line: escaped(subject.line),
        label: escaped(subject.label),
        tier: subject.tier,
    };
    // The bigger size looks bigger, but never small.
    let scale = if subject.tiers > 1 {
        92 + 16 * subject.tier / (subject.tiers - 1)
    } else {
        100
    };
    let (centre, edge) = BACKDROPS[subject.department];
    let (light, body, dark) = (&pen.light, &pen.base, &pen.dark);
    let title = escaped(subject.title);
    let shape = shape(subject.silhouette, &pen);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400" role="img" aria-label="{title}"><defs><radialGradient id="b" cx=".5" cy=".42" r=".75"><stop stop-color="{centre}"/><stop offset="1" stop-color="{edge}"/></radialGradient><linearGradient id="m" x2="1" y2=".35"><stop stop-color="{light}"/><stop offset=".45" stop-color="{body}"/><stop offset="1" stop-color="{dark}"/></linearGradient><linearGradient id="g" x2="1" y2="1"><stop stop-color="#fff" stop-opacity=".85"/><stop offset=".5" stop-color="#fff" stop-opacity=".25"/><stop offset="1" stop-color="#fff" stop-opacity=".55"/></linearGradient><radialGradient id="s"><stop stop-color="#2a2622" stop-opacity=".34"/><stop offset="1" stop-color="#2a2622" stop-opacity="0"/></radialGradient></defs><rect width="400" height="400" fill="url(#b)"/><ellipse cx="200" cy="336" rx="150" ry="20" fill="url(#s)"/><g transform="translate(200 {drop}) scale({whole}.{part:02})" font-family="Helvetica Neue,Helvetica,Arial,sans-serif" font-weight="600" text-anchor="middle" stroke-linejoin="round" stroke-linecap="round">{shape}</g></svg>
"##,
        drop = 334 - 130 * scale / 100,
        whole = scale / 100,
        part = scale % 100,
    )
}

fn shape(silhouette: Silhouette, pen: &Pen) -> String {
    use Silhouette as S;
    let draw: fn(&Pen) -> String = match silhouette {
        S::Camera => devices::camera,
        S::Compact => devices::compact,
        S::Lens => devices::lens,
        S::MemoryCard => devices::memory_card,
        S::Battery => devices::battery,
        S::CameraBag => devices::camera_bag,
        S::LensCloth => devices::lens_cloth,
        S::Filter => devices::filter,
        S::Tripod => devices::tripod,
        S::Phone => devices::phone,
        S::PhoneCase => devices::phone_case,
        S::Protector => devices::protector,
        S::Charger => devices::charger,
        S::Earbuds => devices::earbuds,
        S::PowerBank => devices::power_bank,
        S::Watch => devices::watch,
        S::Strap => devices::strap,
        S::Cable => devices::cable,
        S::Dropper => packs::dropper,
        S::Jar => packs::jar,
        S::Tube => packs::tube,
        S::SunTube => packs::sun_tube,
        S::Roller => packs::roller,
        S::Pump => packs::pump,
        S::Pads => packs::pads,
        S::LipBalm => packs::lip_balm,
        S::Pasta => packs::pasta,
        S::SauceJar => packs::sauce_jar,
        S::CoffeeBag => packs::coffee_bag,
        S::Biscuits => packs::biscuits,
        S::Nappies => packs::nappies,
        S::Wipes => packs::wipes,
        S::Cheese => packs::cheese,
        S::Oil => packs::oil,
        S::Tin => packs::tin,
        S::Carton => packs::carton,
        S::FilterBox => packs::filter_box,
        S::Pouch => packs::pouch,
        S::Shirt => clothes::shirt,
        S::Trousers => clothes::trousers,
        S::Dress => clothes::dress,
        S::Handbag => clothes::handbag,
        S::Shoe => clothes::shoe,
        S::Socks => clothes::socks,
        S::Belt => clothes::belt,
        S::Scarf => clothes::scarf,
        S::Coat => clothes::coat,
        S::Gloves => clothes::gloves,
        S::Spray => packs::spray,
    };
    draw(pen)
}

/// Words that may stand in markup.
fn escaped(words: &str) -> String {
    words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
