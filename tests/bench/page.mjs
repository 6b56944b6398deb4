// How long a shopper waits: an otherwise empty page with the script tag and one shelf, the size of a phone, on a processor four
// times slower and a 4G network.
//
// `cargo xtask bench page` serves the shop and runs this. Times are noisy, so each is a median of several visits, and none is a
// test: the budgets stand beside what was measured.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { QUIET } from '../browser.mjs';
import { bestSeller, PHONE, slowPhone } from '../e2e/harness.mjs';

const VISITS = 7;
const shop = process.env.SETWISE_DEMO;
const { id } = await bestSeller(shop);
await writeFile(
  join(process.env.SETWISE_SITE, 'bench.html'),
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bench</title><meta name="viewport" content="width=device-width">
<link rel="icon" href="/www/icon.svg"><script type="module" src="/pkg/dist/setwise.js" data-snapshot="/snapshot/manifest.json"></script>
<main><h1>Bench</h1><setwise-shelf kind="complete-set" product="${id}"></setwise-shelf></main></html>\n`,
);
const address = new URL('bench.html', shop).href;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: QUIET });

/** Notes when the widget's script was asked for, when its shelf was ready, and what disturbed the shopper. */
function observe() {
  const seen = { shift: 0, longest: 0, ready: 0 };
  window.seen = seen;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.longest = Math.max(seen.longest, entry.duration);
  }).observe({ type: 'longtask', buffered: true });
  document.addEventListener('setwise:ready', () => {
    seen.ready ||= performance.now();
  });
}

async function visit(page) {
  await page.goto(address);
  await page.waitForFunction(() => window.seen.ready > 0);
  await page.waitForTimeout(500);
  return page.evaluate(() => {
    const ours = performance.getEntriesByType('resource').filter(({ name }) => /\/(pkg|snapshot)\//.test(name));
    return {
      wait: window.seen.ready - Math.min(...ours.map((entry) => entry.startTime)),
      longest: window.seen.longest,
      shift: window.seen.shift,
      bytes: ours.reduce((sum, entry) => sum + entry.transferSize, 0),
    };
  });
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function measure(cached) {
  const visits = [];
  for (let turn = 0; turn < VISITS; turn += 1) {
    const context = await browser.newContext({ viewport: PHONE });
    const page = await context.newPage();
    await page.addInitScript(observe);
    await slowPhone(page);
    if (cached) await visit(page);
    visits.push(await visit(page));
    await context.close();
  }
  const of = (name) => median(visits.map((seen) => seen[name]));
  return { wait: of('wait'), longest: of('longest'), shift: of('shift'), bytes: of('bytes') };
}

/** Microseconds of a whole `recommend()` for a cart of ten: the ranking, its promise and the objects that it gives. */
async function recommendTime() {
  const catalog = await (await fetch(new URL('shop/catalog.json', shop))).json();
  const cart = catalog.toSorted((a, b) => b.popularity - a.popularity).slice(0, 10).map((product) => product.id);
  const page = await browser.newPage();
  await page.goto(address);
  const times = await page.evaluate(async (products) => {
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
  }, cart);
  await page.close();
  return { median: times[100], p99: times[198] };
}

const cold = await measure(false);
const warm = await measure(true);
const ranking = await recommendTime();
await browser.close();

const rows = [
  ['script start to shelf, cold', `${cold.wait.toFixed(0)} ms`, '1000 ms'],
  ['script start to shelf, cached', `${warm.wait.toFixed(0)} ms`, '150 ms'],
  ['longest task, cold', `${cold.longest.toFixed(0)} ms`, '50 ms'],
  ['longest task, cached', `${warm.longest.toFixed(0)} ms`, '50 ms'],
  ['layout shift, cold', cold.shift.toFixed(4), '0'],
  ['layout shift, cached', warm.shift.toFixed(4), '0'],
  ['bytes of widget and snapshot, cold', `${cold.bytes}`, '-'],
  ['recommend() for a cart of 10, median of batches', `${ranking.median.toFixed(1)} µs`, '-'],
  ['recommend() for a cart of 10, 99 of 100 batches', `${ranking.p99.toFixed(1)} µs`, '50 µs'],
];
console.log(`phone page, processor 4 × slower, 4G (9 Mbit/s, 60 ms); medians of ${VISITS} visits; recommend() unthrottled`);
for (const [what, measured, budget] of rows) console.log(`${what.padEnd(50)}${measured.padStart(12)}   budget ${budget}`);
