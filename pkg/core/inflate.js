// Raw deflate, by the browser's own decompressor; src/load/inflate.rs does the same in the widget.

/** Deflate makes at most so many bytes of one, so more are not reserved. */
const MOST_GAIN = 1032;

/**
 * What inflates one file, `(packed, length)`: a promise of exactly `length` bytes, undefined if the data end before or something comes
 * with the last of them; it rejects if they are damaged. What follows is not asked for.
 * To make it takes about as long as to inflate a shard: that is done while the file is on its way.
 */
export function inflater() {
  const { readable, writable } = new DecompressionStream('deflate-raw');
  const [writer, reader] = [writable.getWriter(), readable.getReader()];
  return async (packed, length) => {
    // What goes wrong with writing is told when reading: nobody else needs to hear of it.
    for (const written of [writer.write(packed), writer.close()]) written.catch(() => {});
    let inflated;
    // To hear that nothing follows would take another turn.
    for (let end = 0; end < length; ) {
      const { done, value } = await reader.read();
      // Most come in one piece.
      if (end === 0 && value?.length === length) return value;
      inflated ??= new Uint8Array(Math.min(length, packed.length * MOST_GAIN));
      if (done || end + value.length > inflated.length) return undefined;
      inflated.set(value, end);
      end += value.length;
    }
    return inflated ?? new Uint8Array();
  };
}
