//! What shoppers look at next: weighted steps between the products of a visit.
//!
//! Every visit speaks for its pairs of products `j, i` that are at most [`WINDOW`] views apart:
//! `C(j→i) += w · fade^(d−1)` where `i` is `d` views behind `j`, and `backward` times that where it is before it. A visit
//! has the weight `w = 0.5^(age / half-life) / √log₂(1 + length)`: interests move within weeks, and long visits wander. The
//! weight of an edge is `C(j→i) / (1 + n(j))^own_views / (1 + n(i))^against_popular` with `n(j)` the weight of all views of `j`. The forms and
//! the usual numbers ([`Form`]) were chosen on the validation visits of the data that Serenade (Kersbergen et al., 2022) is published
//! with; each shop's own last visits choose others where they are surely better ([`choose`]).
//!
//! To what was viewed next comes what is viewed next after that ([`paths`]): a device has the lists of the products that
//! it has viewed, not those of their neighbours.

mod choose;
mod codes;
mod paths;

use rayon::slice::ParallelSliceMut;
use setwise_core::snapshot::MAX_NEXT;

use super::Edges;
use super::trend::DAY;
use crate::ingest::SessionEvent;
use crate::sessions::{Sessions, Touch};
use choose::Setting;
pub(crate) use codes::Codes;

/// Views between two products that still are a step from one to the other.
const WINDOW: usize = 8;
/// Weight of the strongest edge of the median product. The ranking adds fixed amounts to what was seen before, so it has
/// to know how much an edge is.
const MEDIAN_STRONGEST: f64 = 0.35;
/// Sums are whole numbers of this part of one, so that they do not depend on their order. A visit older than 32
/// half-lives (16 months) adds nothing any more.
const ONE: f64 = (1_u64 << 32) as f64;
/// A visit with more views is a crawler's.
const MAX_VIEWS: usize = 1_000;
/// Steps that are gathered before equal ones are added up: 24 bytes each.
const BATCH: usize = 1 << 22;

/// How steps are weighed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Form {
    /// What a step counts less for every view in between.
    pub(crate) fade: f64,
    /// What a step back counts, against one forward.
    pub(crate) backward: f64,
    /// After so many days a visit counts half.
    pub(crate) half_life: f64,
    /// What a path of two steps counts against a single one.
    pub(crate) two_steps: f64,
    /// With what power of the views of the product that it leads from an edge is divided.
    pub(crate) own_views: f64,
    /// And of those of the product that it leads to.
    pub(crate) against_popular: f64,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            fade: 0.7,
            backward: 0.6,
            half_life: 15.0,
            two_steps: 0.1,
            own_views: 0.5,
            against_popular: 0.0,
        }
    }
}

/// What visits say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NextProducts {
    /// What is looked at next, by product.
    pub edges: Edges,
    /// How it is coded, and what the products of a visit count.
    pub(crate) setting: Setting,
    /// What was chosen, for who trains to see.
    pub choice: String,
}

/// What is kept of the steps.
#[derive(Clone, Copy, Debug)]
pub struct NextOptions {
    /// Edges that a product keeps, at most [`MAX_NEXT`]. With paths of two steps 16 lose 1 % of hits against 20, 12 lose 3 %.
    pub edges: usize,
    /// No edge whose pair is in fewer visits: the privacy floor.
    pub min_visits: u32,
}

impl Default for NextOptions {
    fn default() -> Self {
        Self {
            edges: MAX_NEXT,
            min_visits: 1,
        }
    }
}

/// All that is known of the steps from one product to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    from: u32,
    to: u32,
    /// Sum of weights, in units of 1 / [`ONE`].
    weight: u64,
    visits: u32,
}

/// Fits "viewed next" for `products` products. The result does not depend on the number of threads.
#[must_use]
pub fn fit_next(sessions: &Sessions, products: usize, options: &NextOptions) -> NextProducts {
    let (setting, choice) = choose::setting(sessions, products, options);
    NextProducts {
        edges: fit_form(sessions, products, options, &setting.form),
        setting,
        choice,
    }
}

/// The same with steps weighed in one way.
fn fit_form(sessions: &Sessions, products: usize, options: &NextOptions, form: &Form) -> Edges {
    let steps = weighted(sessions, products, options.min_visits, form);
    paths::with_two_steps(&steps, products, options.edges, form.two_steps)
}

