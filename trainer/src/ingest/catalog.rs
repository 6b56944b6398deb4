//! The `catalog` table: a row a product, or several rows of one, or of the variants of one.

mod category;
mod draft;
mod index;
mod kind;
mod options;
mod picture;
mod sale;
mod settle;
mod shown;

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::bad_rows::BadRows;
use super::columns::CATALOG;
use super::currency_sign::{Named, Sign};
use super::dates::DateColumn;
use super::error::IngestError;
use super::intern::Interner;
use super::join::Names;
use super::money::{self, Currency, PriceReading};
use super::prices::{Currencies, PriceColumn, named};
use super::rows::{Cells, Options, TICK, number, personal, text_number};
use super::stock::can_be_bought;
use super::table::{Row, Table};
use super::text::decode;
use super::time::DateOrder;
use super::vote::Vote;
use draft::{Draft, PricedRow};
pub use index::CatalogIndex;
use kind::is_part;
pub use kind::{ProductKind, Role};
use sale::SaleCells;
pub use sale::SalePrice;
pub(super) use settle::listed;
pub use shown::Hidden;
pub(super) use shown::shown;

/// Unknown words for the stock that are shown.
const STOCK_EXAMPLES: usize = 5;
/// Prices beyond this cannot be held exactly by every program that reads a snapshot.
const MOST_MONEY: i64 = (1 << 53) - 1;

/// One product of a catalog. Texts are numbers of [`Catalog::texts`].
#[derive(Clone, Debug, Default)]
pub struct CatalogEntry {
    /// Number of the product in the interner of product ids.
    pub product: u32,
    /// Title that most rows of the product give; of a variant with its name.
    pub title: Vote<u32>,
    /// Price in minor units that most rows of the product give, or the lowest of its variants; only prices above zero.
    pub price: Vote<i64>,
    /// A lower price that holds for a while.
    pub sale: Option<SalePrice>,
    /// Link to the product's page.
    pub url: Option<u32>,
    /// Link to its picture.
    pub image: Option<u32>,
    /// Category, levels split by ` > `.
    pub category: Option<u32>,
    /// Brand.
    pub brand: Option<u32>,
    /// `key=value|…`.
    pub attributes: Option<u32>,
    /// Key of the family of variants.
    pub group: Option<u32>,
    /// Whether it can be bought; true unless the catalog says no.
    pub in_stock: bool,
    /// Why shoppers may not see it, if so.
    pub hidden: Option<Hidden>,
    /// What kind of thing it is.
    pub kind: ProductKind,
    /// The entry on whose page it is chosen.
    pub parent: Option<u32>,
    /// Other names of it: numbers of texts.
    pub names: Vec<u32>,
    /// What the merchant shows with it, by the names that the file uses.
    pub links: Vec<(LinkKind, u32)>,
}

impl CatalogEntry {
    /// Its price at a moment: that of a sale which holds, else the regular one.
    #[must_use]
    pub fn price_at(&self, now: Option<i64>) -> Option<i64> {
        let regular = self.price.winner();
        let sale = self
            .sale
            .filter(|sale| sale.holds(now))
            .map(|sale| sale.price);
        match (regular, sale) {
            (Some(regular), Some(sale)) => Some(regular.min(sale)),
            (regular, sale) => sale.or(regular),
        }
    }

    /// Whether it is a page on which something else is chosen.
    #[must_use]
    pub fn is_parent(&self) -> bool {
        matches!(self.kind.role, Role::Variable | Role::Grouped)
    }
}

/// How the merchant shows one product with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    /// To complete it: cross-sells, complementary and related products.
    Complement,
    /// In its place: upsells.
    Upsell,
}

