//! The order of a Wasm's functions: alike ones behind each other.
//!
//! It is the compiler's to choose and means nothing, but a compressor learns from what it read last. Alike are functions that share
//! sequences of bytes, the rarer the better. From the largest on, the next is always the one that is most like the last ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_encoder::{Encode, NameMap, NameSection, Section};
use wasmparser::{Parser, Payload, TypeRef};

/// Bytes of a sequence.
const SEQUENCE: usize = 4;
/// What is left, with each further function, of the part that one has in the choice of the next.
const MEMORY: f64 = 0.5;
/// Bytes that a function counts as longer than it is: very short ones are like many.
const SHORT: usize = 20;

/// Gives every function of a Wasm file, in place, a name whose alphabetical order is the order to put them in.
pub(crate) fn name_in_order(wasm: &Path) -> Result<()> {
    let mut bytes = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let (imported, bodies) =
        functions(&bytes).with_context(|| format!("cannot read {}", wasm.display()))?;
    let mut names = NameMap::new();
    let mut place = vec![0; bodies.len()];
    for (at, function) in chain(&bodies).into_iter().enumerate() {
        place[function] = at;
    }
    for (function, place) in (imported..).zip(place) {
        names.append(function, &format!("{place:06}"));
    }
    let mut section = NameSection::new();
    section.functions(&names);
    bytes.push(section.id());
    section.encode(&mut bytes);
    fs::write(wasm, bytes).with_context(|| format!("cannot write {}", wasm.display()))
}

/// How many functions are imported, and the bodies of the others.
fn functions(wasm: &[u8]) -> Result<(u32, Vec<&[u8]>)> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    Ok((imported, bodies))
}

/// The numbers of some functions, alike ones behind each other.
fn chain(bodies: &[&[u8]]) -> Vec<usize> {
    let mut holders = BTreeMap::<&[u8], BTreeSet<usize>>::new();
    for (function, body) in bodies.iter().enumerate() {
        for sequence in body.windows(SEQUENCE) {
            holders.entry(sequence).or_default().insert(function);
        }
    }
    // What most of them hold says nothing.
    holders.retain(|_, holders| holders.len() > 1 && holders.len() * 2 < bodies.len());
    let mut shared = vec![Vec::new(); bodies.len()];
    for holders in holders.values() {
        let weight = (bodies.len() as f64 / holders.len() as f64).log2();
        for &function in holders {
            shared[function].push((holders, weight));
        }
    }

    let mut left: BTreeSet<usize> = (0..bodies.len()).collect();
    let mut likeness = vec![0.0; bodies.len()];
    let mut order = Vec::new();
    let largest = left.iter().copied().max_by_key(|&at| bodies[at].len());
    let mut next = largest;
    while let Some(function) = next {
        left.remove(&function);
        order.push(function);
        for likeness in &mut likeness {
            *likeness *= MEMORY;
        }
        for (holders, weight) in &shared[function] {
            for &other in *holders {
                likeness[other] += weight;
            }
        }
        let by_length = |at: usize| likeness[at] / ((bodies[at].len() + SHORT) as f64).sqrt();
        next = left
            .iter()
            .copied()
            .max_by(|&a, &b| by_length(a).total_cmp(&by_length(b)));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike_functions_stand_behind_each_other() {
        let bodies: [&[u8]; 7] = [
            b"one apple, two apples",
            b"thirteen pears",
            b"three apples, four apples",
            b"nothing of either",
            b"fourteen pears",
            b"five apples, six apples, seven apples",
            b"both",
        ];
        let order = chain(&bodies);
        let place = |function| order.iter().position(|&at| at == function);
        assert_eq!(place(5), Some(0), "the largest comes first: {order:?}");
        let mut apples = [0, 2, 5].map(place);
        apples.sort();
        assert_eq!(apples, [Some(0), Some(1), Some(2)], "{order:?}");
        let mut pears = [1, 4].map(place);
        pears.sort();
        let [Some(first), Some(second)] = pears else {
            panic!("one is missing: {order:?}");
        };
        assert_eq!(second, first + 1, "{order:?}");
    }
}
