//! A small shop that all exports are of: lamps with bulbs, vases with flowers, and who bought them.

/// Somebody whose data must never come out again.
pub(crate) const NAME: &str = "Kanari Vogelsang";
pub(crate) const EMAIL: &str = "kanari.vogelsang@mail.example";
pub(crate) const PHONE: &str = "+49 170 5550123";
pub(crate) const STREET: &str = "Kanarienweg 17";
pub(crate) const CITY: &str = "Vogelbach";
/// Parts of it that may stand nowhere.
pub(crate) const CANARY: [&str; 6] = [
    "Kanari",
    "Vogelsang",
    "vogelsang@",
    "5550123",
    "Kanarienweg",
    "Vogelbach",
];

pub(crate) struct Goods {
    pub(crate) id: u32,
    pub(crate) sku: &'static str,
    pub(crate) title: &'static str,
    pub(crate) handle: &'static str,
    pub(crate) price: &'static str,
    pub(crate) kind: &'static str,
}

const fn goods(
    id: u32,
    sku: &'static str,
    title: &'static str,
    handle: &'static str,
    price: &'static str,
    kind: &'static str,
) -> Goods {
    Goods {
        id,
        sku,
        title,
        handle,
        price,
        kind,
    }
}

pub(crate) const GOODS: [Goods; 6] = [
    goods(101, "LAMP-D", "Desk lamp", "desk-lamp", "49.00", "Lamps"),
    goods(102, "BULB-W", "Warm bulb", "warm-bulb", "9.50", "Bulbs"),
    goods(103, "VASE-B", "Blue vase", "blue-vase", "24.00", "Vases"),
    goods(
        104,
        "TULIPS",
        "Paper tulips",
        "paper-tulips",
        "12.25",
        "Flowers",
    ),
    goods(105, "SHADE", "Linen shade", "linen-shade", "19.90", "Lamps"),
    goods(
        106,
        "CANDLE",
        "Beeswax candle",
        "beeswax-candle",
        "7.80",
        "Candles",
    ),
];

pub(crate) struct Order {
    pub(crate) number: u32,
    /// `2025-03-07`.
    pub(crate) day: String,
    pub(crate) lines: Vec<(&'static Goods, u32)>,
}

impl Order {
    /// As a shop in the United States writes it.
    pub(crate) fn us_day(&self) -> String {
        format!("{}/{}/25", &self.day[5..7], &self.day[8..10])
    }
}

/// Sixty orders of two lines.
pub(crate) fn orders() -> Vec<Order> {
    (0..60_u32)
        .map(|n| {
            let pair = match n % 3 {
                0 => (0, 1),
                1 => (2, 3),
                _ => (4, 5),
            };
            Order {
                number: 1001 + n,
                day: format!("2025-{:02}-{:02}", 1 + n / 28, 1 + n % 28),
                lines: vec![(&GOODS[pair.0], 1), (&GOODS[pair.1], 1 + n % 2)],
            }
        })
        .collect()
}
