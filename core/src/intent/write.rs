//! The canonical writer of intent models.

use alloc::vec::Vec;
use core::fmt;

use super::model::{
    AMONG, IntentModel, MAGIC, MAX_FEATURES, MAX_INTENT_BYTES, MAX_LEAVES, MAX_SHIFT, Probability,
};
use crate::snapshot::FORMAT_VERSION;
use crate::snapshot::codec::bytes::put_varint;

/// What is asked of a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Test {
    /// Whether its value is at least this.
    AtLeast(i32),
    /// Whether its value is the number of a bit that is set here; other values than 0 to 31 never are.
    Among(u32),
}

/// A question that trees ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Question {
    /// Which feature.
    pub feature: u8,
    /// What of it.
    pub test: Test,
}

/// A step of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    /// Asks; what follows is the part for no, and behind that the part for yes.
    Ask(Question),
    /// Ends.
    Leaf(i8),
}

/// A tree as the walk through it that goes to the no first: 1 to 8 leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree(pub Vec<Node>);

impl Tree {
    /// The questions, in the order of the walk.
    pub fn questions(&self) -> impl Iterator<Item = Question> {
        self.0.iter().filter_map(|node| match node {
            Node::Ask(question) => Some(*question),
            Node::Leaf(_) => None,
        })
    }

    fn is_whole(&self) -> bool {
        // Subtrees that are still to come: one before the walk, none after it.
        let mut due = 1_usize;
        let within = self.0.iter().all(|node| match (due, node) {
            (0, _) => false,
            (_, Node::Ask(_)) => {
                due += 1;
                true
            }
            (_, Node::Leaf(_)) => {
                due -= 1;
                true
            }
        });
        within && due == 0 && self.questions().count() < MAX_LEAVES
    }

    /// Bytes of the tree in a file.
    #[must_use]
    pub fn bytes(&self) -> usize {
        2 + self.0.len()
    }
}

/// A point of the calibration table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Knot {
    /// Score, in units of 1/256 log-odds.
    pub score: i16,
    /// What it means.
    pub probability: Probability,
}

/// A model to write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntentContents {
    /// Numbers of a row, 1 to 64.
    pub features: u8,
    /// A leaf is worth its number × 2^shift / 256; 0 to 4.
    pub shift: u8,
    /// The score that trees add to.
    pub base: i16,
    /// At most 255.
    pub trees: Vec<Tree>,
    /// 1 to 255, ascending by score, with probabilities that do not fall.
    pub knots: Vec<Knot>,
}

/// A model that the format cannot hold, by the rule that it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntentWriteError {
    rule: &'static str,
}

impl fmt::Display for IntentWriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the intent model cannot be packed: {}", self.rule)
    }
}

impl core::error::Error for IntentWriteError {}

impl IntentContents {
    /// The distinct questions of all trees, in the order of the file.
    fn questions(&self) -> Vec<Question> {
        let mut asked: Vec<Question> = self.trees.iter().flat_map(Tree::questions).collect();
        asked.sort_unstable();
        asked.dedup();
        asked
    }

    fn check(&self, questions: &[Question]) -> Result<(), IntentWriteError> {
        let rules = [
            (
                (1..=MAX_FEATURES).contains(&usize::from(self.features)),
                "it reads 1 to 64 features",
            ),
            (
                self.shift <= MAX_SHIFT,
                "leaves are shifted by at most 4 bits",
            ),
            (
                questions.len() <= 255,
                "it asks at most 255 different questions",
            ),
            (self.trees.len() <= 255, "it has at most 255 trees"),
            (
                (1..=255).contains(&self.knots.len()),
                "its calibration has 1 to 255 knots",
            ),
            (
                questions
                    .iter()
                    .all(|question| question.feature < self.features),
                "a question is about one of the features",
            ),
            (
                questions
                    .chunk_by(|a, b| a.feature == b.feature)
                    .all(|about| about.len() < usize::from(AMONG) && about.iter().all(|q| kind(q) == about.first().map_or(0, kind))),
                "at most 127 questions are about one feature, all thresholds or all sets",
            ),
            (
                questions.iter().all(|q| q.test != Test::Among(0)),
                "a set is not empty",
            ),
            (
                self.trees.iter().all(Tree::is_whole),
                "a tree has 1 to 8 leaves, and every question a part for no and one for yes",
            ),
            (
                self.knots
                    .windows(2)
                    .all(|pair| matches!(pair, [a, b] if a.score < b.score && a.probability <= b.probability)),
                "the scores of the calibration ascend and its probabilities do not fall",
            ),
        ];
        match rules.into_iter().find(|(holds, _)| !holds) {
            Some((_, rule)) => Err(IntentWriteError { rule }),
            None => Ok(()),
        }
    }

