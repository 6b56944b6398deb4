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
const MOST_GAIN: u32 = 1032;

/// What inflates one file. To make it takes about as long as to inflate a shard: that is done while the file is on its way.
pub(super) struct Inflater {
    writer: Writer,
    reader: ReadableStreamDefaultReader,
}

impl Inflater {
    /// `None` where the browser has none.
    pub(super) fn new() -> Option<Self> {
        let engine = DecompressionStream::new("deflate-raw").ok()?;
        Some(Self {
            writer: engine.writable().get_writer(),
            reader: engine.readable().get_reader().unchecked_into(),
        })
    }

    /// Inflates to exactly `length` bytes; `None` if the data are damaged before that or end. What follows is not asked for, and
    /// what comes with the last of them makes it `None` too.
    pub(super) async fn inflate(self, packed: &Uint8Array, length: usize) -> Option<Vec<u8>> {
        // What goes wrong with writing is told when reading: nobody else needs to hear of it.
        let _written = [self.writer.write(packed), self.writer.close()].map(JsFuture::from);
        let most = packed.length().saturating_mul(MOST_GAIN);
        let mut inflated = Vec::with_capacity(length.min(most as usize));
        // To hear that nothing follows would take another turn.
        while inflated.len() < length {
            let read: Object = JsFuture::from(self.reader.read())
                .await
                .ok()?
                .unchecked_into();
            let chunk: Uint8Array = Reflect::get(&read, &"value".into()).ok()?.dyn_into().ok()?;
            let start = inflated.len();
            let end = start + chunk.length() as usize;
            if end > length {
                return None;
            }
            inflated.resize(end, 0);
            chunk.copy_to(inflated.get_mut(start..)?);
        }
        Some(inflated)
    }
}
