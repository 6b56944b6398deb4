// What every end-to-end test needs: the served shops, one browser a file, and pages that are watched.
//
// `cargo xtask test --only e2e` trains and serves the shops and passes their addresses in the environment. To run one
// file by hand: serve a shop with `cargo xtask demo --shipped` and give its address as SETWISE_DEMO.

import assert from 'node:assert/strict';
import { after } from 'node:test';

import { chromium } from 'playwright-core';

import { QUIET } from '../browser.mjs';
import { PHONE } from './phone.mjs';

export { bestSeller, PHONE, slowPhone } from './phone.mjs';

export const DESKTOP = { width: 1280, height: 800 };

/** Address of the synthetic demo shop, with a final slash. */
export const demo = process.env.SETWISE_DEMO;

/** Address of a storefront trained on a real shop's raw orders; undefined where that data is not. */
export const onlineRetail = process.env.SETWISE_ONLINE_RETAIL;

/** For `{ skip: … }` of tests on real orders: false, or the reason that the report shall show. */
export const noOnlineRetail = onlineRetail ? false : 'the data set online-retail is not beside the project';

let launched;

function browser() {
  launched ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: QUIET });
  return launched;
}

after(async () => (await launched)?.close());

/**
 * Opens a page of its own storage, which is watched until the test `t` ends. Then the test fails if anything stands in
 * the console, a script threw, a request failed, or one went to another host.
 *
 * `options` are Playwright's context options, and `prepare`, which gets the page before it opens the address. `page.watched` holds what was seen so far; a test that provokes a
 * complaint takes it out of there, or names its pattern among `provoked`.
 */
export async function openPage(t, address, { prepare, provoked = [], ...options } = {}) {
  assert.ok(address, 'no address to open: run `cargo xtask test --only e2e`, or set SETWISE_DEMO');
  const context = await (await browser()).newContext({ viewport: PHONE, locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.watched = watch(page, new URL(address).origin);
  t.after(async () => {
    await context.close();
    const unmeant = page.watched.complaints.filter((line) => !provoked.some((pattern) => pattern.test(line)));
    assert.deepEqual(unmeant, [], 'the console stays empty and every request succeeds');
  });
  await prepare?.(page);
  await page.goto(address);
  return page;
}

function watch(page, origin) {
  const watched = { complaints: [], requests: [] };
  const complain = (what) => watched.complaints.push(what);
  page.on('console', (message) => complain(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complain(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    // The browser itself drops what a page no longer needs when it is left.
    if (why !== 'net::ERR_ABORTED') complain(`failed: ${request.url()} (${why})`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complain(`${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    watched.requests.push(`${request.method()} ${url.pathname}`);
    const local = ['data:', 'blob:'].includes(url.protocol);
    if (!local && url.origin !== origin) complain(`request to another host: ${request.url()}`);
  });
  return watched;
}

/** The first shelf of a page in a given state: `ready`, `empty`, `loading` or `error`. */
export function shelf(page, state = 'ready') {
  return page.locator(`setwise-shelf[data-state="${state}"]`).first();
}

/** Address of a product's page in a served shop. */
export const productPage = (shop, id) => new URL(`www/product.html?id=${encodeURIComponent(id)}`, shop).href;

/** Sums what moves on the page without a tap, from before the first script on, as `window.shifted`. */
export async function watchShifts(page) {
  await page.addInitScript(() => {
    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
}
