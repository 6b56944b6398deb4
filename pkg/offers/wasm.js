// The other side of offers/src/lib.rs: what its Wasm is told and what it answers.

const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];
const KINDS = ['price', 'perk', 'free-shipping'];

/** The arguments of `Truth`, in order. */
const facts = ({ device, host, of, staleAfter, listed, live, ordered }) => [device, host, of, staleAfter, listed, live, ordered];

/** Starts the Wasm: one for each snapshot, since a page may have several. */
export async function start(module) {
  const wasm = (await WebAssembly.instantiate(module, {})).exports;

  function put(...parts) {
    // First, because memory that grows has another buffer.
    let at = wasm.desk(parts.reduce((sum, { length }) => sum + length, 0)) >>> 0;
    for (const part of parts) {
      new Uint8Array(wasm.memory.buffer, at, part.length).set(part);
      at += part.length;
    }
  }

  const answer = () => new Uint8Array(wasm.memory.buffer, wasm.answer() >>> 0, wasm.answered());

  return {
    /** Reads the file of this name. Throws what is wrong with it. */
    open(file, name) {
      put(file);
      if (wasm.open(BigInt(`0x${name}`))) return;
      throw new Error(decoder.decode(answer()) || 'it is not the file that the manifest names, or it is damaged');
    },

    /**
     * The offer that may be shown of a product, or of the whole shop if there is no id; `false` if its listed price is that of
     * an offer which is over; else null.
     */
    claim(id, category, truth) {
      const named = encoder.encode(id);
      put(named, encoder.encode(category));
      const number = wasm.claim(named.length, ...facts(truth));
      if (number < 0) return number === -2 ? false : null;
      const bytes = answer();
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      const [kind, starts, ends, price, was, left, length] = Array.from({ length: 7 }, (_, at) => view.getFloat64(8 * at, true));
      const text = (from, to) => decoder.decode(bytes.slice(from, to));
      return { number, kind: KINDS[kind], starts, ends, price, was, left, id: text(56, 56 + length), terms: text(56 + length) };
    },

    /** Whether a product has an offer: 0 none, 1 one that has not begun, 2 one that may be shown, 3 one that ends within 20 hours. */
    running(id, category, truth) {
      const named = encoder.encode(id);
      put(named, encoder.encode(category));
      return wasm.running(named.length, ...facts(truth));
    },

    /** Seconds that are left of a claimed offer; -1 where only the date is told, 0 if it may not be shown any more. */
    left: (number, truth) => wasm.left(number, ...facts(truth)),

    /** What is to be said aloud between two moments: 1 an hour is left, 2 ten minutes, 3 a minute, 4 the end, 0 nothing. */
    milestone: (number, ordered, before, now) => wasm.milestone(number, ordered, before, now),
  };
}
