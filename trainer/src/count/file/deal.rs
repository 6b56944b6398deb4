//! Lines by order to pairs by part.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::on_all_threads;
use crate::count::CountError;
use crate::count::buckets::Buckets;
use crate::count::lines::Grouping;
use crate::count::parts::Plan;

/// Orders that one thread has dealt.
#[derive(Default)]
pub(super) struct DealShare {
    pub(super) orders: u64,
    pub(super) lines: u64,
    pub(super) too_large: u64,
}

/// Groups the lines of every bucket to orders and deals their pairs.
pub(super) fn deal(
    lines: &Buckets<'_>,
    pairs: &Buckets<'_>,
    plan: &Plan,
    renumbered: &[u32],
    max_basket: usize,
) -> Result<Vec<DealShare>, CountError> {
    let next = AtomicUsize::new(0);
    on_all_threads(|| {
        let mut writer = pairs.writer();
        let mut grouping = Grouping::default();
        let mut share = DealShare::default();
        loop {
            let bucket = next.fetch_add(1, Ordering::Relaxed);
            if bucket >= lines.len() {
                break;
            }
            grouping.words.clear();
            lines.take(bucket, &mut grouping.words)?;
            grouping.orders(renumbered, |items| {
                share.orders += 1;
                share.lines += items.len() as u64;
                if items.len() > max_basket {
                    share.too_large += 1;
                    return Ok(());
                }
                plan.deal(items, &mut writer)
            })?;
        }
        writer.finish()?;
        Ok(share)
    })
}
