// What Setwise adds to a shop's product page as Lighthouse would see it: the demo's own page with Setwise and with all of it left out, the size
// of a phone, on a processor four times slower and a 4G network. `cargo xtask bench load` serves the shop and runs this.
//
// As in page.mjs nothing of a driver runs in the page while it loads: see chromium.mjs and network.mjs.

import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { PHONE } from '../e2e/phone.mjs';
import { launch } from './chromium.mjs';
import { FOUR_G, line } from './network.mjs';

const VISITS = 5;
/** A visit is looked at once: by then the page has long been still, in milliseconds. */
const LOOK = 6_000;
/** What of a task is over this blocks those who tap, in milliseconds: as Lighthouse counts it. */
const LONG = 50;

const site = process.env.SETWISE_SITE;
const shop = process.env.SETWISE_SHOP;

/** The shop once more, without Setwise: no file of the package is asked for, and the shop's own lists stand where shelves would. */
async function leaveOut() {
  const without = join(site, 'without');
  for (const part of ['index.html', 'www', 'shop']) await cp(join(site, part), join(without, part), { recursive: true });
  const page = join(without, 'www', 'product.html');
  const html = await readFile(page, 'utf8');
  const bare = html.replace(/^.*modulepreload.*pkg.*\n/m, '');
  if (bare === html) throw new Error('www/product.html no longer loads the package ahead; this bench has to learn what it does');
  await writeFile(page, bare);
  await writeFile(
    join(without, 'www', 'recommendations.js'),
    "export const shelfOptions = () => ({});\nexport const shelfElement = () => null;\nexport const startShelves = async () => false;\n",
  );
}
await leaveOut();

const network = line(FOUR_G);
const host = await network.to(shop);
const catalog = await (await fetch(new URL('shop/catalog.json', shop))).json();
/** Products that many orders hold: their shelves have something to show. */
const [first, second] = catalog.filter(({ inStock }) => inStock).sort((a, b) => b.popularity - a.popularity || (a.id < b.id ? -1 : 1));
const pageOf = (folder, { id }) => new URL(`${folder}www/product.html?id=${encodeURIComponent(id)}`, host).href;

/** Notes what Lighthouse rates. Runs before the page's own scripts. */
function observe() {
  const seen = { painted: 0, largest: 0, shift: 0, tasks: [], shelf: 0 };
  window.seen = seen;
  const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  watch('paint', ({ name, startTime }) => { if (name === 'first-contentful-paint') seen.painted = startTime; });
  watch('largest-contentful-paint', ({ startTime }) => { seen.largest = startTime; });
  watch('layout-shift', ({ hadRecentInput, value }) => { if (!hadRecentInput) seen.shift += value; });
  watch('longtask', ({ startTime, duration }) => seen.tasks.push({ startTime, duration }));
  document.addEventListener('setwise:ready', () => { seen.shelf ||= performance.now(); });
}

/** The page's answers, as an expression that gives JSON. */
function seenSoFar(long) {
  const { painted, largest, shift, tasks, shelf } = window.seen;
  const files = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter(({ transferSize }) => transferSize > 0);
  return {
    painted, largest, shift, shelf,
    // What comes before anything is painted blocks nobody.
    blocked: tasks.filter(({ startTime }) => startTime > painted).reduce((sum, { duration }) => sum + Math.max(0, duration - long), 0),
    requests: files.length,
    bytes: files.reduce((sum, { transferSize }) => sum + transferSize, 0),
  };
}

async function visit(tab, address) {
  await tab.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await tab.send('Page.navigate', { url: address });
  await new Promise((over) => setTimeout(over, LOOK));
  const seen = await tab.evaluate(`(${seenSoFar})(${LONG})`);
  await tab.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  return seen;
}

const SIDES = [['with Setwise', ''], ['without', 'without/']];
const VIEWS = ['first view', 'another product'];
const rows = VIEWS.flatMap((view) => SIDES.map(([side, folder]) => ({ view, side, folder, visits: [] })));
const rowOf = (view, folder) => rows.find((row) => row.view === view && row.folder === folder);

const browser = await launch(process.env.CHROMIUM ?? '/usr/bin/chromium');
for (let turn = 0; turn < VISITS; turn += 1) {
  for (const [side, folder] of SIDES) {
    const context = await browser.context();
    const tab = await context.tab();
    await tab.send('Emulation.setDeviceMetricsOverride', { ...PHONE, deviceScaleFactor: 1, mobile: false });
    await tab.send('Page.enable');
    await tab.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${observe})()` });
    for (const [at, view] of VIEWS.entries()) {
      const seen = await visit(tab, pageOf(folder, [first, second][at]));
      if (seen.painted === 0 || (seen.shelf > 0) === (folder !== '')) throw new Error(`${view}, ${side}: ${JSON.stringify(seen)}`);
      rowOf(view, folder).visits.push(seen);
    }
    await context.close();
  }
}
await browser.close();
network.close();

const of = (row, what) => row.visits.map((seen) => seen[what]).toSorted((a, b) => a - b)[Math.floor(VISITS / 2)];
const table = [
  `Data: the demo shop. Page: its product page, 360 × 740, as it is and with Setwise left out; Chromium ${browser.version}, processor 4 × slower, 4G (9 Mbit/s, 60 ms).`,
  `Medians of ${VISITS} visits that take turns, each of a new profile. "Another product" is the next page of the same visit. What is counted is what Lighthouse`,
  'rates a page by: first and largest contentful paint, what tasks take over 50 ms each after the first paint (total blocking time), cumulative layout',
  'shift; besides, what went over the network, pictures included, and when the shelf had its cards.',
  '',
  '| | first paint | largest paint | blocking | layout shift | requests | bytes | shelf |',
  '|---|---|---|---|---|---|---|---|',
];
for (const row of rows) {
  const shelf = of(row, 'shelf');
  table.push(`| ${row.view}, ${row.side} | ${of(row, 'painted').toFixed(0)} ms | ${of(row, 'largest').toFixed(0)} ms | ${of(row, 'blocked').toFixed(0)} ms | ${of(row, 'shift').toFixed(3)} | ${of(row, 'requests')} | ${of(row, 'bytes')} | ${shelf ? `${shelf.toFixed(0)} ms` : ''} |`);
}
console.log(table.join('\n'));
