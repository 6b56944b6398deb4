//! Margins and pieces in stock, which only policies ask for. Apart from the catalog, so that they cannot reach a snapshot.

use hashbrown::HashMap;

use super::columns::CATALOG;
use super::error::IngestError;
use super::marks::identifier;
use super::money::PriceReading;
use super::prices::{Currencies, PriceColumn, named};
use super::rows::Options;
use super::table::Table;

/// Margins in percent of the price, by product id.
pub type Margins = HashMap<String, f64>;
/// Pieces in stock, by product id.
pub type Pieces = HashMap<String, u64>;

/// Reads margins in percent of the price, and pieces, by product id: `margin` in percent or as a share, else from `cost` and `price`; `stock`, or numbers in
/// `in_stock`. Of a product's rows the first that tells counts for the margin, and pieces add up, as variants do.
///
/// # Errors
/// [`IngestError`] if the file cannot be read. A cell that is no number tells nothing.
pub fn read_economics(
    table: &mut Table,
    options: &Options,
) -> Result<(Margins, Pieces), IngestError> {
    let columns = table.bind(&CATALOG, &options.mapping)?;
    table.only(&columns)?;
    let at = |name| columns.at(name);
    let (id, price, cost) = (at("product_id"), at("price"), at("cost"));
    let (margin, stock, in_stock) = (at("margin"), at("stock"), at("in_stock"));
    let mut money = PriceColumn::default();
    let mut currencies = Currencies::new(options.currency, options.known_currency);
    let currency = at("currency");
    // Cells of money wait for the whole column to say what its decimal sign is.
    let mut priced: Vec<(String, PriceReading, PriceReading)> = Vec::new();
    let mut said: Vec<(String, f64, bool)> = Vec::new();
    let (mut margins, mut amounts) = (HashMap::new(), HashMap::new());
    while let Some(row) = table.next_row()? {
        let key = identifier(row.cell(id)).0.into_owned();
        if key.is_empty() {
            continue;
        }
        if let Some((margin, percent)) = share(row.cell(margin)) {
            said.push((key.clone(), margin, percent));
        }
        let own = named(row.cell(currency), row.cell(price));
        if let Some(own) = own {
            currencies.count(own);
        }
        let digits = currencies.digits(own);
        let readings = (
            money.read(row.cell(price), digits),
            money.read(row.cell(cost), digits),
        );
        if let (Some(price), Some(cost)) = readings {
            priced.push((key.clone(), price, cost));
        }
        let counted = pieces(row.cell(stock)).or_else(|| pieces(row.cell(in_stock)));
        if let Some(counted) = counted {
            let sum = amounts.entry(key).or_insert(0_u64);
            *sum = sum.saturating_add(counted);
        }
    }
    // A column of shares has none above 1, and no sign of percent.
    let is_share = said
        .iter()
        .all(|(_, margin, percent)| !percent && margin.abs() <= 1.0);
    for (key, margin, _) in said {
        let margin = if is_share { 100.0 * margin } else { margin };
        margins.entry(key).or_insert(margin);
    }
    let sign = money.sign();
    let amount = |reading| sign.amount(reading);
    for (key, price, cost) in priced {
        if let (Some(price), Some(cost)) = (amount(price), amount(cost))
            && price > 0
        {
            let margin = 100.0 * (price - cost) as f64 / price as f64;
            margins.entry(key).or_insert(margin);
        }
    }
    Ok((margins, amounts))
}

/// `35%`, `35`, `0.35` or `0,35`, and whether it says percent.
fn share(cell: &[u8]) -> Option<(f64, bool)> {
    let text = std::str::from_utf8(cell).ok()?.trim();
    let bare = text.trim_end_matches('%');
    let number: f64 = bare.trim().replace(',', ".").parse().ok()?;
    number
        .is_finite()
        .then_some((number, bare.len() < text.len()))
}

/// A whole number of pieces; fewer than none are none.
fn pieces(cell: &[u8]) -> Option<u64> {
    let number: i64 = std::str::from_utf8(cell).ok()?.trim().parse().ok()?;
    Some(u64::try_from(number).unwrap_or(0))
}