/// A catalog as read.
pub struct Catalog {
    /// One entry a product, in the order of first appearance.
    pub entries: Vec<CatalogEntry>,
    /// All texts of the entries.
    pub texts: Interner,
    /// The currency of the prices.
    pub currency: Option<Currency>,
    /// The sign of the prices, where it is that of several currencies and nothing says more.
    pub(crate) sign: Option<Sign>,
    /// The columns that the file has, of [`CATALOG`].
    pub columns: Vec<&'static str>,
    /// Whether the file has a price column.
    pub has_prices: bool,
    /// Rows read.
    pub rows: u64,
    /// Rows of a product that had a row before: merged with it.
    pub repeated_rows: u64,
    /// Rows not used, by reason.
    pub dropped: BTreeMap<&'static str, u64>,
    /// Rows that cannot be read.
    pub bad: BadRows,
    /// Cells that were not UTF-8.
    pub windows_1252: u64,
    /// Headers of personal columns, which were not read.
    pub personal: Vec<String>,
    /// Cells that say nothing usable, though their rows are used.
    pub unusable: Unusable,
    /// Rows whose id is blank, that go by another name of theirs.
    pub without_id: u64,
}

impl Catalog {
    /// All names that it gives its products, which were numbered by `ids`.
    #[must_use]
    pub fn names(&self, ids: &Interner) -> Names {
        let mut names = Names::new();
        for entry in &self.entries {
            names.add(ids.key(entry.product), entry.product);
        }
        for entry in &self.entries {
            for name in &entry.names {
                names.add_other(self.texts.key(*name), entry.product);
            }
            if let Some(title) = entry.title.winner() {
                let title = String::from_utf8_lossy(self.texts.key(title));
                names.add_title(&title, entry.product);
            }
        }
        names
    }
}

/// Cells of a catalog that say nothing usable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unusable {
    /// Prices of zero or less: no price.
    pub prices_not_above_zero: u64,
    /// Prices such as `1.234`, where other prices of the column have a decimal point and others a decimal comma.
    pub prices_of_two_readings: u64,
    /// Words for the stock that are not known: the product counts as in stock.
    pub stock_words: u64,
    /// The first of these words, each once.
    pub stock_examples: Vec<String>,
}

impl Unusable {
    fn stock_word(&mut self, cell: &[u8]) {
        self.stock_words += 1;
        if self.stock_examples.len() < STOCK_EXAMPLES {
            let word: String = decode(cell).0.chars().take(40).collect();
            if !self.stock_examples.contains(&word) {
                self.stock_examples.push(word);
            }
        }
    }
}

/// Reads a catalog; product ids get their numbers from `products`. `tick` is told the position in the file now and then.
///
/// # Errors
/// [`IngestError`] when the file is no such table, or too many of its rows are bad.
pub fn read_catalog(
    table: &mut Table,
    products: &mut Interner,
    options: &Options,
    tick: &mut dyn FnMut(u64),
) -> Result<Catalog, IngestError> {
    let columns = table.bind(&CATALOG, &options.mapping)?;
    table.only(&columns)?;
    let headers = table.headers().to_vec();
    let mut reader = Reader {
        places: Places::of(|name| columns.at(name)),
        file: table.file().to_owned(),
        products,
        by_product: HashMap::new(),
        drafts: Vec::new(),
        priced: Vec::new(),
        prices: PriceColumn::default(),
        dates: DateColumn::new(options.date_order),
        currencies: Currencies::new(options.currency, options.known_currency),
        catalog: Catalog {
            entries: Vec::new(),
            texts: Interner::new(),
            currency: None,
            sign: None,
            columns: columns.found().map(|(name, _)| name).collect(),
            has_prices: columns.at("price").is_some(),
            rows: 0,
            repeated_rows: 0,
            dropped: BTreeMap::new(),
            bad: BadRows::new(table.file(), options.max_bad_rows),
            windows_1252: 0,
            personal: personal(&headers, &columns),
            unusable: Unusable::default(),
            without_id: 0,
        },
    };
    loop {
        if reader.catalog.rows.is_multiple_of(TICK) {
            tick(table.position());
        }
        let Some(row) = table.next_row()? else { break };
        reader.catalog.rows += 1;
        if row.is_empty() {
            reader.drop_row("blank_row");
            continue;
        }
        let read = reader.catalog.rows;
        let mut cells = Cells {
            row,
            headers: &headers,
            columns: &columns,
            read,
            bad: &mut reader.catalog.bad,
        };
        if cells.whole()? {
            match reader.row(row)? {
                Ok(()) => {}
                Err((reason, column, expected)) => {
                    let mut cells = Cells {
                        row,
                        headers: &headers,
                        columns: &columns,
                        read,
                        bad: &mut reader.catalog.bad,
                    };
                    cells.reject(reason, column, expected)?;
                }
            }
        }
    }
    reader.catalog.bad.finish(reader.catalog.rows)?;
    let dates = match reader.dates.matters() {
        true => {
            let at = reader.places.sale_starts.or(reader.places.sale_ends);
            let header = at.and_then(|at| headers.get(at)).map_or("", String::as_str);
            reader.dates.order(&reader.file, header)?
        }
        false => DateOrder::DayMonth,
    };
    reader.close(dates, options)
}

