//! Phones and watches: cases, screen protectors and straps fit one product family only.

use super::{Kind, PLAIN, Season, Variants, any, host, same, tier, varied};
use crate::demo::pictures::Silhouette;

const PHONE_BRANDS: &[&str] = &["Orbit", "Tessel", "Pelago", "Nimbus"];
const POWER_BRANDS: &[&str] = &["Voltmark", "Currant", "Brightwire", "Tessel", "Hob & Wick"];
const CASE_BRANDS: &[&str] = &["Shellby", "Cocoon Works", "Tarn", "Fennel"];

pub(super) const KINDS: &[Kind] = &[
    Kind {
        key: "phone",
        code: "PHN",
        department: 1,
        category: "Phones > Smartphones",
        noun: "Smartphone",
        brands: PHONE_BRANDS,
        lines: &["Arc", "Breeze", "Folio", "Pico", "Vela", "Corona"],
        tiers: &[
            tier("128 GB", 39900, "storage=128 GB|memory=6 GB"),
            tier("256 GB", 47900, "storage=256 GB|memory=8 GB"),
            tier("512 GB", 59900, "storage=512 GB|memory=12 GB"),
        ],
        variants: Variants::Colours(&[
            ("Graphite", "#3b3f47"),
            ("Sky", "#8fb4d6"),
            ("Rose", "#d9a5a8"),
            ("Mint", "#a5cdb8"),
        ]),
        traits: &[varied("plug", &["USB-C", "USB-C", "Mag-Pin"])],
        needs: &[
            host("phone-case", 66),
            host("screen-protector", 52),
            same("charger", 46, "plug"),
            any("earbuds", 34),
        ],
        share: 32,
        demand: 16,
        season: Season::Gifts,
        silhouette: Silhouette::Phone,
        ..PLAIN
    },
    Kind {
        key: "phone-case",
        code: "CSE",
        department: 1,
        category: "Phones > Cases",
        noun: "Case",
        brands: CASE_BRANDS,
        lines: &["Hug", "Second Skin", "Pebble", "Bumper"],
        tiers: &[
            tier("Slim", 1499, "protection=slim"),
            tier("Rugged", 2499, "protection=rugged"),
            tier("Leather", 3999, "protection=rugged|material=leather"),
        ],
        variants: Variants::Colours(&[
            ("Ink", "#2f3b56"),
            ("Clay", "#c07a5b"),
            ("Sage", "#93a68a"),
            ("Plum", "#75476b"),
        ]),
        fits: Some("phone"),
        share: 30,
        demand: 2,
        silhouette: Silhouette::PhoneCase,
        ..PLAIN
    },
    Kind {
        key: "charger",
        code: "CHG",
        department: 1,
        category: "Phones > Power > Chargers",
        noun: "Fast Charger",
        brands: POWER_BRANDS,
        lines: &["Dot", "Cube", "Sprint", "Duo"],
        tiers: &[
            tier("20 W", 1699, "power=20 W"),
            tier("45 W", 2799, "power=45 W"),
            tier("65 W", 4299, "power=65 W|ports=2"),
        ],
        traits: &[varied("plug", &["USB-C", "Mag-Pin"])],
        share: 14,
        demand: 2,
        silhouette: Silhouette::Charger,
        palette: &["#f1f1ee", "#dfe6ea", "#3b4048", "#efe3d3"],
        ..PLAIN
    },
    Kind {
        key: "screen-protector",
        code: "SCR",
        department: 1,
        category: "Phones > Screen Protectors",
        noun: "Screen Protector",
        brands: &["Clearwell", "Shellby", "Pane & Son"],
        lines: &["Guard", "Veil", "Crystal"],
        tiers: &[
            tier("Film", 899, "material=film"),
            tier("Glass", 1499, "material=tempered glass"),
            tier("Privacy Glass", 2299, "material=tempered glass|privacy=yes"),
        ],
        fits: Some("phone"),
        share: 18,
        demand: 1,
        silhouette: Silhouette::Protector,
        palette: &["#9cc4d9", "#a9b8d6", "#a8d0c5"],
        ..PLAIN
    },
    Kind {
        key: "earbuds",
        code: "EAR",
        department: 1,
        category: "Phones > Audio > Earbuds",
        noun: "Wireless Earbuds",
        brands: &["Tessel", "Murmur", "Larkspur Audio", "Nimbus"],
        lines: &["Drop", "Whisper", "Pips", "Chorus"],
        tiers: &[
            tier("", 3999, "battery life=18 h|noise cancelling=no"),
            tier("Plus", 6999, "battery life=24 h|noise cancelling=yes"),
            tier("Pro", 11999, "battery life=32 h|noise cancelling=adaptive"),
        ],
        variants: Variants::Colours(&[
            ("Chalk", "#efeeea"),
            ("Night", "#2d3036"),
            ("Coral", "#e08f7a"),
        ]),
        share: 16,
        demand: 3,
        season: Season::Gifts,
        silhouette: Silhouette::Earbuds,
        ..PLAIN
    },
    Kind {
        key: "power-bank",
        code: "PWB",
        department: 1,
        category: "Phones > Power > Power Banks",
        noun: "Power Bank",
        brands: POWER_BRANDS,
        lines: &["Brick", "Trek", "Slim", "Camp"],
        tiers: &[
            tier("5,000 mAh", 1999, "capacity=5000 mAh"),
            tier("10,000 mAh", 2999, "capacity=10000 mAh"),
            tier("20,000 mAh", 4799, "capacity=20000 mAh"),
        ],
        needs: &[any("charge-cable", 50)],
        share: 8,
        demand: 3,
        season: Season::Summer,
        silhouette: Silhouette::PowerBank,
        palette: &["#39404a", "#6b7f8f", "#a3543f", "#e6e2da"],
        ..PLAIN
    },
    Kind {
        key: "watch",
        code: "WCH",
        department: 1,
        category: "Phones > Watches > Smartwatches",
        noun: "Smartwatch",
        brands: &["Orbit", "Pelago", "Stride & Co"],
        lines: &["Pulse", "Tide", "Loop", "Summit"],
        tiers: &[
            tier("40 mm", 14900, "size=40 mm|gps=no"),
            tier("44 mm GPS", 19900, "size=44 mm|gps=yes"),
            tier(
                "44 mm GPS and Cellular",
                26900,
                "size=44 mm|gps=yes|cellular=yes",
            ),
        ],
        variants: Variants::Colours(&[
            ("Black", "#2e3136"),
            ("Steel", "#aab1b8"),
            ("Gold", "#c9a968"),
        ]),
        needs: &[host("watch-strap", 60), any("charge-cable", 40)],
        share: 12,
        demand: 6,
        season: Season::Gifts,
        silhouette: Silhouette::Watch,
        ..PLAIN
    },
    Kind {
        key: "watch-strap",
        code: "STR",
        department: 1,
        category: "Phones > Watches > Straps",
        noun: "Watch Strap",
        brands: &["Fennel", "Buckle & Loop", "Stride & Co"],
        lines: &["Weave", "Sport", "Milan"],
        tiers: &[
            tier("Silicone", 1299, "material=silicone"),
            tier("Nylon", 1999, "material=nylon"),
            tier("Leather", 3499, "material=leather"),
        ],
        variants: Variants::Colours(&[
            ("Slate", "#55606e"),
            ("Terracotta", "#b9674b"),
            ("Moss", "#6d7a55"),
        ]),
        fits: Some("watch"),
        share: 14,
        demand: 1,
        silhouette: Silhouette::Strap,
        ..PLAIN
    },
    Kind {
        key: "charge-cable",
        code: "CBL",
        department: 1,
        category: "Phones > Power > Cables",
        noun: "Charging Cable",
        brands: POWER_BRANDS,
        lines: &["Braid", "Cord", "Tether"],
        tiers: &[
            tier("1 m", 899, "length=1 m"),
            tier("2 m", 1299, "length=2 m"),
            tier("3 m", 1799, "length=3 m"),
        ],
        share: 9,
        demand: 1,
        silhouette: Silhouette::Cable,
        palette: &["#e9e6df", "#3d434c", "#c4573f", "#5b7f9c"],
        ..PLAIN
    },
];
