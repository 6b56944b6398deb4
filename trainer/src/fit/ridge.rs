//! The base model: for every product a small ridge regression on the products it is most bought with.
//!
//! Whether basket `b` holds product `i` is predicted as the sum of `w(j→i)` over the neighbours `j` that it holds. With
//! `G = XᵀX` (baskets in common) and the neighbourhood `N` the weights are `(G_NN + λI)⁻¹ G_Ni`. With all other products
//! as neighbours this is column `i` of EASE, `B_ji = −P_ji / P_ii` with `P = (G + λI)⁻¹` (H. Steck, 2019, equation 8), which a
//! small catalog gets whole. A weight below zero says that who has the one does not need the other.

use ndarray::Array2;
use rayon::prelude::*;

use super::cholesky::solve;
use super::table::PairTable;
use crate::count::{PairCounts, PairRow, log_likelihood};
use crate::inverse::inverse;

/// How products are fitted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RidgeOptions {
    /// Neighbours of a regression, those of the highest log-likelihood ratio; cost grows with the cube. 16 loses rank,
    /// beyond 128 gains none.
    pub(crate) neighbours: usize,
    /// Ridge, in baskets: 0 trusts every coincidence, 1,000 trusts only bestsellers.
    pub(crate) lambda: f64,
}

impl Default for RidgeOptions {
    fn default() -> Self {
        Self {
            neighbours: 64,
            lambda: 10.0,
        }
    }
}

/// Fits all products from the counts of `orders` baskets, on all threads of the current pool; the result is the same for
/// any number of them. Rows are the neighbours that speak, columns the products that they speak for.
pub(crate) fn fit_ridge(counts: &PairCounts, orders: usize, options: &RidgeOptions) -> PairTable {
    let products = counts.products();
    if products <= WHOLE
        && options.neighbours < products
        && let Some(table) = whole(counts, options.lambda)
    {
        return table;
    }
    let triples: Vec<(u32, u32, f64)> = (0..products as u32)
        .into_par_iter()
        .map_init(Scratch::default, |scratch, target| {
            column(counts, orders as f64, target, options, scratch)
        })
        .flatten_iter()
        .collect();
    PairTable::by_row(&triples, products)
}

#[derive(Default)]
struct Scratch {
    near: Vec<(f64, u32)>,
    matrix: Vec<f64>,
}

/// Catalogs of at most so many products are inverted whole, which takes a second at most.
const WHOLE: usize = 800;

/// All weights of EASE. `None` if the counts are not positive definite, which those of few weights may be.
fn whole(counts: &PairCounts, lambda: f64) -> Option<PairTable> {
    let products = counts.products();
    let mut gram = Array2::<f64>::zeros((products, products));
    for product in 0..products {
        let row = counts.row(product as u32);
        gram[(product, product)] = counts.weight_of(product as u32) + lambda.max(1e-9);
        for (at, &to) in row.to.iter().enumerate() {
            gram[(to as usize, product)] = row.weight(at);
        }
    }
    let inverse = inverse(gram)?;
    let sold = |product: usize| counts.orders_of(product as u32) > 0;
    let weights = (0..products).filter(|&to| sold(to)).flat_map(|to| {
        let inverse = &inverse;
        let others = (0..products).filter(move |&from| from != to && sold(from));
        others.map(move |from| {
            let weight = -inverse[(from, to)] / inverse[(to, to)];
            (from as u32, to as u32, weight)
        })
    });
    Some(PairTable::by_row(&weights.collect::<Vec<_>>(), products))
}

/// The weights of a target's neighbours.
fn column(
    counts: &PairCounts,
    orders: f64,
    target: u32,
    options: &RidgeOptions,
    scratch: &mut Scratch,
) -> Vec<(u32, u32, f64)> {
    let neighbours = nearest(
        counts,
        orders,
        target,
        options.neighbours,
        &mut scratch.near,
    );
    let Some(weights) = regress(
        counts,
        target,
        &neighbours,
        options.lambda,
        &mut scratch.matrix,
    ) else {
        return Vec::new();
    };
    neighbours
        .into_iter()
        .zip(weights)
        .map(|(source, weight)| (source, target, weight))
        .collect()
}