/// Where the columns stand.
struct Places {
    id: Option<usize>,
    title: Option<usize>,
    price: Option<usize>,
    currency: Option<usize>,
    url: Option<usize>,
    image: Option<usize>,
    variant_image: Option<usize>,
    category: Option<usize>,
    brand: Option<usize>,
    attributes: Option<usize>,
    group: Option<usize>,
    in_stock: Option<usize>,
    stock: Option<usize>,
    stock_policy: Option<usize>,
    tracked: Option<usize>,
    sku: Option<usize>,
    platform_id: Option<usize>,
    handle: Option<usize>,
    status: Option<usize>,
    published: Option<usize>,
    visibility: Option<usize>,
    kind: Option<usize>,
    gift_card: Option<usize>,
    requires_shipping: Option<usize>,
    parent: Option<usize>,
    children: [Option<usize>; 2],
    variant: Option<usize>,
    options: [(Option<usize>, Option<usize>); 3],
    sale_price: Option<usize>,
    sale_starts: Option<usize>,
    sale_ends: Option<usize>,
    sale_effective: Option<usize>,
    links: [(LinkKind, Option<usize>); 4],
}

impl Places {
    fn of(at: impl Fn(&str) -> Option<usize>) -> Self {
        let option = |n: usize| (at(OPTIONS[n].0), at(OPTIONS[n].1));
        Self {
            id: at("product_id"),
            title: at("title"),
            price: at("price"),
            currency: at("currency"),
            url: at("url"),
            image: at("image"),
            variant_image: at("variant_image"),
            category: at("category"),
            brand: at("brand"),
            attributes: at("attributes"),
            group: at("item_group_id"),
            in_stock: at("in_stock"),
            stock: at("stock"),
            stock_policy: at("stock_policy"),
            tracked: at("tracked"),
            sku: at("sku"),
            platform_id: at("platform_id"),
            handle: at("handle"),
            status: at("status"),
            published: at("published"),
            visibility: at("visibility"),
            kind: at("kind"),
            gift_card: at("gift_card"),
            requires_shipping: at("requires_shipping"),
            parent: at("parent"),
            children: [at("variations"), at("grouped")],
            variant: at("variant"),
            options: [option(0), option(1), option(2)],
            sale_price: at("sale_price"),
            sale_starts: at("sale_starts"),
            sale_ends: at("sale_ends"),
            sale_effective: at("sale_effective"),
            links: [
                (LinkKind::Complement, at("cross_sells")),
                (LinkKind::Complement, at("complementary")),
                (LinkKind::Complement, at("related")),
                (LinkKind::Upsell, at("upsells")),
            ],
        }
    }
}

const OPTIONS: [(&str, &str); 3] = [
    ("option1_name", "option1_value"),
    ("option2_name", "option2_value"),
    ("option3_name", "option3_value"),
];

/// Why a row is bad: the reason, its column, and what was expected there.
type Wrong = (&'static str, Option<usize>, &'static str);

struct Reader<'a> {
    places: Places,
    file: String,
    products: &'a mut Interner,
    by_product: HashMap<u32, u32>,
    drafts: Vec<Draft>,
    priced: Vec<PricedRow>,
    prices: PriceColumn,
    dates: DateColumn,
    currencies: Currencies,
    catalog: Catalog,
}

