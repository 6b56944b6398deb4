//! A method under the rule that binds ours: of products that serve one need, and of variants of one product, only the best is shown, and
//! none that does the same as what is in view or in the cart.

use crate::evaluate::recommender::{Ask, Recommender};

/// How many more products a method is asked for, so that enough are left.
const SPARE: usize = 10;

/// What a product does, as the snapshot says: its need and its family of variants, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Does {
    /// Number of the need.
    pub need: Option<u32>,
    /// Key of the family.
    pub group: Option<String>,
}

impl Does {
    fn the_same(&self, other: &Self) -> bool {
        (self.need.is_some() && self.need == other.need)
            || (self.group.is_some() && self.group == other.group)
    }

    /// Whether anything is known.
    pub fn is_known(&self) -> bool {
        self.need.is_some() || self.group.is_some()
    }
}

/// A method whose answers are filtered.
pub struct OnePerNeed<'a> {
    inner: &'a mut dyn Recommender,
    does: &'a [Does],
    name: String,
}

impl<'a> OnePerNeed<'a> {
    /// Filters a method by what each product does.
    pub fn of(inner: &'a mut dyn Recommender, does: &'a [Does]) -> Self {
        let name = format!("{}, one a need", inner.method());
        Self { inner, does, name }
    }
}

impl Recommender for OnePerNeed<'_> {
    fn method(&self) -> &str {
        &self.name
    }

    fn tuned(&self) -> Vec<(&'static str, f64)> {
        self.inner.tuned()
    }

    fn recommend(&mut self, ask: &Ask, limit: usize, out: &mut Vec<u32>) {
        let seeds: &[u32] = match ask {
            Ask::Product(seed) => std::slice::from_ref(seed),
            Ask::Cart(lines) => lines,
            Ask::Repeat { .. } | Ask::Next(_) => &[],
        };
        let mut all = Vec::new();
        self.inner
            .recommend(ask, limit.saturating_mul(SPARE), &mut all);
        out.clear();
        for product in all {
            let does = self.does.get(product as usize);
            let done = |other: &u32| {
                let other = self.does.get(*other as usize);
                does.zip(other).is_some_and(|(a, b)| a.the_same(b))
            };
            if out.len() < limit && !seeds.iter().chain(out.iter()).any(done) {
                out.push(product);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct All;

    impl Recommender for All {
        fn method(&self) -> &str {
            "all"
        }

        fn recommend(&mut self, _: &Ask, limit: usize, out: &mut Vec<u32>) {
            *out = (1..9).take(limit).collect();
        }
    }

    #[test]
    fn the_best_of_a_need_and_of_a_family_stays() {
        let need = |need| Does {
            need: Some(need),
            group: None,
        };
        let group = |key: &str| Does {
            need: None,
            group: Some(key.to_owned()),
        };
        let does = [
            need(7),
            need(1),
            need(1),
            need(7),
            group("g"),
            group("g"),
            Does::default(),
            Does::default(),
            need(2),
        ];
        let mut out = Vec::new();
        OnePerNeed::of(&mut All, &does).recommend(&Ask::Product(0), 6, &mut out);
        assert_eq!(
            out,
            [1, 4, 6, 7, 8],
            "2 repeats 1, 3 does what 0 does, 5 is a variant of 4"
        );
        OnePerNeed::of(&mut All, &does).recommend(&Ask::Cart(vec![1, 4]), 2, &mut out);
        assert_eq!(out, [3, 6]);
    }
}
