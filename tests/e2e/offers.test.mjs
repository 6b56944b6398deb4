// Honest urgency on a page: what a shopper sees of an offer, when it ends, and when nothing may be said of it. The offers are put
// into the demo shop's snapshot by this file, through the trainer that made it; the clock is the test's.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import axe from 'axe-core';

import { bestSeller, demo, openPage, productPage, shelf } from './harness.mjs';

const run = promisify(execFile);
const setwise = process.env.SETWISE;
const skip = setwise ? false : 'SETWISE does not name the trainer';
/** When the offers of these tests end. */
const END = Date.parse('2026-12-01T00:00:00Z');
const HOUR = 3_600_000;

let folder;
/** Files of the snapshot as they are served in these tests, by their path behind `/snapshot/`. */
const files = new Map();
/** The product whose page is opened, and the one on its shelf that has an offer. */
let seed;
let offered;

/** Takes the snapshot off the demo's host, and puts offers into it. */
before(async () => {
  if (skip) return;
  folder = await mkdtemp(join(tmpdir(), 'setwise-offers-'));
  await cp(process.env.SETWISE_DEMO_SNAPSHOT, join(folder, 'snapshot'), { recursive: true });
  // The demo's own offers have another calendar.
  const manifest = join(folder, 'snapshot', 'manifest.json');
  const { offers, ...others } = JSON.parse(await readFile(manifest));
  await writeFile(manifest, JSON.stringify(others));
  seed = await bestSeller(demo);
});

after(async () => {
  if (folder) await rm(folder, { recursive: true });
});

/** Publishes one offer on the shelf's first product, unless another row is given. */
async function publish(row = {}, now = '2026-11-20') {
  const { id = 'TEST-1', product = offered.id, price = offered.price / 2, lowest = offered.price, kind = 'price', terms = 'One per customer', hours = '', starts = '2026-11-20T00:00:00Z', ends = '2026-12-01T00:00:00Z' } = row;
  const money = (minor) => (minor === '' ? '' : (minor / 100).toFixed(2));
  const csv = join(folder, 'offers.csv');
  await writeFile(csv, `offer_id,product_id,kind,offer_price,starts_at,ends_at,lowest_price_30d,terms,hours_after_order\n${id},${product},${kind},${money(price)},${starts},${ends},${money(lowest)},${terms},${hours}\n`);
  // Each test publishes into a folder of its own: what was told in one is nothing to the others.
  const snapshot = await mkdtemp(join(folder, 'own-'));
  await cp(join(folder, 'snapshot'), snapshot, { recursive: true });
  await run(setwise, ['offers', 'publish', csv, '--into', snapshot, '--now', now]);
  files.clear();
  const manifest = await readFile(join(snapshot, 'manifest.json'));
  files.set('manifest.json', manifest);
  const { offers } = JSON.parse(manifest);
  files.set(`${offers}.bin`, await readFile(join(snapshot, `${offers}.bin`)));
  return snapshot;
}

/**
 * Opens a product page whose device's clock says `device` while its host's says `host`; both run. `change` may alter the manifest.
 */
async function open(t, { device = END - HOUR, host = device, change, headers = {}, ...context } = {}) {
  const page = await openPage(t, productPage(demo, seed.id), {
    ...context,
    prepare: async (page) => {
      await page.clock.install({ time: device });
      await page.route('**/snapshot/**', async (route) => {
        const name = new URL(route.request().url()).pathname.split('/snapshot/')[1];
        const body = files.get(name);
        if (!body) return route.continue();
        const changed = name === 'manifest.json' && change ? JSON.stringify(change(JSON.parse(body))) : body;
        const type = name.endsWith('.json') ? 'application/json' : 'application/octet-stream';
        return route.fulfill({ body: changed, headers: { 'content-type': type, date: new Date(host).toUTCString(), 'last-modified': new Date(END - 48 * HOUR).toUTCString(), ...headers } });
      });
    },
  });
  await shelf(page).waitFor();
  return page;
}

const card = (page, id = offered.id) => shelf(page).locator(`li[data-id="${id}"]`);
const slot = (page) => card(page).locator('.offer');