impl Reader<'_> {
    fn drop_row(&mut self, reason: &'static str) {
        *self.catalog.dropped.entry(reason).or_default() += 1;
    }

    /// The number of a cell's text; `None` for a blank one.
    fn text(&mut self, row: Row<'_>, column: Option<usize>) -> Result<Option<u32>, IngestError> {
        let cell = row.cell(column);
        if cell.is_empty() {
            return Ok(None);
        }
        let Catalog {
            texts,
            windows_1252,
            ..
        } = &mut self.catalog;
        text_number(texts, cell, windows_1252, &self.file, "texts").map(Some)
    }

    /// The number of an id's text; `None` for a blank one.
    fn name(&mut self, row: Row<'_>, column: Option<usize>) -> Result<Option<u32>, IngestError> {
        let cell = row.cell(column);
        if cell.is_empty() {
            return Ok(None);
        }
        let Catalog {
            texts,
            windows_1252,
            ..
        } = &mut self.catalog;
        number(texts, cell, windows_1252, &self.file, "texts").map(Some)
    }

    /// The cell that names the row's product: its id, or where that is blank another name of it. A row without a price and a
    /// title of its own, as for one more picture, needs an id.
    fn key<'r>(&mut self, row: Row<'r>) -> Result<&'r [u8], &'static str> {
        let own = row.cell(self.places.id);
        if !own.is_empty() {
            return Ok(own);
        }
        let Places {
            sku,
            handle,
            platform_id,
            price,
            title,
            image,
            ..
        } = self.places;
        let other = [sku, platform_id, handle].map(|at| row.cell(at));
        let other = other.into_iter().find(|cell| !cell.is_empty());
        let tells = !row.cell(price).is_empty() || !row.cell(title).is_empty();
        match other {
            Some(name) if tells => {
                self.catalog.without_id += 1;
                Ok(name)
            }
            Some(_) if !row.cell(image).is_empty() => Err("picture"),
            _ => Err("blank_product_id"),
        }
    }

    /// Reads a price; the inner `None` for a blank cell.
    fn price(&mut self, cell: &[u8], currency: Option<Named>) -> Result<Option<PriceReading>, ()> {
        if cell.is_empty() {
            return Ok(None);
        }
        let digits = self.currencies.digits(currency);
        match self.prices.read(cell, digits) {
            Some(PriceReading::Certain(amount, _)) if amount > MOST_MONEY => Err(()),
            Some(PriceReading::Either { point, comma }) if point.max(comma) > MOST_MONEY => Err(()),
            reading => reading.map(Some).ok_or(()),
        }
    }

    fn row(&mut self, row: Row<'_>) -> Result<Result<(), Wrong>, IngestError> {
        if is_part(row.cell(self.places.kind)) {
            let sku = self.name(row, self.places.sku)?;
            if let Some(draft) = self.drafts.last_mut() {
                draft.entry.names.extend(sku);
            }
            self.drop_row("part_of_the_product_above");
            return Ok(Ok(()));
        }
        let key = match self.key(row) {
            Ok(key) => key,
            Err(reason) => {
                self.drop_row(reason);
                return Ok(Ok(()));
            }
        };
        let at_price = self.places.price;
        let price_cell = row.cell(at_price);
        let sale_cell = row.cell(self.places.sale_price);
        let currency = named(row.cell(self.places.currency), price_cell);
        if let Some(found) = currency {
            self.currencies.count(found);
        }
        let Ok(regular) = self.price(price_cell, currency) else {
            return Ok(Err(("bad_price", at_price, money::EXPECTED)));
        };
        if matches!(regular, Some(PriceReading::Certain(..=0, _))) {
            self.catalog.unusable.prices_not_above_zero += 1;
        }
        // A sale that cannot be read is none.
        let sale = self.price(sale_cell, currency).ok().flatten().map(|price| {
            let Places {
                sale_starts,
                sale_ends,
                sale_effective,
                ..
            } = self.places;
            let cells = (
                row.cell(sale_starts),
                row.cell(sale_ends),
                row.cell(sale_effective),
            );
            SaleCells::read(price, cells, &mut self.dates, row.line)
        });
        let draft = self.draft(row)?;
        let product = {
            let Catalog { windows_1252, .. } = &mut self.catalog;
            number(self.products, key, windows_1252, &self.file, "products")?
        };
        let next = self.drafts.len() as u32;
        let known = *self.by_product.entry(product).or_insert(next);
        if regular.is_some() || sale.is_some() || currency.is_some() {
            self.priced.push(PricedRow {
                draft: known,
                regular,
                sale: sale.map(Box::new),
                currency,
            });
        }
        match self.drafts.get_mut(known as usize) {
            Some(earlier) => {
                self.catalog.repeated_rows += 1;
                earlier.merge(draft);
            }
            None => self.drafts.push(Draft {
                entry: CatalogEntry {
                    product,
                    ..draft.entry
                },
                ..draft
            }),
        }
        Ok(Ok(()))
    }

    /// What a row says besides its id and its prices.
    fn draft(&mut self, row: Row<'_>) -> Result<Draft, IngestError> {
        let cell = |at: Option<usize>| row.cell(at);
        let at = &self.places;
        let tracked = at.tracked.map(|tracked| row.cell(Some(tracked)));
        let stock = can_be_bought(
            cell(at.in_stock),
            cell(at.stock),
            cell(at.stock_policy),
            tracked,
        );
        if stock.is_none() {
            let word = [cell(at.in_stock), cell(at.stock)];
            let word = word.into_iter().find(|cell| !cell.is_empty());
            self.catalog.unusable.stock_word(word.unwrap_or_default());
        }
        let said = shown(cell(at.status), cell(at.published), cell(at.visibility));
        let kind = ProductKind::of(
            cell(at.kind),
            cell(at.gift_card),
            cell(at.requires_shipping),
        );
        let Places {
            title,
            url,
            image,
            variant_image,
            category,
            brand,
            attributes,
            group,
            sku,
            platform_id,
            handle,
            parent,
            children,
            variant,
            options,
            links,
            ..
        } = *at;
        let own_image = self.text(row, variant_image)?;
        let entry = CatalogEntry {
            title: self.text(row, title)?.map_or(Vote::new(), voted),
            url: self.text(row, url)?,
            image: match own_image {
                Some(own) => Some(own),
                None => self.text(row, image)?,
            },
            category: self.text(row, category)?,
            brand: self.text(row, brand)?,
            attributes: self.text(row, attributes)?,
            group: self.name(row, group)?,
            ..CatalogEntry::default()
        };
        let mut draft = Draft {
            entry,
            rows: 1,
            stock: stock.flatten(),
            said,
            kind,
            sku: self.name(row, sku)?,
            platform_id: self.name(row, platform_id)?,
            handle: self.name(row, handle)?,
            parent: self.name(row, parent)?,
            variant: self.text(row, variant)?,
            ..Draft::default()
        };
        for column in children {
            draft.children = draft.children.or(self.text(row, column)?);
        }
        for (slot, (name, value)) in draft.options.iter_mut().zip(options) {
            *slot = (self.text(row, name)?, self.text(row, value)?);
        }
        let names = [draft.sku, draft.platform_id, draft.handle];
        draft.entry.names.extend(names.into_iter().flatten());
        if let Some(sku) = draft.sku {
            // Etsy lists the SKUs of a listing's variants in its one row.
            let texts = &mut self.catalog.texts;
            let all = String::from_utf8_lossy(texts.key(sku)).into_owned();
            if all.contains(',') {
                let parts = all
                    .split(',')
                    .map(str::trim)
                    .filter(|part| !part.is_empty());
                draft
                    .entry
                    .names
                    .extend(parts.filter_map(|part| texts.intern(part.as_bytes())));
            }
        }
        if let Some(id) = draft.platform_id {
            // WooCommerce writes `id:12` where it speaks of another product.
            let texts = &mut self.catalog.texts;
            let name = [b"id:", texts.key(id)].concat();
            draft.entry.names.extend(texts.intern(&name));
        }
        for (kind, column) in links {
            if let Some(text) = self.text(row, column)? {
                draft.links.push((kind, text));
            }
        }
        Ok(draft)
    }

    /// Gives the products their prices, and settles their families.
    fn close(mut self, dates: DateOrder, options: &Options) -> Result<Catalog, IngestError> {
        self.catalog.currency = self.currencies.main();
        self.catalog.sign = self.currencies.sign();
        let sign = self.prices.sign();
        let mut lowest: Vec<Option<i64>> = vec![None; self.drafts.len()];
        for row in &self.priced {
            let Some(draft) = self.drafts.get_mut(row.draft as usize) else {
                continue;
            };
            if self.currencies.is_other(row.currency) {
                draft.other_currency += 1;
                continue;
            }
            draft.own_currency += 1;
            let mut amount = |reading: PriceReading| {
                let found = sign.amount(reading);
                self.catalog.unusable.prices_of_two_readings += u64::from(found.is_none());
                found.filter(|&amount| amount > 0)
            };
            if let Some(price) = row.regular.and_then(&mut amount) {
                draft.entry.price.cast(price);
                if let Some(low) = lowest.get_mut(row.draft as usize) {
                    *low = Some(low.map_or(price, |low| low.min(price)));
                }
            }
            if let Some((cells, price)) = row
                .sale
                .as_deref()
                .and_then(|cells| Some((cells, amount(cells.price)?)))
            {
                let sale = cells.close(price, dates);
                let cheaper = |known: &SalePrice| sale.price < known.price;
                if draft.entry.sale.as_ref().is_none_or(cheaper) {
                    draft.entry.sale = Some(sale);
                }
            }
        }
        // A page of several variants says from what price on.
        for (draft, low) in self.drafts.iter_mut().zip(lowest) {
            if let Some(low) = low.filter(|_| draft.several) {
                draft.entry.price = voted(low);
            }
        }
        self.drop_other_currencies()?;
        let Self {
            drafts,
            mut catalog,
            products,
            ..
        } = self;
        settle::settle(drafts, &mut catalog, products, options);
        Ok(catalog)
    }

    /// Products of which every row is in another currency are left out.
    fn drop_other_currencies(&mut self) -> Result<(), IngestError> {
        let mut rows = 0;
        let catalog = &mut self.catalog;
        self.drafts.retain(|draft| {
            let other = draft.other_currency > 0 && draft.own_currency == 0;
            if other {
                rows += draft.rows;
                catalog.repeated_rows -= draft.rows.saturating_sub(1);
            }
            !other
        });
        if rows > 0 {
            *catalog.dropped.entry("other_currency").or_default() += rows;
        }
        if let (true, true, Some(kept), Some(found)) = (
            rows > 0,
            self.drafts.is_empty(),
            self.currencies.main(),
            self.currencies.other(),
        ) {
            return Err(IngestError::OtherCurrency {
                file: self.file.clone(),
                rows,
                kept,
                found: found.to_string(),
            });
        }
        Ok(())
    }
}

