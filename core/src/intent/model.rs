//! The model's bytes, checked once, and its probability, which cannot fail.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::snapshot::codec::bytes::ByteReader;
use crate::snapshot::{ContentHash, FORMAT_VERSION, Fault, SnapshotError};

/// Most bytes of a model.
pub const MAX_INTENT_BYTES: usize = 2_048;
/// Most features that a model may read.
pub const MAX_FEATURES: usize = 64;
/// Most leaves of one tree.
pub const MAX_LEAVES: usize = 8;
/// First bytes of the file.
pub(super) const MAGIC: [u8; 4] = *b"SETI";
/// In a feature's number of questions: they are sets of categories, not thresholds.
pub(super) const AMONG: u8 = 0x80;
/// Largest left shift of leaves.
pub(super) const MAX_SHIFT: u8 = 4;

/// How likely, from 0 to 1 in steps of 1/65535.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Probability(pub u16);

impl Probability {
    /// The nearest one to a real number; not-a-number counts as 0.
    #[must_use]
    pub fn from_f64(value: f64) -> Self {
        // `as` saturates and maps NaN to 0.
        Self((value * f64::from(u16::MAX) + 0.5) as u16)
    }

    /// As a real number from 0 to 1.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        f64::from(self.0) / f64::from(u16::MAX)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) feature: u8,
    /// The smallest value of a yes, or the categories of a yes as bits.
    pub(super) value: i32,
    pub(super) among: bool,
}

impl Asked {
    fn answer(self, row: &[i32]) -> bool {
        let value = row
            .get(usize::from(self.feature))
            .copied()
            .unwrap_or_default();
        if self.among {
            (0..32).contains(&value) && self.value >> value & 1 == 1
        } else {
            value >= self.value
        }
    }
}

/// A step of a tree, in the order of a walk that goes to the no first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The number of a question, and how many steps further on its yes stands; its no is the next step.
    Ask(u8, u8),
    /// What the tree says.
    Leaf(i8),
}

/// Boosted trees with a calibration table. Gives log-odds in units of 1/256 and from them a probability.
///
/// A walk through a tree only goes forward, so that no bytes can make it loop. About a microsecond, without allocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntentModel {
    pub(super) features: u8,
    pub(super) shift: u8,
    pub(super) base: i16,
    pub(super) questions: Box<[Asked]>,
    /// All trees, one behind the other.
    pub(super) steps: Box<[Step]>,
    /// Where each tree starts.
    pub(super) starts: Box<[u16]>,
    /// Ascending scores, probabilities that do not fall.
    pub(super) knots: Box<[(i16, Probability)]>,
}

fn ensure(holds: bool, rule: &'static str, at: usize) -> Result<(), SnapshotError> {
    if holds {
        Ok(())
    } else {
        Err(SnapshotError::invalid(rule, at))
    }
}

