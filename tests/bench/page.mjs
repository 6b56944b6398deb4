// How long a shopper waits: an otherwise empty page with the script tag and one shelf, the size of a phone, on a processor four
// times slower and a 4G network; and the same shelf as shops build it with InstantSearch, from a service that answers at once.
//
// `cargo xtask bench page` serves the shop and runs this. Times are noisy, so each is a median of several visits, which take
// turns, and none is a test: the budgets stand beside what was measured.
//
// Nothing of a driver runs in the page while it is measured, and no debugger watches it: see chromium.mjs and network.mjs.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as esbuild from 'esbuild';

import { bestSeller, PHONE } from '../e2e/phone.mjs';
import { launch } from './chromium.mjs';
import { FOUR_G, line } from './network.mjs';
import { recommender } from './stub.mjs';

const VISITS = 7;
/** What a visit may take, in milliseconds. */
const PATIENCE = 30_000;
/** How long a visit is left alone before it is looked at, in milliseconds. */
const LOOK = 1_800;
/** Between two visits of a browser that keeps its copies, in milliseconds. */
const PAUSE = 6_000;

const site = process.env.SETWISE_SITE;
const network = line(FOUR_G);
const shop = process.env.SETWISE_REVALIDATE;
/** The same folder at two addresses, by what browsers are told of keeping copies. */
const hosts = { 'ten minutes': await network.to(process.env.SETWISE_TEN_MINUTES), revalidate: await network.to(shop) };
const { id } = await bestSeller(shop);

let items = [];
const stub = await recommender(() => items);
const service = new URL(await network.to(`http://${stub.host}/`)).host;
await mkdir(join(site, 'peer'), { recursive: true });
const bundled = await esbuild.build({
  entryPoints: [new URL('peer.js', import.meta.url).pathname],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  define: { 'process.env.NODE_ENV': '"production"' },
  outdir: join(site, 'peer'),
  entryNames: '[name]-[hash]',
  metafile: true,
  logLevel: 'warning',
});
const peerScript = Object.keys(bundled.metafile.outputs)[0].split('/').at(-1);

const html = (head, body) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bench</title><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">${head}<main><h1>Bench</h1>${body}</main></html>\n`;
await writeFile(
  join(site, 'bench.html'),
  html(
    '<script type="module" src="/pkg/dist/setwise.js" data-snapshot="/snapshot/manifest.json" data-base="/shop/"></script>',
    `<setwise-shelf kind="complete-set" product="${id}"></setwise-shelf>`,
  ),
);
await writeFile(
  join(site, 'peer.html'),
  html(`<script type="module" src="/peer/${peerScript}"></script>`, `<div id="shelf" data-api="${service}" data-product="${id}"></div>`),
);

const browser = await launch(process.env.CHROMIUM ?? '/usr/bin/chromium');

