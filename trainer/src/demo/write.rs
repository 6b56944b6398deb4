//! The shop's files, in the generic formats.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::calendar::Calendar;
use super::catalog::Catalog;
use super::offers::Offers;
use super::orders::Order;
use super::sessions::Row;
use super::shoppers::Shopper;
use super::truth::Truth;
use super::{CURRENCY, DemoError, pictures};

const README: &str = "This shop does not exist. Products, brands, prices, pictures, shoppers, orders and sessions are synthetic,
drawn at random by `setwise demo-data` from a seed. truth.json says what was planted. Figures measured on this
data say how well a program recovers that truth; they say nothing about real shoppers.
All prices are in GBP. catalog.csv, orders.csv, sessions.csv and offers.csv have Setwise's generic columns.
";

/// Pounds and pence.
pub(super) fn money(pence: i64) -> String {
    format!("{}.{:02}", pence / 100, pence % 100)
}

/// A folder that is being filled.
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Creates the folder, or takes over one that holds an earlier demo shop. Anything else is left alone.
    pub(super) fn open(root: &Path) -> Result<Self, DemoError> {
        let folder = Self {
            root: root.to_owned(),
        };
        let images = root.join("images");
        let taken = root.is_dir()
            && fs::read_dir(root)
                .map_err(|source| folder.failed(root, source))?
                .next()
                .is_some()
            && !root.join("truth.json").is_file();
        if taken {
            return Err(DemoError::NotADemoShop {
                path: root.to_owned(),
            });
        }
        fs::create_dir_all(&images).map_err(|source| folder.failed(&images, source))?;
        // Pictures of an earlier, larger shop would stay behind.
        for entry in fs::read_dir(&images).map_err(|source| folder.failed(&images, source))? {
            let path = entry
                .map_err(|source| folder.failed(&images, source))?
                .path();
            if path.extension().is_some_and(|extension| extension == "svg") {
                fs::remove_file(&path).map_err(|source| folder.failed(&path, source))?;
            }
        }
        Ok(folder)
    }

    fn failed(&self, path: &Path, source: io::Error) -> DemoError {
        DemoError::Write {
            path: path.to_owned(),
            source,
        }
    }

    fn table(
        &self,
        name: &str,
        fill: impl FnOnce(&mut csv::Writer<BufWriter<File>>) -> Result<(), csv::Error>,
    ) -> Result<(), DemoError> {
        let path = self.root.join(name);
        let file = File::create(&path).map_err(|source| self.failed(&path, source))?;
        let mut writer = csv::Writer::from_writer(BufWriter::with_capacity(1 << 18, file));
        fill(&mut writer).map_err(|error| self.failed(&path, error.into()))?;
        writer.flush().map_err(|source| self.failed(&path, source))
    }

    pub(super) fn catalog(&self, catalog: &Catalog) -> Result<(), DemoError> {
        self.table("catalog.csv", |writer| {
            writer.write_record([
                "product_id",
                "title",
                "price",
                "currency",
                "url",
                "image",
                "category",
                "brand",
                "in_stock",
                "attributes",
                "item_group_id",
            ])?;
            for (index, product) in catalog.products.iter().enumerate() {
                writer.write_record([
                    product.id.as_str(),
                    &product.title,
                    &money(product.price),
                    CURRENCY,
                    &format!("product.html?id={}", product.id),
                    &format!("images/{}.svg", product.id),
                    catalog.kind_of(index).category,
                    catalog.family_of(index).brand,
                    if product.in_stock { "true" } else { "false" },
                    &product.attributes,
                    &product.item_group_id,
                ])?;
            }
            Ok(())
        })
    }

    pub(super) fn orders(
        &self,
        catalog: &Catalog,
        shoppers: &[Shopper],
        orders: &[Order],
        calendar: &Calendar,
    ) -> Result<(), DemoError> {
        self.table("orders.csv", |writer| {
            writer.write_record([
                "order_id",
                "time",
                "product_id",
                "quantity",
                "unit_price",
                "customer_id",
            ])?;
            for (index, order) in orders.iter().enumerate() {
                let id = format!("O{:07}", index + 1);
                let time = calendar.instant(order.time);
                let customer = shoppers[order.shopper].customer_id();
                for line in &order.basket.lines {
                    let product = catalog.products[line.product].id.as_str();
                    writer.write_record([
                        &id,
                        &time,
                        product,
                        &line.quantity.to_string(),
                        &money(line.price),
                        &customer,
                    ])?;
                }
            }
            Ok(())
        })
    }

    pub(super) fn sessions(
        &self,
        catalog: &Catalog,
        sessions: &[Vec<Row>],
        calendar: &Calendar,
    ) -> Result<(), DemoError> {
        self.table("sessions.csv", |writer| {
            writer.write_record(["session_id", "time", "event", "product_id", "value"])?;
            for (index, session) in sessions.iter().enumerate() {
                let id = format!("S{:07}", index + 1);
                for row in session {
                    let product = catalog.products[row.product].id.as_str();
                    let value = row.value.map(money).unwrap_or_default();
                    writer.write_record([
                        &id,
                        &calendar.instant(row.time),
                        row.event.name(),
                        product,
                        &value,
                    ])?;
                }
            }
            Ok(())
        })
    }

    pub(super) fn offers(
        &self,
        catalog: &Catalog,
        offers: &Offers,
        calendar: &Calendar,
    ) -> Result<(), DemoError> {
        self.table("offers.csv", |writer| {
            writer.write_record([
                "offer_id",
                "product_id",
                "category",
                "kind",
                "offer_price",
                "currency",
                "starts_at",
                "ends_at",
                "lowest_price_30d",
                "terms",
                "hours_after_order",
            ])?;
            offers
                .rows(catalog, calendar, CURRENCY)
                .iter()
                .try_for_each(|row| writer.write_record(row))
        })
    }

    pub(super) fn pictures(&self, catalog: &Catalog) -> Result<(), DemoError> {
        (0..catalog.products.len()).try_for_each(|product| {
            let path = self
                .root
                .join("images")
                .join(format!("{}.svg", catalog.products[product].id));
            fs::write(
                &path,
                pictures::draw(&pictures::Subject::of(catalog, product)),
            )
            .map_err(|source| self.failed(&path, source))
        })
    }

    /// The truth goes last: a folder without it was not finished.
    pub(super) fn truth(&self, truth: &Truth) -> Result<(), DemoError> {
        let path = self.root.join("README.txt");
        fs::write(&path, README).map_err(|source| self.failed(&path, source))?;
        let path = self.root.join("truth.json");
        let file = File::create(&path).map_err(|source| self.failed(&path, source))?;
        let mut writer = BufWriter::new(file);
        serde_json::to_writer(&mut writer, truth)
            .map_err(|error| self.failed(&path, error.into()))?;
        writer
            .write_all(b"\n")
            .and_then(|()| writer.flush())
            .map_err(|source| self.failed(&path, source))
    }
}
