//! The canonical writer: equal contents give equal bytes.

use super::codec::bundles::Bundle;
use super::codec::edges::{Edge, Kind};
use super::codec::habits::{self, HabitContents};
use super::codec::repurchase::Repurchase;
use super::codec::{bundles, display, edges, levels, marks, needs, repurchase, weights};
use super::layout::{
    CHECKED_FROM, ContentHash, GENERATION_AT, HABIT_LEVELS, HEADER_BYTES, MAGIC, MAX_DISPLAY_BYTES,
    MAX_EDGES, MAX_NEED_BITS, MAX_NEXT, MAX_POPULAR, MAX_RECORDS, MAX_SETS, SECTION_ROW_BYTES,
    SHARD_VERSION, SectionKind, WEIGHT_CODES,
};
use super::parcel::Parcel;
use crate::catalog::{Money, ProductKey};
use crate::policy::MarkSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// One record to write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordContents {
    /// The catalog's product id, not empty.
    pub id: String,
    /// Title.
    pub title: String,
    /// Address of the product page, or empty.
    pub url: String,
    /// Address of a picture, or empty.
    pub image: String,
    /// Category levels joined by ` > `, or empty.
    pub category: String,
    /// Brand, or empty.
    pub brand: String,
    /// Variant group, or empty.
    pub group: String,
    /// `key=value`, in the catalog's order.
    pub attributes: Vec<String>,
    /// Price in minor units.
    pub price: Option<Money>,
    /// Whether it can be bought now.
    pub in_stock: bool,
    /// Whether an option must be chosen first.
    pub needs_options: bool,
    /// Level of popularity, `0..16`.
    pub prior: u8,
    /// Which selectors of the shop's policy it fits.
    pub marks: MarkSet,
    /// The need that it serves, below 2²⁴ and the same in all shards of a snapshot; 0 if unknown.
    pub need: u32,
    /// When it is bought again, if it is. Only that of own products is kept.
    pub repurchase: Option<Repurchase>,
}

/// One shard to write.
#[derive(Clone, Debug, Default)]
pub struct ShardContents {
    /// Which shard, and of how many.
    pub shard: (u32, u32),
    /// What each edge code adds beside several seeds.
    pub edge_weights: [f64; WEIGHT_CODES],
    /// What each level of a product's scale is worth. A complement's likelihood is its product's scale × its rank's share.
    pub scale_weights: [f64; WEIGHT_CODES],
    /// The share of ranks 0, 1, … 15.
    pub curve: [f64; WEIGHT_CODES],
    /// So many of the last edge codes, at most 15, have no rank: those that speak against a product.
    pub unranked: u8,
    /// What part of the likelihood is added to the weight beside 1, 2, … 16 seeds; the last also counts for more. The first
    /// is not used.
    pub blend: [f64; WEIGHT_CODES],
    /// For each prior level what it adds `[beside a single seed, beside several]`.
    pub prior_weights: [[f64; 2]; WEIGHT_CODES],
    /// Own products first.
    pub records: Vec<RecordContents>,
    /// Complements of each own product, ascending by record, their ranks a permutation.
    pub edges: Vec<Vec<Edge>>,
    /// The level of each own product's scale, below 16; 0 for all if there are none.
    pub scales: Vec<u8>,
    /// What is left of a product's score where a seed serves its need, and for each better product that does; 0 to 1.
    pub alternatives: [f64; 2],
    /// For each own product the own product, + 1, that hosts the list of its cohort; 0 for none. As many as `edges`, or none at all.
    pub cohorts: Vec<u32>,
    /// The list that each own product hosts, and its level: as many as `cohorts`.
    pub shared: Vec<(Vec<Edge>, u8)>,
    /// What is bought most in the whole shop, and its level.
    pub popular: (Vec<Edge>, u8),
    /// Higher tiers of each own product, ascending by record: as many lists as `edges` has, or none at all.
    pub upgrades: Vec<Vec<Edge>>,
    /// Sets that are bought as sets.
    pub bundles: Vec<Bundle>,
    /// What each code of `next` is worth.
    pub next_weights: [f64; WEIGHT_CODES],
    /// What each level of a list of `next` is worth, with which its codes are multiplied.
    pub next_scales: [f64; WEIGHT_CODES],
    /// The level of each own product's list of `next`, below 16: as many as `edges` has lists; 0 for all if there are none.
    pub next_levels: Vec<u8>,
    /// Of the products of a visit, the present one first: `[what part their lists count, how strongly they draw themselves]`.
    pub ages: [[f64; 2]; WEIGHT_CODES],
    /// What shoppers look at after each own product, ascending by record: as many lists as `edges` has, or none at all.
    pub next: Vec<Vec<Edge>>,
    /// What is bought again, and first; `None` where that is not known.
    pub habits: Option<HabitContents>,
}

