// What follows a visit: nothing of it leaves the device, storage only with consent, tabs that agree, a gate that opens and closes.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { bestSeller, demo, openPage, productPage, shelf } from './harness.mjs';

const KEY = 'setwise.profile';
const { id } = await bestSeller(demo);
const others = (await (await fetch(new URL('shop/catalog.json', demo))).json()).filter((product) => product.inStock && product.id !== id);

/** A page of the shop's own whose module gives `window.setwise`. */
function own(options = 'mind: true', path = 'own.html') {
  const script = `import { createSetwise } from '/pkg/index.js';
    window.setwise = await createSetwise({ manifest: '/snapshot/manifest.json', base: '/shop/', ${options} });
    window.handle = await setwise.mount(document.getElementById('here'), { product: ${JSON.stringify(id)} });`;
  return async (page) => {
    await page.route('**/own.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
    await page.route(`**/${path}*`, (route) => route.fulfill({
      contentType: 'text/html',
      body: '<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><div id="here"></div><script type="module" src="/own.js"></script>',
    }));
  };
}

const openOwn = (t, options, path = 'own.html') => openPage(t, new URL(path, demo).href, { prepare: own(options, path.split('?')[0]) });

/** Waits until the mind is there, and gives what it explains. */
const explained = (page) => page.waitForFunction(() => window.setwise).then(() => page.evaluate(() => window.setwise.explain()));
const stored = (page) => page.evaluate((key) => localStorage.getItem(key), KEY);
const track = (page, event) => page.evaluate((event) => window.setwise.track(event), event);
/** Until what was tracked is known. */
const until = (page, what) => page.waitForFunction(async (what) => {
  const known = await window.setwise.explain();
  return Object.entries(what).every(([name, value]) => known.features[name] === value);
}, what);

test('a long visit asks for files of the shop and nothing else', async (t) => {
  const page = await openOwn(t);
  await explained(page);
  await page.evaluate(() => window.setwise.consent(true));
  const before = page.watched.requests.length;
  await track(page, { type: 'view', product: id });
  for (const { id } of others.slice(0, 8)) await track(page, { type: 'view', product: id });
  await track(page, { type: 'search' });
  await page.evaluate((id) => (globalThis.dataLayer ??= []).push({ event: 'add_to_cart', ecommerce: { items: [{ item_id: id }] } }), id);
  await track(page, { type: 'checkout' });
  await until(page, { views: 9, adds: 1, checkouts: 1, searches: 1 });
  await track(page, { type: 'purchase', product: id });
  await page.reload();
  const { visits, habits, stored } = await explained(page);
  assert.deepEqual([visits, habits > 0, stored], [1, true, true]);
  await page.goto(productPage(demo, others[0].id));
  await shelf(page).waitFor();
  await page.waitForLoadState('networkidle');
  const asked = page.watched.requests.slice(before);
  const known = /^GET \/(own\.(html|js)|(pkg|www|shop|snapshot)\/.*)$/;
  assert.deepEqual(asked.filter((request) => !known.test(request)), []);
  assert.ok(asked.some((request) => request.includes('/snapshot/')));
});

test('without consent nothing is written, and what was written goes with it', async (t) => {
  const page = await openOwn(t);
  await explained(page);
  await track(page, { type: 'view', product: id });
  await until(page, { views: 1 });
  assert.deepEqual(await page.evaluate(() => ({ ...localStorage })), {});
  assert.deepEqual(await page.evaluate(() => [document.cookie, sessionStorage.length]), ['', 0]);
  await page.evaluate(() => window.setwise.consent(true));
  assert.ok((await stored(page)).length > 20);
  await page.evaluate(() => window.setwise.consent(false));
  await track(page, { type: 'search' });
  await until(page, { searches: 1 });
  assert.equal(await stored(page), null);
});

test('a mistake in one track() is told to who made it, and later events are heard', async (t) => {
  const page = await openOwn(t, 'mind: true', undefined);
  await explained(page);
  const told = await page.evaluate(() => window.setwise.track({ type: 'nope' }).then(() => null, (error) => error.message));
  assert.match(told, /"nope"; expected one of view, /);
  await track(page, { type: 'view', product: id });
  await track(page, { type: 'search' });
  await until(page, { views: 1, searches: 1 });
});

test('forget() erases what is stored and what is known', async (t) => {
  const page = await openOwn(t);
  await explained(page);
  await page.evaluate(() => window.setwise.consent(true));
  await track(page, { type: 'purchase', product: id });
  await page.waitForFunction(async () => (await window.setwise.explain()).habits === 1);
  await page.evaluate(() => window.setwise.forget());
  assert.equal(await stored(page), null);
  const { events, habits } = await explained(page);
  assert.deepEqual([events, habits], [0, 0]);
});

test('where storage is denied the visit is followed in memory', async (t) => {
  const page = await openPage(t, new URL('own.html', demo).href, {
    prepare: async (page) => {
      await page.addInitScript(() => {
        Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });
      });
      await own()(page);
    },
  });
  await explained(page);
  await page.evaluate(() => window.setwise.consent(true));
  const before = await page.evaluate(() => window.setwise.intent);
  await track(page, { type: 'add', product: id });
  await until(page, { adds: 1 });
  assert.ok(await page.evaluate(() => window.setwise.intent) > before);
  await page.locator('#here[data-state="ready"]').waitFor();
});

