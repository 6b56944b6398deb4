//! A row that is not four of one kind.

use std::collections::BTreeMap;

use crate::fit::facts::{Facts, NONE, number};

/// What the second and the third product of a category are worth against the first; there is no fourth.
const AGAIN: [f64; 2] = [0.6, 0.4];
/// The same where orders say that they are bought together.
const TOGETHER: [f64; 2] = [0.95, 0.9];

/// What the second product for a need is worth against the first, in case that it is sold out or in the cart; there is no third.
const SECOND: f64 = 0.3;

/// Products already in a row.
pub(super) struct Row<'a> {
    facts: &'a Facts,
    needs: &'a [u32],
    needs_in: Vec<u32>,
    groups_in: Vec<u32>,
    of_category: BTreeMap<u32, usize>,
}

impl<'a> Row<'a> {
    pub(super) fn new(facts: &'a Facts, needs: &'a [u32]) -> Self {
        Self {
            facts,
            needs,
            needs_in: Vec::new(),
            groups_in: Vec::new(),
            of_category: BTreeMap::new(),
        }
    }

    pub(super) fn push(&mut self, product: u32) {
        self.needs_in.push(number(self.needs, product));
        self.groups_in.push(number(&self.facts.group, product));
        let category = number(&self.facts.category, product);
        *self.of_category.entry(category).or_default() += 1;
    }

    /// The part of its score that a product is worth after those of the row; nothing if one of them is a variant of it.
    fn part(&self, product: u32, bought_together: bool) -> f64 {
        let times = |list: &[u32], value: u32| match value {
            0 => 0,
            _ => list.iter().filter(|known| **known == value).count(),
        };
        if times(&self.groups_in, number(&self.facts.group, product)) > 0 {
            return 0.0;
        }
        match times(&self.needs_in, number(self.needs, product)) {
            0 => {}
            1 => return SECOND,
            _ => return 0.0,
        }
        let category = number(&self.facts.category, product);
        let before = match category {
            NONE => 0,
            _ => self.of_category.get(&category).copied().unwrap_or(0),
        };
        let parts = if bought_together { TOGETHER } else { AGAIN };
        match before.checked_sub(1) {
            None => 1.0,
            Some(n) => parts.get(n).copied().unwrap_or(0.0),
        }
    }

    /// Takes the best of what is left, again and again, until the row has `room` more; with their own scores.
    pub(super) fn take(
        &mut self,
        mut offers: Vec<(u32, f64)>,
        room: usize,
        bought_together: impl Fn(u32) -> bool,
    ) -> Vec<(u32, f64)> {
        let mut taken = Vec::new();
        while taken.len() < room {
            let worth = |&(to, score): &(u32, f64)| score * self.part(to, bought_together(to));
            let best = offers
                .iter()
                .enumerate()
                .map(|(at, offer)| (worth(offer), at))
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            let Some((worth, at)) = best.filter(|(worth, _)| *worth > 0.0) else {
                break;
            };
            let (to, _) = offers.remove(at);
            self.push(to);
            taken.push((to, worth));
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::test_product;

    #[test]
    fn the_fourth_of_a_category_is_left_out_and_the_second_waits() {
        let facts = Facts::of(&[
            test_product("a;A;1;X"),
            test_product("b;B;1;X"),
            test_product("c;C;1;X"),
            test_product("d;D;1;X"),
            test_product("e;E;1;Y"),
            test_product("f;F;1"),
            test_product("g;G;1"),
        ]);
        let needs = [0; 7];
        let offers = vec![
            (0, 1.0),
            (1, 0.9),
            (2, 0.8),
            (3, 0.7),
            (4, 0.6),
            (5, 0.02),
            (6, 0.01),
        ];
        let take = |together: bool| {
            let taken = Row::new(&facts, &needs).take(offers.clone(), 9, |_| together);
            taken.into_iter().map(|(to, _)| to).collect::<Vec<u32>>()
        };
        assert_eq!(take(false), [0, 4, 1, 2, 5, 6]);
        assert_eq!(take(true), [0, 1, 2, 4, 5, 6]);
        let needs = [7, 7, 7, 0, 0, 0, 0];
        let taken = Row::new(&facts, &needs).take(offers.clone(), 9, |_| false);
        let of_need = taken.iter().filter(|(to, _)| *to < 3);
        assert_eq!(of_need.map(|(to, _)| *to).collect::<Vec<_>>(), [0, 1]);
        assert!(
            taken.windows(2).all(|pair| pair[0].1 >= pair[1].1),
            "{taken:?}"
        );
    }
}
