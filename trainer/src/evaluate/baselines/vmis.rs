//! VMIS-kNN (Kersbergen, Sprangers, Schelter: *Serenade*, SIGMOD 2022): sessions that share products with the present
//! one vote for their products.
//!
//! Of the sessions that hold any of the shopper's last products the `m` latest are compared. A shared product counts
//! by its place in the shopper's session, linearly; the `k` most similar sessions vote with their similarity, times a
//! match weight that falls by a tenth with every step back to the latest shared product, times the product's inverse
//! document frequency. The product in view is not recommended.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use hashbrown::HashMap;

use crate::evaluate::recommender::{Ask, Recommender, best};

/// One session to learn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrainingSession {
    /// Distinct products.
    pub items: Vec<u32>,
    /// Its last moment, seconds since 1970 UTC.
    pub time: i64,
}

/// The numbers of the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VmisOptions {
    /// Latest sessions that are compared.
    pub m: usize,
    /// Sessions that vote.
    pub k: usize,
    /// How many of the shopper's last products count.
    pub last: usize,
}

impl VmisOptions {
    /// As tuned by its authors for the data that Serenade is published with; their tuner reports MRR@20 .3401 there.
    pub const TUNED: Self = Self {
        m: 1_502,
        k: 288,
        last: 4,
    };
    /// As in the example configuration beside that data; the published figures, HR@20 .6402 and MRR@20 .3277, are its.
    pub const EXAMPLE: Self = Self {
        m: 500,
        k: 50,
        last: 2,
    };
}

/// The method, with its index.
pub struct VmisKnn {
    options: VmisOptions,
    sessions: Vec<TrainingSession>,
    /// By product the sessions that hold it, the latest first, at most `m`.
    sessions_of: Vec<Vec<u32>>,
    idf: Vec<f64>,
    similar: HashMap<u32, f64>,
    sums: Vec<f64>,
    scored: Vec<(f64, u32)>,
}

impl VmisKnn {
    /// Indexes sessions of products below `products`.
    ///
    /// As in the published implementation, sessions longer than 99.5 % of all find no neighbours, and the document
    /// frequency of a product is taken against all products of all sessions.
    pub fn new(sessions: Vec<TrainingSession>, products: usize, options: VmisOptions) -> Self {
        let mut lengths: Vec<usize> = sessions.iter().map(|s| s.items.len()).collect();
        lengths.sort_unstable();
        let longest = lengths
            .get(lengths.len() * 995 / 1_000)
            .copied()
            .unwrap_or(0);
        let mut sessions_of: Vec<Vec<u32>> = vec![Vec::new(); products];
        let mut entries = 0usize;
        for (number, session) in (0u32..)
            .zip(&sessions)
            .filter(|(_, s)| s.items.len() <= longest)
        {
            for &item in &session.items {
                if let Some(list) = sessions_of.get_mut(item as usize) {
                    list.push(number);
                    entries += 1;
                }
            }
        }
        let time = |number: &u32| sessions.get(*number as usize).map_or(0, |s| s.time);
        let idf = sessions_of
            .iter()
            .map(|list| (entries as f64 / list.len().max(1) as f64).ln())
            .collect();
        for list in &mut sessions_of {
            list.sort_by_key(|n| Reverse((time(n), *n)));
            list.truncate(options.m);
        }
        let sums = vec![0.0; products];
        Self {
            options,
            sessions,
            sessions_of,
            idf,
            similar: HashMap::new(),
            sums,
            scored: Vec::new(),
        }
    }

    /// Similarities of the latest sessions that share a product with `seen`.
    fn find_similar(&mut self, seen: &[u32]) {
        self.similar.clear();
        let mut oldest: BinaryHeap<Reverse<(i64, u32)>> = BinaryHeap::with_capacity(self.options.m);
        let mut distinct = seen.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        for (back, item) in seen.iter().rev().enumerate() {
            // A product seen twice counts once, at its latest place.
            if seen.iter().rev().take(back).any(|later| later == item) {
                continue;
            }
            let Some(list) = self.sessions_of.get(*item as usize) else {
                continue;
            };
            let weight = (seen.len() - back) as f64 / distinct.len() as f64;
            for &session in list {
                if let Some(similarity) = self.similar.get_mut(&session) {
                    *similarity += weight;
                    continue;
                }
                let time = self.sessions.get(session as usize).map_or(0, |s| s.time);
                if self.similar.len() >= self.options.m {
                    match oldest.peek() {
                        Some(Reverse((least, out))) if time > *least => {
                            self.similar.remove(out);
                            oldest.pop();
                        }
                        _ => break,
                    }
                }
                self.similar.insert(session, weight);
                oldest.push(Reverse((time, session)));
            }
        }
    }