/** What the first shelf shows without offers: who gets one. */
async function choose(t) {
  if (offered) return;
  const page = await openPage(t, productPage(demo, seed.id));
  await shelf(page).waitFor();
  const id = await shelf(page).getByRole('listitem').first().getAttribute('data-id');
  const catalog = await (await fetch(new URL('shop/catalog.json', demo))).json();
  offered = { id, price: catalog.find((product) => product.id === id).price };
}

/** Nothing of an offer is on the page. */
async function silent(page) {
  await page.waitForTimeout(300);
  assert.equal(await shelf(page).getByRole('timer').count(), 0, 'no timer');
  assert.equal(await shelf(page).locator('.badge, .was').count(), 0, 'no badge, no price struck through');
}

test('an hour before its end an offer has price, badge, end in text and a timer', { skip }, async (t) => {
  await choose(t);
  await publish();
  const page = await open(t);
  await slot(page).locator('.timer').waitFor();
  assert.match(await slot(page).locator('.badge').textContent(), /50/);
  assert.match(await slot(page).locator('.was-price').textContent(), /£/);
  assert.match(await slot(page).locator('.ends').textContent(), /^Ends Dec 1, 12:00.AM UTC$/);
  assert.match(await slot(page).locator('.timer').textContent(), /^(1h|59m|1h 0m)/);
  assert.equal(await slot(page).getByRole('timer').getAttribute('aria-live'), 'off');
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => axe.run('setwise-shelf'));
  assert.deepEqual(found.violations.map((violation) => `${violation.id}: ${violation.nodes[0].html}`), []);
});

test('a reload, a new tab and cleared storage do not move the end', { skip }, async (t) => {
  await choose(t);
  await publish();
  const left = async (page) => {
    await slot(page).locator('.timer').waitFor();
    const [minutes] = /\d+(?=m)/.exec(await slot(page).locator('.timer').textContent()) ?? [0];
    return Number(minutes);
  };
  const page = await open(t, { device: END - HOUR / 2 });
  const ends = await slot(page).locator('.ends').textContent();
  const first = await left(page);
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
  await page.reload();
  await shelf(page).waitFor();
  assert.ok((await left(page)) <= first, 'a reload gives no time back');
  assert.equal(await slot(page).locator('.ends').textContent(), ends);
  const tab = await open(t, { device: END - HOUR / 4 });
  assert.equal(await slot(tab).locator('.ends').textContent(), ends);
  assert.ok((await left(tab)) <= 15);
});

for (const wrong of [-1, 1]) {
  test(`a device clock that is wrong by ${wrong} hour says nothing`, { skip }, async (t) => {
    await choose(t);
    await publish();
    const host = END - 2 * HOUR;
    const page = await open(t, { host, device: host + wrong * HOUR });
    await silent(page);
  });
}

test('over twenty hours before its end an offer has a date and no timer', { skip }, async (t) => {
  await choose(t);
  await publish();
  const page = await open(t, { device: END - 21 * HOUR });
  await slot(page).locator('.ends').waitFor();
  assert.equal(await slot(page).getByRole('timer').count(), 0);
});

test('the same end stands in the zone of each device, in winter time', { skip }, async (t) => {
  await choose(t);
  await publish();
  const texts = [];
  for (const timezoneId of ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata']) {
    const page = await open(t, { timezoneId });
    await slot(page).locator('.timer').waitFor();
    texts.push(await slot(page).locator('.ends').textContent());
    assert.match(await slot(page).locator('.timer').textContent(), /^(1h|59m)/, timezoneId);
  }
  assert.match(texts[0], /Dec 1.*1:00.AM.*(CET|GMT\+1)/);
  assert.match(texts[1], /Nov 30.*7:00.PM.*(EST|GMT-5)/);
  assert.match(texts[2], /Dec 1.*5:30.AM.*(IST|GMT\+5:30)/);
});

test('a stale snapshot says nothing', { skip }, async (t) => {
  await choose(t);
  await publish();
  await silent(await open(t, { change: (manifest) => ({ ...manifest, as_of: END / 1000 - 40 * 86_400 }) }));
});

