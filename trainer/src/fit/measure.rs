//! Generic knowledge of sizes and tiers: units, packs, words such as `Pro` and `large`.

/// One number with its unit, in the smallest unit of its kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Measure {
    pub(crate) amount: f64,
    pub(crate) unit: Unit,
}

/// What a number measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Bytes,
    Volume,
    Mass,
    Power,
    Charge,
    Pieces,
    /// Of a kind that says nothing by itself: lengths, resolutions, plain numbers. The text is hashed, so that `mm` is
    /// not compared with `mp`.
    Other(u64),
}

impl Unit {
    /// Whether more of it is more of the same product: a larger card, not a longer lens.
    pub(crate) fn is_capacity(self) -> bool {
        !matches!(self, Self::Other(_))
    }
}

fn unit(word: &str) -> Option<(Unit, f64)> {
    Some(match word {
        "mb" => (Unit::Bytes, 1.0),
        "gb" => (Unit::Bytes, 1e3),
        "tb" => (Unit::Bytes, 1e6),
        "ml" => (Unit::Volume, 1.0),
        "cl" => (Unit::Volume, 10.0),
        "l" | "litre" | "litres" | "liter" | "liters" | "ltr" => (Unit::Volume, 1e3),
        "g" | "gr" | "gram" | "grams" => (Unit::Mass, 1.0),
        "kg" | "kilo" => (Unit::Mass, 1e3),
        "w" | "watt" | "watts" => (Unit::Power, 1.0),
        "kw" => (Unit::Power, 1e3),
        "mah" => (Unit::Charge, 1.0),
        "ah" => (Unit::Charge, 1e3),
        "pack" | "packs" | "pk" | "pcs" | "pieces" | "piece" | "sheets" | "capsules"
        | "tablets" | "bags" | "pairs" | "count" => (Unit::Pieces, 1.0),
        _ => return None,
    })
}

impl Measure {
    /// The measure of an attribute's value; `None` unless it holds exactly one number.
    pub(crate) fn of(value: &str) -> Option<Self> {
        let words = super::facts::split_words(value);
        let mut numbers = words
            .iter()
            .enumerate()
            .filter_map(|(at, word)| Some((at, word.parse::<f64>().ok()?)));
        let (at, amount) = numbers.next()?;
        if numbers.next().is_some() || !amount.is_finite() {
            return None;
        }
        let rest: Vec<&str> = words
            .iter()
            .enumerate()
            .filter(|(n, _)| *n != at)
            .map(|(_, word)| word.as_str())
            .collect();
        Some(match words.get(at + 1).and_then(|word| unit(word)) {
            Some((unit, scale)) if rest.len() == 1 => Self {
                amount: amount * scale,
                unit,
            },
            _ => Self {
                amount,
                unit: Unit::Other(xxhash_rust::xxh64::xxh64(rest.join(" ").as_bytes(), 0)),
            },
        })
    }
}

/// What a title says of size and tier.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TitleTier {
    /// Capacities; more than one of a unit makes that unit unusable.
    pub(crate) measures: Vec<Measure>,
    /// From −2 (mini) to 3 (jumbo), 0 if nothing is said.
    pub(crate) size: i8,
    pub(crate) has_size: bool,
    /// How many words praise it as the better one.
    pub(crate) grade: i8,
}

const SIZES: [(&[&str], i8); 6] = [
    (&["mini", "tiny"], -2),
    (&["small"], -1),
    (&["medium", "midi"], 0),
    (&["large"], 1),
    (&["xl"], 2),
    (&["jumbo", "giant", "xxl"], 3),
];
const BETTER: [&str; 8] = [
    "pro", "plus", "max", "ultra", "premium", "deluxe", "advanced", "elite",
];
const LESSER: [&str; 4] = ["lite", "basic", "essential", "starter"];

