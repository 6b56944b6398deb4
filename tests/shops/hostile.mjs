// A shop whose exports were written by somebody who means harm, or by nobody who looked: every text and address that a shopper sees.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Sets `globalThis.ran`, by which a test knows that a script of the catalog ran. */
const RUN = 'globalThis.ran=1';

/** What stands in titles, brands, categories and attributes; `ran` must never be set by it. */
export const TEXTS = [
  `<img src=x onerror="${RUN}">`,
  `<script>${RUN}</script>`,
  `"><svg onload=${RUN}>`,
  `' onmouseover='${RUN}`,
  `</section></ul><iframe srcdoc="<script>parent.ran=1</script>">`,
  '&lt;b&gt; &amp; &#x3C;i&#x3E;',
  `javascript:${RUN}`,
  '\u202Egnp.exe\u202D \u2067left\u2066 \u200F',
  'A'.repeat(10_000),
  'nine words '.repeat(900),
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(4),
  '👩‍👩‍👧‍👦🏳️‍🌈👍🏽🇬🇧'.repeat(20),
  `Z${'\u0301\u0322\u0353'.repeat(60)}algo`,
  'NUL\0in the\u0001middle\u007f',
  '\u200B\u200D\uFEFF',
  '$& $1 $` {product} {amount} {count} {{constructor.constructor("ran=1")()}}',
  '__proto__',
  'constructor',
  'line\u2028separators\u2029and\u0085breaks',
  'قميص قطني <b>أزرق</b> 100% كبير',
];

/** Where links and pictures lead; those with another scheme than http may not lead anywhere. */
export const ADDRESSES = [
  `javascript:${RUN}`,
  `JaVaScRiPt:${RUN}`,
  ` \t javascript:${RUN}`,
  `java\tscript:${RUN}`,
  `\u0001javascript:${RUN}`,
  `javascript\u200B:${RUN}`,
  `javascript://host/%0a${RUN}`,
  `data:text/html,<script>${RUN}</script>`,
  `data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="${RUN}"/>`,
  `vbscript:${RUN}`,
  'blob:https://shop.example/0',
  'file:///etc/passwd',
  `view-source:javascript:${RUN}`,
  'http://[',
  'https://\u0000',
  `/"><script>${RUN}</script>`,
  `/?${'a'.repeat(10_000)}`,
  `/\u202Egnp`,
  '#here',
];

const ENTITIES = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&#x3C;': '<', '&#x3E;': '>' };
/** A text as it is meant: exports come with the entities of HTML, and what they stand for is text as well. */
const meant = (text) => text.replace(/&(?:lt|gt|amp|#x3C|#x3E);/g, (entity) => ENTITIES[entity]);

const cell = (text) => `"${String(text).replaceAll('"', '""')}"`;
const FIELD = /(?<=^|,)(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/g;
const rows = (text) => text.trimEnd().split('\n').map((line) => [...line.matchAll(FIELD)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare));
/** Lines of fields as CSV. */
export const table = (lines) => lines.map((line) => line.map(cell).join(',')).join('\n');

/** Some ids are hostile too; the others keep what the shop calls them. */
const idOf = (id, index) => (index % 5 === 0 ? `${id}"'><img src=x onerror=${RUN}>` : id);

/** "storage=64 GB" with a hostile unit; without one where it is no amount. */
function unit(pair) {
  const [, name, amount] = /^(\w+)=([\d.]+)/.exec(pair) ?? [];
  return name ? `${name}=${amount} ${TEXTS[name.length % TEXTS.length].replaceAll('|', '/').slice(0, 400)}` : pair;
}

/**
 * Draws the demo's shop, puts hostile texts into all of its exports, and trains it. Gives `{ folder, snapshot, products }`, where products are
 * what the catalog means: `{ id, title }`; whoever asks removes the folder.
 */
export async function trainHostile(setwise) {
  const folder = await mkdtemp(join(tmpdir(), 'setwise-hostile-'));
  const at = (name) => join(folder, name);
  await run(setwise, ['demo-data', '--seed', '3', '--products', '150', '--orders', '3000', '--out', folder]);
  const [header, ...catalog] = rows(await readFile(at('catalog.csv'), 'utf8'));
  const column = (name) => header.indexOf(name);
  const [ids, brands] = [new Map(), []];
  const products = [];
  for (const [index, line] of catalog.entries()) {
    const [id, name, brand] = ['product_id', 'title', 'brand'].map((each) => line[column(each)]);
    // Products of a brand have a word in common, else none would be an upgrade of another.
    if (!brands.includes(brand)) brands.push(brand);
    const family = brands.indexOf(brand);
    const title = index % 2 === 0 ? TEXTS[index / 2 % TEXTS.length] : `${TEXTS[family % TEXTS.length]} ${name}`;
    ids.set(id, idOf(id, index));
    line[column('product_id')] = ids.get(id);
    line[column('title')] = title;
    line[column('url')] = ADDRESSES[index % ADDRESSES.length];
    line[column('image')] = ADDRESSES[(index + 7) % ADDRESSES.length];
    line[column('brand')] = `${brand} ${TEXTS[(family + 1) % TEXTS.length]}`;
    // What an upgrade says that it has more of: the same word behind every amount, as a unit is.
    line[column('attributes')] = line[column('attributes')].split('|').map(unit).join('|');
    products.push({ id: ids.get(id), title: meant(title) });
  }
  await writeFile(at('catalog.csv'), table([header, ...catalog]));
  for (const name of ['orders.csv', 'sessions.csv']) {
    const [first, ...lines] = rows(await readFile(at(name), 'utf8'));
    const which = first.indexOf('product_id');
    for (const line of lines) line[which] = ids.get(line[which]) ?? line[which];
    await writeFile(at(name), table([first, ...lines]));
  }
  const files = ['catalog', 'orders', 'sessions'].flatMap((name) => [`--${name}`, at(`${name}.csv`)]);
  await run(setwise, ['train', ...files, '--out', at('snapshot')]);
  return { folder, snapshot: at('snapshot'), products, remove: () => rm(folder, { recursive: true }) };
}
