//! Offers into a snapshot folder, without training.

use std::fs;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use serde::Serialize;
use setwise_core::catalog::Money;
use setwise_core::offer::{OfferContents, OffersContents, Span};
use setwise_core::snapshot::Manifest;

use super::DAY;
use super::check::{Rules, check};
use super::goods::{Goods, scope_of};
use super::held::{Held, held_in};
use super::report::{OffersError, OffersReport};
use crate::folder::{MANIFEST, SnapshotFolder};
use crate::ingest::{OfferRow, OfferSheet};
use crate::pack;

/// What a publication has made of a folder.
#[derive(Clone, Debug, Serialize)]
pub struct Published {
    /// The folder.
    pub path: PathBuf,
    /// Name of the build, as the manifest has it now.
    pub build: String,
    /// Offers in the new file that have not ended.
    pub offers: u64,
    /// Ended ones that it keeps, to hold the next ones against.
    pub remembered: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// What the linter said; no errors.
    pub report: OffersReport,
}

fn money(minor: Option<i64>) -> Option<Money> {
    minor.and_then(|minor| u64::try_from(minor).ok()).map(Money)
}

fn new(offer: &OfferRow) -> OfferContents {
    OfferContents {
        id: offer.id.clone(),
        kind: offer.kind,
        scope: scope_of(&offer.subject),
        span: Span {
            starts: offer.starts,
            ends: offer.ends,
            after_order: offer.after_order,
        },
        price: money(offer.price),
        lowest: money(offer.lowest),
        terms: offer.terms.clone(),
    }
}

/// A held offer that is over at `now`; one that still ran and is not in the new file ends at that moment. `None` if it had not
/// begun: then nobody saw it.
fn over(held: &Held, now: i64) -> Option<OfferContents> {
    (held.starts < now).then(|| OfferContents {
        id: held.id.clone(),
        kind: held.kind,
        scope: held.scope,
        span: Span {
            starts: held.starts,
            ends: held.ends.min(now),
            after_order: held.after_order,
        },
        price: held.price.map(Money),
        lowest: held.lowest.map(Money),
        terms: held.terms.clone(),
    })
}

/// The file for a snapshot: the offers of a checked sheet, and of those that the folder held the ones that are over and can still
/// be followed too soon. With `since` offers that ended before it are left out: nothing of them can matter any more.
#[must_use]
pub fn contents(
    sheet: &OfferSheet,
    held: &[Held],
    now: i64,
    since: Option<i64>,
    cooling_off_days: u32,
) -> OffersContents {
    let cooling = i64::from(cooling_off_days) * DAY;
    let matters = |ends: i64| since.is_none_or(|since| ends > since.saturating_sub(cooling));
    let mut offers: Vec<OfferContents> = sheet
        .offers
        .iter()
        .filter(|offer| matters(offer.ends))
        .map(new)
        .collect();
    let before = held
        .iter()
        .filter(|held| !sheet.offers.iter().any(|offer| offer.id == held.id))
        .filter_map(|held| over(held, now))
        .filter(|offer| offer.span.ends > now.saturating_sub(cooling));
    offers.extend(before);
    OffersContents { offers }
}

/// Replaces the offers of a folder, if they break no rule: the file first, the manifest last, each whole.
///
/// Prices stay as old as they were: a manifest that names no moment of its catalog gets that of its file, which pages have
/// taken the age from until now.
///
/// # Errors
/// [`OffersError`]; the folder then holds what it held.
pub fn publish(
    folder: &SnapshotFolder,
    sheet: &OfferSheet,
    goods: &Goods,
    now: i64,
    cooling_off_days: u32,
) -> Result<Published, OffersError> {
    let held = held_in(folder)?;
    let rules = Rules {
        cooling_off_days,
        goods: Some(goods),
        held: &held,
        now: Some(now),
    };
    let report = OffersReport::of(sheet, check(sheet, &rules));
    report.passed()?;
    let contents = contents(sheet, &held, now, Some(now), cooling_off_days);
    let running = contents.offers.iter().filter(|offer| offer.span.ends > now);
    let (all, running) = (contents.offers.len() as u64, running.count() as u64);
    let bytes = contents.write()?;
    let named = pack::put_beside(&bytes, folder.path())?;
    let manifest = Manifest {
        offers: Some(named),
        as_of: folder.manifest().as_of.or_else(|| written_at(folder)),
        ..folder.manifest().clone()
    };
    let written = pack::replace_manifest(folder.path(), manifest)?;
    Ok(Published {
        path: folder.path().to_owned(),
        build: written.build,
        offers: running,
        remembered: all - running,
        bytes: bytes.len() as u64,
        report,
    })
}

/// When the manifest was written, in seconds since 1970.
pub(crate) fn written_at(folder: &SnapshotFolder) -> Option<i64> {
    let meta = fs::metadata(folder.path().join(MANIFEST)).ok()?;
    let since = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

impl std::fmt::Display for Published {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.report)?;
        writeln!(
            f,
            "snapshot {} in {}: {} offers, {} ended ones remembered, {} bytes",
            self.build,
            self.path.display(),
            self.offers,
            self.remembered,
            self.bytes
        )
    }
}
