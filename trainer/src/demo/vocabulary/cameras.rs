//! Cameras: bodies ask for a card of the right slot, the right battery, a bag and care; lenses for the right mount.

use super::{Kind, PLAIN, Season, Variants, any, branded, same, tier, varied};
use crate::demo::pictures::Silhouette;

const BRANDS: &[&str] = &["Halden", "Orvik", "Lumora"];
const CARD_BRANDS: &[&str] = &["Kestra", "Flintlock", "Memora", "Palisade", "Quill"];
const BAG_BRANDS: &[&str] = &["Wander & Co", "Tarn", "Northfold", "Bramley"];
const METAL: &[(&str, &str)] = &[
    ("Black", "#2f3338"),
    ("Silver", "#b9bec4"),
    ("Moss", "#66705a"),
];
const BATTERY_TYPES: &[&str] = &["NB-7", "LX-4", "PW-20"];

pub(super) const KINDS: &[Kind] = &[
    Kind {
        key: "mirrorless-camera",
        code: "CAM",
        category: "Cameras > Mirrorless Cameras",
        noun: "Mirrorless Camera",
        brands: BRANDS,
        lines: &[
            "Alta 5", "Vista M", "R-One", "Solis", "Aero 20", "Nord X", "Meridian",
        ],
        tiers: &[
            tier("Body Only", 62900, "kit=body only|lens=none"),
            tier("16-50 mm Kit", 79900, "kit=16-50 mm lens|lens=1"),
            tier(
                "Two-Lens Kit",
                104900,
                "kit=16-50 mm and 55-200 mm lenses|lens=2",
            ),
        ],
        variants: Variants::Colours(METAL),
        traits: &[
            varied("card", &["SD", "SD", "microSD"]),
            varied("battery", BATTERY_TYPES),
            branded("mount", &["H", "V", "L"]),
        ],
        needs: &[
            same("memory-card", 60, "card"),
            same("camera-battery", 48, "battery"),
            any("camera-bag", 46),
            any("lens-care", 36),
            same("lens", 26, "mount"),
        ],
        share: 22,
        demand: 10,
        season: Season::Gifts,
        silhouette: Silhouette::Camera,
        ..PLAIN
    },
    Kind {
        key: "memory-card",
        code: "MEM",
        category: "Cameras > Accessories > Memory Cards",
        noun: "Memory Card",
        brands: CARD_BRANDS,
        lines: &["Swift", "Endure", "Pro Reel", "Steady"],
        tiers: &[
            tier("64 GB", 1299, "storage=64 GB|speed=100 MB/s"),
            tier("128 GB", 1999, "storage=128 GB|speed=150 MB/s"),
            tier("256 GB", 3499, "storage=256 GB|speed=180 MB/s"),
            tier("512 GB", 6499, "storage=512 GB|speed=200 MB/s"),
        ],
        traits: &[varied("card", &["SD", "microSD"])],
        share: 20,
        demand: 1,
        silhouette: Silhouette::MemoryCard,
        palette: &["#c8503c", "#2f6db5", "#d99b25", "#3d8a63", "#6a4c93"],
        ..PLAIN
    },
    Kind {
        key: "compact-camera",
        code: "CMP",
        category: "Cameras > Compact Cameras",
        noun: "Compact Camera",
        brands: BRANDS,
        lines: &["Pocket 3", "Stroll", "Tiny", "Jaunt Z", "Postcard"],
        tiers: &[
            tier("5x Zoom", 27900, "zoom=5x|video=Full HD"),
            tier("10x Zoom", 35900, "zoom=10x|video=4K"),
            tier("30x Zoom", 44900, "zoom=30x|video=4K"),
        ],
        variants: Variants::Colours(&[
            ("Black", "#30343a"),
            ("Sand", "#cbb694"),
            ("Red", "#b3413a"),
        ]),
        traits: &[
            varied("card", &["SD", "microSD"]),
            varied("battery", BATTERY_TYPES),
        ],
        needs: &[
            same("memory-card", 58, "card"),
            any("camera-bag", 50),
            same("camera-battery", 34, "battery"),
            any("lens-care", 24),
        ],
        share: 13,
        demand: 6,
        season: Season::Summer,
        silhouette: Silhouette::Compact,
        ..PLAIN
    },
    Kind {
        key: "camera-bag",
        code: "BAG",
        category: "Cameras > Accessories > Bags and Cases",
        noun: "Camera Bag",
        brands: BAG_BRANDS,
        lines: &["Field", "Daytrip", "Satchel", "Ridge", "Towpath"],
        tiers: &[
            tier("3 L", 2999, "size=3 L"),
            tier("7 L", 4999, "size=7 L"),
            tier("15 L", 8499, "size=15 L"),
        ],
        variants: Variants::Colours(&[
            ("Charcoal", "#4a4f57"),
            ("Olive", "#7b7f4f"),
            ("Tan", "#b98a5a"),
        ]),
        share: 14,
        demand: 1,
        silhouette: Silhouette::CameraBag,
        ..PLAIN
    },
    Kind {
        key: "camera-battery",
        code: "BAT",
        category: "Cameras > Accessories > Batteries",
        noun: "Spare Battery",
        brands: &["Halden", "Voltmark", "Ampere Hill", "Lumora"],
        lines: &["Cell", "LongDay", "Reserve"],
        tiers: &[
            tier("1020 mAh", 2499, "capacity=1020 mAh|pack=1"),
            tier("1250 mAh", 3499, "capacity=1250 mAh|pack=1"),
            tier("1250 mAh Twin Pack", 5799, "capacity=1250 mAh|pack=2"),
        ],
        traits: &[varied("battery", BATTERY_TYPES)],
        share: 12,
        demand: 1,
        silhouette: Silhouette::Battery,
        palette: &["#3a3f47", "#2d5a7b", "#4e5d52", "#7a3b3b"],
        ..PLAIN
    },
    Kind {
        key: "lens-care",
        code: "LCK",
        category: "Cameras > Accessories > Cleaning",
        noun: "Lens Cloth",
        brands: &["Clearwell", "Tarn", "Pristine Lane"],
        lines: &["Microfibre", "Softweave", "Suede"],
        tiers: &[
            tier("Single", 699, "pack=1"),
            tier("3 Pack", 1299, "pack=3"),
            tier("Kit with Blower", 2199, "pack=3|kit=cloths and blower"),
        ],
        share: 7,
        demand: 1,
        silhouette: Silhouette::LensCloth,
        palette: &["#6c8fb3", "#b88fa6", "#8aa37b", "#d0a869"],
        ..PLAIN
    },
    Kind {
        key: "lens",
        code: "LNS",
        category: "Cameras > Lenses",
        noun: "Lens",
        brands: &["Halden", "Orvik", "Lumora", "Glasshouse"],
        lines: &[
            "35 mm",
            "50 mm",
            "85 mm",
            "70-300 mm",
            "12 mm",
            "100 mm Macro",
        ],
        tiers: &[
            tier("f/2.8", 24900, "aperture=f/2.8"),
            tier("f/1.8", 41900, "aperture=f/1.8"),
            tier("f/1.4", 74900, "aperture=f/1.4"),
        ],
        traits: &[branded("mount", &["H", "V", "L", "H"])],
        needs: &[any("lens-filter", 52), any("lens-care", 44)],
        share: 10,
        demand: 4,
        silhouette: Silhouette::Lens,
        palette: &["#2b2e33", "#3b3f46", "#50545b"],
        ..PLAIN
    },
    Kind {
        key: "lens-filter",
        code: "FLT",
        category: "Cameras > Accessories > Filters",
        noun: "Lens Filter",
        brands: &["Glasshouse", "Clearwell", "Prisma Row"],
        lines: &["UV", "Polariser", "ND8", "Soft Mist"],
        tiers: &[
            tier("Standard", 1999, "coating=single"),
            tier("Multi-Coated", 3299, "coating=multi"),
            tier("Nano", 5499, "coating=nano"),
        ],
        share: 8,
        demand: 1,
        silhouette: Silhouette::Filter,
        palette: &["#8fb7c9", "#a4a0c9", "#b5a690", "#8c9aa5"],
        ..PLAIN
    },
    Kind {
        key: "tripod",
        code: "TRI",
        category: "Cameras > Accessories > Tripods",
        noun: "Tripod",
        brands: &["Tarn", "Stiltwell", "Northfold"],
        lines: &["Heron", "Trek", "Perch", "Crane"],
        tiers: &[
            tier("Aluminium", 5999, "material=aluminium|height=140 cm"),
            tier("Aluminium Tall", 8999, "material=aluminium|height=165 cm"),
            tier("Carbon", 15999, "material=carbon|height=165 cm"),
        ],
        needs: &[any("camera-bag", 38)],
        share: 8,
        demand: 2,
        silhouette: Silhouette::Tripod,
        palette: &["#3c4046", "#5a4f48", "#44524c"],
        ..PLAIN
    },
];
