//! Fashion: outfits of one style, in colours and sizes.

use super::{Kind, PLAIN, Season, Variants, any, same, tier, varied};
use crate::demo::pictures::Silhouette;

const BRANDS: &[&str] = &[
    "Fennel",
    "Marlowe Lane",
    "Northfold",
    "Tallis",
    "Ivy & Iron",
    "Cove",
];
const STYLE: &[&str] = &["smart", "casual"];
const CLOTH: &[(&str, &str)] = &[
    ("Navy", "#34456b"),
    ("Ecru", "#e6dcc6"),
    ("Forest", "#4a6650"),
    ("Rust", "#ad5f3f"),
];
const TROUSER_SIZES: &[&str] = &["W30", "W32", "W34"];
const EARTH: &[&str] = &[
    "#5a6273", "#8a7257", "#3f4a3f", "#7b4b44", "#b39b78", "#2f3b52",
];

pub(super) const KINDS: &[Kind] = &[
    Kind {
        key: "shirt",
        code: "SHT",
        department: 4,
        category: "Fashion > Tops > Shirts",
        noun: "Shirt",
        brands: BRANDS,
        lines: &["Harbour", "Oxford", "Linden", "Camden", "Weekend", "Studio"],
        tiers: &[
            tier("Cotton", 2900, "material=cotton"),
            tier("Organic Cotton", 3900, "material=organic cotton"),
            tier("Linen", 5500, "material=linen"),
        ],
        variants: Variants::Colours(CLOTH),
        traits: &[varied("style", STYLE)],
        needs: &[
            same("trousers", 52, "style"),
            same("belt", 36, "style"),
            any("socks", 32),
        ],
        share: 24,
        demand: 5,
        silhouette: Silhouette::Shirt,
        ..PLAIN
    },
    Kind {
        key: "trousers",
        code: "TRS",
        department: 4,
        category: "Fashion > Bottoms > Trousers",
        noun: "Trousers",
        brands: BRANDS,
        lines: &["Chino", "Straight", "Wide Leg", "Tapered", "Pleat"],
        tiers: &[
            tier("Twill", 3900, "material=twill"),
            tier("Stretch Twill", 4900, "material=stretch twill"),
            tier("Wool", 7900, "material=wool"),
        ],
        variants: Variants::Sizes(TROUSER_SIZES),
        traits: &[varied("style", STYLE)],
        needs: &[same("belt", 50, "style"), same("shoes", 36, "style")],
        share: 20,
        demand: 3,
        silhouette: Silhouette::Trousers,
        palette: EARTH,
        ..PLAIN
    },
    Kind {
        key: "dress",
        code: "DRS",
        department: 4,
        category: "Fashion > Dresses",
        noun: "Dress",
        brands: BRANDS,
        lines: &["Amalfi", "Meadow", "Soiree", "Picnic", "Wrap"],
        tiers: &[
            tier("Viscose", 4500, "material=viscose"),
            tier("Linen", 6500, "material=linen"),
            tier("Silk Blend", 9900, "material=silk blend"),
        ],
        variants: Variants::Colours(&[
            ("Poppy", "#c4473d"),
            ("Indigo", "#40508c"),
            ("Sage", "#8fa286"),
            ("Black", "#2f2d31"),
        ]),
        traits: &[varied("style", STYLE)],
        needs: &[
            any("handbag", 46),
            any("scarf", 36),
            same("shoes", 32, "style"),
        ],
        share: 16,
        demand: 4,
        season: Season::Summer,
        silhouette: Silhouette::Dress,
        ..PLAIN
    },
    Kind {
        key: "handbag",
        code: "HBG",
        department: 4,
        category: "Fashion > Accessories > Bags",
        noun: "Bag",
        brands: &["Marlowe Lane", "Tallis", "Ivy & Iron"],
        lines: &["Tote", "Crossbody", "Bucket", "Market"],
        tiers: &[
            tier("Canvas", 3500, "material=canvas"),
            tier("Vegan Leather", 5900, "material=vegan leather"),
            tier("Leather", 11900, "material=leather"),
        ],
        variants: Variants::Colours(&[
            ("Tan", "#b7814f"),
            ("Black", "#333136"),
            ("Blush", "#d8a79c"),
        ]),
        share: 12,
        demand: 2,
        season: Season::Gifts,
        silhouette: Silhouette::Handbag,
        ..PLAIN
    },
    Kind {
        key: "shoes",
        code: "SHO",
        department: 4,
        category: "Fashion > Shoes > Trainers",
        noun: "Trainers",
        brands: &["Stride & Co", "Cove", "Northfold"],
        lines: &["Court", "Runner 7", "Harbour Low", "Terrace"],
        tiers: &[
            tier("Canvas", 4500, "material=canvas"),
            tier("Suede", 6900, "material=suede"),
            tier("Leather", 8900, "material=leather"),
        ],
        variants: Variants::Sizes(&["UK 5", "UK 7", "UK 9"]),
        traits: &[varied("style", STYLE)],
        needs: &[any("socks", 52), any("shoe-care", 40)],
        share: 16,
        demand: 3,
        silhouette: Silhouette::Shoe,
        palette: &["#eceae4", "#3f5f7f", "#7a8a6a", "#b65b45", "#2f3238"],
        ..PLAIN
    },
    Kind {
        key: "socks",
        code: "SOX",
        department: 4,
        category: "Fashion > Accessories > Socks",
        noun: "Socks",
        brands: &["Cove", "Northfold", "Toastie"],
        lines: &["Stripe", "Ribbed", "Trail"],
        tiers: &[
            tier("2 Pack", 895, "pack=2"),
            tier("5 Pack", 1795, "pack=5"),
        ],
        share: 7,
        demand: 1,
        silhouette: Silhouette::Socks,
        palette: &["#3d5a80", "#c0674a", "#758a5c", "#8a5a83", "#d6a94a"],
        ..PLAIN
    },
    Kind {
        key: "belt",
        code: "BLT",
        department: 4,
        category: "Fashion > Accessories > Belts",
        noun: "Belt",
        brands: &["Ivy & Iron", "Buckle & Loop", "Fennel"],
        lines: &["Saddle", "Plain", "Braided"],
        tiers: &[
            tier("Webbing", 1500, "material=webbing"),
            tier("Leather", 2900, "material=leather"),
            tier("Bridle Leather", 4900, "material=bridle leather"),
        ],
        traits: &[varied("style", STYLE)],
        share: 9,
        demand: 1,
        silhouette: Silhouette::Belt,
        palette: &["#7a5236", "#332f2e", "#a8753f", "#4c5a4a"],
        ..PLAIN
    },
    Kind {
        key: "scarf",
        code: "SCF",
        department: 4,
        category: "Fashion > Accessories > Scarves",
        noun: "Scarf",
        brands: &["Tallis", "Toastie", "Marlowe Lane"],
        lines: &["Fringe", "Check", "Cloud"],
        tiers: &[
            tier("Cotton", 1900, "material=cotton"),
            tier("Wool", 3500, "material=wool"),
            tier("Cashmere", 7900, "material=cashmere"),
        ],
        share: 9,
        demand: 1,
        season: Season::Winter,
        silhouette: Silhouette::Scarf,
        palette: &["#b4494a", "#4f6d8f", "#c69a4f", "#6f7f63", "#8b6a8f"],
        ..PLAIN
    },
    Kind {
        key: "coat",
        code: "COT",
        department: 4,
        category: "Fashion > Outerwear > Coats",
        noun: "Coat",
        brands: BRANDS,
        lines: &["Parka", "Trench", "Pea", "Duffle"],
        tiers: &[
            tier("Cotton Shell", 8900, "material=cotton"),
            tier("Wool Blend", 12900, "material=wool blend"),
            tier("Down", 18900, "material=down"),
        ],
        variants: Variants::Colours(&[
            ("Camel", "#b98f5c"),
            ("Navy", "#2f3d5c"),
            ("Olive", "#666c48"),
        ]),
        needs: &[any("scarf", 54), any("gloves", 44)],
        share: 12,
        demand: 2,
        season: Season::Winter,
        silhouette: Silhouette::Coat,
        ..PLAIN
    },
    Kind {
        key: "gloves",
        code: "GLV",
        department: 4,
        category: "Fashion > Accessories > Gloves",
        noun: "Gloves",
        brands: &["Toastie", "Tallis"],
        lines: &["Knit", "Touch", "Frost"],
        tiers: &[
            tier("Acrylic", 1200, "material=acrylic"),
            tier("Wool", 2200, "material=wool"),
            tier("Leather", 4500, "material=leather"),
        ],
        share: 7,
        demand: 1,
        season: Season::Winter,
        silhouette: Silhouette::Gloves,
        palette: &["#4a5670", "#a45543", "#5f6b52", "#7a5236"],
        ..PLAIN
    },
    Kind {
        key: "shoe-care",
        code: "SHC",
        department: 4,
        category: "Fashion > Shoes > Shoe Care",
        noun: "Shoe Care",
        brands: &["Polish & Sons", "Clearwell"],
        lines: &["Renew", "Shield"],
        tiers: &[
            tier("Spray", 795, "kit=spray"),
            tier("Spray and Brush", 1295, "kit=spray and brush"),
            tier("Full Kit", 2195, "kit=spray, brush and balm"),
        ],
        share: 5,
        demand: 1,
        silhouette: Silhouette::Spray,
        palette: &["#6b5242", "#3f5f6b", "#7d7a4a"],
        ..PLAIN
    },
];
