// The Shopify adapter against a storefront that keeps strictly to the documented Ajax API.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { good, goods } from '../shops/goods.mjs';
import { shopifyShop } from '../shops/shopify.mjs';
import { adapter, call, heard, lines, openTab, undo } from './carts.mjs';
import { openPage } from './harness.mjs';

const item = (title) => {
  const { sku, handle } = good(title);
  return { id: sku, url: `https://shop.example/products/${handle}`, title };
};
const one = (title, quantity = 1) => ({ id: good(title).sku, quantity, product: item(title) });

/** A shop without a snapshot, its page, and the adapter in it. */
async function open(t, { provoked, adapterOptions, ...options } = {}) {
  const shop = await shopifyShop(t, { snapshot: '/nowhere', ...options });
  const page = await openPage(t, shop.address, { provoked });
  await adapter(page, 'shopify', adapterOptions);
  t.after(() => assert.deepEqual(shop.breaches, [], 'the documented contract is kept'));
  return { shop, page };
}

test('adds by the SKU of the snapshot, and takes back what was added', async (t) => {
  const { shop, page } = await open(t);
  shop.put({ id: good('Tripod').variant, quantity: 2 });
  assert.deepEqual(await call(page, 'add', one('Tripod')), { undo: true });
  assert.deepEqual(shop.cart(), [['CAM-2', 3]]);
  assert.deepEqual(await lines(page), [{ id: 'CAM-2', quantity: 3 }]);
  await undo(page);
  assert.deepEqual(shop.cart(), [['CAM-2', 2]], 'what was there before stays');
});

test('a bundle is one call, and none of it stays if a part is sold out', async (t) => {
  const { shop, page } = await open(t, { provoked: [/422/] });
  const three = ['Tripod', 'Strap', 'Filter'].map((title) => one(title));
  await call(page, 'addAll', three);
  assert.equal(shop.requests.filter((request) => request === 'POST /cart/add.js').length, 1);
  assert.equal(shop.cart().length, 3);
  await undo(page);
  assert.deepEqual(shop.cart(), []);

  shop.goods.find(({ title }) => title === 'Filter').stock = 0;
  const refused = await call(page, 'addAll', three);
  assert.deepEqual(refused, { name: 'Refusal', message: "The product 'Filter' is already sold out." });
  assert.deepEqual(shop.cart(), [], 'what the shop had put in before it refused is out again');
});

test('what is sold out at the add is refused in the words of the shop', async (t) => {
  const { shop, page } = await open(t, { provoked: [/422/] });
  shop.goods.find(({ title }) => title === 'Strap').stock = 1;
  await call(page, 'add', one('Strap'));
  assert.deepEqual(await call(page, 'add', one('Strap')), { name: 'Refusal', message: 'The maximum quantity of this item is already in your cart.' });
  assert.deepEqual(await call(page, 'add', one('Strap', 2)), { name: 'Refusal', message: 'The maximum quantity of this item is already in your cart.' });
  assert.deepEqual(shop.cart(), [['CAM-5', 1]]);
  await call(page, 'add', one('Tripod', 9));
  assert.deepEqual(shop.cart(), [['CAM-5', 1]], 'the five that there were are not kept for nine that were asked for');
});

test('switching replaces the line in its quantity; if either half fails nothing has changed', async (t) => {
  const { shop, page } = await open(t, { provoked: [/422/, /500/] });
  shop.put({ id: good('Tripod').variant, quantity: 2 });
  const change = { from: good('Tripod').sku, to: one('Flash') };
  await call(page, 'replace', change);
  assert.deepEqual(shop.cart(), [['CAM-9', 2]]);
  await undo(page);
  assert.deepEqual(shop.cart(), [['CAM-2', 2]]);

  shop.goods.find(({ title }) => title === 'Flash').stock = 1;
  assert.equal((await call(page, 'replace', change)).name, 'Refusal');
  assert.deepEqual(shop.cart(), [['CAM-2', 2]], 'the second cannot be had');

  shop.goods.find(({ title }) => title === 'Flash').stock = 5;
  shop.fault = (request, answer) => {
    if (!request.path.endsWith('change.js')) return answer(request);
    shop.fault = null;
    return { status: 500, body: '<h1>Sorry</h1>' };
  };
  assert.match((await call(page, 'replace', change)).message, /no JSON/);
  assert.deepEqual(shop.cart(), [['CAM-2', 2]], 'the first cannot be given back');

  assert.match((await call(page, 'replace', { from: 'CAM-1', to: one('Flash') })).message, /CAM-1 is not in the cart/);
  assert.deepEqual(shop.cart(), [['CAM-2', 2]]);
});

