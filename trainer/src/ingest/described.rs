//! What rows of orders and visits say of a product besides its id: where a shop gives no catalog, its products are made of it.

use super::currency_sign::Named;
use super::intern::Interner;
use super::marks::readable;
use super::money::{Currency, PriceReading};
use super::prices::{Currencies, PriceColumn, named};
use super::vote::Vote;
use super::{Options, Product};

/// Rows of a product that have a vote on what it is called: more of them say the same again, and there may be millions.
const VOTES: u8 = 32;
/// What trackers write where they know nothing.
const NOTHING: [&[u8]; 3] = [b"(not set)", b"(none)", b"(other)"];

/// What a row says of its product.
#[derive(Clone, Copy, Default)]
pub(super) struct Said<'a> {
    pub(super) title: &'a [u8],
    pub(super) category: &'a [u8],
    pub(super) brand: &'a [u8],
    pub(super) url: &'a [u8],
    pub(super) image: &'a [u8],
    pub(super) price: &'a [u8],
    pub(super) currency: &'a [u8],
}

/// Says what stands in each cell of a row, while it is read.
pub(super) struct Descriptions {
    texts: Interner,
    products: Vec<Description>,
    prices: PriceColumn,
    currencies: Currencies,
}

#[derive(Clone, Default)]
struct Description {
    rows: u8,
    title: Vote<u32>,
    category: Vote<u32>,
    brand: Vote<u32>,
    url: Vote<u32>,
    image: Vote<u32>,
    /// The latest price in each currency that rows name.
    prices: Vec<Priced>,
}

#[derive(Clone, Copy)]
struct Priced {
    currency: Option<Named>,
    time: i64,
    reading: PriceReading,
}

impl Descriptions {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            texts: Interner::new(),
            products: Vec::new(),
            prices: PriceColumn::default(),
            currencies: Currencies::new(options.currency, options.known_currency),
        }
    }

    /// Takes in a row of a product, by its number.
    pub(super) fn add(&mut self, product: u32, time: i64, said: &Said<'_>) {
        let at = product as usize;
        if self.products.len() <= at {
            self.products.resize(at + 1, Description::default());
        }
        let Some(known) = self.products.get_mut(at) else {
            return;
        };
        if known.rows < VOTES {
            known.rows += 1;
            let texts = &mut self.texts;
            let mut cast = |vote: &mut Vote<u32>, cell: &[u8]| {
                if !cell.is_empty()
                    && !NOTHING.contains(&cell)
                    && let Some(text) = texts.intern(readable(cell).0.as_bytes())
                {
                    vote.cast(text);
                }
            };
            cast(&mut known.title, said.title);
            cast(&mut known.category, said.category);
            cast(&mut known.brand, said.brand);
            cast(&mut known.url, said.url);
            cast(&mut known.image, said.image);
        }
        let currency = named(said.currency, said.price);
        if let Some(found) = currency {
            self.currencies.count(found);
        }
        if said.price.is_empty() {
            return;
        }
        let digits = self.currencies.digits(currency);
        let Some(reading) = self.prices.read(said.price, digits) else {
            return;
        };
        let priced = Priced {
            currency,
            time,
            reading,
        };
        let same = |known: &&mut Priced| known.currency == currency;
        match known.prices.iter_mut().find(same) {
            Some(earlier) if earlier.time <= time => *earlier = priced,
            Some(_) => {}
            None => known.prices.push(priced),
        }
    }

    /// Decides what only all rows tell.
    pub(super) fn close(self) -> Described {
        let Self {
            texts,
            products,
            prices,
            currencies,
        } = self;
        let sign = prices.sign();
        let products = products.into_iter().map(|product| {
            let text = |vote: Vote<u32>| {
                let bytes = texts.key(vote.winner()?);
                Some(String::from_utf8_lossy(bytes).trim().to_owned()).filter(|t| !t.is_empty())
            };
            let own = product.prices.iter().filter(|priced| {
                // Rows that name no currency are in the one of the others.
                !currencies.is_other(priced.currency)
            });
            let latest = own.max_by_key(|priced| priced.time);
            Known {
                title: text(product.title),
                category: text(product.category).map(|category| levels(&category)),
                brand: text(product.brand),
                url: text(product.url),
                image: text(product.image),
                price: latest
                    .and_then(|priced| sign.amount(priced.reading))
                    .filter(|price| *price > 0),
            }
        });
        Described {
            products: products.collect(),
            currency: currencies.main(),
        }
    }
}