/// Contents that no shard can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteError {
    record: usize,
    rule: &'static str,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record {} cannot be packed: {}", self.record, self.rule)
    }
}

impl core::error::Error for WriteError {}

fn check(contents: &ShardContents) -> Result<(), WriteError> {
    let fault = |record, rule| Err(WriteError { record, rule });
    let records = contents.records.len();
    if records > MAX_RECORDS as usize {
        return fault(records, "a shard has at most 2^24 records; use more shards");
    }
    if contents.edges.len() > records {
        return fault(records, "every product with neighbours has a record");
    }
    if contents.shard.0 >= contents.shard.1 {
        return fault(0, "a shard's number is below the number of shards");
    }
    let mut keys: Vec<(ProductKey, usize)> = Vec::with_capacity(records);
    for (at, record) in contents.records.iter().enumerate() {
        if record.id.is_empty() || record.id.contains('\0') {
            return fault(at, "the product id is not empty and holds no zero byte");
        }
        if usize::from(record.prior) >= WEIGHT_CODES {
            return fault(at, "a prior level is below 16");
        }
        if record.attributes.len() >= 1 << 16 {
            return fault(at, "a product has less than 65536 attributes");
        }
        if record.need >> MAX_NEED_BITS != 0 {
            return fault(at, "a need is below 2^24");
        }
        if record
            .repurchase
            .is_some_and(|entry| !repurchase::fits(entry))
        {
            return fault(
                at,
                "a repurchase interval has 1 to 1023 days, a regularity is below 4",
            );
        }
        keys.push((ProductKey::of(&record.id), at));
    }
    keys.sort_unstable();
    for pair in keys.windows(2) {
        if let [(a, _), (b, at)] = pair
            && a == b
        {
            return fault(*at, "product ids are unique");
        }
    }
    for lists in [&contents.upgrades, &contents.next] {
        if ![0, contents.edges.len()].contains(&lists.len()) {
            return fault(
                lists.len(),
                "every own product has a list of upgrades and of next products, or none has",
            );
        }
    }
    let limits = [MAX_EDGES, MAX_EDGES, MAX_NEXT];
    let all = [&contents.edges, &contents.upgrades, &contents.next];
    for (lists, most) in all.into_iter().zip(limits) {
        for (own, edges) in lists.iter().enumerate() {
            let ascending = edges
                .windows(2)
                .all(|pair| matches!(pair, [a, b] if a.to < b.to));
            let valid = |edge: &Edge| {
                (edge.to as usize) < records
                    && edge.to as usize != own
                    && usize::from(edge.code) < WEIGHT_CODES
            };
            if edges.len() > most || !ascending || !edges.iter().all(valid) {
                return fault(
                    own,
                    "a product has at most 16 neighbours, or 20 viewed next, ascending, each another record",
                );
            }
        }
    }
    let lists = contents.shared.iter().chain([&contents.popular]);
    for (edges, level) in lists.clone() {
        let ascending = edges
            .windows(2)
            .all(|pair| matches!(pair, [a, b] if a.to < b.to));
        let valid =
            |edge: &Edge| (edge.to as usize) < records && usize::from(edge.code) < WEIGHT_CODES;
        if edges.len() > MAX_EDGES || !ascending || !edges.iter().all(valid) || *level >= 16 {
            return fault(
                edges.len(),
                "a shared list has at most 16 records, ascending, and a level below 16",
            );
        }
    }
    let owned = contents.edges.len();
    if ![0, owned].contains(&contents.cohorts.len())
        || contents.cohorts.len() != contents.shared.len()
        || contents.cohorts.iter().any(|&host| host as usize > owned)
    {
        return fault(
            contents.cohorts.len(),
            "a cohort's list is hosted by an own product, and there is one of each or none",
        );
    }
    let shared = lists.map(|(edges, _)| edges);
    let ranked = WEIGHT_CODES - usize::from(contents.unranked.min(15));
    for (own, edges) in contents.edges.iter().chain(shared).enumerate() {
        let with_rank = |edge: &&Edge| usize::from(edge.code) < ranked;
        let permuted = (0..edges.iter().filter(with_rank).count()).all(|rank| {
            edges
                .iter()
                .filter(with_rank)
                .any(|edge| usize::from(edge.rank) == rank)
        });
        if !permuted {
            return fault(
                own,
                "the ranks of a product's neighbours are 0, 1, … in some order",
            );
        }
    }
    if ![0, contents.edges.len()].contains(&contents.scales.len())
        || contents
            .scales
            .iter()
            .any(|&level| usize::from(level) >= WEIGHT_CODES)
    {
        return fault(
            contents.scales.len(),
            "every own product has a scale below 16, or none has",
        );
    }
    if ![0, contents.edges.len()].contains(&contents.next_levels.len())
        || contents
            .next_levels
            .iter()
            .any(|&level| usize::from(level) >= WEIGHT_CODES)
    {
        return fault(
            contents.next_levels.len(),
            "every own product has a level of what is viewed next below 16, or none has",
        );
    }
    if let Some(habits) = &contents.habits
        && (habits.of.len() != contents.edges.len()
            || habits
                .of
                .iter()
                .any(|&level| usize::from(level) >= HABIT_LEVELS)
            || habits.popular.len() > MAX_POPULAR
            || habits
                .popular
                .iter()
                .any(|&record| record as usize >= records))
    {
        return fault(
            habits.of.len(),
            "every own product has a level below 32, and at most 32 records are popular",
        );
    }
    for bundle in &contents.bundles {
        if let Some(&outside) = bundle
            .members()
            .iter()
            .find(|&&member| member as usize >= records)
        {
            return fault(outside as usize, "a bundle holds records of its shard");
        }
    }
    let mut firsts: Vec<u32> = contents
        .bundles
        .iter()
        .filter_map(|bundle| bundle.members().first().copied())
        .collect();
    firsts.sort_unstable();
    for window in firsts.windows(MAX_SETS + 1) {
        if let (Some(first), Some(last)) = (window.first(), window.last())
            && first == last
        {
            return fault(*first as usize, "at most 64 bundles begin with a record");
        }
    }
    Ok(())
}