impl IntentModel {
    /// Reads a model.
    ///
    /// # Errors
    /// [`SnapshotError`] names the first rule of `FORMAT.md` that the bytes break, and where.
    pub fn read(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let mut reader = ByteReader::new(bytes, 0);
        if !bytes.starts_with(&MAGIC) {
            return Err(SnapshotError::new(Fault::NotASnapshot, 0));
        }
        reader.take(MAGIC.len())?;
        match reader.u16()? {
            FORMAT_VERSION => {}
            got => return Err(SnapshotError::new(Fault::Version { got }, MAGIC.len())),
        }
        ensure(
            bytes.len() <= MAX_INTENT_BYTES,
            "an intent model has at most 2048 bytes",
            MAX_INTENT_BYTES,
        )?;
        let at = reader.offset();
        let [features, shift] = [reader.u8()?, reader.u8()?];
        ensure(
            (1..=MAX_FEATURES).contains(&usize::from(features)),
            "an intent model reads 1 to 64 features",
            at,
        )?;
        ensure(
            shift <= MAX_SHIFT,
            "leaves are shifted by at most 4 bits",
            at + 1,
        )?;
        let base = reader.i16()?;
        let [tree_count, knot_count] = [reader.u8()?, reader.u8()?].map(usize::from);

        let mut questions: Vec<Asked> = Vec::new();
        for feature in 0..features {
            read_questions(&mut reader, feature, &mut questions)?;
        }
        ensure(
            questions.len() <= usize::from(u8::MAX),
            "a model asks at most 255 questions",
            reader.offset(),
        )?;
        let mut steps: Vec<Step> = Vec::new();
        let mut starts: Vec<u16> = Vec::with_capacity(tree_count);
        for _ in 0..tree_count {
            // At most 255 trees of 15 steps.
            starts.push(steps.len() as u16);
            read_tree(&mut reader, questions.len(), &mut steps)?;
        }
        let mut knots: Vec<(i16, Probability)> = Vec::with_capacity(knot_count);
        for _ in 0..knot_count {
            let at = reader.offset();
            let knot = (reader.i16()?, Probability(reader.u16()?));
            let ascends = knots
                .last()
                .is_none_or(|last| last.0 < knot.0 && last.1 <= knot.1);
            ensure(
                ascends,
                "the scores of the calibration ascend and its probabilities do not fall",
                at,
            )?;
            knots.push(knot);
        }
        ensure(
            !knots.is_empty(),
            "the calibration has at least one knot",
            reader.offset(),
        )?;
        reader.finish("an intent model ends with its calibration")?;
        Ok(Self {
            features,
            shift,
            base,
            questions: questions.into(),
            steps: steps.into(),
            starts: starts.into(),
            knots: knots.into(),
        })
    }

    /// Reads the model that a manifest names, for [`Visit`](super::Visit)s.
    ///
    /// # Errors
    /// As [`IntentModel::read`]; also if the bytes are others than the manifest's, or the model reads features that no visit has.
    pub fn open(bytes: &[u8], named: ContentHash) -> Result<Self, SnapshotError> {
        let got = ContentHash::of(bytes);
        if got != named {
            return Err(SnapshotError::new(
                Fault::Checksum {
                    expected: named,
                    got,
                },
                0,
            ));
        }
        let model = Self::read(bytes)?;
        ensure(
            usize::from(model.features) <= super::FEATURES,
            "the intent model of a shop reads features of a visit",
            MAGIC.len() + size_of::<u16>(),
        )?;
        Ok(model)
    }

    /// Log-odds before calibration, in units of 1/256. A feature that the row does not have counts as 0.
    #[must_use]
    pub fn score(&self, row: &[i32]) -> i32 {
        // One bit for each of at most 255 questions.
        let mut answers = [0_u64; 4];
        for (number, question) in self.questions.iter().enumerate() {
            if let Some(word) = answers.get_mut(number / 64) {
                *word |= u64::from(question.answer(row)) << (number % 64);
            }
        }
        let says = |number: u8| {
            let word = answers.get(usize::from(number / 64)).copied();
            word.unwrap_or_default() >> (number % 64) & 1 == 1
        };
        let mut sum = 0_i32;
        for &start in &self.starts {
            let mut at = usize::from(start);
            while let Some(&step) = self.steps.get(at) {
                match step {
                    Step::Ask(question, yes) if says(question) => at += usize::from(yes).max(1),
                    Step::Ask(..) => at += 1,
                    Step::Leaf(worth) => {
                        sum += i32::from(worth);
                        break;
                    }
                }
            }
        }
        i32::from(self.base) + (sum << self.shift)
    }

    /// How likely the visit ends in a purchase, given its features now.
    #[must_use]
    pub fn probability(&self, row: &[i32]) -> Probability {
        self.calibrated(self.score(row))
    }

    /// What the calibration table makes of a score: straight between its knots, flat beyond them.
    #[must_use]
    pub fn calibrated(&self, score: i32) -> Probability {
        let after = self
            .knots
            .partition_point(|&(knot, _)| i32::from(knot) <= score);
        let right = self.knots.get(after);
        let left = after.checked_sub(1).and_then(|at| self.knots.get(at));
        match (left, right) {
            (Some(&(from, low)), Some(&(to, high))) => {
                let (from, to) = (i64::from(from), i64::from(to));
                let (low, high) = (i64::from(low.0), i64::from(high.0));
                let risen = (high - low) * (i64::from(score) - from) / (to - from).max(1);
                // Between two 16-bit numbers.
                Probability((low + risen) as u16)
            }
            (Some(&(_, only)), None) | (None, Some(&(_, only))) => only,
            (None, None) => Probability::default(),
        }
    }

