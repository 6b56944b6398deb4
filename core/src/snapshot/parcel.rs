//! A shard as it came over the network: header, checksum and the table of its sections.

use super::codec::bytes::ByteReader;
use super::error::{Fault, SnapshotError};
use super::layout::{
    CHECKED_FROM, ContentHash, HEADER_BYTES, MAGIC, MAX_DISPLAY_BYTES, MAX_RECORDS,
    SECTION_ROW_BYTES, SHARD_VERSION, SectionKind, ShardName,
};
use alloc::vec::Vec;
use core::ops::Range;

/// How much of a file one section takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionSize {
    /// What it holds.
    pub kind: SectionKind,
    /// Bytes in the file.
    pub stored: usize,
    /// Bytes after inflating; the same as `stored` for what is not compressed.
    pub raw: usize,
}

/// The compressed display records of a shard.
#[derive(Clone, Copy, Debug)]
pub struct PackedDisplay<'a> {
    /// A raw deflate stream (`deflate-raw` in `DecompressionStream`).
    pub bytes: &'a [u8],
    /// Where it stands in the file.
    pub start: usize,
    /// The length that it must inflate to; do not inflate further.
    pub raw_len: usize,
}

/// A shard as it came over the network: checked for damage, its display records still compressed.
#[derive(Clone, Debug)]
pub struct Parcel<B> {
    bytes: B,
    checksum: ContentHash,
    name: ShardName,
    owned: u32,
    records: u32,
    sections: Vec<Section>,
}

#[derive(Clone, Debug)]
struct Section {
    kind: SectionKind,
    range: Range<usize>,
    raw_len: usize,
}

/// Sections follow each other without gaps, which also ties down the number of sections, the only byte before the
/// checksum that no rule of its own fixes.
fn read_table(
    reader: &mut ByteReader<'_>,
    count: usize,
    file_len: usize,
) -> Result<Vec<Section>, SnapshotError> {
    let mut at = HEADER_BYTES + count * SECTION_ROW_BYTES;
    let mut sections: Vec<Section> = Vec::new();
    let mut kinds = SectionKind::ALL.into_iter();
    for _ in 0..count {
        let row = reader.offset();
        let (number, encoding) = (reader.u16()?, reader.u16()?);
        let [start, stored, raw] = [reader.u32()?, reader.u32()?, reader.u32()?];
        let (start, stored) = (start as usize, stored as usize);
        let kind = kinds
            .by_ref()
            .find(|kind| *kind as u16 == number || !kind.is_optional())
            .filter(|kind| *kind as u16 == number);
        let packed = number == SectionKind::Display as u16;
        let (Some(kind), true) = (
            kind,
            encoding == u16::from(packed)
                && start == at
                && (packed || raw as usize == stored)
                && raw <= MAX_DISPLAY_BYTES,
        ) else {
            return Err(SnapshotError::invalid(
                "sections stand in order, none of the needed ones missing, without gaps, the display records deflated",
                row,
            ));
        };
        at = start.saturating_add(stored);
        if at > file_len {
            return Err(SnapshotError::new(
                Fault::Truncated {
                    expected: stored,
                    got: file_len.saturating_sub(start),
                },
                start,
            ));
        }
        sections.push(Section {
            kind,
            range: start..at,
            raw_len: raw as usize,
        });
    }
    if at != file_len || kinds.any(|kind| !kind.is_optional()) {
        return Err(SnapshotError::invalid(
            "a shard ends with its last section and lacks none that is needed",
            at,
        ));
    }
    Ok(sections)
}

impl<B: AsRef<[u8]>> Parcel<B> {
    /// Checks magic, version, checksum and section table.
    ///
    /// # Errors
    /// [`Fault::NotASnapshot`], [`Fault::Version`], [`Fault::Truncated`], [`Fault::Checksum`] or [`Fault::Invalid`].
    pub fn open(bytes: B) -> Result<Self, SnapshotError> {
        let file = bytes.as_ref();
        let reader = &mut ByteReader::new(file, 0);
        if file.get(..MAGIC.len()) != Some(MAGIC.as_slice()) {
            return Err(SnapshotError::new(Fault::NotASnapshot, 0));
        }
        reader.take(MAGIC.len())?;
        let version = reader.u16()?;
        if version != SHARD_VERSION {
            return Err(SnapshotError::new(Fault::Version { got: version }, 4));
        }
        let section_count = usize::from(reader.u16()?);
        let checksum = ContentHash(reader.u64()?);
        let got = ContentHash::of(file.get(CHECKED_FROM..).unwrap_or_default());
        if got != checksum {
            return Err(SnapshotError::new(
                Fault::Checksum {
                    expected: checksum,
                    got,
                },
                CHECKED_FROM,
            ));
        }
        let name = ShardName {
            generation: ContentHash(reader.u64()?),
            number: reader.u32()?,
            shards: reader.u32()?,
        };
        let (owned, records) = (reader.u32()?, reader.u32()?);
        if name.number >= name.shards || owned > records || records > MAX_RECORDS {
            return Err(SnapshotError::invalid(
                "a shard is one of its build's, and owns some of at most 2^24 records",
                CHECKED_FROM,
            ));
        }
        let sections = read_table(reader, section_count, file.len())?;
        Ok(Self {
            checksum,
            name,
            owned,
            records,
            sections,
            bytes,
        })
    }

    /// The checksum of all that does not depend on other shards: equal contents have equal ones.
    #[must_use]
    pub fn checksum(&self) -> ContentHash {
        self.checksum
    }

    /// Which shard this is.
    #[must_use]
    pub fn name(&self) -> ShardName {
        self.name
    }

    /// Sizes of all sections, in file order.
    pub fn sections(&self) -> impl Iterator<Item = SectionSize> {
        self.sections.iter().map(|section| SectionSize {
            kind: section.kind,
            stored: section.range.len(),
            raw: section.raw_len,
        })
    }

    /// The file must be the one that the manifest names: no other build's and no other number.
    ///
    /// # Errors
    /// [`Fault::OtherShard`]: the folder mixes two builds.
    pub fn expect(self, named: ShardName) -> Result<Self, SnapshotError> {
        if self.name == named {
            return Ok(self);
        }
        Err(SnapshotError::new(
            Fault::OtherShard {
                expected: named,
                got: self.name,
            },
            0,
        ))
    }

    /// The file again, as it was.
    #[must_use]
    pub fn into_bytes(self) -> B {
        self.bytes
    }

    /// Own products, and records.
    pub(super) fn counts(&self) -> (u32, u32) {
        (self.owned, self.records)
    }

    /// The bytes of a section, empty if it is left out, and where they stand in the file.
    pub(super) fn section(&self, kind: SectionKind) -> (&[u8], usize) {
        self.sections
            .iter()
            .find(|section| section.kind == kind)
            .and_then(|section| {
                let bytes = self.bytes.as_ref().get(section.range.clone())?;
                Some((bytes, section.range.start))
            })
            .unwrap_or_default()
    }

    /// What the caller has to inflate and hand to [`Parcel::unpack`].
    #[must_use]
    pub fn packed_display(&self) -> PackedDisplay<'_> {
        let (bytes, start) = self.section(SectionKind::Display);
        PackedDisplay {
            bytes,
            start,
            raw_len: self
                .sections
                .iter()
                .find(|section| section.kind == SectionKind::Display)
                .map_or(0, |section| section.raw_len),
        }
    }
}