test('at the end price, badge and slot go on an open page, and nothing starts anew', { skip }, async (t) => {
  await choose(t);
  await publish();
  const page = await open(t, { device: END - 70_000 });
  await slot(page).locator('.timer').waitFor();
  const price = await card(page).locator('.price').textContent();
  const height = await shelf(page).evaluate((element) => element.getBoundingClientRect().height);
  await page.clock.fastForward(15_000);
  await page.waitForFunction(() => /ends in 1 minute/.test(document.querySelector('setwise-shelf').shadowRoot.querySelector('.status').textContent));
  await page.clock.fastForward(60_000);
  await slot(page).locator('.badge').waitFor({ state: 'detached' });
  await page.waitForFunction(
    ([id, before]) => document.querySelector('setwise-shelf').shadowRoot.querySelector(`li[data-id="${CSS.escape(id)}"] .price`)?.textContent !== before,
    [offered.id, price],
  );
  assert.equal(await slot(page).evaluate((element) => element.childElementCount), 0);
  assert.match(await shelf(page).locator('.status').textContent(), /the offer has ended/);
  await page.clock.fastForward(3 * HOUR);
  await silent(page);
  assert.ok(Math.abs((await shelf(page).evaluate((element) => element.getBoundingClientRect().height)) - height) < height, 'the shelf stands');
});

test('a shopper hides the timer, and the end stays in text', { skip }, async (t) => {
  await choose(t);
  await publish();
  const page = await open(t);
  const hide = slot(page).getByRole('button', { name: 'Hide countdown' });
  const box = await hide.boundingBox();
  assert.ok(box.width >= 44 && box.height >= 44, 'a target of 44 px');
  await hide.click();
  assert.equal(await slot(page).locator('.timer').isVisible(), false);
  assert.ok(await slot(page).locator('.ends').isVisible());
  await slot(page).getByRole('button', { name: 'Show countdown' }).click();
  assert.ok(await slot(page).locator('.timer').isVisible());
});

test('without a lowest price of 30 days nothing is struck through', { skip }, async (t) => {
  await choose(t);
  await publish({ lowest: '', price: offered.price });
  const page = await open(t);
  await slot(page).locator('.ends').waitFor();
  assert.equal(await slot(page).locator('.was').count(), 0, 'no lowest price, no price struck through');
});

test('offers are loaded only where the manifest names some', { skip }, async (t) => {
  await choose(t);
  const page = await openPage(t, productPage(demo, seed.id), {
    prepare: (page) => page.route('**/snapshot/manifest.json', async (route) => {
      const response = await route.fetch();
      const { offers, ...manifest } = await response.json();
      return route.fulfill({ response, body: JSON.stringify(manifest) });
    }),
  });
  await shelf(page).waitFor();
  assert.deepEqual(page.watched.requests.filter((request) => /offers\/offers\.js|offers-[0-9a-f]+\.(wasm|js)/.test(request)), []);
});

test('a damaged file of offers costs the offers and nothing else, and is told', { skip }, async (t) => {
  await choose(t);
  await publish();
  for (const [name, body] of files) if (name.endsWith('.bin')) files.set(name, body.subarray(0, body.length - 1));
  const page = await open(t);
  await silent(page);
  const said = page.watched.complaints.splice(0);
  assert.equal(said.length, 1);
  assert.match(said[0], /offers failed.*damaged/);
});

/** Asks a Setwise of its own in the page for slates, and for the record of what a shelf has shown. */
const asked = (page, options) => page.evaluate(async ({ id, options }) => {
  const { createSetwise } = await import('/pkg/index.js');
  const setwise = await createSetwise({ manifest: '/snapshot/manifest.json', base: '/shop/', ...options });
  const slate = await setwise.recommend({ product: id });
  const element = document.body.appendChild(document.createElement('div'));
  const handle = await setwise.mount(element, { product: id });
  const evidence = setwise.exportOfferEvidence();
  handle.unmount();
  element.remove();
  return { items: slate.items, evidence, build: setwise.snapshot.build };
}, { id: seed.id, options });

