//! How a shop's visits are read: what was found on one data set is a prior, the shop's last visits decide.
//!
//! The latest visits are held out and every view in them is predicted from those before it, from the lists of earlier visits
//! as a snapshot would hold them. One setting after the other is tried; a value stays unless another is surely better, by more than
//! a standard error of the paired difference.

use hashbrown::HashMap;
use rayon::prelude::*;
use setwise_core::snapshot::WEIGHT_CODES;

use super::codes::{Codes, Sharing};
use super::{Form, NextOptions, fit_form, path};
use crate::fit::Edges;
use crate::sessions::Sessions;

/// The latest visits of a large shop say enough.
const VISITS: usize = 24_000;
/// Every so many-th visit is held out, the latest ones.
const HELD_OUT: usize = 10;
/// Views that are predicted at most; fewer than [`LEAST`] choose nothing.
const MOST: usize = 4_000;
const LEAST: usize = 50;
/// Products that are shown.
const SHOWN: usize = 20;
/// Products of a visit whose lists count, as in the ranking.
const MEMORY: usize = 8;

/// All that is chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Setting {
    pub(crate) form: Form,
    pub(crate) sharing: Sharing,
    /// What the list of a product counts against that of the one viewed behind it.
    pub(crate) older: f64,
    /// What the product before the present one draws, and what each before it counts against the one behind it.
    pub(crate) revisit: f64,
    pub(crate) revisit_older: f64,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            form: Form::default(),
            sharing: Sharing::Shop,
            older: 0.5,
            revisit: 1.0,
            revisit_older: 0.7,
        }
    }
}

impl Setting {
    /// In words: which settings are not the usual ones.
    fn differences(&self) -> String {
        let with = |knob: &Knob, value: f64| {
            let mut other = *self;
            (knob.set)(&mut other, value);
            other
        };
        let changed = KNOBS.iter().filter_map(|knob| {
            let mut values = knob.values.iter();
            let value = values.find(|value| with(knob, **value) == *self)?;
            (knob.values.first() != Some(value)).then(|| format!("{} {value}", knob.name))
        });
        let changed: Vec<String> = changed.collect();
        if changed.is_empty() {
            return "all as usual".to_owned();
        }
        changed.join(", ")
    }

    /// By age, the present product first: what part a list counts, and how strongly the product draws itself.
    pub(crate) fn ages(&self) -> [[f64; 2]; WEIGHT_CODES] {
        std::array::from_fn(|age| {
            let before = age.saturating_sub(1) as i32;
            [
                self.older.powi(age as i32),
                self.revisit * self.revisit_older.powi(before),
            ]
        })
    }
}

/// One setting: its name, what is tried, the usual value first, and where it stands.
struct Knob {
    name: &'static str,
    values: &'static [f64],
    set: fn(&mut Setting, f64),
}

/// The order in which they are tried: what differs most between shops first.
const KNOBS: [Knob; 10] = [
    knob("scale a list", &[0.0, 1.0], |s, v| {
        s.sharing = if v > 0.0 {
            Sharing::List
        } else {
            Sharing::Shop
        };
    }),
    knob("revisit", &[1.0, 0.03, 0.1, 0.3, 0.6, 2.0], |s, v| {
        s.revisit = v
    }),
    knob("against popular", &[0.0, 0.1, 0.25], |s, v| {
        s.form.against_popular = v
    }),
    knob("own views", &[0.5, 0.25, 0.75, 1.0], |s, v| {
        s.form.own_views = v
    }),
    knob("two steps", &[0.1, 0.0, 0.03, 0.3], |s, v| {
        s.form.two_steps = v
    }),
    knob("backward", &[0.6, 0.0, 0.3, 1.0], |s, v| {
        s.form.backward = v
    }),
    knob("fade", &[0.7, 0.3, 0.5, 0.9], |s, v| s.form.fade = v),
    knob("half-life", &[15.0, 5.0, 45.0, 1_000.0], |s, v| {
        s.form.half_life = v
    }),
    knob("older lists", &[0.5, 0.25, 0.7], |s, v| s.older = v),
    knob("older revisits", &[0.7, 0.4, 0.9], |s, v| {
        s.revisit_older = v
    }),
];
/// Times that all are tried: what one is worth may depend on another.
const ROUNDS: usize = 2;

const fn knob(name: &'static str, values: &'static [f64], set: fn(&mut Setting, f64)) -> Knob {
    Knob { name, values, set }
}