    /// How many features a row has.
    #[must_use]
    pub fn features(&self) -> usize {
        usize::from(self.features)
    }

    /// The features that it asks about, in no particular order, each perhaps several times.
    pub fn asks(&self) -> impl Iterator<Item = usize> {
        self.questions.iter().map(|asked| asked.feature.into())
    }

    /// The calibration table: ascending scores, and how likely they are.
    pub fn calibration(&self) -> impl Iterator<Item = (i32, Probability)> {
        self.knots
            .iter()
            .map(|&(score, likely)| (score.into(), likely))
    }

    /// How many trees are summed up.
    #[must_use]
    pub fn trees(&self) -> usize {
        self.starts.len()
    }
}

/// The questions about one feature: thresholds by their distance from the one before, or sets of categories.
fn read_questions(
    reader: &mut ByteReader<'_>,
    feature: u8,
    questions: &mut Vec<Asked>,
) -> Result<(), SnapshotError> {
    let at = reader.offset();
    let count = reader.u8()?;
    let among = count & AMONG != 0;
    ensure(
        count != AMONG,
        "a feature without questions has no kind",
        at,
    )?;
    let mut last = None;
    for _ in 0..count & !AMONG {
        let at = reader.offset();
        let number = reader.varint()? as i64;
        let value = match last {
            _ if among => number,
            // Low bit: below 0.
            None => number >> 1 ^ -(number & 1),
            Some(last) => number.saturating_add(last).saturating_add(1),
        };
        let fits = if among {
            u32::try_from(value).is_ok() && last < Some(value) && value > 0
        } else {
            i32::try_from(value).is_ok()
        };
        ensure(
            fits,
            "thresholds are 32-bit numbers, sets ascend and are not empty",
            at,
        )?;
        last = Some(value);
        questions.push(Asked {
            feature,
            value: value as i32,
            among,
        });
    }
    Ok(())
}

/// One tree: its shape as bits of a walk that goes to the no first, its questions, its leaves.
fn read_tree(
    reader: &mut ByteReader<'_>,
    questions: usize,
    steps: &mut Vec<Step>,
) -> Result<(), SnapshotError> {
    let at = reader.offset();
    let shape = reader.u16()?;
    let asks = shape.count_ones() as usize;
    ensure(asks < MAX_LEAVES, "a tree has at most 8 leaves", at)?;
    let at = reader.offset();
    let mut asked = reader.take(asks)?.iter().copied();
    ensure(
        asked.clone().all(|number| usize::from(number) < questions),
        "a tree asks questions that are listed",
        at,
    )?;
    let mut leaves = reader.take(asks + 1)?.iter().copied();
    // Questions whose yes is still to come.
    let mut open: [usize; MAX_LEAVES] = [0; MAX_LEAVES];
    let mut depth = 0;
    for bit in 0..2 * asks + 1 {
        if shape >> bit & 1 == 1 {
            if let Some(slot) = open.get_mut(depth) {
                *slot = steps.len();
            }
            depth += 1;
            steps.push(Step::Ask(asked.next().unwrap_or_default(), 0));
            continue;
        }
        steps.push(Step::Leaf(leaves.next().unwrap_or_default() as i8));
        let ends = bit == 2 * asks;
        ensure(
            ends == (depth == 0) && (!ends || u32::from(shape) >> bit == 0),
            "a tree's shape ends with its last leaf",
            at,
        )?;
        if let Some(above) = depth.checked_sub(1) {
            depth = above;
            let question = open.get(depth).copied().unwrap_or_default();
            // Behind the no that ends here begins the yes.
            let distance = (steps.len() - question) as u8;
            if let Some(Step::Ask(_, yes)) = steps.get_mut(question) {
                *yes = distance;
            }
        }
    }
    Ok(())
}