/// The weight of each step in at least `min_visits` visits, ascending by (from, to).
fn weighted(
    sessions: &Sessions,
    products: usize,
    min_visits: u32,
    form: &Form,
) -> Vec<(u32, u32, f64)> {
    let (steps, views) = count(sessions, products, form);
    let viewed = |product: u32| views.get(product as usize).copied().unwrap_or(0) as f64 / ONE;
    let weight = |step: &Step| {
        let popular = (1.0 + viewed(step.to)).powf(form.against_popular);
        step.weight as f64 / ONE / (1.0 + viewed(step.from)).powf(form.own_views) / popular
    };
    // The scale is that of all steps: the floor must not change what an edge weighs.
    let mut strongest: Vec<f64> = steps
        .chunk_by(|a, b| a.from == b.from)
        .map(|row| row.iter().map(weight).fold(0.0, f64::max))
        .collect();
    strongest.sort_unstable_by(f64::total_cmp);
    let median = strongest.get(strongest.len() / 2).copied().unwrap_or(0.0);
    let scale = if median > 0.0 {
        MEDIAN_STRONGEST / median
    } else {
        0.0
    };
    steps
        .iter()
        .filter(|step| step.visits >= min_visits)
        .map(|step| (step.from, step.to, scale * weight(step)))
        .filter(|&(_, _, weight)| weight > 0.0)
        .collect()
}

/// All steps by (from, to), and the weight of each product's views in units of 1 / [`ONE`].
fn count(sessions: &Sessions, products: usize, form: &Form) -> (Vec<Step>, Vec<u64>) {
    let last = sessions
        .iter()
        .flatten()
        .map(|touch| touch.time)
        .max()
        .unwrap_or(0);
    let mut views = vec![0_u64; products];
    let (mut steps, mut limit) = (Vec::new(), BATCH);
    let mut seen = Vec::new();
    for visit in sessions.iter() {
        path(visit, &mut seen);
        if seen.len() > MAX_VIEWS {
            continue;
        }
        let ended = visit.iter().map(|touch| touch.time).max().unwrap_or(last);
        let weight = visit_weight(last.saturating_sub(ended), seen.len(), form);
        for &product in &seen {
            if let Some(views) = views.get_mut(product as usize) {
                *views += units(weight);
            }
        }
        let start = steps.len();
        add_steps(&seen, weight, form, &mut steps);
        // Within a visit every pair is one visit, however often it is stepped.
        let own = steps.split_off(start);
        steps.extend(
            merged(own)
                .into_iter()
                .map(|step| Step { visits: 1, ..step }),
        );
        if steps.len() > limit {
            steps = merged(steps);
            limit = BATCH.max(2 * steps.len());
        }
    }
    (merged(steps), views)
}

/// The products viewed, in order.
fn path(visit: &[Touch], seen: &mut Vec<u32>) {
    seen.clear();
    let viewed = visit
        .iter()
        .filter(|touch| touch.event == SessionEvent::View);
    seen.extend(viewed.map(|touch| touch.product));
}

fn visit_weight(age: i64, views: usize, form: &Form) -> f64 {
    let fresh = (-(age as f64) / (form.half_life * DAY)).exp2();
    fresh / (views as f64 + 1.0).log2().max(1.0).sqrt()
}

fn units(weight: f64) -> u64 {
    (weight * ONE).round() as u64
}

fn add_steps(seen: &[u32], weight: f64, form: &Form, steps: &mut Vec<Step>) {
    for (at, &from) in seen.iter().enumerate() {
        let mut near = weight;
        for &to in seen.iter().skip(at + 1).take(WINDOW) {
            if to != from {
                let step = |from, to, weight| Step {
                    from,
                    to,
                    weight: units(weight),
                    visits: 1,
                };
                steps.push(step(from, to, near));
                steps.push(step(to, from, near * form.backward));
            }
            near *= form.fade;
        }
    }
}

