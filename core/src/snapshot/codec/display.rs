//! Display records: what cards show, column by column.

use super::numbers::Numbers;
use super::text::{TextColumn, TextReader};
use crate::catalog::{Address, Display, Money};
use crate::snapshot::error::SnapshotError;
use crate::snapshot::layout::{MAX_PRICE, MAX_TEMPLATE};
use alloc::string::String;
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
    /// For every record 0 (nothing) or the number of its word, counted from 1. Empty if there are no words.
    index: Numbers,
}

impl DictionaryColumn {
    fn read(reader: &mut TextReader<'_>, records: usize) -> Result<Self, SnapshotError> {
        let words = read_words(reader, records)?;
        let end = words.len() as u64 + 1;
        let mut index = reader.numbers_below(records, end, WORD)?;
        if words.len() == 0 {
            index = Numbers::default();
        }
        Ok(Self { words, index })
    }

    fn get<'t>(&self, section: &'t str, record: usize) -> &'t str {
        let word = self.index.get(record).unwrap_or_default() as usize;
        word.checked_sub(1)
            .map_or("", |position| self.words.get(section, position))
    }

    fn heap_bytes(&self) -> usize {
        self.words.heap_bytes() + self.index.heap_bytes()
    }
}

const WORD: &str = "a word number is in its dictionary";

fn read_words(reader: &mut TextReader<'_>, most: usize) -> Result<TextColumn, SnapshotError> {
    let rule = "a dictionary has no more words than are used";
    let count = reader.number_below(most as u64 + 1, rule)?;
    TextColumn::read(reader, count as usize)
}

/// Addresses, most of which are made of their record's id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Addresses {
    /// What stands before and behind an id.
    template: TextColumn,
    /// Those that are not made so.
    others: TextColumn,
    flag: u8,
}

impl Addresses {
    fn read(reader: &mut TextReader<'_>, flags: &[u8], flag: u8) -> Result<Self, SnapshotError> {
        let at = reader.offset();
        let template = TextColumn::read(reader, 2)?;
        if reader.offset() - at > MAX_TEMPLATE + 2 {
            return Err(SnapshotError::invalid(
                "a template has at most 1024 bytes",
                at,
            ));
        }
        Ok(Self {
            template,
            others: TextColumn::read_without(reader, flags, flag)?,
            flag,
        })
    }

    fn heap_bytes(&self) -> usize {
        self.template.heap_bytes() + self.others.heap_bytes()
    }
}

/// The display records of a shard, validated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DisplayTable {
    /// The whole section, which begins with a byte of flags for each record.
    section: String,
    records: usize,
    /// 0, or the price in minor units plus 1.
    price: Numbers,
    id: TextColumn,
    title: TextColumn,
    url: Addresses,
    image: Addresses,
    category: DictionaryColumn,
    brand: DictionaryColumn,
    group: DictionaryColumn,
    attribute_words: TextColumn,
    /// `attribute_starts[i]..attribute_starts[i + 1]` are the attributes of record `i`. Empty if no record has any.
    attribute_starts: Numbers,
    attribute: Numbers,
}

impl DisplayTable {
    /// Reads the inflated display section of a shard with `records` records, and keeps it.
    pub(crate) fn read(bytes: Vec<u8>, records: usize) -> Result<Self, SnapshotError> {
        let section = String::from_utf8(bytes).map_err(|fault| {
            SnapshotError::invalid("text is UTF-8", fault.utf8_error().valid_up_to())
        })?;
        let reader = &mut TextReader::new(&section);
        let flags = reader.take(records)?;
        if flags
            .iter()
            .any(|&flags| flags & !(IN_STOCK | NEEDS_OPTIONS | URL_OF_ID | IMAGE_OF_ID) != 0)
        {
            return Err(SnapshotError::invalid("unused flags are 0", 0));
        }
        let rule = "a price has at most 53 bits";
        let mut ahead = reader.clone();
        let mut end = 1;
        for _ in 0..records {
            end = end.max(ahead.number_below(MAX_PRICE + 2, rule)? + 1);
        }
        let price = reader.numbers_below(records, end, rule)?;
        let id = TextColumn::read(reader, records)?;
        let title = TextColumn::read(reader, records)?;
        let url = Addresses::read(reader, flags, URL_OF_ID)?;
        let image = Addresses::read(reader, flags, IMAGE_OF_ID)?;
        let category = DictionaryColumn::read(reader, records)?;
        let brand = DictionaryColumn::read(reader, records)?;
        let group = DictionaryColumn::read(reader, records)?;
        let whole = reader.whole();
        let attribute_words = read_words(reader, whole)?;
        let mut attribute_starts = Numbers::with_capacity(records + 1, whole as u64);
        attribute_starts.push(0);
        let mut total = 0;
        for _ in 0..records {
            let rule = "a record has less than 65536 attributes, a section no more than bytes";
            let most = (1 << 16).min(whole as u64 + 1 - total);
            total += reader.number_below(most, rule)?;
            attribute_starts.push(total);
        }
        if total == 0 {
            attribute_starts = Numbers::default();
        }
        let end = attribute_words.len() as u64;
        let attribute = reader.numbers_below(total as usize, end, WORD)?;
        reader.finish("display records end with the section")?;
        Ok(Self {
            records,
            price,
            id,
            title,
            url,
            image,
            category,
            brand,
            group,
            attribute_words,
            attribute_starts,
            attribute,
            section,
        })
    }