/// The setting for a shop, and what its choice rests on.
pub(super) fn setting(
    sessions: &Sessions,
    products: usize,
    options: &NextOptions,
) -> (Setting, String) {
    let mut chosen = Setting::default();
    let Some((train, asked)) = held_out(sessions) else {
        return (chosen, "too few visits to choose by".to_owned());
    };
    let lists_of = |setting: &Setting| {
        coded(
            &fit_form(&train, products, options, &setting.form),
            setting.sharing,
        )
    };
    let answers = |lists: &Lists, setting: &Setting| -> Vec<Answer> {
        let ages = setting.ages();
        let answer = |question| answer(lists, &ages, question);
        asked.par_iter().map(answer).collect()
    };
    let mut lists = lists_of(&chosen);
    let found = answers(&lists, &chosen);
    // Hits and ranks count alike, each against what is usual: whoever sees more products in one place sees none of them later.
    let usual = [
        mean(found.iter().map(|answer| answer.hit)),
        mean(found.iter().map(|answer| answer.reciprocal_rank)),
    ]
    .map(|mean| mean.max(1e-6));
    let worth = |found: Vec<Answer>| -> Vec<f64> {
        let [hits, ranks] = usual;
        let worth = |answer: &Answer| answer.hit / hits + answer.reciprocal_rank / ranks;
        found.iter().map(worth).collect()
    };
    let mut best = worth(found);
    for _ in 0..ROUNDS {
        let before = chosen;
        for knob in &KNOBS {
            let tried: Vec<Setting> = knob
                .values
                .iter()
                .map(|&value| {
                    let mut setting = chosen;
                    (knob.set)(&mut setting, value);
                    setting
                })
                .filter(|setting| *setting != chosen)
                .collect();
            let sure = tried.into_par_iter().filter_map(|setting| {
                let anew = (setting.form, setting.sharing) != (chosen.form, chosen.sharing);
                let anew = anew.then(|| lists_of(&setting));
                let found = worth(answers(anew.as_ref().unwrap_or(&lists), &setting));
                let (mean, error) = paired(&found, &best);
                (mean > error).then_some((mean, setting, found, anew))
            });
            let sure: Vec<_> = sure.collect();
            let best_of = sure.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((_, setting, found, anew)) = best_of {
                (chosen, best) = (setting, found);
                lists = anew.unwrap_or(lists);
            }
        }
        if chosen == before {
            break;
        }
    }
    let found = answers(&lists, &chosen);
    let [hits, ranks] = usual;
    let note = format!(
        "{}; {} views held out: hr@{SHOWN} {hits:.4} as usual, {:.4} chosen; mrr@{SHOWN} {ranks:.4}, {:.4}",
        chosen.differences(),
        asked.len(),
        mean(found.iter().map(|answer| answer.hit)),
        mean(found.iter().map(|answer| answer.reciprocal_rank)),
    );
    (chosen, note)
}

fn mean(all: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = all.len().max(1) as f64;
    all.sum::<f64>() / count
}

/// Mean and standard error of differences of pairs.
fn paired(a: &[f64], b: &[f64]) -> (f64, f64) {
    let apart: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    let mean = mean(apart.iter().copied());
    let squares: f64 = apart.iter().map(|off| (off - mean).powi(2)).sum();
    (mean, squares.sqrt() / apart.len().max(1) as f64)
}

/// Products seen, the present one first, each once; and what came next.
struct Question {
    seen: Vec<u32>,
    next: u32,
}

/// Earlier visits, and questions about the latest ones.
fn held_out(sessions: &Sessions) -> Option<(Sessions, Vec<Question>)> {
    let mut starts: Vec<i64> = sessions
        .iter()
        .filter_map(|visit| visit.first())
        .map(|touch| touch.time)
        .collect();
    // Some logs come in the order of their ids.
    starts.sort_unstable();
    let from = starts.get(starts.len().saturating_sub(VISITS)).copied()?;
    let kept = starts.len().min(VISITS);
    let since = starts
        .get(starts.len() - kept.div_ceil(HELD_OUT))
        .copied()?;
    let train = sessions.between(from..since);
    let latest = sessions.between(since..i64::MAX);
    let (mut asked, mut views) = (Vec::new(), Vec::new());
    for visit in latest.iter() {
        path(visit, &mut views);
        views.dedup();
        for at in 1..views.len() {
            let (before, rest) = views.split_at(at);
            let Some(&next) = rest.first() else { continue };
            let mut seen: Vec<u32> = Vec::new();
            for &product in before.iter().rev() {
                if !seen.contains(&product) {
                    seen.push(product);
                }
            }
            asked.push(Question { seen, next });
        }
    }
    let every = asked.len().div_ceil(MOST).max(1);
    let asked: Vec<Question> = asked.into_iter().step_by(every).collect();
    (asked.len() >= LEAST && !train.is_empty()).then_some((train, asked))
}

