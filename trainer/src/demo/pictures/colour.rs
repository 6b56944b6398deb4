//! Colours mixed in whole numbers, so that every machine writes the same digits.

#[derive(Clone, Copy)]
pub(super) struct Colour([u8; 3]);

impl Colour {
    pub(super) const WHITE: Self = Self([255, 255, 255]);
    /// A warm near-black: shades towards it stay friendlier than towards black.
    pub(super) const INK: Self = Self([26, 22, 28]);

    /// From `#rrggbb`; mid grey for anything else, which the tables do not hold.
    pub(super) fn parse(hex: &str) -> Self {
        let channel = |at: usize| {
            hex.get(at..at + 2)
                .and_then(|digits| u8::from_str_radix(digits, 16).ok())
                .unwrap_or(128)
        };
        Self([channel(1), channel(3), channel(5)])
    }

    /// `percent` of the way to another colour.
    pub(super) fn towards(self, other: Self, percent: u32) -> Self {
        let mix = |from: u8, to: u8| {
            ((u32::from(from) * (100 - percent) + u32::from(to) * percent) / 100) as u8
        };
        Self(std::array::from_fn(|channel| {
            mix(self.0[channel], other.0[channel])
        }))
    }

    pub(super) fn is_light(self) -> bool {
        let [red, green, blue] = self.0.map(u32::from);
        red * 30 + green * 59 + blue * 11 > 17_000
    }

    pub(super) fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}
