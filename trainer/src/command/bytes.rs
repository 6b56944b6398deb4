//! What takes the bytes of a snapshot: bits a neighbour beside what they could be at best, display records beside brotli.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value, json};
use setwise_core::snapshot::{
    Edge, Parcel, RecordContents, ShardContents, Snapshot, WEIGHT_CODES, write,
};

/// Quality and window of `brotli -11`.
const BROTLI: (i32, i32) = (11, 22);

/// Bytes of shards that were looked at, and bounds for them.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Bytes {
    /// Shards that these figures are of.
    pub shards: u64,
    /// Records in them, guests too.
    pub records: u64,
    /// Complements of their own products.
    pub neighbours: u64,
    /// Bits a neighbour: which products they are.
    pub ids: f64,
    /// The same as plain numbers: log₂ of the shard's records.
    pub ids_raw: f64,
    /// The same as sets: log₂ C(records − 1, n) for each list of n.
    pub ids_set: f64,
    /// Bits a neighbour: their weights.
    pub weights: f64,
    /// The entropy of weight codes, each for itself.
    pub weights_entropy: f64,
    /// Bits a neighbour: their order by likelihood, with the level of each product.
    pub ranks: f64,
    /// The order alone if all were equally likely: log₂ n! for each list.
    pub ranks_order: f64,
    /// Bytes a record of what is displayed, as sent.
    pub display: f64,
    /// The same records as minified JSON, `brotli -11`.
    pub display_brotli: f64,
}

/// Adds up what [`Bytes`] are the means of.
#[derive(Debug, Default)]
pub(super) struct Tally {
    sums: Bytes,
    codes: [u64; WEIGHT_CODES],
}

impl Tally {
    /// Adds a shard, of which `stored` gives the bytes of a section by its name.
    pub(super) fn add(&mut self, shard: &Snapshot, stored: impl Fn(&str) -> u64) {
        let mut lists: Vec<Vec<Edge>> = (0..shard.owned())
            .map(|own| shard.edges(own).collect())
            .collect();
        let sums = &mut self.sums;
        let records = f64::from(shard.records());
        sums.shards += 1;
        sums.records += u64::from(shard.records());
        for list in &lists {
            let count = list.len() as f64;
            sums.neighbours += list.len() as u64;
            sums.ids_raw += count * records.log2();
            sums.ids_set += (0..list.len())
                .map(|n| ((records - 1.0 - n as f64) / (n + 1) as f64).log2())
                .sum::<f64>();
            sums.ranks_order += (1..=list.len()).map(|n| (n as f64).log2()).sum::<f64>();
            for edge in list {
                if let Some(count) = self.codes.get_mut(usize::from(edge.code)) {
                    *count += 1;
                }
            }
        }
        // A list is one stream of ids, weights and ranks: spelled without ranks, and without weights too, it tells what each takes.
        let all = 8.0 * (stored("edges") + stored("scales")) as f64;
        let unranked = 8.0 * bytes_unranked(lists.clone(), shard.records()) as f64;
        lists.iter_mut().flatten().for_each(|edge| edge.code = 0);
        let ids = 8.0 * bytes_unranked(lists, shard.records()) as f64;
        sums.ids += ids;
        sums.weights += unranked - ids;
        sums.ranks += all - unranked;
        sums.display += stored("display") as f64;
        sums.display_brotli += brotli(&records_as_json(shard)) as f64;
    }

    /// The means.
    pub(super) fn bytes(self) -> Bytes {
        let Self { mut sums, codes } = self;
        let neighbours = sums.neighbours.max(1) as f64;
        for sum in [
            &mut sums.ids,
            &mut sums.ids_raw,
            &mut sums.ids_set,
            &mut sums.weights,
            &mut sums.ranks,
            &mut sums.ranks_order,
        ] {
            *sum /= neighbours;
        }
        for sum in [&mut sums.display, &mut sums.display_brotli] {
            *sum /= sums.records.max(1) as f64;
        }
        sums.weights_entropy = codes
            .iter()
            .filter(|&&count| count > 0)
            .map(|&count| count as f64 / neighbours)
            .map(|share| -share * share.log2())
            .sum();
        sums
    }
}

/// Bytes of a section of lists without ranks.
fn bytes_unranked(lists: Vec<Vec<Edge>>, records: u32) -> usize {
    let contents = ShardContents {
        shard: (0, 1),
        records: (0..records)
            .map(|record| RecordContents {
                id: record.to_string(),
                ..RecordContents::default()
            })
            .collect(),
        edges: vec![Vec::new(); lists.len()],
        upgrades: lists,
        ..ShardContents::default()
    };
    let file = write(&contents, |_| Vec::new()).unwrap_or_default();
    let parcel = Parcel::open(file);
    parcel.map_or(0, |parcel| {
        let mut sections = parcel.sections();
        let lists = sections.find(|section| section.kind.name() == "upgrades");
        lists.map_or(0, |section| section.stored)
    })
}

/// All records, minified, with the fields that are set.
fn records_as_json(shard: &Snapshot) -> Vec<u8> {
    let display = shard.display();
    let record = |record: u32| {
        let shown = display.get(record);
        let mut fields = Map::new();
        for (name, text) in [
            ("id", shown.id),
            ("title", shown.title),
            ("url", &shown.url.text()),
            ("image", &shown.image.text()),
            ("category", shown.category),
            ("brand", shown.brand),
            ("group", shown.group),
        ] {
            if !text.is_empty() {
                fields.insert(name.to_owned(), text.into());
            }
        }
        let attributes: Map<String, Value> = display
            .attributes(record)
            .map(|(key, value)| (key.to_owned(), value.into()))
            .collect();
        if !attributes.is_empty() {
            fields.insert("attributes".to_owned(), attributes.into());
        }
        if let Some(price) = shown.price {
            fields.insert("price".to_owned(), json!(price.0));
        }
        fields.insert("in_stock".to_owned(), json!(shown.in_stock));
        Value::Object(fields)
    };
    let all: Value = (0..shard.records()).map(record).collect();
    all.to_string().into_bytes()
}

/// Bytes that `brotli -11` makes of some.
fn brotli(bytes: &[u8]) -> usize {
    let (quality, lgwin) = BROTLI;
    let parameters = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let (mut input, mut packed) = (bytes, Vec::new());
    // Writing to memory cannot fail.
    let _ = brotli::BrotliCompress(&mut input, &mut packed, &parameters);
    packed.len()
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            shards,
            records,
            neighbours,
            ids,
            ids_raw,
            ids_set,
            weights,
            weights_entropy,
            ranks,
            ranks_order,
            display,
            display_brotli,
        } = self;
        writeln!(
            f,
            "bits a neighbour ({neighbours} in {shards} shard(s) of {records} records):"
        )?;
        writeln!(
            f,
            "  {ids:>6.2} ids (plain numbers {ids_raw:.2}, as sets {ids_set:.2})"
        )?;
        writeln!(
            f,
            "  {weights:>6.2} weights (entropy of codes {weights_entropy:.2})"
        )?;
        writeln!(
            f,
            "  {ranks:>6.2} ranks with levels (any order {ranks_order:.2})"
        )?;
        writeln!(
            f,
            "display: {display:.1} bytes a record, {:.3} of brotli -11 of JSON ({display_brotli:.1})",
            display / display_brotli.max(f64::MIN_POSITIVE)
        )
    }
}
