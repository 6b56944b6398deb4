//! Sessions: each prefix of a test session predicts the next product.

use super::Case;
use crate::evaluate::recommender::Ask;

/// The questions of test sessions: products in the order seen, by the number of the trained product. `None` is a product
/// that training did not see: it can be asked for, and is then missed by every method.
pub fn cases(sessions: &[Vec<Option<u32>>]) -> Vec<Case> {
    let mut found = Vec::new();
    for session in sessions {
        for at in 1..session.len() {
            let seen = session
                .iter()
                .take(at)
                .map(|p| p.unwrap_or(u32::MAX))
                .collect();
            let next = session.get(at).copied().flatten().unwrap_or(u32::MAX);
            found.push(Case {
                ask: Ask::Next(seen),
                truth: vec![next],
                values: vec![0],
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prefix_asks_once() {
        let cases = cases(&[vec![Some(1), None, Some(3)], vec![Some(4)]]);
        let asked: Vec<_> = cases.iter().map(|c| (c.ask.clone(), c.truth[0])).collect();
        assert_eq!(
            asked,
            [
                (Ask::Next(vec![1]), u32::MAX),
                (Ask::Next(vec![1, u32::MAX]), 3)
            ]
        );
    }
}