/// The `limit` products whose company of `target` is least by chance, in ascending order of index.
fn nearest(
    counts: &PairCounts,
    orders: f64,
    target: u32,
    limit: usize,
    near: &mut Vec<(f64, u32)>,
) -> Vec<u32> {
    let row = counts.row(target);
    let own = f64::from(counts.orders_of(target));
    near.clear();
    near.extend(
        row.to
            .iter()
            .zip(row.orders.iter())
            .filter_map(|(&to, &both)| {
                let other = f64::from(counts.orders_of(to));
                let ratio = log_likelihood(f64::from(both), own, other, orders);
                (ratio > 0.0).then_some((ratio, to))
            }),
    );
    let nearer = |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if near.len() > limit && limit > 0 {
        near.select_nth_unstable_by(limit - 1, nearer);
    }
    near.truncate(limit);
    let mut chosen: Vec<u32> = near.iter().map(|n| n.1).collect();
    chosen.sort_unstable();
    chosen
}

/// Solves for the weights of `neighbours` (ascending) in predicting `target`.
fn regress(
    counts: &PairCounts,
    target: u32,
    neighbours: &[u32],
    lambda: f64,
    matrix: &mut Vec<f64>,
) -> Option<Vec<f64>> {
    let n = neighbours.len();
    if n == 0 {
        return Some(Vec::new());
    }
    let row = counts.row(target);
    let aim: Vec<f64> = neighbours
        .iter()
        .map(|&j| row.find(j).map_or(0.0, |at| row.weight(at)))
        .collect();
    let rows: Vec<PairRow<'_>> = neighbours.iter().map(|&a| counts.row(a)).collect();
    // Counts without rare pairs need not be positive semidefinite: then a larger ridge makes them so.
    let mut ridge = lambda.max(1e-9);
    for _ in 0..12 {
        matrix.clear();
        matrix.resize(n * n, 0.0);
        for ((line, &a), out) in neighbours
            .iter()
            .enumerate()
            .zip(matrix.chunks_exact_mut(n))
        {
            let Some(row) = rows.get(line) else { continue };
            let mut from = 0;
            for ((&b, other), cell) in neighbours.iter().zip(&rows).zip(out.iter_mut()).take(line) {
                if other.to.len() < row.to.len() {
                    // A rare neighbour's row is short, a bestseller's is not.
                    *cell = other.find(a).map_or(0.0, |at| other.weight(at));
                    continue;
                }
                let rest = row.to.get(from..).unwrap_or(&[]);
                match rest.binary_search(&b) {
                    Ok(at) => {
                        *cell = row.weight(from + at);
                        from += at + 1;
                    }
                    Err(at) => from += at,
                }
            }
            if let Some(diagonal) = out.get_mut(line) {
                *diagonal = counts.weight_of(a) + ridge;
            }
        }
        let mut weights = aim.clone();
        if solve(matrix, &mut weights, n) {
            return Some(weights);
        }
        ridge *= 10.0;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baskets::Baskets;
    use crate::count::{CountOptions, count_pairs};
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    fn baskets(products: u32, orders: usize, seed: u64) -> Baskets {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut draw = |below: u32| random.next_u32() % below;
        let sets: Vec<Vec<u32>> = (0..orders)
            .map(|_| {
                let first = draw(products);
                // Neighbours by number are bought together, and now and then anything.
                (0..1 + draw(5))
                    .map(|n| {
                        if draw(4) == 0 {
                            draw(products)
                        } else {
                            (first + n) % products
                        }
                    })
                    .collect()
            })
            .collect();
        Baskets::from_sets(&sets, products as usize)
    }

    /// Inverse by elimination with pivots, independent of the code under test.
    fn inverse(mut a: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
        let n = a.len();
        for (row, line) in a.iter_mut().enumerate() {
            line.extend((0..n).map(|c| f64::from(u8::from(c == row))));
        }
        for at in 0..n {
            let best = (at..n)
                .max_by(|&x, &y| a[x][at].abs().total_cmp(&a[y][at].abs()))
                .expect("rows");
            a.swap(at, best);
            let pivot = a[at][at];
            a[at].iter_mut().for_each(|v| *v /= pivot);
            let line = a[at].clone();
            for (row, other) in a.iter_mut().enumerate().filter(|(row, _)| *row != at) {
                let _ = row;
                let factor = other[at];
                other
                    .iter_mut()
                    .zip(&line)
                    .for_each(|(v, l)| *v -= factor * l);
            }
        }
        a.into_iter().map(|line| line[n..].to_vec()).collect()
    }

    #[test]
    fn with_all_others_as_neighbours_it_is_ease() {
        let (products, lambda) = (20u32, 5.0);
        let counts = count_pairs(&baskets(products, 800, 1), &CountOptions::default());
        let mut gram = vec![vec![0.0; products as usize]; products as usize];
        for i in 0..products {
            gram[i as usize][i as usize] = f64::from(counts.orders_of(i)) + lambda;
            let row = counts.row(i);
            for (&j, &orders) in row.to.iter().zip(row.orders.iter()) {
                gram[i as usize][j as usize] = f64::from(orders);
            }
        }
        let p = inverse(gram);
        for target in 0..products {
            let others: Vec<u32> = (0..products).filter(|&j| j != target).collect();
            let weights =
                regress(&counts, target, &others, lambda, &mut Vec::new()).expect("definite");
            for (&j, weight) in others.iter().zip(weights) {
                let ease = -p[j as usize][target as usize] / p[target as usize][target as usize];
                assert!(
                    (weight - ease).abs() < 1e-9,
                    "{j}→{target}: {weight} is not {ease}"
                );
            }
        }
        // A small catalog is inverted whole, and gives the same.
        let table = whole(&counts, lambda).expect("definite");
        for source in 0..products {
            for target in (0..products).filter(|&t| t != source) {
                let ease =
                    -p[source as usize][target as usize] / p[target as usize][target as usize];
                assert!((table.get(source, target) - ease).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn a_pair_alone_has_a_known_weight() {
        // Three baskets {0, 1}, one {0}: w(0→1) = 3 / (4 + λ), w(1→0) = 3 / (3 + λ).
        let baskets = Baskets::from_sets(
            &[vec![0, 1], vec![0, 1], vec![0, 1], vec![0], vec![2, 3]],
            4,
        );
        let counts = count_pairs(&baskets, &CountOptions::default());
        let table = fit_ridge(
            &counts,
            5,
            &RidgeOptions {
                lambda: 1.0,
                ..RidgeOptions::default()
            },
        );
        assert_eq!((table.get(0, 1), table.get(1, 0)), (0.6, 0.75));
    }

    #[test]
    fn no_trace_of_threads() {
        let counts = count_pairs(&baskets(300, 2_000, 2), &CountOptions::default());
        let options = RidgeOptions {
            neighbours: 16,
            lambda: 2.0,
        };
        let fit = |threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("pool");
            pool.install(|| fit_ridge(&counts, 2_000, &options))
        };
        let table = fit(1);
        assert_eq!(table, fit(3));
        assert!(table.len() > 300);
    }

    #[test]
    fn counts_without_rare_pairs_still_fit() {
        let options = CountOptions {
            min_orders: 3,
            ..CountOptions::default()
        };
        let counts = count_pairs(&baskets(60, 400, 3), &options);
        let options = RidgeOptions {
            lambda: 0.0,
            ..RidgeOptions::default()
        };
        assert!(fit_ridge(&counts, 400, &options).len() > 0);
    }
}