/// By product what is looked at next, as a snapshot holds it.
type Lists = Vec<Vec<(u32, f64)>>;

fn coded(edges: &Edges, sharing: Sharing) -> Lists {
    let codes = Codes::of(edges, sharing);
    let list = |product: u32| {
        let edges = edges.of(product);
        edges
            .map(|(to, weight)| (to, codes.worth(product, weight)))
            .collect()
    };
    (0..edges.products() as u32).map(list).collect()
}

/// How well one view was predicted.
#[derive(Clone, Copy, Debug, Default)]
struct Answer {
    hit: f64,
    reciprocal_rank: f64,
}

/// As the ranking scores, in full precision.
fn answer(lists: &Lists, ages: &[[f64; 2]; WEIGHT_CODES], question: &Question) -> Answer {
    let mut scores: HashMap<u32, f64> = HashMap::new();
    for (age, &product) in question.seen.iter().enumerate() {
        let [part, revisit] = ages
            .get(age.min(WEIGHT_CODES - 1))
            .copied()
            .unwrap_or_default();
        if age > 0 {
            *scores.entry(product).or_default() += revisit;
        }
        if age < MEMORY {
            for &(to, weight) in lists.get(product as usize).map_or(&[][..], Vec::as_slice) {
                *scores.entry(to).or_default() += part * weight;
            }
        }
    }
    // The product in view is not shown.
    if let Some(present) = question.seen.first() {
        scores.remove(present);
    }
    let Some(&score) = scores.get(&question.next) else {
        return Answer::default();
    };
    let better = |&(&product, &other): &(&u32, &f64)| {
        other > score || (other == score && product < question.next)
    };
    let rank = 1 + scores.iter().filter(better).count();
    if rank > SHOWN {
        return Answer::default();
    }
    Answer {
        hit: 1.0,
        reciprocal_rank: 1.0 / rank as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::SessionEvent;
    use crate::sessions::Touch;

    /// Visits of these products, one an hour.
    fn sessions(visits: impl Iterator<Item = Vec<u32>>) -> Sessions {
        let touches = |(hour, products): (i64, Vec<u32>)| {
            let touch = |(at, product)| Touch {
                product,
                time: hour * 3_600 + at,
                event: SessionEvent::View,
            };
            (0..).zip(products).map(touch).collect()
        };
        Sessions::from_visits((0..).zip(visits).map(touches).collect())
    }

    #[test]
    fn nobody_comes_back_or_everybody_does() {
        // Circles of products, each visit along one of them: forth, or to the first and back to it in turns.
        let forth = |n: u32| (0..5).map(|step| (n * 7 + step) % 40).collect();
        let back = |n: u32| [0, 1, 0, 2, 0].map(|step| (n * 7 + step) % 40).to_vec();
        let revisit = |visits: Sessions| setting(&visits, 40, &NextOptions::default()).0.revisit;
        assert!(revisit(sessions((0..1_500).map(forth))) < 0.2);
        assert!(revisit(sessions((0..1_500).map(back))) >= 0.6);
    }

    #[test]
    fn the_latest_visits_are_held_out_whatever_the_order_of_the_log() {
        let visits = sessions((0..600).map(|n| (0..4).map(|step| (n * 7 + step) % 40).collect()));
        let mut shuffled: Vec<Vec<Touch>> = visits.iter().map(<[Touch]>::to_vec).collect();
        shuffled.sort_by_key(|visit| visit.first().map(|touch| touch.time % 1_009));
        let asked = |visits: &Sessions| {
            let (train, asked) = held_out(visits).expect("enough visits");
            let mut asked: Vec<(Vec<u32>, u32)> =
                asked.into_iter().map(|one| (one.seen, one.next)).collect();
            asked.sort_unstable();
            (train.len(), asked)
        };
        let found = asked(&visits);
        assert_eq!(found.0, 540);
        assert_eq!(asked(&Sessions::from_visits(shuffled)), found);
    }

    #[test]
    fn few_visits_choose_nothing() {
        let few = sessions((0..20).map(|n| vec![n, n + 1]));
        let (found, note) = setting(&few, 30, &NextOptions::default());
        assert_eq!(found, Setting::default());
        assert!(note.contains("too few"), "{note}");
        assert_eq!(
            setting(&Sessions::default(), 3, &NextOptions::default()).0,
            Setting::default()
        );
    }

    #[test]
    fn by_hand_ages_fall() {
        let ages = Setting {
            older: 0.5,
            revisit: 2.0,
            revisit_older: 0.5,
            ..Setting::default()
        }
        .ages();
        assert_eq!(ages[..3], [[1.0, 2.0], [0.5, 2.0], [0.25, 1.0]]);
    }
}