/// Spells a shard, whose generation [`seal`] fills in. `deflate` makes a raw deflate stream; the same one must be used wherever bytes are compared.
///
/// # Errors
/// [`WriteError`] names the first record that breaks a rule of the format.
pub fn write(
    contents: &ShardContents,
    deflate: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Result<Vec<u8>, WriteError> {
    check(contents)?;
    let mut weight_bytes = Vec::new();
    weights::write(
        &mut weight_bytes,
        &[
            &contents.edge_weights,
            &contents.scale_weights,
            &contents.curve,
            &contents.blend,
            &contents.prior_weights.map(|[page, _]| page),
            &contents.prior_weights.map(|[_, cart]| cart),
            &contents.alternatives,
        ],
    );

    let owned = contents.edges.len();
    let scales = contents.scales.iter().copied().chain(core::iter::repeat(0));
    let hosted = contents.cohorts.iter().any(|&host| host != 0);
    let shared = contents.shared.iter().filter(|_| hosted);
    let shared = shared.chain([&contents.popular]);
    let shared = shared.map(|(list, level)| (list, *level));
    let lists: Vec<(&Vec<Edge>, u8)> = contents.edges.iter().zip(scales).chain(shared).collect();
    // Nobody asks for the scale of a list without complements.
    let scales = lists
        .iter()
        .map(|(list, level)| if list.is_empty() { 0 } else { *level });
    let scale_bytes = levels::write(scales);
    let lists: Vec<Vec<Edge>> = lists.iter().map(|(list, _)| (*list).clone()).collect();
    let edge_bytes = edges::write(
        Kind::Ranked,
        WEIGHT_CODES as u8 - contents.unranked.min(15),
        owned,
        &lists,
    );
    let says_something = |lists: &[Vec<Edge>]| lists.iter().any(|list| !list.is_empty());
    let mut upgrade_bytes = Vec::new();
    if says_something(&contents.upgrades) {
        upgrade_bytes = edges::write(Kind::Plain, 0, owned, &contents.upgrades);
    }
    let mut next_bytes = Vec::new();
    if says_something(&contents.next) {
        weights::write(
            &mut next_bytes,
            &[
                &contents.next_weights,
                &contents.next_scales,
                &contents.ages.map(|[part, _]| part),
                &contents.ages.map(|[_, draw]| draw),
            ],
        );
        let levels = contents.next_levels.iter().copied();
        let levels = levels.chain(core::iter::repeat(0)).zip(&contents.next);
        let levels =
            levels::write(levels.map(|(level, list)| if list.is_empty() { 0 } else { level }));
        next_bytes.extend_from_slice(&(levels.len() as u32).to_le_bytes());
        next_bytes.extend(levels);
        next_bytes.extend(edges::write(Kind::Plain, 0, owned, &contents.next));
    }
    let habit_bytes = contents
        .habits
        .as_ref()
        .map_or_else(Vec::new, |habits| habits::write(habits, contents.shard.0));
    let needs: Vec<u32> = contents.records.iter().map(|record| record.need).collect();
    let need_bytes = needs::write(&needs);
    let own_records = contents.records.iter().take(contents.edges.len());
    let repurchase_bytes = repurchase::write(own_records.map(|record| record.repurchase));
    let prior_bytes = levels::write(contents.records.iter().map(|record| record.prior));
    let rank_of = |record: u32, complement: u32| {
        let list = contents.edges.get(record as usize)?;
        let edge = list.iter().find(|edge| edge.to == complement)?;
        let has_rank = usize::from(edge.code) + usize::from(contents.unranked) < WEIGHT_CODES;
        has_rank.then_some(edge.rank)
    };
    let bundle_bytes = bundles::write(&contents.bundles, contents.records.len() as u32, rank_of);
    let sections = [
        (SectionKind::Weights, weight_bytes),
        (SectionKind::Edges, edge_bytes),
        (SectionKind::Scales, scale_bytes),
        (SectionKind::Priors, prior_bytes),
        (SectionKind::Needs, need_bytes),
        (SectionKind::Upgrades, upgrade_bytes),
        (SectionKind::Bundles, bundle_bytes),
        (SectionKind::Repurchase, repurchase_bytes),
        (SectionKind::Next, next_bytes),
        (SectionKind::Cohorts, needs::write(&contents.cohorts)),
        (SectionKind::Habits, habit_bytes),
    ];
    let owned = owned as u32;
    let model = sections
        .iter()
        .map(|(kind, stored)| (*kind, stored.as_slice()));
    let display = pack(&contents.records, deflate)?;
    let display = (display.0, display.1.as_slice());
    let marks = contents.records.iter().map(|record| &record.marks);
    assemble(contents.shard, owned, model, display, marks)
}

/// Spells a shard again with other display records and marks; its model stays byte for byte. Of `records` only these
/// count; there must be as many, with the same ids in the same order.
///
/// # Errors
/// [`WriteError`] if there are more or fewer records, or their text is too large.
pub fn redisplay<B: AsRef<[u8]>>(
    parcel: &Parcel<B>,
    records: &[RecordContents],
    deflate: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Result<Vec<u8>, WriteError> {
    let (owned, count) = parcel.counts();
    if records.len() != count as usize {
        return Err(WriteError {
            record: records.len(),
            rule: "a shard keeps its records",
        });
    }
    let name = parcel.name();
    let kept = SectionKind::ALL
        .into_iter()
        .filter(|kind| kind.is_model())
        .map(|kind| (kind, parcel.section(kind).0));
    let display = pack(records, deflate)?;
    let display = (display.0, display.1.as_slice());
    let marks = records.iter().map(|record| &record.marks);
    assemble((name.number, name.shards), owned, kept, display, marks)
}

/// Display records: their length, and deflated.
fn pack(
    records: &[RecordContents],
    deflate: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Result<(usize, Vec<u8>), WriteError> {
    let bytes = display::write(records);
    if bytes.len() > MAX_DISPLAY_BYTES as usize {
        return Err(too_large(records.len()));
    }
    Ok((bytes.len(), deflate(&bytes)))
}

fn too_large(records: usize) -> WriteError {
    WriteError {
        record: records,
        rule: "display records take at most 1 GiB and a shard 4 GiB; use more shards",
    }
}

/// Spells a shard again with other marks, one set for each record; what is displayed and the model stay byte for byte.
///
/// # Errors
/// [`WriteError`] if there are more or fewer sets than records.
pub fn remark<B: AsRef<[u8]>>(
    parcel: &Parcel<B>,
    marks: &[MarkSet],
) -> Result<Vec<u8>, WriteError> {
    let (owned, count) = parcel.counts();
    if marks.len() != count as usize {
        return Err(WriteError {
            record: marks.len(),
            rule: "a shard keeps its records",
        });
    }
    let name = parcel.name();
    let kept = SectionKind::ALL
        .into_iter()
        .filter(|kind| kind.is_model())
        .map(|kind| (kind, parcel.section(kind).0));
    let display = parcel.packed_display();
    let display = (display.raw_len, display.bytes);
    assemble(
        (name.number, name.shards),
        owned,
        kept,
        display,
        marks.iter(),
    )
}

/// A file of these model sections, of which empty ones are left out if they may be, of what is displayed, and of marks.
fn assemble<'a>(
    shard: (u32, u32),
    owned: u32,
    model: impl IntoIterator<Item = (SectionKind, &'a [u8])>,
    (display_len, packed): (usize, &'a [u8]),
    marks: impl ExactSizeIterator<Item = &'a MarkSet> + Clone,
) -> Result<Vec<u8>, WriteError> {
    let records = marks.len();
    let too_large = too_large(records);
    let mut sections: Vec<(SectionKind, usize, &[u8])> = model
        .into_iter()
        .filter(|(kind, stored)| !kind.is_optional() || !stored.is_empty())
        .map(|(kind, stored)| (kind, stored.len(), stored))
        .collect();
    sections.push((SectionKind::Display, display_len, packed));
    let mark_bytes = marks::write(marks);
    if !mark_bytes.is_empty() {
        sections.push((SectionKind::Marks, mark_bytes.len(), &mark_bytes));
    }
    // In the order of their kinds, which is no order of what changes at which pace.
    sections.sort_by_key(|(kind, _, _)| *kind);
    let small = |number: usize| u32::try_from(number).map_err(|_| too_large.clone());
    let mut checked = Vec::new();
    for number in [shard.0, shard.1, owned, records as u32] {
        checked.extend_from_slice(&number.to_le_bytes());
    }
    let mut at = HEADER_BYTES + sections.len() * SECTION_ROW_BYTES;
    for (kind, raw, stored) in &sections {
        checked.extend_from_slice(&(*kind as u16).to_le_bytes());
        checked.extend_from_slice(&u16::from(*kind == SectionKind::Display).to_le_bytes());
        for number in [at, stored.len(), *raw] {
            checked.extend_from_slice(&small(number)?.to_le_bytes());
        }
        at += stored.len();
    }
    small(at)?;
    for (_, _, stored) in &sections {
        checked.extend_from_slice(stored);
    }

    let mut file = Vec::with_capacity(CHECKED_FROM + checked.len());
    file.extend_from_slice(&MAGIC);
    file.extend_from_slice(&SHARD_VERSION.to_le_bytes());
    file.extend_from_slice(&(sections.len() as u16).to_le_bytes());
    file.extend_from_slice(&ContentHash::of(&checked).0.to_le_bytes());
    file.extend_from_slice(&[0; GENERATION_AT.end - GENERATION_AT.start]);
    file.extend(checked);
    Ok(file)
}

/// Names a shard's generation in its bytes. The checksum does not cover it: a generation is the hash of its shards'
/// checksums.
pub fn seal(shard: &mut [u8], generation: ContentHash) {
    if let Some(place) = shard.get_mut(GENERATION_AT) {
        place.copy_from_slice(&generation.0.to_le_bytes());
    }
}