impl TitleTier {
    /// Reads the words of a title; also which of them say the tier and not the name.
    pub(crate) fn of(words: &[String]) -> (Self, Vec<bool>) {
        let mut tier = Self::default();
        let mut of_tier = vec![false; words.len()];
        let word = |at: usize| words.get(at).map_or("", String::as_str);
        let mut mark = |at: usize| {
            if let Some(flag) = of_tier.get_mut(at) {
                *flag = true;
            }
        };
        for at in 0..words.len() {
            let here = word(at);
            if let Ok(amount) = here.parse::<f64>() {
                let set_of = at >= 2
                    && word(at - 1) == "of"
                    && matches!(word(at - 2), "set" | "pack" | "box" | "case");
                if let Some((unit, scale)) = unit(word(at + 1)) {
                    tier.measures.push(Measure {
                        amount: amount * scale,
                        unit,
                    });
                    mark(at);
                    mark(at + 1);
                } else if set_of {
                    tier.measures.push(Measure {
                        amount,
                        unit: Unit::Pieces,
                    });
                    (at - 2..=at).for_each(&mut mark);
                }
            } else if let Some((_, size)) = SIZES.iter().find(|(names, _)| names.contains(&here)) {
                tier.size = *size;
                tier.has_size = true;
                mark(at);
            } else if BETTER.contains(&here) {
                tier.grade += 1;
                mark(at);
            } else if LESSER.contains(&here) {
                tier.grade -= 1;
                mark(at);
            }
        }
        (tier, of_tier)
    }

    /// The only measure of a unit.
    fn only(&self, unit: Unit) -> Option<f64> {
        let mut found = self.measures.iter().filter(|measure| measure.unit == unit);
        found
            .next()
            .filter(|_| found.next().is_none())
            .map(|measure| measure.amount)
    }

    /// Steps from this title to another: (up, down).
    pub(crate) fn steps_to(&self, other: &Self) -> (u32, u32) {
        let (mut up, mut down) = (0, 0);
        let mut count = |from: f64, to: f64| {
            up += u32::from(to > from);
            down += u32::from(to < from);
        };
        for measure in &self.measures {
            if let (Some(from), Some(to)) = (self.only(measure.unit), other.only(measure.unit)) {
                count(from, to);
            }
        }
        if self.has_size && other.has_size {
            count(f64::from(self.size), f64::from(other.size));
        }
        count(f64::from(self.grade), f64::from(other.grade));
        (up, down)
    }
}

#[cfg(test)]
mod tests {
    use super::super::facts::split_words;
    use super::*;

    fn tier(title: &str) -> TitleTier {
        TitleTier::of(&split_words(&title.to_lowercase())).0
    }

    #[test]
    fn sizes_and_packs_are_ordered() {
        for (low, high) in [
            ("Card 512 GB", "Card 1TB"),
            ("Soap 750ml", "Soap 1.5 l"),
            ("Set of 3 cake tins", "set of 6 cake tins"),
            ("Popcorn holder, small", "Popcorn holder , large"),
            ("Buds Lite", "Buds"),
            ("Buds", "Buds Pro Max"),
        ] {
            assert_eq!(tier(low).steps_to(&tier(high)), (1, 0), "{low} → {high}");
            assert_eq!(tier(high).steps_to(&tier(low)), (0, 1), "{high} → {low}");
        }
        assert_eq!(
            tier("35 mm lens").steps_to(&tier("50 mm lens")),
            (0, 0),
            "another lens, not a better one"
        );
        assert_eq!(
            tier("Bag").steps_to(&tier("Jumbo bag")),
            (0, 0),
            "no size said is no small size"
        );
    }

    #[test]
    fn a_value_is_a_measure_if_it_holds_one_number() {
        assert_eq!(
            Measure::of("1 tb"),
            Some(Measure {
                amount: 1e6,
                unit: Unit::Bytes
            })
        );
        assert_eq!(Measure::of("16-50 mm"), None);
        assert_eq!(Measure::of("black"), None);
        let (f18, f28) = (Measure::of("f/1.8"), Measure::of("f/2.8"));
        assert_eq!(f18.map(|m| m.unit), f28.map(|m| m.unit));
        assert!(!Measure::of("35 mm").expect("a number").unit.is_capacity());
    }
}
