//! What only the whole file of orders tells: which dates and decimal signs it has, its main currency, and which orders are sales.

use super::{Fate, NO_TIME, Orders, Reader, of_piece};
use crate::ingest::error::IngestError;
use crate::ingest::money::NO_PRICE;
use crate::ingest::order_status::NoSale;
use crate::ingest::prices::DecimalSign;
use crate::ingest::rows::Options;
use crate::ingest::time::{self, DateOrder};

impl Reader<'_> {
    /// Decides what only the whole file tells, and takes out the lines that are no sales.
    pub(super) fn close(
        mut self,
        headers: &[String],
        options: &Options,
    ) -> Result<Orders, IngestError> {
        let header = |column: Option<usize>| {
            let named = column.and_then(|at| headers.get(at));
            named.map_or("", String::as_str)
        };
        let time = header(self.places.time);
        if self.dates.matters() && self.dates.order(&self.orders.file, time)? == DateOrder::MonthDay
        {
            for (head, time) in self.orders.heads.iter_mut().zip(&self.month_first) {
                head.time = *time;
            }
        }
        let mut out = vec![None; self.orders.lines.len()];
        self.close_times(time, &mut out)?;
        self.close_prices(
            header(self.places.price.or(self.places.line_total)),
            &mut out,
        )?;
        self.close_fates(options, &mut out)?;
        let mut gone = out.iter();
        self.orders
            .lines
            .retain(|_| gone.next().is_none_or(Option::is_none));
        for reason in out
            .into_iter()
            .flatten()
            .filter(|reason| !reason.is_empty())
        {
            self.drop(reason);
        }
        self.orders.bad.finish(self.orders.rows)?;
        self.orders.described = self.described.close();
        self.orders.currency = self.currencies.main();
        let other = self.orders.dropped.get("other_currency").copied();
        if let (true, Some(rows), Some(kept), Some(found)) = (
            self.orders.lines.is_empty(),
            other,
            self.currencies.main(),
            self.currencies.other(),
        ) {
            let file = self.orders.file;
            return Err(IngestError::OtherCurrency {
                file,
                rows,
                kept,
                found: found.to_string(),
            });
        }
        Ok(self.orders)
    }

    /// Lines of orders of which no row tells the time are bad rows.
    pub(super) fn close_times(
        &mut self,
        header: &str,
        out: &mut [Option<&'static str>],
    ) -> Result<(), IngestError> {
        for (line, row) in std::mem::take(&mut self.rows) {
            let of = self.orders.lines.get(line as usize);
            let head = of.and_then(|line| self.orders.heads.get(line.order as usize));
            if head.is_some_and(|head| head.time == NO_TIME) {
                if let Some(slot) = out.get_mut(line as usize) {
                    // Counted as a bad row.
                    *slot = Some("");
                }
                let read = self.orders.rows;
                self.orders
                    .bad
                    .add("bad_time", (row, header), time::EXPECTED, b"", read)?;
            }
        }
        for head in &mut self.orders.heads {
            if head.time == NO_TIME {
                head.time = 0;
            }
        }
        Ok(())
    }

    /// Gives the lines their prices, or takes them out where the column contradicts itself.
    pub(super) fn close_prices(
        &mut self,
        header: &str,
        out: &mut [Option<&'static str>],
    ) -> Result<(), IngestError> {
        let sign = self.prices.sign();
        if sign == DecimalSign::Point {
            return Ok(());
        }
        for open in std::mem::take(&mut self.open) {
            let at = open.line as usize;
            match sign.amount(open.reading) {
                Some(amount) => {
                    if let Some(line) = self.orders.lines.get_mut(at) {
                        line.unit_price = of_piece(amount, open.pieces);
                    }
                }
                None => {
                    if let Some(slot) = out.get_mut(at) {
                        *slot = Some("");
                    }
                    let expected = "a price with the decimal sign of all other rows";
                    let (place, read) = ((open.row, header), self.orders.rows);
                    self.orders.bad.add(
                        "price_of_two_readings",
                        place,
                        expected,
                        &open.cell,
                        read,
                    )?;
                }
            }
        }
        Ok(())
    }

    /// Orders that were called off are no sales; those in another currency than the one asked for are left out, and without one
    /// asked for they lose their prices.
    pub(super) fn close_fates(
        &mut self,
        options: &Options,
        out: &mut [Option<&'static str>],
    ) -> Result<(), IngestError> {
        let other: Vec<bool> = self
            .fates
            .iter()
            .map(|fate| self.currencies.is_other(fate.currency))
            .collect();
        self.orders.other_currency_orders = match options.currency {
            Some(_) => 0,
            None => other.iter().filter(|other| **other).count() as u64,
        };
        let lines = self.orders.lines.iter_mut().zip(out.iter_mut());
        for (at, (line, slot)) in (0_u32..).zip(lines) {
            let Some(fate) = self.fates.get(line.order as usize) else {
                continue;
            };
            if slot.is_some() {
                continue;
            }
            let other = other.get(line.order as usize) == Some(&true);
            let of_line = || self.not_sold.get(&at).copied();
            let why = match fate {
                Fate {
                    cancelled: true, ..
                } => Some(NoSale::Cancelled),
                Fate { sold: true, .. } => of_line(),
                Fate { not_sold, .. } => *not_sold,
            };
            if let Some(why) = why {
                *slot = Some(why.reason());
            } else if other && options.currency.is_some() {
                *slot = Some("other_currency");
            } else if other {
                line.unit_price = NO_PRICE;
            }
        }
        self.refunds.take_out(&self.orders.lines, out);
        Ok(())
    }
}
