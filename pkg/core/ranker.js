// The other side of ranker/src/lib.rs: what its Wasm is told and what it answers.

import { fault, problem } from './error.js';

const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];
const REASONS = ['goes-with', 'goes-with-similar', 'popular'];
const WHY_NOT = ['', 'no-seeds', 'unknown-seeds', 'no-candidates', 'too-few', 'other'];

let wasm;

/** Starts the Wasm. */
export async function load({ module_or_path: module }) {
  wasm = (await WebAssembly.instantiate(module, {})).exports;
}

function put(bytes) {
  // First, because memory that grows has another buffer.
  const at = wasm.desk(bytes.length) >>> 0;
  new Uint8Array(wasm.memory.buffer, at, bytes.length).set(bytes);
}

/** What lies on the desk, from its beginning. It is gone with the next call. */
function take() {
  const view = new DataView(wasm.memory.buffer, wasm.answer() >>> 0, wasm.answered());
  let at = 0;
  const next = (bytes) => (at += bytes) - bytes;
  return {
    more: () => at < view.byteLength,
    number: () => view.getFloat64(next(8), true),
    word: () => view.getBigUint64(next(8), true),
    text() {
      const length = view.getFloat64(next(8), true);
      return decoder.decode(new Uint8Array(view.buffer, view.byteOffset + next(length), length));
    },
  };
}

/** The key of a product id. */
export function keyOf(id) {
  put(encoder.encode(id));
  return BigInt.asUintN(64, wasm.key());
}

/** Opens the file of the shard `name`; `inflate` gives its display records. A promise of its handle and its bytes in memory. */
export async function open(file, name, url, inflate) {
  const damaged = () => problem('shard', `${url}: ${fault(take(), name)}`);
  put(file);
  const handle = wasm.open(BigInt(`0x${name.generation}`), name.number, name.shards);
  if (handle < 0) throw damaged();
  const told = take();
  const start = told.number();
  const packed = file.subarray(start, start + told.number());
  const display = await inflate(packed, told.number()).catch(() => undefined);
  if (!display) {
    wasm.close(handle);
    throw problem('shard', `${url}: the display records do not inflate to what the shard promises; upload the folder again`);
  }
  put(display);
  const bytes = wasm.unpack(handle) >>> 0;
  if (!bytes) throw damaged();
  return { handle, bytes };
}

/** Lets go of a shard. */
export const close = (handle) => wasm.close(handle);

/** Items as the catalog has them, or `why` there are none. */
export function rank(handles, seeds, exclude, { placement, limit = -1 }, { minItems, maxItems, floor }) {
  put(new Uint8Array(new BigUint64Array([...handles.map(BigInt), ...seeds, ...exclude]).buffer));
  const status = wasm.rank(handles.length, seeds.length, placement, limit, minItems, maxItems, floor);
  const answer = take();
  const { number, text } = answer;
  const kind = WHY_NOT[status];
  if (kind === 'too-few') return { why: { kind, found: number(), needed: number(), best: number() } };
  if (kind) return { why: { kind } };
  const items = [];
  while (answer.more()) {
    items.push({
      score: number(), kind: REASONS[number()], seed: number(), price: number(), needsOptions: number() === 1,
      id: text(), title: text(), url: text(), image: text(), seedTitle: text(),
    });
  }
  return { items };
}