    /// Spells the model.
    ///
    /// # Errors
    /// [`IntentWriteError`] if it breaks a rule of the format, the limit of 2,048 bytes among them.
    pub fn write(&self) -> Result<Vec<u8>, IntentWriteError> {
        let questions = self.questions();
        self.check(&questions)?;
        let mut out = Vec::with_capacity(MAX_INTENT_BYTES);
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        out.extend_from_slice(&[self.features, self.shift]);
        out.extend_from_slice(&self.base.to_le_bytes());
        out.extend_from_slice(&[self.trees.len() as u8, self.knots.len() as u8]);
        put_questions(&mut out, self.features, &questions);
        for tree in &self.trees {
            let mut shape = 0_u16;
            for (bit, node) in tree.0.iter().enumerate() {
                shape |= u16::from(matches!(node, Node::Ask(_))) << bit;
            }
            out.extend_from_slice(&shape.to_le_bytes());
            for question in tree.questions() {
                let number = questions.binary_search(&question);
                out.push(number.unwrap_or_default() as u8);
            }
            out.extend(tree.0.iter().filter_map(|node| match node {
                Node::Leaf(worth) => Some(*worth as u8),
                Node::Ask(_) => None,
            }));
        }
        for knot in &self.knots {
            out.extend_from_slice(&knot.score.to_le_bytes());
            out.extend_from_slice(&knot.probability.0.to_le_bytes());
        }
        if out.len() > MAX_INTENT_BYTES {
            return Err(IntentWriteError {
                rule: "it has at most 2048 bytes",
            });
        }
        Ok(out)
    }

    /// The model as a device reads it.
    ///
    /// # Errors
    /// As [`IntentContents::write`].
    pub fn model(&self) -> Result<IntentModel, IntentWriteError> {
        IntentModel::read(&self.write()?).map_err(|_| IntentWriteError {
            rule: "it reads back",
        })
    }
}

fn kind(question: &Question) -> u8 {
    match question.test {
        Test::AtLeast(_) => 0,
        Test::Among(_) => AMONG,
    }
}

/// Spells questions, which are sorted, by feature. For the trainer, which counts bytes while trees grow, too.
fn put_questions(out: &mut Vec<u8>, features: u8, questions: &[Question]) {
    let mut rest = questions;
    for feature in 0..features {
        let (about, others) = rest.split_at(rest.partition_point(|q| q.feature <= feature));
        rest = others;
        out.push(about.len() as u8 | about.first().map_or(0, kind));
        let mut last: Option<i64> = None;
        for question in about {
            let number = match (question.test, last) {
                (Test::Among(set), _) => u64::from(set),
                (Test::AtLeast(value), None) => {
                    (i64::from(value) << 1 ^ i64::from(value) >> 63) as u64
                }
                (Test::AtLeast(value), Some(last)) => (i64::from(value) - last - 1) as u64,
            };
            if let Test::AtLeast(value) = question.test {
                last = Some(i64::from(value));
            }
            put_varint(out, number);
        }
    }
}

/// Bytes that these questions, sorted and each once, take in the file of a model of so many features.
#[must_use]
pub fn question_bytes(features: u8, questions: &[Question]) -> usize {
    let mut out = Vec::new();
    put_questions(&mut out, features, questions);
    out.len()
}
