//! What a training tells shoppers: the offers it was given, and what its folder has told before.

use std::path::Path;

use encoding_rs::Encoding;
use jiff::tz::TimeZone;

use super::{Goods, OffersError, OffersReport, Rules, check, contents, held_in};
use crate::folder::SnapshotFolder;
use crate::ingest::{Cleaned, Currency, OfferSheet, Options, read_offers};
use crate::recognise::{Settings, open_offers};

/// How offers are read and held to the rules.
pub(crate) struct Telling<'a> {
    /// What all files are read with.
    pub(crate) options: &'a Options,
    /// What texts are encoded in, in place of what is found out.
    pub(crate) encoding: Option<&'static Encoding>,
    /// Zone of times that name none.
    pub(crate) time_zone: Option<&'a TimeZone>,
    /// Days between an offer and the next on the same product.
    pub(crate) cooling_off_days: u32,
    /// The moment that the catalog speaks of, if it is said.
    pub(crate) as_of: Option<i64>,
    /// The moment at which what was told before is over or not.
    pub(crate) now: i64,
}

impl Telling<'_> {
    /// The file of offers for a folder, once they were held against the products and against what the folder has told before, with
    /// warnings. Without offers it is what the folder has told, all of it over: an end cannot be moved by a training in between.
    ///
    /// # Errors
    /// [`OffersError`] if they cannot be read or break rules.
    pub(crate) fn packed(
        &self,
        path: Option<&Path>,
        folder: &Path,
        cleaned: &Cleaned,
    ) -> Result<(Option<Vec<u8>>, Vec<String>), OffersError> {
        let before = SnapshotFolder::open(folder).ok();
        let held = before.as_ref().map(held_in).transpose()?;
        let held = held.unwrap_or_default();
        let packed = |sheet: &OfferSheet| -> Result<Option<Vec<u8>>, OffersError> {
            let contents = contents(sheet, &held, self.now, self.as_of, self.cooling_off_days);
            let none = contents.offers.is_empty();
            let bytes = contents.write()?;
            Ok((!none).then_some(bytes))
        };
        let Some(path) = path else {
            let runs = held.iter().any(|offer| offer.ends() > self.now);
            let warning = runs.then(|| {
                format!(
                    "{} has offers, but this training was given none: they are over; pass --offers",
                    folder.display()
                )
            });
            let packed = packed(&OfferSheet::default())?;
            return Ok((packed, warning.into_iter().collect()));
        };
        let options = Options {
            currency: Some(cleaned.currency).filter(|&code| code != Currency::UNKNOWN),
            ..self.options.clone()
        };
        let settings = Settings {
            mapping: options.mapping.clone(),
            said: Vec::new(),
            encoding: self.encoding,
        };
        let mut table = open_offers(path, &settings)?;
        let mut sheet = read_offers(&mut table, &options, self.time_zone)?;
        sheet.rename(|id| {
            let (product, _) = cleaned.names.find(id.as_bytes())?;
            Some(cleaned.products.get(product as usize)?.id.clone())
        });
        let goods = Goods::of_products(&sheet, &cleaned.products, cleaned.currency);
        let rules = Rules {
            cooling_off_days: self.cooling_off_days,
            goods: Some(&goods),
            held: &held,
            now: self.as_of,
        };
        let report = OffersReport::of(&sheet, check(&sheet, &rules));
        report.passed()?;
        Ok((packed(&sheet)?, report.warnings()))
    }
}