    /// The catalog's id of a record; empty beyond the last one.
    #[must_use]
    pub fn id(&self, record: u32) -> &str {
        self.id.get(&self.section, record as usize)
    }

    /// The variant group of a record; empty if it stands alone.
    #[must_use]
    pub fn group(&self, record: u32) -> &str {
        self.group.get(&self.section, record as usize)
    }

    /// Whether the catalog had it in stock.
    #[must_use]
    pub fn in_stock(&self, record: u32) -> bool {
        self.flag(record, IN_STOCK)
    }

    fn flag(&self, record: u32, flag: u8) -> bool {
        let flags = self.section.as_bytes().get(..self.records);
        flags
            .and_then(|flags| flags.get(record as usize))
            .is_some_and(|flags| flags & flag != 0)
    }

    fn address(&self, addresses: &Addresses, record: u32) -> Address<'_> {
        let part = |number| addresses.template.get(&self.section, number);
        if self.flag(record, addresses.flag) {
            return Address([part(0), self.id(record), part(1)]);
        }
        let text = addresses.others.get(&self.section, record as usize);
        Address(["", text, ""])
    }

    /// All that a card shows, attributes apart; empty beyond the last record.
    #[must_use]
    pub fn get(&self, record: u32) -> Display<'_> {
        let (at, section) = (record as usize, self.section.as_str());
        Display {
            id: self.id.get(section, at),
            title: self.title.get(section, at),
            url: self.address(&self.url, record),
            image: self.address(&self.image, record),
            category: self.category.get(section, at),
            brand: self.brand.get(section, at),
            group: self.group.get(section, at),
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
            .map(|word| self.attribute_words.get(&self.section, word as usize))
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.section.capacity()
            + self.price.heap_bytes()
            + self.id.heap_bytes()
            + self.title.heap_bytes()
            + self.url.heap_bytes()
            + self.image.heap_bytes()
            + self.category.heap_bytes()
            + self.brand.heap_bytes()
            + self.group.heap_bytes()
            + self.attribute_words.heap_bytes()
            + self.attribute_starts.heap_bytes()
            + self.attribute.heap_bytes()
    }
}

/// Spells records as [`DisplayTable::read`] reads them.
#[cfg(feature = "write")]
pub(crate) fn write(records: &[crate::snapshot::write::RecordContents]) -> Vec<u8> {
    use super::text::{put_number, put_texts, template};
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
        put_number(out, words.len() as u64);
        put_texts(out, words.keys().copied());
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
        let template = template(both.clone());
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
        put_number(&mut out, price);
    }
    put_texts(&mut out, records.iter().map(|record| record.id.as_str()));
    put_texts(&mut out, records.iter().map(|record| record.title.as_str()));
    for ((address, flag), (before, behind)) in addresses.into_iter().zip(templates) {
        let others = records
            .iter()
            .zip(&flags)
            .filter(|(_, flags)| *flags & flag == 0);
        let texts = others.map(|(record, _)| address(record));
        put_texts(&mut out, [before, behind].into_iter().chain(texts));
    }
    let shared: [fn(&RecordContents) -> &str; 3] = [|r| &r.category, |r| &r.brand, |r| &r.group];
    for shared in shared {
        let words = number_words(records.iter().map(shared).filter(|word| !word.is_empty()));
        put_words(&mut out, &words);
        for record in records {
            let number = words.get(shared(record)).map_or(0, |number| number + 1);
            put_number(&mut out, number);
        }
    }
    let words = number_words(
        records
            .iter()
            .flat_map(|record| record.attributes.iter().map(alloc::string::String::as_str)),
    );
    put_words(&mut out, &words);
    for record in records {
        put_number(&mut out, record.attributes.len() as u64);
    }
    for attribute in records.iter().flat_map(|record| &record.attributes) {
        put_number(
            &mut out,
            words.get(attribute.as_str()).copied().unwrap_or(0),
        );
    }
    out
}
