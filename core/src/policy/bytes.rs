//! A compiled policy as bytes. `FORMAT.md` has the table.

use super::judge::Rulebook;
use super::rule::{Choice, Fact, Products, Rule, Step};
use crate::directives::{MAX_TITLE, Ruling};
use crate::message::{choose, text};
use crate::snapshot::codec::bytes::ByteReader;
use crate::snapshot::{ContentHash, FORMAT_VERSION, Fault, SnapshotError};
use alloc::vec::Vec;
use core::fmt;

/// First bytes of the file.
const MAGIC: [u8; 4] = *b"SETP";
/// Most bytes of a compiled policy.
pub const MAX_POLICY_BYTES: usize = 1 << 16;
/// Most rules of a policy.
pub const MAX_RULES: usize = 256;
/// Most bytes of a rule's name.
pub const MAX_NAME: usize = 60;
/// Most conditions in conditions.
pub const MAX_DEPTH: usize = 8;
/// Most steps of a rule's conditions.
pub const MAX_STEPS: usize = 255;
/// Most titles of a rule besides the one for all other languages.
const MAX_TITLES: usize = 32;
/// Most bytes of a language's name.
const MAX_LANGUAGE: usize = 16;
/// Most percent of the cart.
pub const MAX_CAP_OF_CART: u16 = 1000;

/// Bytes that are no policy of this version, or another one than the manifest names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError(SnapshotError);

impl PolicyError {
    /// What is wrong.
    #[must_use]
    pub fn fault(&self) -> &Fault {
        self.0.fault()
    }

    /// The byte at which it was noticed.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.0.offset()
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.0.offset();
        match self.0.fault() {
            Fault::NotASnapshot => f.write_str(
                "not a compiled policy: expected the file to begin with \"SETP\"; is this a page that the host sends for missing files?",
            ),
            Fault::Version { got } => write!(
                f,
                "policy format {got}, expected {FORMAT_VERSION}: publish the policy with the `setwise` that matches this widget",
            ),
            Fault::Checksum { expected, got } => write!(
                f,
                "policy damaged: expected checksum {expected}, got {got}; upload the folder again",
            ),
            Fault::Invalid { rule } => {
                write!(f, "policy invalid at byte {at}: {rule}; publish it again")
            }
            _ => write!(
                f,
                "policy ends at byte {at}: expected more bytes; upload the folder again"
            ),
        }
    }
}

impl core::error::Error for PolicyError {}

impl From<SnapshotError> for PolicyError {
    fn from(error: SnapshotError) -> Self {
        Self(error)
    }
}

fn ensure(holds: bool, rule: &'static str, at: usize) -> Result<(), SnapshotError> {
    if holds {
        Ok(())
    } else {
        Err(SnapshotError::invalid(rule, at))
    }
}

impl Rulebook {
    /// Reads the policy that a manifest names.
    ///
    /// # Errors
    /// As [`Rulebook::read`]; also if the bytes are others than the manifest's.
    pub fn open(bytes: &[u8], named: ContentHash) -> Result<Self, PolicyError> {
        let got = ContentHash::of(bytes);
        if got != named {
            let expected = named;
            return Err(SnapshotError::new(Fault::Checksum { expected, got }, 0).into());
        }
        Self::read(bytes)
    }

    /// Reads a policy.
    ///
    /// # Errors
    /// [`PolicyError`] names the first rule of `FORMAT.md` that the bytes break, and where.
    pub fn read(bytes: &[u8]) -> Result<Self, PolicyError> {
        let mut reader = ByteReader::new(bytes, 0);
        if !bytes.starts_with(&MAGIC) {
            return Err(SnapshotError::new(Fault::NotASnapshot, 0).into());
        }
        reader.take(MAGIC.len())?;
        match reader.u16()? {
            FORMAT_VERSION => {}
            got => return Err(SnapshotError::new(Fault::Version { got }, MAGIC.len()).into()),
        }
        ensure(
            bytes.len() <= MAX_POLICY_BYTES,
            "a policy has at most 65536 bytes",
            MAX_POLICY_BYTES,
        )?;
        let at = reader.offset();
        let count = usize::from(reader.u16()?);
        ensure(count <= MAX_RULES, "a policy has at most 256 rules", at)?;
        let mut rules = Vec::new();
        for _ in 0..count {
            rules.push(read_rule(&mut reader)?);
        }
        reader.finish("a policy ends with its last rule")?;
        Ok(Self { rules })
    }
}

