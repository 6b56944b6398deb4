// What `rank.mjs` runs in the page: Setwise's ranking as Wasm, the same in JavaScript, and a clock around each.

import { Shop } from './baseline.js';
import { inflater } from './inflate.js';
import init, { BenchPage, Shard } from './wasm/widget.js';

/** Setwise's ranking: opened from shard files. */
export const wasm = {
  ending: 'bin',

  async load() {
    this.memory = (await init({ module_or_path: new URL('./wasm/widget_bg.wasm', import.meta.url) })).memory;
  },

  /** A file that has come, and what the widget made meanwhile. */
  arrived: (file) => ({ file, inflate: inflater() }),

  /** Checks the file, inflates the display records. */
  async inflate({ file, inflate }) {
    const shard = new Shard(file);
    return { file, display: await inflate(shard.packed(file), shard.inflated()), shard };
  },

  /** Checks (again, where `shard` was used up) and validates. */
  unpack(shop, files) {
    const page = new BenchPage(shop.minItems, shop.maxItems, shop.floor);
    for (const { file, display, shard } of files) page.hold(shard ?? new Shard(file), display);
    return page;
  },

  ask: (page, questions) => page.ask(questions),

  time(page, calls) {
    const each = page.time(calls);
    return { each, all: page.all(), allocations: page.allocations() };
  },

  answers: (page) => page.answers(),

  /** Bytes of all memory that the module has, and of what shards take of it. */
  bytes: (page) => ({ linear: wasm.memory.buffer.byteLength, heap: page?.heap_bytes() ?? 0 }),
};

/** The same in JavaScript: opened from JSON. */
export const script = {
  ending: 'json.gz',

  async load() {},

  arrived: (file) => ({ file }),

  async inflate({ file }) {
    const stream = new Response(file).body.pipeThrough(new DecompressionStream('gzip'));
    return { text: await new Response(stream).text() };
  },

  unpack(shop, files) {
    const page = new Shop(shop);
    for (const { text } of files) page.add(JSON.parse(text));
    return page;
  },

  ask(page, questions) {
    page.asked = questions.trimEnd().split('\n').map((line) => line.split('\t'));
  },

  time(page, calls) {
    const { asked } = page;
    const ask = (seeds) => page.rank(seeds, seeds.length > 1 ? seeds : []);
    const each = new Float64Array(calls);
    let shown = 0;
    const started = performance.now();
    for (let call = 0; call < calls; call += 1) shown += ask(asked[call % asked.length]).items?.length ?? 0;
    const all = performance.now() - started;
    for (let call = 0; call < calls; call += 1) {
      const start = performance.now();
      shown += ask(asked[call % asked.length]).items?.length ?? 0;
      each[call] = performance.now() - start;
    }
    if (shown === 0) throw new Error('the JavaScript ranking showed nothing');
    return { each, all };
  },

  /** As Setwise's bench spells its own. */
  answers(page) {
    const line = (seeds) => {
      const { items, withheld } = page.rank(seeds, seeds.length > 1 ? seeds : []);
      if (withheld) return `withheld ${withheld}`;
      return items.map(({ product, score, goesWith }) => `${product.id} ${score} ${goesWith}\t`).join('');
    };
    return `${page.asked.map(line).join('\n')}\n`;
  },

  bytes: () => ({}),
};

export const engines = { wasm, script };

/** Files of a shop, as they come over the network. */
export function fetchShards(shop, shards, { ending, arrived }) {
  return Promise.all(
    shards.map(async (shard) => arrived(new Uint8Array(await (await fetch(`/${shop}/${shard}.${ending}`)).arrayBuffer()))),
  );
}

/** From files in memory to a page that ranks, all at once as the widget does. */
export async function open(engine, shop, files) {
  return engine.unpack(shop, await Promise.all(files.map((file) => engine.inflate(file))));
}
