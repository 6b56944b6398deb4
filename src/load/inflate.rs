//! Raw deflate, by the browser's own decompressor.

use js_sys::{Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader};

#[wasm_bindgen]
extern "C" {
    // web-sys still counts it among the unstable.
    type DecompressionStream;
    type Writable;
    type Writer;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn readable(this: &DecompressionStream) -> ReadableStream;

    #[wasm_bindgen(method, getter)]
    fn writable(this: &DecompressionStream) -> Writable;

    #[wasm_bindgen(method, js_name = getWriter)]
    fn get_writer(this: &Writable) -> Writer;

    #[wasm_bindgen(method)]
    fn write(this: &Writer, bytes: &Uint8Array) -> Promise;

    #[wasm_bindgen(method)]
    fn close(this: &Writer) -> Promise;
}

/// Deflate makes at most so many bytes of one, so more are not reserved.
const MOST_GAIN: usize = 1032;

/// Inflates to exactly `length` bytes; `None` if the data are damaged, shorter or longer. What is longer is not
/// inflated to its end.
pub(super) async fn inflate(packed: &[u8], length: usize) -> Option<Vec<u8>> {
    let engine = DecompressionStream::new("deflate-raw").ok()?;
    // A response or a blob to stream from would take longer than inflating.
    let writer = engine.writable().get_writer();
    let bytes = Uint8Array::from(packed);
    // What goes wrong with writing is told when reading: nobody else needs to hear of it.
    let _written = [writer.write(&bytes), writer.close()].map(JsFuture::from);
    let reader: ReadableStreamDefaultReader = engine.readable().get_reader().unchecked_into();

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