/// A vote with one voice.
fn voted<T: Copy + PartialEq>(value: T) -> Vote<T> {
    let mut vote = Vote::new();
    vote.cast(value);
    vote
}

#[cfg(test)]
mod tests {
    use super::super::columns::Mapping;
    use super::*;
    use std::io::Cursor;

    fn catalog(text: &str, options: &Options) -> Result<Catalog, IngestError> {
        let mut table = Table::from_reader("c.csv", Cursor::new(text.to_owned()), 0)?;
        read_catalog(&mut table, &mut Interner::new(), options, &mut |_| ())
    }

    #[test]
    fn repeated_catalog_rows_are_one_product() {
        let text = "product_id,title,price,url\nA,Lamp,2.00,\nA,lamp damaged,0,http://x/a\nA,Lamp,2.00,\nB,Vase,,\n";
        let catalog = catalog(text, &Options::default()).expect("read");
        assert_eq!((catalog.entries.len(), catalog.repeated_rows), (2, 2));
        let lamp = &catalog.entries[0];
        assert_eq!(
            catalog.texts.key(lamp.title.winner().expect("title")),
            b"Lamp"
        );
        assert_eq!(lamp.price.winner(), Some(200));
        assert!(lamp.url.is_some() && catalog.entries[1].price.winner().is_none());
    }

