//! Skincare: routines for one skin type, used up at their own pace.

use super::{Kind, PLAIN, Season, any, same, tier, used_up, varied};
use crate::demo::pictures::Silhouette;

const BRANDS: &[&str] = &[
    "Alder & Rue",
    "Dew Theory",
    "Maren",
    "Petalume",
    "Saltgrove",
    "Vesper Lab",
];
const SKIN: &[&str] = &["dry", "oily", "sensitive"];
const SOFT: &[&str] = &[
    "#c98b6b", "#7f9f8c", "#b58ba8", "#6f93ad", "#c9a55c", "#a5806e",
];

pub(super) const KINDS: &[Kind] = &[
    Kind {
        key: "serum",
        code: "SER",
        department: 2,
        category: "Skincare > Serums",
        noun: "Serum",
        brands: BRANDS,
        lines: &[
            "Vitamin C 10",
            "Hyaluronic Dew",
            "Niacin Clear",
            "Night Peptide",
            "Bakuchiol Renew",
            "Calm Oat",
        ],
        tiers: &[
            used_up("15 ml", 1490, "size=15 ml", 35),
            used_up("30 ml", 2490, "size=30 ml", 63),
            used_up("50 ml", 3690, "size=50 ml", 98),
        ],
        traits: &[varied("skin", SKIN)],
        needs: &[
            same("moisturiser", 58, "skin"),
            any("sunscreen", 44),
            same("cleanser", 42, "skin"),
            any("face-tool", 34),
        ],
        share: 24,
        demand: 6,
        silhouette: Silhouette::Dropper,
        palette: SOFT,
        ..PLAIN
    },
    Kind {
        key: "moisturiser",
        code: "MOI",
        department: 2,
        category: "Skincare > Moisturisers",
        noun: "Moisturiser",
        brands: BRANDS,
        lines: &[
            "Cloud Cream",
            "Barrier Balm",
            "Water Gel",
            "Silk Veil",
            "Night Rest",
        ],
        tiers: &[
            used_up("30 ml", 1290, "size=30 ml", 32),
            used_up("50 ml", 1890, "size=50 ml", 56),
            used_up("100 ml", 3190, "size=100 ml", 105),
        ],
        traits: &[varied("skin", SKIN)],
        needs: &[same("cleanser", 46, "skin"), any("sunscreen", 34)],
        share: 18,
        demand: 2,
        season: Season::Winter,
        silhouette: Silhouette::Jar,
        palette: SOFT,
        ..PLAIN
    },
    Kind {
        key: "cleanser",
        code: "CLN",
        department: 2,
        category: "Skincare > Cleansers",
        noun: "Cleanser",
        brands: BRANDS,
        lines: &["Soft Foam", "Milk Wash", "Clay Polish", "Morning Rinse"],
        tiers: &[
            used_up("75 ml", 790, "size=75 ml", 30),
            used_up("150 ml", 1290, "size=150 ml", 56),
            used_up("300 ml", 2190, "size=300 ml", 105),
        ],
        traits: &[varied("skin", SKIN)],
        needs: &[any("cotton-pads", 48), any("toner", 42)],
        share: 14,
        demand: 2,
        silhouette: Silhouette::Tube,
        palette: SOFT,
        ..PLAIN
    },
    Kind {
        key: "sunscreen",
        code: "SUN",
        department: 2,
        category: "Skincare > Sun Care",
        noun: "Sunscreen",
        brands: &["Saltgrove", "Maren", "Solstead", "Dew Theory"],
        lines: &["Daily Shade", "Sheer Sun", "Beach Day", "Invisible Veil"],
        tiers: &[
            tier("SPF 30", 1190, "spf=30|size=50 ml"),
            tier("SPF 50", 1590, "spf=50|size=50 ml"),
            tier("SPF 50 Family", 2490, "spf=50|size=150 ml"),
        ],
        needs: &[any("lip-balm", 46)],
        share: 12,
        demand: 2,
        season: Season::Summer,
        silhouette: Silhouette::SunTube,
        palette: &["#e8b04a", "#e58f65", "#6fa9bd", "#e3c26b"],
        ..PLAIN
    },
    Kind {
        key: "face-tool",
        code: "FTL",
        department: 2,
        category: "Skincare > Tools",
        noun: "Face Roller",
        brands: &["Stonelark", "Petalume", "Hush Ritual"],
        lines: &["Jade", "Rose Quartz", "Amethyst", "Steel"],
        tiers: &[
            tier("", 1290, "heads=1"),
            tier("Dual", 1790, "heads=2"),
            tier("Ritual Set", 2990, "heads=2|kit=roller and gua sha"),
        ],
        share: 8,
        demand: 1,
        season: Season::Gifts,
        silhouette: Silhouette::Roller,
        palette: &["#8fb59a", "#dba9ae", "#a893c4", "#b3bac0"],
        ..PLAIN
    },
    Kind {
        key: "toner",
        code: "TON",
        department: 2,
        category: "Skincare > Toners",
        noun: "Toner",
        brands: BRANDS,
        lines: &[
            "Rose Water",
            "Green Tea Mist",
            "Witch Hazel",
            "Rice Essence",
        ],
        tiers: &[
            used_up("100 ml", 990, "size=100 ml", 42),
            used_up("200 ml", 1590, "size=200 ml", 77),
        ],
        needs: &[any("cotton-pads", 56)],
        share: 9,
        demand: 2,
        silhouette: Silhouette::Pump,
        palette: SOFT,
        ..PLAIN
    },
    Kind {
        key: "cotton-pads",
        code: "PAD",
        department: 2,
        category: "Skincare > Cotton and Pads",
        noun: "Cotton Pads",
        brands: &["Hush Ritual", "Fieldsoft", "Cotton Lane"],
        lines: &["Round", "Quilted", "Bamboo"],
        tiers: &[
            used_up("80 Pack", 249, "pack=80", 30),
            used_up("160 Pack", 399, "pack=160", 56),
        ],
        share: 6,
        demand: 1,
        silhouette: Silhouette::Pads,
        palette: &["#8fb0c4", "#c59aa5", "#9fb58a"],
        ..PLAIN
    },
    Kind {
        key: "lip-balm",
        code: "LIP",
        department: 2,
        category: "Skincare > Lip Care",
        noun: "Lip Balm",
        brands: &["Saltgrove", "Alder & Rue", "Beeswing"],
        lines: &["Honey", "Cherry", "Mint", "Shea"],
        tiers: &[tier("", 349, "pack=1"), tier("3 Pack", 849, "pack=3")],
        share: 7,
        demand: 1,
        season: Season::Winter,
        silhouette: Silhouette::LipBalm,
        palette: &["#d9a441", "#b9404f", "#76ab8e", "#c8a27e"],
        ..PLAIN
    },
];
