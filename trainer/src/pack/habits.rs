//! Habits in the levels of the format.

use setwise_core::snapshot::{HABIT_LEVELS, HabitContents, MAX_POPULAR};

use super::numbering::Numbering;
use crate::fit::{Habits, level_table, nearest_level};

/// What every shard spells, and what only shard 0 does.
pub(super) struct HabitTable {
    contents: HabitContents,
    /// By product.
    levels: Vec<u8>,
    popular: Vec<u32>,
}

impl HabitTable {
    pub(super) fn of(habits: &Habits) -> Self {
        let table = level_table(habits);
        let logs: [f64; HABIT_LEVELS] = table.map(f64::ln);
        let level = |level: &f64| {
            if *level > 0.0 {
                nearest_level(&logs, level.ln())
            } else {
                0
            }
        };
        let mut chances = [0.0; MAX_POPULAR];
        for (chance, (_, share)) in chances.iter_mut().zip(&habits.popular) {
            *chance = *share;
        }
        Self {
            levels: habits.levels.iter().map(level).collect(),
            popular: habits
                .popular
                .iter()
                .map(|known| known.0)
                .take(MAX_POPULAR)
                .collect(),
            contents: HabitContents {
                levels: table,
                chances,
                times: habits.times,
                orders_ago: habits.orders_ago,
                days_ago: habits.days_ago,
                due: habits.due,
                orders: habits.orders,
                first: habits.first,
                of: Vec::new(),
                popular: Vec::new(),
            },
        }
    }

    /// Products that need a record in a shard: pages load shard 0 for what is popular.
    pub(super) fn popular(&self, shard: u32) -> impl Iterator<Item = u32> {
        self.popular.iter().copied().filter(move |_| shard == 0)
    }

    /// The section of a shard; none of a shop without orders.
    pub(super) fn contents(&self, shard: u32, numbering: &Numbering) -> Option<HabitContents> {
        let level = |product: usize| self.levels.get(product).copied().unwrap_or(0);
        (!self.popular.is_empty()).then(|| HabitContents {
            of: numbering.owned().map(level).collect(),
            popular: self
                .popular(shard)
                .map(|product| numbering.record_of(product))
                .collect(),
            ..self.contents.clone()
        })
    }
}
