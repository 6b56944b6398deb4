//! What a row says of its order: its number, time, customer, currency and state.

use super::{
    Fate, NO_TIME, OrderHead, Orders, Places, Read, Reader, STATE_EXAMPLES, hash_of_customer,
};
use crate::ingest::error::IngestError;
use crate::ingest::order_status::{OrderState, as_exported, order_state};
use crate::ingest::prices::named;
use crate::ingest::rows::number;
use crate::ingest::table::Row;
use crate::ingest::time::{self, read_time};

impl Reader<'_> {
    /// The number of an order.
    pub(super) fn order(&mut self, key: &[u8]) -> Result<u32, IngestError> {
        let Orders {
            ids,
            windows_1252,
            file,
            heads,
            ..
        } = &mut self.orders;
        let last = self.last_order.filter(|&order| ids.key(order) == key);
        let order = match last {
            Some(order) => order,
            None => number(ids, key, windows_1252, file, "orders")?,
        };
        self.last_order = Some(order);
        if heads.len() <= order as usize {
            heads.push(OrderHead {
                time: NO_TIME,
                customer: 0,
            });
            self.fates.push(Fate::default());
            if self.dates.matters() {
                self.month_first.push(NO_TIME);
            }
        }
        Ok(order)
    }

    /// What a row says of its order. A time that cannot be read makes the row a bad one.
    pub(super) fn head(&mut self, order: u32, row: Row<'_>) -> Option<Read> {
        let Places {
            time,
            customer,
            currency,
            price,
            line_total,
            cancelled_at,
            states,
            refunded_amount,
            ..
        } = self.places;
        let at = order as usize;
        let price_cell = match row.cell(price) {
            b"" => row.cell(line_total),
            cell => cell,
        };
        let found = named(row.cell(currency), price_cell);
        let state = self.state(row, states);
        let fate = self.fates.get_mut(at)?;
        if let (None, Some(found)) = (fate.currency, found) {
            fate.currency = Some(found);
            self.currencies.count(found);
        }
        fate.cancelled |= !row.cell(cancelled_at).is_empty();
        match state {
            Some(OrderState::Not(why)) => {
                fate.not_sold = fate.not_sold.or(Some(why));
                // Its line, if it becomes one, is the next.
                let line = self.orders.lines.len() as u32;
                self.not_sold.insert(line, why);
            }
            Some(OrderState::Sold) => {
                fate.sold = true;
                self.not_sold.remove(&(self.orders.lines.len() as u32));
            }
            None => {
                self.not_sold.remove(&(self.orders.lines.len() as u32));
            }
        }
        let digits = self.currencies.digits(fate.currency);
        self.refunds.add(order, row.cell(refunded_amount), digits);
        let key = row.cell(customer);
        let head = self.orders.heads.get_mut(at)?;
        if head.customer == 0 && !key.is_empty() {
            head.customer = hash_of_customer(key);
        }
        let cell = row.cell(time);
        if cell.is_empty() {
            return None;
        }
        let taken = if cell == self.last_time.0 {
            self.last_time.1
        } else {
            let reading = read_time(cell);
            let Some(taken) = reading.and_then(|reading| self.dates.take(reading, row.line)) else {
                return Some(Read::Bad("bad_time", time, time::EXPECTED));
            };
            self.last_time.0.clear();
            self.last_time.0.extend_from_slice(cell);
            self.last_time.1 = taken;
            taken
        };
        if self.dates.matters() {
            let heads = self.orders.heads.iter().skip(self.month_first.len());
            self.month_first.extend(heads.map(|head| head.time));
            if let Some(time) = self.month_first.get_mut(at) {
                *time = (*time).min(taken.month_day);
            }
        }
        if let Some(head) = self.orders.heads.get_mut(at) {
            head.time = head.time.min(taken.day_month);
        }
        None
    }

    /// What the words of a row say of its order, or of its line: no word outweighs one that it is no sale.
    pub(super) fn state(
        &mut self,
        row: Row<'_>,
        columns: [Option<usize>; 2],
    ) -> Option<OrderState> {
        let mut found = None;
        for column in columns {
            let cell = row.cell(column);
            if cell.is_empty() {
                continue;
            }
            // Many rows say the same.
            if cell != self.last_state.0 {
                self.last_state = (cell.to_vec(), order_state(cell));
            }
            match (self.last_state.1, found) {
                (Some(_), Some(OrderState::Not(_))) => {}
                (Some(state), _) => found = Some(state),
                (None, _) => {
                    let states = &mut self.orders.unknown_states;
                    let word: String = as_exported(cell).chars().take(40).collect();
                    if states.len() < STATE_EXAMPLES && !states.contains(&word) {
                        states.push(word);
                    }
                }
            }
        }
        found
    }
}
