use super::super::facts::tests::product;
use super::*;
use crate::baskets::Baskets;
use crate::count::{CountOptions, count_pairs};
use crate::fit::fit_needs;

fn with_orders(lines: &[&str], by_hand: &[(u32, u32)], sets: &[Vec<u32>]) -> Vec<Vec<Upgrade>> {
    let products: Vec<_> = lines.iter().map(|line| product(line)).collect();
    let facts = Facts::of(&products);
    let baskets = Baskets::from_sets(sets, products.len());
    let counts = count_pairs(&baskets, &CountOptions::default());
    let shop = Shop {
        facts: &facts,
        baskets: &baskets,
        counts: &counts,
        sessions: None,
        max_basket: 500,
    };
    let needs = fit_needs(&shop);
    fit_upgrades(&shop, &needs, by_hand)
}

fn upgrades(lines: &[&str]) -> Vec<Vec<Upgrade>> {
    with_orders(lines, &[], &[])
}

/// The upgrade that the ranking offers first.
fn best(lines: &[&str], list: &[Upgrade], from: usize) -> Option<u32> {
    let price = |at: u32| {
        lines[at as usize]
            .split(';')
            .nth(2)
            .and_then(|p| p.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    let own = price(from as u32);
    let score = |u: &Upgrade| ((price(u.to) - own) / own).min(1.0) * f64::from(u.code + 1);
    list.iter()
        .max_by(|a, b| score(a).total_cmp(&score(b)))
        .map(|u| u.to)
}

#[test]
fn the_next_tier_of_the_family_in_the_same_colour_comes_first() {
    let lines = [
        "a;Kestra Swift Card, 64 GB, Red;1000;P > Cards;Kestra;storage=64 GB|colour=red;g1",
        "b;Kestra Swift Card, 64 GB, Blue;1000;P > Cards;Kestra;storage=64 GB|colour=blue;g1",
        "c;Kestra Swift Card, 128 GB, Blue;1300;P > Cards;Kestra;storage=128 GB|colour=blue;g2",
        "d;Kestra Swift Card, 128 GB, Red;1300;P > Cards;Kestra;storage=128 GB|colour=red;g2",
        "e;Kestra Swift Card, 256 GB, Red;1900;P > Cards;Kestra;storage=256 GB|colour=red",
        "f;Quill Steady Card, 32 GB;1500;P > Cards;Quill;storage=32 GB",
        "g;Kestra Card Case;1200;P > Cases;Kestra;",
    ];
    let found = upgrades(&lines);
    assert_eq!(best(&lines, &found[0], 0), Some(3));
    assert_eq!(best(&lines, &found[1], 1), Some(2));
    assert_eq!(best(&lines, &found[3], 3), Some(4));
    assert!(found[4].is_empty(), "nothing is above the highest tier");
    let offered: Vec<u32> = found.iter().flatten().map(|u| u.to).collect();
    assert!(
        !offered.contains(&5) && !offered.contains(&6),
        "less storage and accessories are no upgrades"
    );
}

#[test]
fn without_categories_only_a_title_that_says_more_is_an_upgrade() {
    let lines = [
        "a;POPCORN HOLDER , SMALL;85",
        "b;LARGE POPCORN HOLDER;165",
        "c;RED LUNCH BAG;165",
        "d;BLUE LUNCH BAG;195",
        "e;LUNCH BAG;120",
    ];
    let found = upgrades(&lines);
    assert_eq!(found[0].iter().map(|u| u.to).collect::<Vec<_>>(), [1]);
    assert!(found[1..].iter().all(Vec::is_empty), "{found:?}");
}

/// A clothes shop as its owner fills it in by hand: no orders, no brands, no two names alike.
const SAMPLE: [&str; 21] = [
    "a;Harbour Weekender Bag;3400;Gear > Bags;;activity=gym|material=canvas",
    "b;Tidal Duffle;3900;Gear > Bags;;activity=travel|material=nylon",
    "c;Ridge Backpack;4500;Gear > Bags;;activity=hiking|material=polyester",
    "d;Cove Shoulder Bag;5400;Gear > Bags;;activity=urban|material=leather",
    "e;Summit Day Pack;5900;Gear > Bags;;activity=hiking|material=nylon",
    "f;Meridian Watch;4500;Gear > Watches;;activity=running|material=steel",
    "g;Cadence Sport Watch;5400;Gear > Watches;;activity=running|material=rubber",
    "h;Solstice Dual Watch;9200;Gear > Watches;;activity=urban|material=steel",
    "i;Jade Skipping Rope;1200;Gear > Equipment;;activity=gym|material=rubber",
    "j;Onyx Push Grips;1400;Gear > Equipment;;activity=gym|material=foam",
    "k;Amber Tone Band;1600;Gear > Equipment;;activity=gym|material=rubber",
    "l;Coral Tone Band;1900;Gear > Equipment;;activity=gym|material=rubber",
    "m;Opal Water Bottle;1500;Gear > Equipment;;activity=gym|material=steel",
    "n;Fjord Wind Jacket;4200;Men > Tops > Jackets;;climate=cold|gender=men",
    "o;Tundra Rain Jacket;4900;Men > Tops > Jackets;;climate=wet|gender=men",
    "p;Boreal Shell Jacket;6900;Men > Tops > Jackets;;climate=cold|gender=men",
    "q;Fjord Running Pants;4600;Men > Bottoms > Pants;;climate=cold|gender=men",
    "r;Lumen Hoodie;4800;Men > Tops > Hoodies & Sweatshirts;;climate=cold|gender=men",
    "s;Willow Wind Jacket;5200;Women > Tops > Jackets;;climate=cold|gender=women",
    "t;Aster Rain Jacket;6100;Women > Tops > Jackets;;climate=wet|gender=women",
    "u;Heather Fleece Jacket;6600;Women > Tops > Jackets;;climate=cold|gender=women",
];

#[test]
fn a_shop_without_orders_leads_to_the_next_dearer_of_the_same_kind() {
    let found = upgrades(&SAMPLE);
    let first = |letter: u8| {
        best(
            &SAMPLE,
            &found[usize::from(letter - b'a')],
            usize::from(letter - b'a'),
        )
    };
    let expected = |letter: u8| Some(u32::from(letter - b'a'));
    for (from, to) in [b"ad", b"bc", b"ce", b"fg", b"kl", b"no", b"op", b"st"].map(|p| (p[0], p[1]))
    {
        // A bag leads to a bag and a pack to a pack before it leads to another shape.
        assert_eq!(first(from), expected(to), "{}", from as char);
    }
    for alone in b"deghijlmpqrtu".iter().copied() {
        assert_eq!(first(alone), None, "{}", alone as char);
    }
    let category = |at: usize| SAMPLE[at].split(';').nth(3);
    for (from, list) in found.iter().enumerate() {
        for upgrade in list {
            assert_eq!(
                category(from),
                category(upgrade.to as usize),
                "a watch is no better bag"
            );
        }
    }
}

#[test]
fn an_accessory_another_use_and_another_wearer_are_no_upgrades() {
    let lines = [
        "a;Alta Camera;9000;Photo;;sensor=24 MP|zoom=3x",
        "b;Bright Lens;9900;Photo;;mount=H|aperture=f/2",
        "c;Alta Camera Case;9950;Photo;;fits=Alta",
        "d;Men's Trail Shorts;5900;Clothes > Shorts",
        "e;Women's Trail Shorts;6900;Clothes > Shorts",
        "f;Trail Pump;2000;Bikes > Pumps",
        "g;City Pump;2500;Bikes > Pumps",
        "h;Trail Lock;2000;Bikes > Locks",
        "i;City Lock;2000;Bikes > Locks",
        "j;Trail Bell;900;Bikes > Bells",
        "k;City Bell;900;Bikes > Bells",
        "l;Vista Camera;5000;Photo",
    ];
    let found = upgrades(&lines);
    assert!(found.iter().all(Vec::is_empty), "{found:?}");
}

#[test]
fn what_is_bought_together_is_no_step_up() {
    let lines = [
        "a;Alta Body Camera;9000;Photo > Cameras",
        "b;Vista Action Camera;11000;Photo > Cameras",
        "c;Solis Camera;13000;Photo > Cameras",
        "d;Oat Drink;200;Food > Drinks",
    ];
    let together: Vec<Vec<u32>> = (0..60)
        .map(|n| if n % 2 == 0 { vec![0, 1] } else { vec![3] })
        .collect();
    let apart = with_orders(&lines, &[], &[]);
    let found = with_orders(&lines, &[], &together);
    assert_eq!(best(&lines, &apart[0], 0), Some(1));
    assert_eq!(best(&lines, &found[0], 0), Some(2));
}

#[test]
fn what_the_merchant_links_comes_first() {
    let lines = [
        "a;Meridian Watch;4500;Gear > Watches",
        "b;Cadence Watch;5400;Gear > Watches",
        "c;Leather Strap Set;6000;Gear > Straps",
        "d;Cheap Watch;2000;Gear > Watches",
    ];
    let linked = with_orders(&lines, &[(0, 3), (0, 2)], &[]);
    assert_eq!(
        best(&lines, &linked[0], 0),
        Some(2),
        "and not the cheaper one"
    );
    assert!(
        linked[0].iter().any(|upgrade| upgrade.to == 1),
        "the next dearer one stays"
    );
    assert_eq!(linked[1..], upgrades(&lines)[1..]);
}

#[test]
fn tiers_that_only_this_shop_knows_are_families() {
    let mut lines = Vec::new();
    for (kind, price) in [
        ("Pedal", 4000),
        ("Saddle", 2700),
        ("Crank", 17500),
        ("Fork", 14800),
    ] {
        for (tier, more) in [("QX", 10), ("QY", 15), ("QZ", 20)] {
            for place in ["Road", "Trail"] {
                lines.push(format!(
                    "{};{tier} {place} {kind};{};Parts > {kind}s",
                    lines.len(),
                    price * more / 10
                ));
            }
        }
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let found = upgrades(&lines);
    for from in 0..lines.len() as u32 {
        let next = (from % 6 < 4).then_some(from + 2);
        assert_eq!(
            best(&lines, &found[from as usize], from as usize),
            next,
            "{}",
            lines[from as usize]
        );
    }
}

#[test]
fn a_colour_that_costs_a_little_more_is_no_step_and_a_little_more_of_it_is() {
    let lines = [
        "a;Vale Helmet, Black;3364;Bikes > Helmets;;colour=black",
        "b;Vale Helmet, Blue;3364;Bikes > Helmets;;colour=blue",
        "c;Vale Helmet, Red;3530;Bikes > Helmets;;colour=red",
        "d;Oat Milk, 1 L;1000;Food > Milk;;",
        "e;Oat Milk, 1.2 L;1050;Food > Milk;;",
    ];
    let found = upgrades(&lines);
    assert!(found[..3].iter().all(Vec::is_empty), "{found:?}");
    assert_eq!(best(&lines, &found[3], 3), Some(4));
}
