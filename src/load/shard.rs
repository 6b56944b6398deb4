//! One shard: fetched, checked against the name that the manifest gives it, inflated, validated.

use super::fetch::Fetcher;
use super::inflate::Inflater;
use crate::ALL;
use crate::error::{Error, Problem};
use js_sys::Uint8Array;
use setwise_core::snapshot::{Parcel, ShardName, Snapshot, SnapshotError};
use web_sys::{RequestCache, Response, Url};

pub(super) async fn load(
    fetcher: &Fetcher,
    manifest_url: &str,
    name: ShardName,
    cache: RequestCache,
) -> Result<Snapshot, Error> {
    let file = name.to_string();
    let url = Url::new_with_base(&file, manifest_url).map_or(file, |url| url.href());
    let inflater = Inflater::new();
    let (_, body) = fetcher.get(&url, cache, Response::array_buffer).await?;

    let wrong = |error: SnapshotError| {
        Error::from(Problem::Shard {
            url: url.clone(),
            error,
        })
    };
    let file = Uint8Array::new(&body);
    let parcel = Parcel::open(file.to_vec())
        .and_then(|parcel| parcel.expect(name))
        .map_err(wrong)?;
    let packed = parcel.packed_display();
    let start = packed.start as u32;
    let bytes = file.subarray(start, start + packed.bytes.len() as u32);
    let display = match inflater {
        Some(inflater) => inflater.inflate(&bytes, packed.raw_len).await,
        None => None,
    };
    let display = display.ok_or_else(|| Problem::Inflate { url: url.clone() })?;
    let shard = match ALL {
        true => parcel.unpack(display).and_then(|shard| shard.mark(&parcel)),
        // Marks are for what follows the visit, which this build does not ask.
        false => parcel.unpack_complements(display),
    };
    shard.map_err(wrong)
}
