//! A page: the shards that it holds, and the questions that are asked of them.

use setwise_core::catalog::{ProductKey, Score};
use setwise_core::rank::{Outcome, Scratch, rank};
use setwise_core::request::{Policy, Request};
use setwise_core::snapshot::Snapshot;
use std::collections::HashMap;
use std::fmt::Write;

use crate::allocations;

/// What a page holds.
#[derive(Default)]
pub struct Page {
    shards: Vec<Snapshot>,
    questions: Vec<Question>,
    policy: Policy,
    scratch: Scratch,
}

struct Question {
    ids: Vec<String>,
    seeds: Vec<ProductKey>,
    /// Homes of the seeds, each once: what a page hands to the ranking.
    homes: Vec<usize>,
}

/// Times of single calls, in the unit of the clock.
pub struct Times {
    /// One a call, in the order of the calls.
    pub each: Vec<f64>,
    /// All calls together, in one go between two looks at the clock.
    pub all: f64,
    /// Heap allocations of all calls.
    pub allocations: usize,
}

impl Page {
    /// A page that holds nothing yet.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            ..Self::default()
        }
    }

    /// Adds a shard.
    pub fn hold(&mut self, shard: Snapshot) {
        self.shards.push(shard);
    }

    /// What it holds.
    #[must_use]
    pub fn shards(&self) -> &[Snapshot] {
        &self.shards
    }

    /// For each question the shards that are homes of its seeds, each once.
    pub fn homes(&self) -> impl Iterator<Item = &[usize]> {
        self.questions
            .iter()
            .map(|question| question.homes.as_slice())
    }

    /// Bytes on the heap of all shards.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.shards.iter().map(Snapshot::heap_bytes).sum()
    }

    /// Takes questions: one a line, product ids separated by tabs.
    pub fn ask(&mut self, lines: &str) {
        let home_of: HashMap<ProductKey, usize> = self
            .shards
            .iter()
            .enumerate()
            .flat_map(|(at, shard)| (0..shard.owned()).map(move |own| (shard.key(own), at)))
            .collect();
        self.questions = lines
            .lines()
            .map(|line| {
                let ids: Vec<String> = line.split('\t').map(String::from).collect();
                let seeds: Vec<ProductKey> = ids.iter().map(|id| ProductKey::of(id)).collect();
                let mut homes = Vec::new();
                for seed in &seeds {
                    if let Some(&home) = home_of.get(seed).filter(|&home| !homes.contains(home)) {
                        homes.push(home);
                    }
                }
                Question { ids, seeds, homes }
            })
            .collect();
    }

    /// Asks so many questions, one after the other and from the first again after the last.
    ///
    /// A cart's lines are also excluded, as the widget does.
    pub fn time(&mut self, calls: usize, clock: impl Fn() -> f64) -> Times {
        let Self {
            shards,
            questions,
            policy,
            scratch,
        } = self;
        let homes: Vec<Vec<&Snapshot>> = questions
            .iter()
            .map(|question| question.homes.iter().map(|&home| &shards[home]).collect())
            .collect();
        let asked = || questions.iter().zip(&homes).cycle().take(calls);
        let mut once = |question: &Question, homes: &[&Snapshot]| {
            let outcome = rank(homes, &question.request(), policy, scratch);
            std::hint::black_box(matches!(outcome, Outcome::Slate(_)));
        };
        let mut each = Vec::with_capacity(calls);
        let before = allocations::count();
        let start = clock();
        for (question, homes) in asked() {
            once(question, homes);
        }
        let all = clock() - start;
        for (question, homes) in asked() {
            let start = clock();
            once(question, homes);
            each.push(clock() - start);
        }
        Times {
            each,
            all,
            allocations: allocations::count() - before,
        }
    }

    /// What is answered to each question, a line each: to be compared with another ranking's answers.
    pub fn answers(&mut self) -> String {
        let mut text = String::new();
        for question in &self.questions {
            let homes: Vec<&Snapshot> = question.homes.iter().map(|&at| &self.shards[at]).collect();
            let outcome = rank(&homes, &question.request(), &self.policy, &mut self.scratch);
            match outcome {
                Outcome::Slate(items) => {
                    for item in items {
                        let id = homes[item.shard].display().id(item.record);
                        let seed = item.reason.seed();
                        let seed = seed.map_or("", |seed| question.ids[seed].as_str());
                        let _ = write!(text, "{id} {} {seed}\t", item.score.0);
                    }
                }
                Outcome::Withheld(why) => {
                    let _ = write!(text, "withheld {why:?}");
                }
            }
            text.push('\n');
        }
        text
    }
}

impl Question {
    fn request(&self) -> Request<'_> {
        let cart: &[ProductKey] = if self.seeds.len() > 1 {
            &self.seeds
        } else {
            &[]
        };
        Request {
            exclude: cart,
            ..Request::for_seeds(&self.seeds)
        }
    }
}

/// A policy from numbers as files have them; the floor in units of [`Score`].
#[must_use]
pub fn policy(min_items: usize, max_items: usize, floor: i64) -> Policy {
    Policy {
        min_items,
        max_items,
        floor: Score(floor),
    }
}