test('a slate carries its offers, and what was shown is on record', { skip }, async (t) => {
  await choose(t);
  await publish();
  const page = await open(t);
  const { items, evidence, build } = await asked(page, {});
  const item = items.find(({ id }) => id === offered.id);
  assert.equal(item.offer.id, 'TEST-1');
  assert.equal(item.offer.ends, '2026-12-01T00:00:00.000Z');
  assert.equal(item.price.minor, item.offer.price.minor);
  assert.equal(item.offer.was.minor, offered.price);
  assert.deepEqual(items.filter(({ id, offer }) => id !== offered.id && offer !== null), []);
  assert.equal(evidence.length, 1);
  const { shownAt, ...record } = evidence[0];
  assert.deepEqual(record, { ...item.offer, product: offered.id, listed: record.listed, snapshot: build });
  assert.deepEqual([record.listed.minor, record.price.minor], [offered.price, item.price.minor]);
  assert.ok(Math.abs(Date.parse(shownAt) - (END - HOUR)) < 60_000, shownAt);
});

test('within 24 hours of an order: the shop attests it, and the window ends once', { skip }, async (t) => {
  await choose(t);
  await publish({ hours: 24 });
  const ordered = END - 48 * HOUR;
  const offerOf = async (device, options) => {
    const page = await open(t, { device });
    const { items } = await asked(page, options);
    return items.find(({ id }) => id === offered.id).offer;
  };
  const attested = { orderTime: new Date(ordered).toISOString() };
  assert.equal(await offerOf(ordered + HOUR, {}), null, 'no order, no window');
  assert.equal((await offerOf(ordered + HOUR, attested)).ends, new Date(ordered + 24 * HOUR).toISOString());
  assert.equal((await offerOf(ordered + 23 * HOUR, attested)).ends, new Date(ordered + 24 * HOUR).toISOString(), 'another visit, the same end');
  assert.equal(await offerOf(ordered + 25 * HOUR, attested), null, 'it does not come back');
  assert.equal(await offerOf(ordered + HOUR, { orderTime: '2026-11-29T00:00:00' }), null, 'a time without a zone is none');
});

for (const { name, starts, now, device, ends, told } of [
  { name: 'summer time ends', starts: '2026-10-20T00:00:00Z', now: '2026-10-20', device: '2026-10-25T00:30:00Z', ends: '2026-10-25T01:30:00Z', told: /Oct 25.*2:30.AM.*(CET|GMT\+1)$/ },
  { name: 'summer time begins', starts: '2027-03-20T00:00:00Z', now: '2027-03-20', device: '2027-03-28T00:30:00Z', ends: '2027-03-28T01:30:00Z', told: /Mar 28.*3:30.AM.*(CEST|GMT\+2)$/ },
]) {
  test(`an hour is an hour where ${name} before the end`, { skip }, async (t) => {
    await choose(t);
    await publish({ starts, ends }, now);
    const at = Date.parse(device);
    const page = await open(t, { device: at, timezoneId: 'Europe/Berlin', change: (manifest) => ({ ...manifest, as_of: at / 1000 - 3600 }) });
    await slot(page).locator('.timer').waitFor();
    assert.match(await slot(page).locator('.timer').textContent(), /^(1h|59m)/);
    assert.match(await slot(page).locator('.ends').textContent(), told);
    await page.clock.fastForward(HOUR + 2_000);
    await slot(page).locator('.badge').waitFor({ state: 'detached' });
  });
}

/**
 * Mounts a shelf of a Setwise of its own in the page, with a cart whose shop says of the offered product what `live` does, in place of the demo's.
 */
async function ownShelf(page, { live, options = {} } = {}) {
  await page.evaluate(async ({ seed, offered, live, options }) => {
    for (const other of document.querySelectorAll('setwise-shelf, #own')) other.remove();
    const { createSetwise } = await import('/pkg/index.js');
    const cart = { lines: () => [], add: async () => {}, live: async (products) => products.map(({ id }) => (id === offered && live ? { id, ...live } : { id })) };
    window.own = await createSetwise({ manifest: '/snapshot/manifest.json', base: '/shop/', cart, ...options });
    const place = document.body.appendChild(document.createElement('div'));
    place.id = 'own';
    await window.own.mount(place, { product: seed });
  }, { seed: seed.id, offered: offered.id, live, options });
  return page.locator(`#own li[data-id="${offered.id}"]`);
}