/// Adds up steps of the same pair; ascending by pair.
fn merged(mut steps: Vec<Step>) -> Vec<Step> {
    let pair = |step: &Step| (step.from, step.to);
    if steps.len() < 4_096 {
        steps.sort_unstable_by_key(pair);
    } else {
        steps.par_sort_unstable_by_key(pair);
    }
    steps.dedup_by(|later, kept| {
        let same = pair(later) == pair(kept);
        if same {
            kept.weight += later.weight;
            kept.visits += later.visits;
        }
        same
    });
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;
    const FADE: f64 = 0.7;
    const BACKWARD: f64 = 0.6;

    fn sessions(visits: &[(i64, &[u32])]) -> Sessions {
        let touch = |&(day, products): &(i64, &[u32])| {
            let view = |(at, &product): (usize, &u32)| Touch {
                product,
                time: day * DAY + at as i64,
                event: SessionEvent::View,
            };
            products.iter().enumerate().map(view).collect()
        };
        Sessions::from_visits(visits.iter().map(touch).collect())
    }

    fn all() -> NextOptions {
        NextOptions {
            edges: 12,
            min_visits: 1,
        }
    }

    /// The strongest steps alone, without paths of two.
    fn fit_steps(sessions: &Sessions, products: usize, options: &NextOptions) -> Edges {
        let steps = weighted(sessions, products, options.min_visits, &Form::default());
        Edges::strongest(steps, products, options.edges)
    }

    fn targets(edges: &Edges, product: u32) -> Vec<u32> {
        edges.of(product).map(|(to, _)| to).collect()
    }

    fn weight(edges: &Edges, from: u32, to: u32) -> f64 {
        edges
            .of(from)
            .find(|edge| edge.0 == to)
            .map_or(0.0, |edge| edge.1)
    }

    #[test]
    fn steps_fade_with_distance_and_count_less_backwards() {
        let edges = fit_steps(&sessions(&[(0, &[0, 1, 2])]), 3, &all());
        // All three are viewed once, so all weights have one divisor.
        let near = weight(&edges, 0, 1);
        assert!((weight(&edges, 0, 2) / near - FADE).abs() < 1e-6);
        assert!((weight(&edges, 1, 0) / near - BACKWARD).abs() < 1e-6);
        assert!((weight(&edges, 2, 0) / near - BACKWARD * FADE).abs() < 1e-6);
        // The strongest edges are 0→1 and 1→2 at 1 and 2→1 at .6: the median is that of 0→1.
        assert!((near - MEDIAN_STRONGEST).abs() < 1e-9);
        assert_eq!(targets(&edges, 1), [2, 0]);
    }

    #[test]
    fn by_hand_a_visit_counts_by_its_age_and_length() {
        // 0→1 half a life ago in a visit of two; 0→2 today in a visit of two; 0→3 today in one of seven.
        let (steps, views) = count(
            &sessions(&[(0, &[0, 1]), (15, &[0, 2]), (15, &[0, 3, 4, 4, 4, 4, 4])]),
            5,
            &Form::default(),
        );
        let of = |to| {
            steps
                .iter()
                .find(|s| (s.from, s.to) == (0, to))
                .expect("a step")
                .weight as f64
                / ONE
        };
        let of_two = 1.0 / 3_f64.log2().sqrt();
        let of_seven = 1.0 / 3_f64.sqrt();
        // The last moment is the seventh view of the third visit, some seconds after day 15.
        assert!((of(1) - 0.5 * of_two).abs() < 1e-5);
        assert!((of(2) - of_two).abs() < 1e-5);
        assert!((of(3) - of_seven).abs() < 1e-9);
        let viewed = views[0] as f64 / ONE;
        assert!((viewed - (1.5 * of_two + of_seven)).abs() < 1e-5);
    }

    #[test]
    fn a_pair_needs_visits_not_steps() {
        // 0 and 1 take turns in one visit; 0 and 2 meet in two.
        let visits = sessions(&[(0, &[0, 1, 0, 1, 0, 1]), (0, &[0, 2]), (1, &[2, 0])]);
        let floor = NextOptions {
            min_visits: 2,
            ..all()
        };
        assert_eq!(targets(&fit_steps(&visits, 3, &all()), 0), [1, 2]);
        let floored = fit_steps(&visits, 3, &floor);
        assert_eq!(
            (targets(&floored, 0), targets(&floored, 1)),
            (vec![2], vec![])
        );
        assert_eq!(
            weight(&floored, 0, 2),
            weight(&fit_steps(&visits, 3, &all()), 0, 2)
        );
    }

    #[test]
    fn the_window_ends_and_only_the_strongest_stay() {
        let edges = fit_steps(
            &sessions(&[(0, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9])]),
            10,
            &all(),
        );
        assert_eq!(targets(&edges, 0), [1, 2, 3, 4, 5, 6, 7, 8]);
        let few = NextOptions { edges: 2, ..all() };
        assert_eq!(
            targets(&fit_steps(&sessions(&[(0, &[0, 1, 2, 3])]), 4, &few), 0),
            [1, 2]
        );
    }

    #[test]
    fn what_follows_the_next_product_follows_too() {
        // 0 and 2 are in no visit together.
        let visits = sessions(&[(0, &[0, 1]), (0, &[1, 2])]);
        assert_eq!(targets(&fit_steps(&visits, 3, &all()), 0), [1]);
        assert_eq!(targets(&fit_next(&visits, 3, &all()).edges, 0), [1, 2]);
    }

    #[test]
    fn repeated_views_and_lone_ones_are_no_steps() {
        assert!(fit_steps(&sessions(&[(0, &[0, 0, 0]), (0, &[1])]), 2, &all()).is_empty());
        assert!(fit_steps(&Sessions::default(), 2, &all()).is_empty());
    }

    #[test]
    fn adding_up_in_batches_is_adding_up_at_once() {
        let visits: Vec<Vec<u32>> = (0..200_u32)
            .map(|n| (0..6).map(|at| (n * 7 + at * at * 3) % 23).collect())
            .collect();
        let weights: Vec<f64> = (0..200)
            .map(|n| visit_weight(n * DAY / 3, 6, &Form::default()))
            .collect();
        let mut steps = Vec::new();
        for (seen, &weight) in visits.iter().zip(&weights) {
            add_steps(seen, weight, &Form::default(), &mut steps);
        }
        let at_once = merged(steps.clone());
        let late = steps.split_off(steps.len() / 3);
        let mut in_two = merged(late);
        in_two.extend(merged(steps));
        assert!(!at_once.is_empty());
        assert_eq!(merged(in_two), at_once);
    }
}