fn read_rule(reader: &mut ByteReader<'_>) -> Result<Rule, SnapshotError> {
    let mut when = Vec::new();
    read_condition(reader, &mut when, 0)?;
    let at = reader.offset();
    let then = Ruling::read(reader)?;
    let name = then.rules.strip_suffix('\n').unwrap_or_default();
    let one_line = !name.contains(['\n', '\r']);
    ensure(
        one_line && (1..=MAX_NAME).contains(&name.len()),
        "a rule has a name of at most 60 bytes, and a line feed behind it",
        at,
    )?;
    let at = reader.offset();
    let cap_of_cart = reader.u16()?;
    ensure(
        cap_of_cart <= MAX_CAP_OF_CART && (cap_of_cart == 0 || then.cap.is_none()),
        "a cap is an amount or at most 1000 percent of the cart",
        at,
    )?;
    let mut titles = Vec::new();
    for _ in 0..reader.varint_below(MAX_TITLES as u64 + 1, "a rule has at most 32 titles")? {
        titles.push((text(reader, MAX_LANGUAGE)?, text(reader, MAX_TITLE)?));
    }
    Ok(Rule {
        when,
        then,
        cap_of_cart,
        titles,
    })
}

const ALL: u8 = 0;
const ANY: u8 = 1;
const NOT: u8 = 2;
const NUMBER: u8 = 3;
const AMONG: u8 = 4;
const MARKED: u8 = 5;
const SEGMENT: u8 = 6;

/// Reads one condition with all that is in it.
fn read_condition(
    reader: &mut ByteReader<'_>,
    when: &mut Vec<Step>,
    depth: usize,
) -> Result<(), SnapshotError> {
    let at = reader.offset();
    ensure(
        depth < MAX_DEPTH && when.len() < MAX_STEPS,
        "conditions stand at most 8 deep, and 255 in a rule",
        at,
    )?;
    let within = match reader.u8()? {
        ALL => {
            let count = reader.u8()?;
            when.push(Step::All(count));
            count
        }
        ANY => {
            let count = reader.u8()?;
            when.push(Step::Any(count));
            count
        }
        NOT => {
            when.push(Step::Not);
            1
        }
        kind => {
            when.push(match kind {
                NUMBER => {
                    let fact = choose(reader, &Fact::ALL)?;
                    Step::Number(fact, reader.varint()?, reader.varint()?)
                }
                AMONG => Step::Among(choose(reader, &Choice::ALL)?, reader.u32()?),
                MARKED => Step::Marked(choose(reader, &Products::ALL)?, reader.u8()?),
                SEGMENT => Step::Segment(reader.u32()?),
                _ => return Err(SnapshotError::invalid("a condition is of a known kind", at)),
            });
            0
        }
    };
    for _ in 0..within {
        read_condition(reader, when, depth + 1)?;
    }
    Ok(())
}

#[cfg(feature = "write")]
mod writing {
    use super::super::rule::{Rule, Step};
    use super::*;
    use crate::message::{number, put_text};
    use crate::snapshot::codec::bytes::put_varint;

    impl Rulebook {
        /// Spells a policy, as [`Rulebook::read`] reads it, which checks it.
        ///
        /// # Errors
        /// [`PolicyError`] if the rules are more than a file may hold.
        pub fn write(rules: &[Rule]) -> Result<Vec<u8>, PolicyError> {
            let mut out = MAGIC.to_vec();
            out.extend(FORMAT_VERSION.to_le_bytes());
            // More than fit are refused below.
            out.extend((rules.len().min(usize::from(u16::MAX)) as u16).to_le_bytes());
            for rule in rules {
                for step in &rule.when {
                    put_step(&mut out, step);
                }
                rule.then.write(&mut out);
                out.extend(rule.cap_of_cart.to_le_bytes());
                put_varint(&mut out, rule.titles.len() as u64);
                for (language, title) in &rule.titles {
                    put_text(&mut out, language, MAX_LANGUAGE);
                    put_text(&mut out, title, MAX_TITLE);
                }
            }
            Self::read(&out)?;
            Ok(out)
        }
    }

    fn put_step(out: &mut Vec<u8>, step: &Step) {
        // Numbers of a varint have 63 bits.
        let most = u64::MAX >> 1;
        match *step {
            Step::All(count) => out.extend([ALL, count]),
            Step::Any(count) => out.extend([ANY, count]),
            Step::Not => out.push(NOT),
            Step::Number(fact, from, to) => {
                out.extend([NUMBER, number(&Fact::ALL, &fact)]);
                put_varint(out, from.min(most));
                put_varint(out, to.min(most));
            }
            Step::Among(choice, set) => {
                out.extend([AMONG, number(&Choice::ALL, &choice)]);
                out.extend(set.to_le_bytes());
            }
            Step::Marked(products, mark) => {
                out.extend([MARKED, number(&Products::ALL, &products), mark]);
            }
            Step::Segment(segment) => {
                out.push(SEGMENT);
                out.extend(segment.to_le_bytes());
            }
        }
    }
}