test('two tabs know together what each has seen', async (t) => {
  const page = await openOwn(t);
  await explained(page);
  await page.evaluate(() => window.setwise.consent(true));
  const second = await page.context().newPage();
  await own()(second);
  await second.goto(new URL('own.html', demo).href);
  await explained(second);
  await track(second, { type: 'view', product: others[0].id });
  await until(page, { views: 1 });
  await track(page, { type: 'view', product: others[1].id });
  await until(second, { views: 2 });
  assert.equal((await explained(second)).visits, 1, 'one visit, not one a tab');
  await second.evaluate(() => window.setwise.forget());
  await page.waitForFunction(async () => (await window.setwise.explain()).events === 0);
});

/** Replays a recorded visit by its own clock, and tells what the shelf was behind each event. The model is the documented prior. */
async function replayed(t, name, intent) {
  const visit = JSON.parse(await readFile(new URL(`visits/${name}.json`, import.meta.url)));
  const options = `now: () => (window.clock ??= Date.UTC(2026, 4, 4, 19, 30)), mind: { observe: false, intent: ${intent} }`;
  const page = await openPage(t, new URL('own.html', demo).href, {
    prepare: async (page) => {
      await own(options)(page);
      await page.route('**/snapshot/manifest.json', async (route) => {
        const response = await route.fetch();
        const { intent, ...manifest } = await response.json();
        return route.fulfill({ response, body: JSON.stringify(manifest) });
      });
    },
  });
  await explained(page);
  const states = [];
  for (const { after, shelf, ...event } of visit) {
    await page.evaluate(async ({ after, event }) => {
      window.clock += after * 1000;
      await window.setwise.track(event);
    }, { after, event });
    await page.waitForFunction((state) => document.getElementById('here').dataset.state === state, shelf, { timeout: 3_000 }).catch(() => {});
    states.push(await page.locator('#here').getAttribute('data-state'));
  }
  return { states, recorded: visit.map(({ shelf }) => shelf) };
}

for (const name of ['wanders', 'buys']) {
  test(`a gate opens and closes on a recorded visit that ${name}`, async (t) => {
    const { states, recorded } = await replayed(t, name, '{ product: 0.2 }');
    assert.deepEqual(states, recorded);
  });
}

test('a shop that wants no gate has none', async (t) => {
  const { states } = await replayed(t, 'buys', 'false');
  assert.deepEqual(new Set(states), new Set(['ready']));
});

test('a new visitor gets the slate of anybody, who is known the own picks', async (t) => {
  const ask = (page) => page.evaluate(async () => (await window.setwise.recommend({ kind: 'for-you', product: window.asked })).items?.map((item) => item.id) ?? []);
  const seed = { initial: `window.asked = ${JSON.stringify(id)};` };
  const anybody = await openOwn(t, 'kinds: ["for-you"]');
  await anybody.waitForFunction(() => window.setwise && window.handle);
  await anybody.evaluate(seed.initial);
  const fresh = await openOwn(t);
  await explained(fresh);
  await fresh.evaluate(seed.initial);
  const plain = await ask(anybody);
  assert.ok(plain.length > 0);
  assert.deepEqual(await ask(fresh), plain);
  const liked = others.filter((product) => !plain.includes(product.id)).slice(20, 22).map((product) => product.id);
  for (const each of liked) {
    for (let again = 0; again < 3; again += 1) {
      await track(fresh, { type: 'view', product: each });
      await track(fresh, { type: 'add', product: each });
    }
    await track(fresh, { type: 'purchase', product: each });
  }
  await fresh.waitForFunction(async () => (await window.setwise.explain()).habits > 0);
  const own = await ask(fresh);
  assert.notDeepEqual(own, plain);
  assert.ok(own.some((each) => liked.includes(each)), `${own} has one of ${liked}`);
  const before = fresh.watched.requests.length;
  await ask(fresh);
  assert.equal(fresh.watched.requests.length, before, 'from the shards that are here');
});

test('a merchant sees why, a shopper never', async (t) => {
  const shopper = await openOwn(t);
  await explained(shopper);
  await shopper.waitForLoadState('networkidle');
  assert.equal(await shopper.locator('setwise-debug').count(), 0);
  assert.ok(!shopper.watched.requests.some((request) => request.includes('debug')));
  const [whole, ofHandle, ofElement, ofOther] = await shopper.evaluate(async () => {
    const of = async (shelf) => (await window.setwise.explain(shelf)).shelves;
    return [await of(), await of(window.handle), await of(document.getElementById('here')), await of('cart')];
  });
  assert.deepEqual([ofHandle, ofElement, ofOther], [whole, whole, []]);
  const [{ items, missing, withheld, rules, seeds }] = whole;
  assert.ok(items.length > 0 && items.every(({ score }) => score > 0));
  assert.deepEqual([missing, withheld, rules, seeds], [[], null, [], [id]]);
  const merchant = await openOwn(t, 'mind: { intent: { product: 0.999 } }', 'own.html?setwise=debug');
  const overlay = merchant.locator('setwise-debug');
  await overlay.getByText('Shelf: product, complete-set').waitFor();
  await overlay.getByText('intent', { exact: true }).waitFor();
  // The gate withholds it, and the overlay says which products.
  await overlay.getByText(/: low-intent$/).first().waitFor();
});