    #[test]
    fn cells_that_say_nothing_are_counted_and_their_rows_used() {
        let text = "product_id;title;price;in_stock\na;A;0;yes\nb;B;-1,50;perhaps\nc;C;1.234;nein\nd;D;2,50;perhaps\n";
        let found = catalog(text, &Options::default()).expect("read");
        let unusable = Unusable {
            prices_not_above_zero: 2,
            stock_words: 2,
            stock_examples: vec!["perhaps".to_owned()],
            ..Unusable::default()
        };
        assert_eq!(found.unusable, unusable);
        let prices: Vec<_> = found
            .entries
            .iter()
            .map(|entry| entry.price.winner())
            .collect();
        assert_eq!(
            prices,
            [None, None, Some(123_400), Some(250)],
            "a decimal comma"
        );
        let stock: Vec<bool> = found.entries.iter().map(|entry| entry.in_stock).collect();
        assert_eq!(stock, [true, true, false, true]);
        let mixed = text.replace("-1,50", "1.50");
        let found = catalog(&mixed, &Options::default()).expect("read");
        assert_eq!(found.unusable.prices_of_two_readings, 1);
    }

    #[test]
    fn a_catalog_of_another_currency_is_named() {
        let options = Options {
            currency: Some("EUR".parse().expect("code")),
            ..Options::default()
        };
        let text = catalog("product_id,title,currency\na,A,USD\n", &options);
        let text = text.err().expect("nothing left").to_string();
        assert!(
            text.contains("another currency than EUR, the first in USD"),
            "{text}"
        );
    }

