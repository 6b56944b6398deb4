//! Display records: what cards show, column by column.

use super::bytes::ByteReader;
use super::numbers::Numbers;
use super::text::{Template, TextColumn};
use crate::catalog::{Display, Money};
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::MAX_PRICE;
use alloc::vec::Vec;

const IN_STOCK: u8 = 1;
const NEEDS_OPTIONS: u8 = 2;
/// The URL is made by the template.
const URL_OF_ID: u8 = 4;
/// The image's URL is.
const IMAGE_OF_ID: u8 = 8;

/// Values that many records share, spelled once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct DictionaryColumn {
    words: TextColumn,
    /// For every record 0 (nothing) or the number of its word, counted from 1.
    index: Numbers,
}

impl DictionaryColumn {
    fn read(reader: &mut ByteReader<'_>, records: usize) -> Result<Self, SnapshotError> {
        let words = read_words(reader, records as u64)?;
        let end = words.len() as u64 + 1;
        let index = read_indices(reader, records, end)?;
        Ok(Self { words, index })
    }

    fn get(&self, record: usize) -> &str {
        let word = self.index.get(record).unwrap_or_default() as usize;
        word.checked_sub(1)
            .map_or("", |position| self.words.get(position))
    }
}

fn read_words(reader: &mut ByteReader<'_>, most: u64) -> Result<TextColumn, SnapshotError> {
    let count = reader.varint_below(
        most.saturating_add(1),
        "a dictionary has no more words than are used",
    )?;
    TextColumn::read(reader, count, None)
}

fn read_indices(
    reader: &mut ByteReader<'_>,
    count: usize,
    end: u64,
) -> Result<Numbers, SnapshotError> {
    let mut indices = Numbers::with_capacity(count.min(reader.remaining()), end);
    for _ in 0..count {
        indices.push(reader.varint_below(end, "a word number is in its dictionary")? as u64);
    }
    Ok(indices)
}

fn read_addresses(
    reader: &mut ByteReader<'_>,
    ids: &TextColumn,
    flags: &[u8],
    flag: u8,
) -> Result<TextColumn, SnapshotError> {
    let template = Template::read(reader, ids, flags, flag)?;
    TextColumn::read(reader, flags.len(), Some(&template))
}

/// The display records of a shard, validated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DisplayTable {
    flags: Vec<u8>,
    /// 0, or the price in minor units plus 1.
    price: Numbers,
    id: TextColumn,
    title: TextColumn,
    url: TextColumn,
    image: TextColumn,
    category: DictionaryColumn,
    brand: DictionaryColumn,
    group: DictionaryColumn,
    attribute_words: TextColumn,
    /// `attribute_starts[i]..attribute_starts[i + 1]` are the attributes of record `i`.
    attribute_starts: Numbers,
    attribute: Numbers,
}

impl DisplayTable {
    /// Reads the inflated display section of a shard with `records` records.
    pub(crate) fn read(bytes: &[u8], records: usize) -> Result<Self, SnapshotError> {
        let reader = &mut ByteReader::new(bytes, 0);
        let at = reader.offset();
        let flags = reader.take(records)?.to_vec();
        if flags
            .iter()
            .any(|&flags| flags & !(IN_STOCK | NEEDS_OPTIONS | URL_OF_ID | IMAGE_OF_ID) != 0)
        {
            return Err(SnapshotError::invalid("unused flags are 0", at));
        }
        let mut price = Vec::with_capacity(records);
        for _ in 0..records {
            price.push(reader.varint_below(MAX_PRICE + 2, "a price has at most 53 bits")? as u64);
        }
        let id = TextColumn::read(reader, records, None)?;
        let title = TextColumn::read(reader, records, None)?;
        let url = read_addresses(reader, &id, &flags, URL_OF_ID)?;
        let image = read_addresses(reader, &id, &flags, IMAGE_OF_ID)?;
        let category = DictionaryColumn::read(reader, records)?;
        let brand = DictionaryColumn::read(reader, records)?;
        let group = DictionaryColumn::read(reader, records)?;
        let attribute_words = read_words(reader, bytes.len() as u64)?;
        let mut attribute_starts = Vec::with_capacity(records + 1);
        attribute_starts.push(0_u32);
        let mut total = 0_usize;
        for _ in 0..records {
            total += reader.varint_below(1 << 16, "a record has less than 65536 attributes")?;
            attribute_starts.push(u32::try_from(total).map_err(|_| {
                SnapshotError::invalid("a shard has less than 2^32 attributes", reader.offset())
            })?);
        }
        let attribute = read_indices(reader, total, attribute_words.len() as u64)?;
        reader.finish("display records end with the section")?;
        Ok(Self {
            flags,
            price: Numbers::of(price.into_iter()),
            id,
            title,
            url,
            image,
            category,
            brand,
            group,
            attribute_words,
            attribute_starts: Numbers::of(attribute_starts.into_iter().map(u64::from)),
            attribute,
        })
    }

    /// The catalog's id of a record; empty beyond the last one.
    #[must_use]
    pub fn id(&self, record: u32) -> &str {
        self.id.get(record as usize)
    }

    /// The variant group of a record; empty if it stands alone.
    #[must_use]
    pub fn group(&self, record: u32) -> &str {
        self.group.get(record as usize)
    }

    /// Whether the catalog had it in stock.
    #[must_use]
    pub fn in_stock(&self, record: u32) -> bool {
        self.flag(record, IN_STOCK)
    }