test('taps at once are done one after another', async (t) => {
  const { shop, page } = await open(t);
  let running = 0;
  shop.fault = async (request, answer) => {
    if (request.method !== 'POST') return answer(request);
    running += 1;
    assert.equal(running, 1, 'never two changes at a time');
    await new Promise((done) => setTimeout(done, 100));
    running -= 1;
    return answer(request);
  };
  await page.evaluate(async (taps) => {
    // Two shelves may each have an adapter of their own.
    const { shopify } = await import('/pkg/carts/shopify.js');
    await Promise.all(taps.map((tap, place) => (place % 2 ? window.cart : shopify()).add(tap)));
  }, ['Tripod', 'Strap', 'Tripod', 'Filter'].map((title) => one(title)));
  assert.deepEqual(Object.fromEntries(shop.cart()), { 'CAM-2': 2, 'CAM-5': 1, 'CAM-6': 1 });
});

test('an answer that hangs after the shop has done it counts as done, one before as failed', { timeout: 60_000 }, async (t) => {
  const { shop, page } = await open(t);
  shop.fault = (request, answer) => {
    if (request.method !== 'POST') return answer(request);
    shop.fault = null;
    answer(request);
    return 'hang';
  };
  assert.deepEqual(await call(page, 'add', one('Tripod')), { undo: true });
  assert.deepEqual(shop.cart(), [['CAM-2', 1]]);

  shop.fault = (request, answer) => (request.method === 'POST' ? 'hang' : answer(request));
  const before = Date.now();
  const failed = call(page, 'add', one('Strap'));
  // Waiting for what hangs, this one would be done when nobody expects it any more.
  const second = call(page, 'add', one('Filter'));
  assert.equal((await failed).name, 'TimeoutError');
  assert.match((await second).message, /busy/);
  assert.ok(Date.now() - before < 20_000, 'before the widget gives up');
  assert.deepEqual(shop.cart(), [['CAM-2', 1]]);
});

test('a connection that breaks, a page instead of JSON and too many requests are failures that leave the cart as it was', async (t) => {
  const { shop, page } = await open(t, { provoked: [/429/, /500/, /Failed to load/, /failed: .*add\.js/] });
  for (const [fault, says] of [
    [{ status: 429, body: { status: 429, description: 'Slow down' } }, /429: Slow down/],
    [{ status: 500, body: '<h1>Sorry</h1>' }, /no JSON/],
    [{ status: 200, body: '<form action="/password">' }, /no JSON/],
  ]) {
    shop.fault = (request, answer) => (request.path.endsWith('add.js') ? fault : answer(request));
    const failed = await call(page, 'add', one('Tripod'));
    assert.equal(failed.name, 'Error');
    assert.match(failed.message, says);
  }
  shop.fault = null;
  await page.route('**/cart/add.js', (route) => route.abort('connectionreset'));
  assert.equal((await call(page, 'add', one('Tripod'))).name, 'TypeError');
  assert.deepEqual(shop.cart(), []);
});

test('offline is refused at once and nothing is kept for later', async (t) => {
  const { shop, page } = await open(t);
  await page.context().setOffline(true);
  const asked = shop.requests.length;
  assert.match((await call(page, 'add', one('Tripod'))).message, /offline/);
  const told = await page.evaluate(() => window.changes);
  await page.context().setOffline(false);
  await heard(page, told + 1);
  assert.deepEqual(await lines(page), []);
  assert.deepEqual(shop.requests.slice(asked), ['GET /cart.js']);
});

test('another tab, the theme and its standard event change the cart, and the page hears of it', async (t) => {
  const { shop, page } = await open(t);
  const tab = await openTab(page);
  await adapter(tab, 'shopify');
  const before = await page.evaluate(() => window.changes);
  await call(tab, 'add', one('Tripod'));
  await heard(page, before + 1);
  assert.deepEqual(await lines(page), [{ id: 'CAM-2', quantity: 1 }]);

  const again = await page.evaluate(() => window.changes);
  await page.locator('#theme-add').click();
  await heard(page, again + 1);
  assert.deepEqual((await lines(page)).map(({ id }) => id), ['CAM-9', 'CAM-2']);

  shop.put({ id: good('Strap').variant, quantity: 1 });
  const last = await page.evaluate(() => {
    const event = new CustomEvent('shopify:cart:lines-update', { bubbles: true });
    event.promise = new Promise((done) => setTimeout(done, 50));
    document.body.dispatchEvent(event);
    return window.changes;
  });
  await heard(page, last + 1);
  assert.equal((await lines(page)).length, 3);

  await page.evaluate(() => {
    window.stop();
    window.changes = 0;
  });
  await call(tab, 'add', one('Filter'));
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => window.changes), 0, 'a subscription that has ended is silent');
});