/// Levels of a category as trackers write them too: `electronics.phone_cases`.
fn levels(category: &str) -> String {
    let is_code = category.contains('.') && !category.contains([' ', '>', '/']);
    if !is_code {
        return category.to_owned();
    }
    let levels = category.split('.').filter(|level| !level.is_empty());
    levels.collect::<Vec<_>>().join(" > ").replace('_', " ")
}

/// Of each product what rows say of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Described {
    products: Vec<Known>,
    /// The currency of the prices.
    pub(crate) currency: Option<Currency>,
}

#[derive(Clone, Debug, Default)]
struct Known {
    title: Option<String>,
    category: Option<String>,
    brand: Option<String>,
    url: Option<String>,
    image: Option<String>,
    price: Option<i64>,
}

impl Described {
    /// Gives a product, by its number here, what it has not yet.
    pub(crate) fn complete(&self, number: u32, product: &mut Product) {
        let Some(known) = self.products.get(number as usize) else {
            return;
        };
        if let (true, Some(title)) = (product.title == product.id, &known.title) {
            product.title.clone_from(title);
        }
        let fill = |slot: &mut Option<String>, known: &Option<String>| {
            if slot.is_none() {
                slot.clone_from(known);
            }
        };
        fill(&mut product.category, &known.category);
        fill(&mut product.brand, &known.brand);
        fill(&mut product.url, &known.url);
        fill(&mut product.image, &known.image);
        product.price = product.price.or(known.price);
    }

    /// The same for products by other numbers: of two that become one the first that is known.
    pub(super) fn renumbered(self, number: impl Fn(usize) -> Option<u32>) -> Self {
        let mut products: Vec<Known> = Vec::new();
        for (own, known) in self.products.into_iter().enumerate() {
            let Some(to) = number(own) else { continue };
            if products.len() <= to as usize {
                products.resize(to as usize + 1, Known::default());
            }
            if let Some(slot) = products.get_mut(to as usize)
                && slot.title.is_none()
            {
                *slot = known;
            }
        }
        Self { products, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_what_most_of_its_rows_call_it_at_its_latest_price() {
        let mut rows = Descriptions::new(&Options::default());
        let row = |title: &'static str, price: &'static str| Said {
            title: title.as_bytes(),
            category: b"home.tea_pots",
            brand: b"(not set)",
            price: price.as_bytes(),
            currency: b"GBP",
            ..Said::default()
        };
        rows.add(1, 20, &row("Tea &amp; co", "9.50"));
        rows.add(1, 30, &row("Tea &amp; co", "11"));
        rows.add(1, 10, &row("Old", "5"));
        let dollars = Said {
            currency: b"USD",
            ..row("Tea &amp; co", "14.00")
        };
        rows.add(1, 40, &dollars);
        let found = rows.close();
        assert_eq!(
            found.currency.map(|code| code.to_string()).as_deref(),
            Some("GBP")
        );
        let mut product = Product::bare(b"T1");
        found.complete(1, &mut product);
        assert_eq!(
            (
                product.title.as_str(),
                product.price,
                product.brand.as_deref()
            ),
            ("Tea & co", Some(1_100), None)
        );
        assert_eq!(product.category.as_deref(), Some("home > tea pots"));
        let mut known = Product {
            title: "Own".to_owned(),
            price: Some(1),
            ..Product::bare(b"T1")
        };
        let again = found.renumbered(|own| (own == 1).then_some(0));
        again.complete(0, &mut known);
        assert_eq!((known.title.as_str(), known.price), ("Own", Some(1)));
        again.complete(7, &mut known);
    }
}