test('where the shop itself has another price nothing is claimed, and that price stands', { skip }, async (t) => {
  await choose(t);
  const half = Math.floor(offered.price / 2);
  await publish({ price: half });
  const same = await open(t);
  const kept = await ownShelf(same, { live: { price: { minor: half, currency: 'GBP' } } });
  await kept.locator('.offer .timer').waitFor();
  await same.waitForTimeout(300);
  assert.equal(await kept.locator('.offer .timer').count(), 1, 'a shop that agrees changes nothing');

  const page = await open(t);
  const differs = await ownShelf(page, { live: { price: { minor: half + 100, currency: 'GBP' } } });
  await differs.locator('.offer .badge').waitFor({ state: 'detached' });
  const money = (minor) => `£${(minor / 100).toFixed(2)}`;
  assert.equal(await differs.locator('.price').textContent(), money(half + 100));
  assert.equal(await differs.locator('.offer').evaluate((element) => element.childElementCount), 0);
});

test('within 24 hours of an order, on a shelf: one end, whenever it is looked at, and then none', { skip }, async (t) => {
  await choose(t);
  await publish({ hours: 24 });
  const ordered = END - 48 * HOUR;
  const options = { orderTime: new Date(ordered).toISOString() };
  const ends = [];
  for (const device of [ordered + 5 * HOUR, ordered + 23.99 * HOUR]) {
    const page = await open(t, { device });
    const shown = await ownShelf(page, { options });
    await shown.locator('.offer .timer').waitFor();
    ends.push(await shown.locator('.offer .ends').textContent());
    if (ends.length < 2) continue;
    await page.clock.fastForward(HOUR / 60);
    await shown.locator('.offer .badge').waitFor({ state: 'detached' });
    await page.clock.fastForward(3 * HOUR);
    await page.waitForTimeout(200);
    assert.equal(await shown.locator('.offer .ends').count(), 0, 'it ends once');
    const again = await ownShelf(page, { options });
    await again.waitFor();
    assert.equal(await again.locator('.offer .ends').count(), 0, 'a new visit does not begin it anew');
  }
  assert.equal(ends[0], ends[1]);
  assert.match(ends[0], /^Ends Nov 30, 12:00.AM UTC$/);
  const page = await open(t, { device: ordered + HOUR });
  const none = await ownShelf(page);
  await none.waitFor();
  await page.waitForTimeout(200);
  assert.equal(await none.locator('.offer .ends').count(), 0, 'a visit is no order');
});

test('free shipping has an end as well, on a card and for the whole shop, and goes with it', { skip }, async (t) => {
  await choose(t);
  await publish({ kind: 'free_shipping', price: 4_000, lowest: '' });
  const page = await open(t, { device: END - 30_000 });
  await slot(page).locator('.timer').waitFor();
  assert.equal(await slot(page).locator('.badge').textContent(), 'Free shipping from £40.00');
  assert.equal(await slot(page).locator('.was').count(), 0);
  const price = await card(page).locator('.price').textContent();
  await page.clock.fastForward(32_000);
  await slot(page).locator('.badge').waitFor({ state: 'detached' });
  assert.equal(await card(page).locator('.price').textContent(), price, 'no price went with it');

  await publish({ id: 'SHOP-1', product: '', kind: 'free_shipping', price: 4_000, lowest: '' });
  const whole = await open(t, { device: END - 30_000 });
  await ownShelf(whole);
  const { from, ends } = await whole.evaluate(() => window.own.shopOffer);
  assert.deepEqual([from.minor, ends], [4_000, '2026-12-01T00:00:00.000Z']);
  await whole.clock.fastForward(32_000);
  assert.equal(await whole.evaluate(() => window.own.shopOffer), null);
});
