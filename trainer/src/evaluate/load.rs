//! A shop's files as a fold: read twice, so that what is held out is held out before anything is cleaned.

use std::path::Path;

use hashbrown::HashMap;

use super::slice::{Allowed, Slice};
use super::split::{Fold, first_second};
use crate::baskets::Baskets;
use crate::ingest::{Cleaned, Currency, IngestError, Interner, Options, Orders, Product};
use crate::pipeline::{self, baskets_of};
use crate::progress::Progress;
use crate::recognise::{Input, Role, Settings, open_as};
use crate::summary::Summary;

/// A shop before and in the test window.
pub struct Shop {
    /// Products as training knows them.
    pub products: Vec<Product>,
    /// Currency of all prices.
    pub currency: Currency,
    train: Baskets,
    window: Baskets,
    /// For each product of the window its number in `products`.
    numbers: Vec<Option<u32>>,
    since: i64,
}

impl Shop {
    /// Reads a shop, or the slices of it, and holds out its last `days` days.
    ///
    /// # Errors
    /// [`IngestError`] when a file cannot be read, or has no orders before the window or in it.
    pub fn read(
        catalog: Option<&Path>,
        orders: &Path,
        options: &Options,
        days: u32,
        slices: &[Slice],
    ) -> Result<Self, IngestError> {
        let files = Files {
            catalog: catalog.filter(|_| Slice::has_catalog(slices)),
            orders,
            options,
            slices,
            allowed: Allowed::read(
                slices,
                || open_as(orders, Role::Orders, &options.mapping),
                &options.mapping,
            )?,
        };
        let whole = files.cleaned(None)?;
        let sold = |order: u32| whole.heads.get(order as usize).map(|h| h.time);
        let last = whole.sales.iter().filter_map(|s| sold(s.order)).max();
        let Some(last) = last else {
            return Err(IngestError::nothing_left(
                orders.display().to_string(),
                &whole.dropped,
            ));
        };
        let since = first_second(last, days);
        let mut before = files.cleaned(Some(since))?;
        Slice::cut_products(slices, &mut before.products);
        if before.sales.is_empty() {
            return Err(IngestError::NothingBefore {
                file: orders.display().to_string(),
                read: whole.sales.len() as u64,
                what: "sales",
            });
        }
        let (all, train) = (baskets_of(&whole), baskets_of(&before));
        let numbers = {
            let index: HashMap<&str, u32> = before
                .products
                .iter()
                .map(|p| p.id.as_str())
                .zip(0u32..)
                .collect();
            whole
                .products
                .iter()
                .map(|p| index.get(p.id.as_str()).copied())
                .collect()
        };
        Ok(Self {
            currency: before.currency,
            train,
            window: all.between(since..i64::MAX),
            numbers,
            since,
            products: before.products,
        })
    }

    /// The customer of each order by its time, of all days: those of a moment that several share are not told apart.
    pub fn customers(&self) -> HashMap<i64, u64> {
        let mut customers = HashMap::new();
        for order in self.train.iter().chain(self.window.iter()) {
            let known = customers.entry(order.time).or_insert(order.customer);
            if *known != order.customer {
                *known = 0;
            }
        }
        customers
    }

    /// The fold to measure on.
    pub fn fold(&self) -> Fold<'_> {
        let index_of = |item: u32| self.numbers.get(item as usize).copied().flatten();
        Fold::new(
            &self.products,
            self.train.clone(),
            &self.window,
            index_of,
            self.since,
        )
    }
}

/// What a shop is read from.
struct Files<'a> {
    catalog: Option<&'a Path>,
    orders: &'a Path,
    options: &'a Options,
    slices: &'a [Slice],
    allowed: Allowed,
}

impl Files<'_> {
    /// All sales; or those before a moment, as training would see them then.
    fn cleaned(&self, before: Option<i64>) -> Result<Cleaned, IngestError> {
        let catalog = self.catalog.map(|path| Input::of(path, Role::Catalog));
        let orders = Input::of(self.orders, Role::Orders);
        let files = pipeline::Files {
            inputs: catalog.into_iter().chain([orders]).collect(),
            settings: Settings {
                mapping: self.options.mapping.clone(),
                ..Settings::default()
            },
        };
        let cut = |orders: &mut Orders, ids: &Interner| {
            if let Some(before) = before {
                let heads = &orders.heads;
                let known = |order: u32| heads.get(order as usize).is_some_and(|h| h.time < before);
                orders.lines.retain(|line| known(line.order));
            }
            let slices = self.slices;
            Slice::cut_orders(slices, orders, ids, &self.allowed, before.is_some());
        };
        let progress = &mut Progress::new(false);
        pipeline::read(
            &files,
            &mut files.recognise(progress)?,
            &mut self.options.clone(),
            cut,
            &mut Summary::default(),
            progress,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn the_window_is_held_out_before_cleaning() {
        // b is sold in January for 2.00; in the window its price is 9.00, d appears, and January's e is taken back.
        let text = "order_id,time,product_id,quantity,unit_price,customer_id
1,2025-01-01,a,1,1.00,x
1,2025-01-01,b,1,2.00,x
1,2025-01-01,e,1,5.00,x
2,2025-01-02,a,1,1.00,y
2,2025-01-02,e,1,5.00,y
3,2025-03-01,a,1,1.00,x
3,2025-03-01,b,1,9.00,x
3,2025-03-01,d,1,3.00,x
4,2025-03-02,e,-1,5.00,x
";
        let mut file = tempfile::NamedTempFile::new().expect("temporary");
        file.write_all(text.as_bytes()).expect("written");
        let shop = Shop::read(None, file.path(), &Options::default(), 30, &[]).expect("read");
        let ids: Vec<&str> = shop.products.iter().map(|p| p.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "e"], "d is not known");
        assert_eq!(shop.products[1].price, Some(200), "not the later price");
        let fold = shop.fold();
        assert_eq!(
            fold.train.items(0),
            [0, 1, 2],
            "the later return is not known"
        );
        assert_eq!(fold.test.len(), 1);
        assert_eq!(
            (&fold.test[0].items[..], &fold.test[0].values[..]),
            (&[0, 1][..], &[100, 900][..])
        );
        assert!(Shop::read(None, file.path(), &Options::default(), 300, &[]).is_err());
    }
}