    fn flag(&self, record: u32, flag: u8) -> bool {
        self.flags
            .get(record as usize)
            .is_some_and(|flags| flags & flag != 0)
    }

    /// All that a card shows, attributes apart; empty beyond the last record.
    #[must_use]
    pub fn get(&self, record: u32) -> Display<'_> {
        let at = record as usize;
        Display {
            id: self.id.get(at),
            title: self.title.get(at),
            url: self.url.get(at),
            image: self.image.get(at),
            category: self.category.get(at),
            brand: self.brand.get(at),
            group: self.group.get(at),
            price: self
                .price
                .get(at)
                .and_then(|price| price.checked_sub(1))
                .map(Money),
            in_stock: self.flag(record, IN_STOCK),
            needs_options: self.flag(record, NEEDS_OPTIONS),
        }
    }

    /// The attributes of a record as `(key, value)`, in the catalog's order.
    pub fn attributes(&self, record: u32) -> impl Iterator<Item = (&str, &str)> {
        self.attribute_texts(record)
            .map(|text| text.split_once('=').unwrap_or((text, "")))
    }

    /// The attributes of a record as the catalog spells them, `key=value`, in its order.
    pub fn attribute_texts(&self, record: u32) -> impl Iterator<Item = &str> {
        let at = record as usize;
        let range = match (
            self.attribute_starts.get(at),
            self.attribute_starts.get(at + 1),
        ) {
            (Some(start), Some(end)) => start as usize..end as usize,
            _ => 0..0,
        };
        range
            .filter_map(|at| self.attribute.get(at))
            .map(|word| self.attribute_words.get(word as usize))
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        let texts = [
            &self.id,
            &self.title,
            &self.url,
            &self.image,
            &self.category.words,
            &self.brand.words,
            &self.group.words,
            &self.attribute_words,
        ];
        let numbers = [
            &self.category.index,
            &self.brand.index,
            &self.group.index,
            &self.attribute_starts,
            &self.attribute,
        ];
        texts
            .iter()
            .map(|column| column.heap_bytes())
            .sum::<usize>()
            + numbers
                .iter()
                .map(|numbers| numbers.heap_bytes())
                .sum::<usize>()
            + self.flags.capacity()
            + self.price.heap_bytes()
    }
}

/// Spells records as [`DisplayTable::read`] reads them.
#[cfg(feature = "write")]
pub(crate) fn write(records: &[crate::snapshot::write::RecordContents]) -> Vec<u8> {
    use super::bytes::put_varint;
    use crate::snapshot::write::RecordContents;
    use alloc::collections::BTreeMap;

    fn number_words<'a>(words: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, u64> {
        let mut numbered: BTreeMap<&str, u64> = words.map(|word| (word, 0)).collect();
        for (number, slot) in numbered.values_mut().enumerate() {
            *slot = number as u64;
        }
        numbered
    }
    fn put_words(out: &mut Vec<u8>, words: &BTreeMap<&str, u64>) {
        put_varint(out, words.len() as u64);
        super::text::write(out, words.keys().copied());
    }
    let mut out: Vec<u8> = records
        .iter()
        .map(|record| {
            u8::from(record.in_stock) * IN_STOCK + u8::from(record.needs_options) * NEEDS_OPTIONS
        })
        .collect();
    type Address = fn(&RecordContents) -> &str;
    let addresses: [(Address, u8); 2] = [(|r| &r.url, URL_OF_ID), (|r| &r.image, IMAGE_OF_ID)];
    let templates = addresses.map(|(address, flag)| {
        let both = records
            .iter()
            .map(|record| (record.id.as_str(), address(record)));
        let template = super::text::template(both.clone());
        for (flags, (id, text)) in out.iter_mut().zip(both) {
            if template.is_some_and(|parts| text.rsplit_once(id) == Some(parts)) {
                *flags |= flag;
            }
        }
        template.unwrap_or_default()
    });
    let flags = out.clone();
    for record in records {
        let price = record
            .price
            .map_or(0, |Money(minor)| minor.min(MAX_PRICE) + 1);
        put_varint(&mut out, price);
    }
    super::text::write(&mut out, records.iter().map(|record| record.id.as_str()));
    super::text::write(&mut out, records.iter().map(|record| record.title.as_str()));
    for ((address, flag), (before, behind)) in addresses.into_iter().zip(templates) {
        let others = records
            .iter()
            .zip(&flags)
            .filter(|(_, flags)| *flags & flag == 0);
        let texts = others.map(|(record, _)| address(record));
        super::text::write(&mut out, [before, behind].into_iter().chain(texts));
    }
    let shared: [fn(&RecordContents) -> &str; 3] = [|r| &r.category, |r| &r.brand, |r| &r.group];
    for shared in shared {
        let words = number_words(records.iter().map(shared).filter(|word| !word.is_empty()));
        put_words(&mut out, &words);
        for record in records {
            let number = words.get(shared(record)).map_or(0, |number| number + 1);
            put_varint(&mut out, number);
        }
    }
    let words = number_words(
        records
            .iter()
            .flat_map(|record| record.attributes.iter().map(alloc::string::String::as_str)),
    );
    put_words(&mut out, &words);
    for record in records {
        put_varint(&mut out, record.attributes.len() as u64);
    }
    for attribute in records.iter().flat_map(|record| &record.attributes) {
        put_varint(
            &mut out,
            words.get(attribute.as_str()).copied().unwrap_or(0),
        );
    }
    out
}
