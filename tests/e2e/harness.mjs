// What every end-to-end test needs: the served shops, one browser a file, and pages that are watched.
//
// `cargo xtask test --only e2e` trains and serves the shops and passes their addresses in the environment. To run one
// file by hand: serve a shop with `cargo xtask demo` and give its address as SETWISE_DEMO.

import assert from 'node:assert/strict';
import { after } from 'node:test';

import { chromium } from 'playwright-core';

import { QUIET } from '../browser.mjs';

/** A phone as most shoppers hold it; the widget's shelves are made for it first. */
export const PHONE = { width: 360, height: 740 };

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
 * complaint takes it out of there.
 */
export async function openPage(t, address, { prepare, ...options } = {}) {
  assert.ok(address, 'no address to open: run `cargo xtask test --only e2e`, or set SETWISE_DEMO');
  const context = await (await browser()).newContext({ viewport: PHONE, locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.watched = watch(page, new URL(address).origin);
  t.after(async () => {
    await context.close();
    assert.deepEqual(page.watched.complaints, [], 'the console stays empty and every request succeeds');
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

/** A product that many orders hold: its shelf has something to show. */
export async function bestSeller(shop) {
  const catalog = await (await fetch(new URL('shop/catalog.json', shop))).json();
  const inStock = catalog.filter((product) => product.inStock);
  return inStock.sort((a, b) => b.popularity - a.popularity || (a.id < b.id ? -1 : 1))[0];
}

/** Makes the page's processor and network as slow as a cheap phone on 4G. */
export async function slowPhone(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await session.send('Network.enable');
  const bytesPerSecond = (megabits) => (megabits * 1_000_000) / 8;
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 60,
    downloadThroughput: bytesPerSecond(9),
    uploadThroughput: bytesPerSecond(1.5),
  });
  return session;
}
