//! Raw deflate, by the browser's own decompressor.

use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, ReadableWritablePair, Response};

#[wasm_bindgen]
extern "C" {
    // web-sys still counts it among the unstable.
    #[wasm_bindgen(extends = ReadableWritablePair)]
    type DecompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

/// Deflate makes at most so many bytes of one, so more are not reserved.
const MOST_GAIN: usize = 1032;

/// Inflates to exactly `length` bytes; `None` if the data are damaged, shorter or longer. What is longer is not
/// inflated to its end.
pub(super) async fn inflate(packed: &[u8], length: usize) -> Option<Vec<u8>> {
    // A response streams from the page's own memory; a blob would go through another process.
    let source = Response::new_with_opt_js_u8_array(Some(&Uint8Array::from(packed))).ok()?;
    let engine = DecompressionStream::new("deflate-raw").ok()?;
    let reader: ReadableStreamDefaultReader = source
        .body()?
        .pipe_through(&engine)
        .get_reader()
        .unchecked_into();

    let mut inflated = Vec::with_capacity(length.min(packed.len().saturating_mul(MOST_GAIN)));
    while let Some(chunk) = next(&reader).await.ok()? {
        let start = inflated.len();
        let end = start + chunk.length() as usize;
        if end > length {
            let _ = reader.cancel();
            return None;
        }
        inflated.resize(end, 0);
        chunk.copy_to(inflated.get_mut(start..)?);
    }
    (inflated.len() == length).then_some(inflated)
}

async fn next(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, JsValue> {
    let read: Object = JsFuture::from(reader.read()).await?.unchecked_into();
    let done = Reflect::get(&read, &"done".into())?.is_truthy();
    Ok(match Reflect::get(&read, &"value".into())?.dyn_into() {
        Ok(chunk) if !done => Some(chunk),
        _ => None,
    })
}