    fn next(&mut self, seen: &[u32], limit: usize, out: &mut Vec<u32>) {
        let seen = seen
            .get(seen.len().saturating_sub(self.options.last)..)
            .unwrap_or(seen);
        self.find_similar(seen);
        let time = |n: u32| self.sessions.get(n as usize).map_or(0, |s| s.time);
        let mut voters: Vec<(u32, f64)> = self.similar.iter().map(|(&n, &s)| (n, s)).collect();
        voters.sort_unstable_by(|a, b| {
            b.1.total_cmp(&a.1)
                .then_with(|| (time(b.0), b.0).cmp(&(time(a.0), a.0)))
        });
        voters.truncate(self.options.k);
        self.scored.clear();
        for (session, similarity) in voters {
            let items = self
                .sessions
                .get(session as usize)
                .map_or(&[][..], |s| &s.items);
            let Some(back) = seen.iter().rev().position(|item| items.contains(item)) else {
                continue;
            };
            let match_weight = 1.0 - 0.1 * (back + 1) as f64;
            for &item in items {
                let idf = self.idf.get(item as usize).copied().unwrap_or(0.0);
                if let Some(sum) = self.sums.get_mut(item as usize) {
                    if *sum == 0.0 {
                        self.scored.push((0.0, item));
                    }
                    *sum += match_weight * similarity * idf;
                }
            }
        }
        for (score, item) in &mut self.scored {
            if let Some(sum) = self.sums.get_mut(*item as usize) {
                *score = std::mem::take(sum);
            }
        }
        let current = seen.last().copied();
        self.scored.retain(|(_, item)| Some(*item) != current);
        best(&mut self.scored, limit, out);
    }
}

impl Recommender for VmisKnn {
    fn method(&self) -> &str {
        if self.options == VmisOptions::EXAMPLE {
            "vmis-knn-example"
        } else {
            "vmis-knn"
        }
    }

    fn tuned(&self) -> Vec<(&'static str, f64)> {
        let VmisOptions { m, k, last } = self.options;
        vec![("m", m as f64), ("k", k as f64), ("last", last as f64)]
    }

    fn recommend(&mut self, ask: &Ask, limit: usize, out: &mut Vec<u32>) {
        match ask {
            Ask::Next(seen) => self.next(seen, limit, out),
            Ask::Product(_) | Ask::Cart(_) | Ask::Repeat { .. } => out.clear(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knn(sessions: &[(i64, &[u32])], options: VmisOptions) -> VmisKnn {
        let sessions = sessions
            .iter()
            .map(|(time, items)| TrainingSession {
                items: items.to_vec(),
                time: *time,
            })
            .collect();
        VmisKnn::new(sessions, 6, options)
    }

    fn next(knn: &mut VmisKnn, seen: &[u32]) -> Vec<u32> {
        let mut out = Vec::new();
        knn.recommend(&Ask::Next(seen.to_vec()), 20, &mut out);
        out
    }

    #[test]
    fn neighbours_vote_and_the_product_in_view_stays_out() {
        let mut knn = knn(
            &[(1, &[0, 1]), (2, &[0, 1]), (3, &[0, 2]), (4, &[3, 4])],
            VmisOptions::TUNED,
        );
        // idf of 1 is ln(8/2), twice; of 2 ln(8/1), once: 2.77 to 2.08.
        assert_eq!(next(&mut knn, &[0]), [1, 2]);
        // From 3 the session {3, 4} with weight 2/2; from 0 the others with 1/2 and a match a step further back.
        assert_eq!(next(&mut knn, &[0, 3]), [4, 0, 1, 2]);
        assert_eq!(next(&mut knn, &[5]), [0u32; 0]);
    }

    #[test]
    fn only_the_latest_sessions_are_compared() {
        let options = VmisOptions {
            m: 1,
            ..VmisOptions::TUNED
        };
        let mut knn = knn(&[(1, &[0, 1]), (5, &[0, 2]), (3, &[0, 3])], options);
        assert_eq!(next(&mut knn, &[0]), [2]);
    }

    #[test]
    fn only_the_last_products_count() {
        let options = VmisOptions {
            last: 1,
            ..VmisOptions::TUNED
        };
        let mut knn = knn(&[(1, &[0, 1]), (2, &[2, 3])], options);
        assert_eq!(next(&mut knn, &[0, 2]), [3]);
    }
}