/** Notes when the shelf has its cards, and what disturbed the shopper. Runs before the page's own scripts. */
function observe() {
  const seen = { shift: 0, tasks: [], ready: 0 };
  window.seen = seen;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.tasks.push({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  const ready = () => {
    if (seen.ready) return;
    seen.ready = performance.now();
  };
  document.addEventListener('setwise:ready', ready);
  document.addEventListener('DOMContentLoaded', () => {
    const peer = document.querySelector('#shelf');
    if (peer) new MutationObserver(() => peer.querySelector('li') && ready()).observe(peer, { childList: true, subtree: true });
  });
}

/** The page's answers, as an expression that gives JSON. */
function seenSoFar() {
  const own = performance.getEntriesByType('resource').filter(({ name }) => !/\/images\/|icon/.test(name));
  const scripts = own.filter(({ initiatorType }) => initiatorType === 'script');
  const start = Math.min(...scripts.map((entry) => entry.startTime));
  // A script starts when all of it is there.
  const arrived = Math.min(...scripts.map((entry) => entry.responseEnd));
  const tasks = window.seen.tasks.filter((task) => task.startTime + task.duration > start && task.startTime < window.seen.ready + 500);
  const sent = own.filter(({ transferSize }) => transferSize > 0);
  const cards = [...(document.querySelector('setwise-shelf')?.shadowRoot.querySelectorAll('li') ?? [])];
  return {
    ready: window.seen.ready,
    wait: window.seen.ready - start,
    own: window.seen.ready - arrived,
    tasks: tasks.length,
    longest: Math.max(0, ...tasks.map((task) => task.duration)),
    shift: window.seen.shift,
    requests: sent.length,
    bytes: sent.reduce((sum, entry) => sum + entry.transferSize, 0),
    cards: cards.map((card) => ({
      id: card.dataset.id,
      title: card.querySelector('.name').textContent,
      price: card.querySelector('.price').textContent,
      url: card.querySelector('a').href,
      image: card.querySelector('img')?.src,
    })),
  };
}

async function openTab(context, name) {
  const tab = await context.tab();
  await tab.send('Emulation.setDeviceMetricsOverride', { ...PHONE, deviceScaleFactor: 1, mobile: false });
  // The service is on another origin, which the strict policy of these hosts does not know.
  if (name === 'InstantSearch') await tab.send('Page.setBypassCSP', { enabled: true });
  await tab.send('Page.enable');
  await tab.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${observe})()` });
  return tab;
}

/** One page view: what was seen. */
async function visit(tab, address) {
  await tab.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await tab.send('Page.navigate', { url: address });
  // Nobody asks the page how it is doing while it does it.
  for (let waited = 0; ; waited += LOOK) {
    if (waited > PATIENCE) throw new Error(`no shelf at ${address}`);
    await new Promise((over) => setTimeout(over, LOOK));
    const seen = await tab.evaluate(`(${seenSoFar})()`);
    if (!seen.ready) continue;
    // A slowed tab takes a whole core even while it idles, from the tabs that are measured next.
    await tab.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    return seen;
  }
}

const PAGES = { Setwise: 'bench.html', InstantSearch: 'peer.html' };

/** What is compared, by the tab that a visit has and what the host says of copies. */
const CASES = [
  { what: 'cold', host: 'revalidate', tab: 'of a new profile' },
  { what: 'next page, max-age=600', host: 'ten minutes', tab: 'the same' },
  { what: 'next page, must-revalidate', host: 'revalidate', tab: 'the same' },
  { what: 'new tab, max-age=600', host: 'ten minutes', tab: 'new' },
  { what: 'new tab, must-revalidate', host: 'revalidate', tab: 'new' },
];
const rows = CASES.flatMap((one) => Object.keys(PAGES).map((name) => ({ ...one, name, visits: [] })));

const address = ({ name, host }) => new URL(PAGES[name], hosts[host]).href;
for (const row of rows) {
  if (row.what === 'cold') continue;
  row.context = await browser.context();
  row.open = await openTab(row.context, row.name);
  const first = await visit(row.open, address(row));
  if (row.name === 'Setwise') items = first.cards;
}
for (let turn = 0; turn < VISITS; turn += 1) {
  const pause = new Promise((over) => setTimeout(over, PAUSE));
  for (const row of rows.filter(({ what }) => what === 'cold')) {
    const context = await browser.context();
    row.visits.push(await visit(await openTab(context, row.name), address(row)));
    await context.close();
  }
  await pause;
  for (const row of rows.filter(({ what }) => what !== 'cold')) {
    if (row.tab === 'new') {
      await row.open.close();
      row.open = await openTab(row.context, row.name);
    }
    row.visits.push(await visit(row.open, address(row)));
  }
}

/** What `measure(ids)` gives in a page of the shop that is not slowed, for the ids of its best sellers. */
async function inPage(measure, count) {
  const catalog = await (await fetch(new URL('shop/catalog.json', shop))).json();
  const ids = catalog.toSorted((a, b) => b.popularity - a.popularity).slice(0, count).map((product) => product.id);
  const context = await browser.context();
  const page = await context.tab();
  await page.send('Page.navigate', { url: new URL(PAGES.Setwise, shop).href });
  await new Promise((over) => setTimeout(over, LOOK));
  const batches = await page.evaluate(`(${measure})(${JSON.stringify(ids)})`);
  await context.close();
  return { median: batches[100], p99: batches[198] };
}

/** Microseconds of a whole `recommend()` for a cart of ten: the ranking, its promise and the objects that it gives. */
const ranking = await inPage(async (products) => {
  const { createSetwise } = await import('/pkg/index.js');
  const setwise = await createSetwise({ manifest: '/snapshot/manifest.json' });
  const once = () => setwise.recommend({ products, placement: 'cart' });
  for (let warm = 0; warm < 500; warm += 1) await once();
  const batches = [];
  // The clock of a page is coarse; a batch is long enough for it.
  for (let batch = 0; batch < 200; batch += 1) {
    const start = performance.now();
    for (let turn = 0; turn < 50; turn += 1) await once();
    batches.push(((performance.now() - start) * 1000) / 50);
  }
  return batches.sort((a, b) => a - b);
}, 10);

/** Microseconds of `setwise.intent` after forty views of products: the visit is read anew each time it is asked for. */
const chance = await inPage(async (products) => {
  const { createSetwise } = await import('/pkg/index.js');
  let now = Date.now();
  const setwise = await createSetwise({ manifest: '/snapshot/manifest.json', mind: { observe: false }, now: () => now });
  for (const product of products) {
    now += 20_000;
    await setwise.track({ type: 'view', product });
  }
  let sum = 0;
  const batches = [];
  for (let batch = 0; batch < 200; batch += 1) {
    const start = performance.now();
    for (let turn = 0; turn < 200; turn += 1) sum += setwise.intent;
    batches.push(((performance.now() - start) * 1000) / 200);
  }
  if (!(sum > 0)) throw new Error(`the chance after forty views is ${setwise.intent}`);
  return batches.sort((a, b) => a - b);
}, 40);

await browser.close();
stub.close();
network.close();

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const of = (row, what) => median(row.visits.map((seen) => seen[what]));

const table = [
  `Data: the demo shop. Page: empty but for the script tag and one shelf, 360 × 740; Chromium ${browser.version}, processor 4 × slower, 4G (9 Mbit/s, 60 ms).`,
  `Medians of ${VISITS} visits that take turns, "asked" from the request of the script to cards in the page, "started" from its`,
  'last byte, which is when it starts and what the budget is about. What is not cold has its files in the browser\'s',
  'cache, whatever a host lets it do with them: "max-age=600" is what GitHub Pages says of all files, "max-age=0, must-revalidate" what',
  'Netlify does. "Next page" is another view in the same tab, "new tab" one in a process that has run nothing yet.',
  'Peer: instantsearch.js with its frequentlyBoughtTogether widget and algoliasearch/lite, bundled by esbuild, asking a stub that answers at once.',
  '',
  '| | asked | started | budget | long tasks | longest | layout shift | requests | bytes | shelf ÷ peer |',
  '|---|---|---|---|---|---|---|---|---|---|',
];
for (const row of rows) {
  const own = row.name === 'Setwise';
  const peer = rows.find(({ name, what }) => name === 'InstantSearch' && what === row.what);
  const budget = row.what === 'cold' ? '1000 ms' : '150 ms';
  table.push(
    `| ${row.name}, ${row.what} | ${of(row, 'wait').toFixed(0)} ms | ${of(row, 'own').toFixed(0)} ms | ${own ? budget : ''} | ${of(row, 'tasks')} | ${of(row, 'longest').toFixed(0)} ms | ${of(row, 'shift').toFixed(3)} | ${of(row, 'requests')} | ${of(row, 'bytes')} | ${own ? (of(row, 'wait') / of(peer, 'wait')).toFixed(2) : ''} |`,
  );
}
table.push(
  '',
  'Budgets besides: no task over 50 ms, no layout shift. Pictures and the icon are not counted.',
  '',
  `\`recommend()\` for a cart of ten, not throttled, with its promise and the objects that it gives: median ${ranking.median.toFixed(1)} µs, 99 of 100 batches within ${ranking.p99.toFixed(1)} µs.`,
  '',
  `\`setwise.intent\` after forty views, likewise: median ${chance.median.toFixed(1)} µs, 99 of 100 batches within ${chance.p99.toFixed(1)} µs.`,
);
console.log(table.join('\n'));