test('a line that a shopper made personal is neither counted nor touched', async (t) => {
  const { shop, page } = await open(t);
  shop.put({ id: good('Strap').variant, quantity: 1, properties: { engraving: 'A. L.' } });
  await call(page, 'add', one('Strap'));
  await undo(page);
  assert.deepEqual(shop.cart(), [['CAM-5', 1]]);
  assert.deepEqual(await lines(page), [{ id: 'CAM-5', quantity: 1 }]);
  assert.match((await call(page, 'replace', { from: 'CAM-5', to: one('Flash') })).message, /personal/);
  assert.deepEqual(shop.cart(), [['CAM-5', 1]]);
});

test('sections come with the change and stand in the page, unless the page puts them there', async (t) => {
  const { page } = await open(t, { adapterOptions: { sections: ['cart-drawer', 'none'] } });
  await call(page, 'add', one('Tripod'));
  assert.equal(await page.locator('#drawer').textContent(), '1 in the cart');
  const given = await page.evaluate(() => new Promise((resolve) => {
    document.addEventListener('setwise:sections', (event) => {
      event.preventDefault();
      resolve(Object.keys(event.detail.sections));
    }, { once: true });
    window.undo();
  }));
  assert.deepEqual(given, ['cart-drawer', 'none']);
  assert.equal(await page.locator('#drawer').textContent(), '1 in the cart');
});

test('addresses follow the storefront of the shopper\'s language', async (t) => {
  const { shop, page } = await open(t, { root: '/de/' });
  await call(page, 'add', one('Tripod'));
  assert.deepEqual(shop.cart(), [['CAM-2', 1]]);
  assert.ok(shop.requests.every((request) => request.includes(' /de/')), shop.requests.join());
});

test('live truth: sold out, gone, dearer, with options, by subscription, in another currency', async (t) => {
  const change = (goods) => {
    const [, card, tripod, bag, battery, strap] = goods;
    card.stock = 0;
    tripod.unpublished = true;
    bag.cents = 99_900;
    const sizes = (each, prices) => prices.map((cents, place) =>
      ({ id: each.variant + 100 * (place + 1), sku: `${each.sku}-${place}`, title: `Size ${place}`, options: [`Size ${place}`], cents, stock: 1 }));
    battery.variants = sizes(battery, [1000, 2000]);
    strap.plan = true;
  };
  const { shop, page } = await open(t, { change, provoked: [/404/] });
  const found = await call(page, 'live', goods.slice(1, 7).map(({ title }) => item(title)));
  const byId = Object.fromEntries(found.map(({ id, ...rest }) => [id, rest]));
  const pounds = (minor) => ({ minor, currency: 'GBP', formatted: `£${(minor / 100).toFixed(2)}` });
  assert.equal(byId['CAM-1'].gone, true);
  assert.deepEqual(byId['CAM-2'], { gone: true });
  assert.deepEqual(byId['CAM-3'], { gone: false, price: pounds(99_900), needsOptions: false });
  assert.deepEqual(byId['CAM-4'], { gone: false, price: null, needsOptions: true });
  assert.equal(byId['CAM-5'].needsOptions, true);
  assert.deepEqual(byId['CAM-6'], { gone: false, price: pounds(4999), needsOptions: false });

  // A size is known by its own SKU, or by its address.
  const size = { id: 'CAM-4-1', url: 'https://shop.example/products/spare-battery' };
  assert.deepEqual((await call(page, 'live', [size]))[0].price, pounds(2000));
  assert.match((await call(page, 'add', one('Spare battery'))).message, /needs a choice/);
  await call(page, 'add', { ...one('Spare battery'), options: { Size: 'Size 1' } });
  assert.deepEqual(shop.cart(), [['CAM-4-1', 1]]);

  const yen = await shopifyShop(t, { snapshot: '/nowhere', currency: 'JPY' });
  const other = await openPage(t, yen.address);
  await adapter(other, 'shopify', { locale: 'en' });
  const [strapLive] = await call(other, 'live', [item('Strap')]);
  assert.deepEqual(strapLive.price, { minor: 45, currency: 'JPY', formatted: '¥45' }, 'hundredths, although the yen has none');
});

test('live truth of many products keeps to four requests at a time, and one that fails leaves the others', async (t) => {
  const { shop, page } = await open(t, { provoked: [/500/] });
  let [running, most] = [0, 0];
  shop.fault = async (request, answer) => {
    if (request.path.includes('strap')) return { status: 500, body: '' };
    running += 1;
    most = Math.max(most, running);
    await new Promise((done) => setTimeout(done, 60));
    running -= 1;
    return answer(request);
  };
  const found = await call(page, 'live', goods.map(({ title }) => item(title)));
  assert.equal(found.length, goods.length - 1);
  assert.equal(most, 4);
  const asked = shop.requests.length;
  await call(page, 'live', goods.slice(0, 3).map(({ title }) => item(title)));
  assert.equal(shop.requests.length, asked, 'an answer of this minute is not asked for again');
});