    #[test]
    fn a_feed_in_xml_is_the_catalog_of_the_same_feed_as_a_table() {
        let table = "id\ttitle\tlink\timage_link\tavailability\tprice\titem_group_id\tproduct_type\tbrand\n\
            LAMP\tA lamp & shade\t/lamp\t/lamp.jpg\tin_stock\t15.00 USD\tLAMPS\tHome > Lamps\tLux\n\
            VASE\tVase\t/vase\t\tout_of_stock\t9.00 USD\t\tHome\t\n";
        let xml = "<rss xmlns:g=\"http://base.google.com/ns/1.0\"><channel><title>Shop</title>\
            <item><g:id>LAMP</g:id><title>A lamp &amp; shade</title><link>/lamp</link><g:image_link>/lamp.jpg</g:image_link>\
            <g:availability>in_stock</g:availability><g:price>15.00 USD</g:price><g:item_group_id>LAMPS</g:item_group_id>\
            <g:product_type>Home &gt; Lamps</g:product_type><g:brand>Lux</g:brand></item>\
            <item><g:id>VASE</g:id><title>Vase</title><link>/vase</link><g:availability>out_of_stock</g:availability>\
            <g:price>9.00 USD</g:price><g:product_type>Home</g:product_type></item></channel></rss>";
        let read = |text: &str| {
            let maps = [
                "product_id=id",
                "url=link",
                "image=image_link",
                "in_stock=availability",
                "category=product_type",
            ];
            let options = Options {
                mapping: Mapping::parse(&maps.map(|map| format!("catalog.{map}")))
                    .expect("columns"),
                ..Options::default()
            };
            let found = catalog(text, &options).expect("read");
            let entries: Vec<String> = found
                .entries
                .iter()
                .map(|entry| {
                    let text = |number: Option<u32>| {
                        number.map(|number| {
                            String::from_utf8_lossy(found.texts.key(number)).into_owned()
                        })
                    };
                    let told = [
                        entry.title.winner(),
                        entry.url,
                        entry.image,
                        entry.category,
                        entry.brand,
                        entry.group,
                    ];
                    format!(
                        "{:?} {:?} {}",
                        told.map(text),
                        entry.price.winner(),
                        entry.in_stock
                    )
                })
                .collect();
            (entries, found.currency)
        };
        let (entries, currency) = read(xml);
        assert_eq!((entries.clone(), currency), read(table));
        assert!(
            entries[0].contains("Some(1500)") && entries[1].ends_with("false"),
            "{entries:?}"
        );
    }
}
