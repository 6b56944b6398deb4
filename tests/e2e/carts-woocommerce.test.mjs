// The WooCommerce adapter against a shop that keeps strictly to the documented Store API.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { good, goods } from '../shops/goods.mjs';
import { wooShop } from '../shops/woocommerce.mjs';
import { adapter, call, heard, lines, openTab, undo } from './carts.mjs';
import { openPage } from './harness.mjs';

const item = (title) => ({ id: String(good(title).id), url: `https://shop.example/product/${good(title).handle}`, title });
const one = (title, quantity = 1) => ({ id: String(good(title).id), quantity, product: item(title) });
const stockOf = (shop, title, stock) => Object.assign(shop.goods.find((each) => each.title === title), { stock });

/** A shop without a snapshot, its page, and the adapter in it. */
async function open(t, { provoked, adapterOptions, ...options } = {}) {
  const shop = await wooShop(t, { snapshot: '/nowhere', ...options });
  const page = await openPage(t, shop.address, { provoked });
  await adapter(page, 'woocommerce', adapterOptions);
  t.after(() => assert.deepEqual(shop.breaches, [], 'the documented contract is kept'));
  return { shop, page };
}

test('adds with the nonce of the first look, and takes back what was added', async (t) => {
  const { shop, page } = await open(t);
  shop.put({ id: good('Tripod').id, quantity: 2 });
  assert.deepEqual(await call(page, 'add', one('Tripod')), { undo: true });
  assert.deepEqual(shop.cart(), [[502, 3]]);
  assert.deepEqual(await lines(page), [{ id: '502', quantity: 3 }]);
  assert.equal(await page.locator('#mini-cart').textContent(), '1', 'the mini cart was told');
  await undo(page);
  assert.deepEqual(shop.cart(), [[502, 2]]);
  const posts = shop.requests.filter((request) => request.startsWith('POST'));
  assert.deepEqual(posts, ['POST /wp-json/wc/store/v1/cart/add-item', 'POST /wp-json/wc/store/v1/cart/update-item']);
});

test('a nonce that grew old is renewed by the answer that says so; without one the cart is looked at first', async (t) => {
  const { shop, page } = await open(t, { provoked: [/403/] });
  shop.age();
  assert.deepEqual(await call(page, 'add', one('Tripod')), { undo: true });
  shop.age();
  assert.deepEqual(await call(page, 'addAll', [one('Strap'), one('Filter')]), { undo: true });
  assert.equal(shop.cart().length, 3);
  await page.evaluate(async (line) => {
    const { woocommerce } = await import('/pkg/carts/woocommerce.js');
    await woocommerce().add(line);
  }, one('Flash'));
  assert.equal(shop.cart().length, 4);
});

test('a nonce that is never taken is a failure after one more try, and no loop', async (t) => {
  const { shop, page } = await open(t, { provoked: [/403/] });
  shop.fault = (request, answer) => {
    shop.age();
    return answer(request);
  };
  const failed = await call(page, 'add', one('Tripod'));
  assert.equal(failed.name, 'Error', 'that is nothing to tell a shopper');
  assert.match(failed.message, /403.*invalid_nonce/);
  assert.equal(shop.requests.filter((request) => request.endsWith('add-item')).length, 2);
});

test('a bundle is one batch, and none of it stays if a part is sold out', async (t) => {
  const { shop, page } = await open(t);
  const three = ['Tripod', 'Strap', 'Filter'].map((title) => one(title));
  await call(page, 'addAll', three);
  assert.deepEqual(shop.requests.filter((request) => request.startsWith('POST')), ['POST /wp-json/wc/store/v1/batch']);
  assert.equal(shop.cart().length, 3);
  await undo(page);
  assert.deepEqual(shop.cart(), []);

  stockOf(shop, 'Strap', 0);
  assert.deepEqual(await call(page, 'addAll', three), { name: 'Refusal', message: 'You cannot add "Strap" to the cart because the product is out of stock.' });
  assert.deepEqual(shop.cart(), [], 'what the batch had put in is out again');
});

test('what is sold out, or not that often there, is refused in the words of the shop', async (t) => {
  const { shop, page } = await open(t, { provoked: [/400/] });
  stockOf(shop, 'Strap', 1);
  await call(page, 'add', one('Strap'));
  const refused = await call(page, 'add', one('Strap'));
  assert.equal(refused.name, 'Refusal');
  assert.match(refused.message, /^You cannot add that amount of "Strap" .*\(1 remaining\)\.$/);
  shop.goods.find(({ title }) => title === 'Filter').any = true;
  assert.match((await call(page, 'add', one('Filter'))).message, /Missing attributes/);
  assert.deepEqual(await call(page, 'add', { ...one('Filter'), options: { Size: '52 mm' } }), { undo: true });
  assert.match((await call(page, 'add', { id: '99', quantity: 1 })).message, /cannot be added/);
  assert.deepEqual(shop.cart(), [[505, 1], [506, 1]]);
});

test('a conflict brings the cart along: what another tab has taken out is out', async (t) => {
  const { shop, page } = await open(t, { provoked: [/409/] });
  shop.put({ id: good('Tripod').id, quantity: 1 });
  shop.fault = (request, answer) => {
    // Between the look and the removal.
    if (request.path.endsWith('remove-item')) shop.empty();
    return answer(request);
  };
  await call(page, 'add', one('Strap'));
  await undo(page);
  assert.deepEqual(shop.cart(), []);
});

test('switching replaces the line in its quantity; if either half fails nothing has changed', async (t) => {
  const { shop, page } = await open(t, { provoked: [/400/, /500/] });
  shop.put({ id: good('Tripod').id, quantity: 2 });
  const change = { from: '502', to: one('Flash') };
  await call(page, 'replace', change);
  assert.deepEqual(shop.cart(), [[509, 2]]);
  await undo(page);
  assert.deepEqual(shop.cart(), [[502, 2]]);

  stockOf(shop, 'Flash', 1);
  assert.equal((await call(page, 'replace', change)).name, 'Refusal');
  assert.deepEqual(shop.cart(), [[502, 2]]);
  stockOf(shop, 'Flash', 5);
  let failing = true;
  shop.fault = (request, answer) => {
    if (!request.path.endsWith('remove-item') || !failing) return answer(request);
    failing = false;
    return { status: 500, body: { code: 'internal_server_error', message: 'There has been a critical error' } };
  };
  assert.match((await call(page, 'replace', change)).message, /500/);
  assert.deepEqual(shop.cart(), [[502, 2]]);
});

test('taps at once are done one after another, whichever adapter they came by', async (t) => {
  const { shop, page } = await open(t);
  let running = 0;
  shop.fault = async (request, answer) => {
    if (request.method !== 'POST') return answer(request);
    running += 1;
    assert.equal(running, 1, 'never two changes at a time');
    await new Promise((done) => setTimeout(done, 80));
    running -= 1;
    return answer(request);
  };
  await page.evaluate(async (taps) => {
    const { woocommerce } = await import('/pkg/carts/woocommerce.js');
    await Promise.all(taps.map((tap, place) => (place % 2 ? window.cart : woocommerce()).add(tap)));
  }, ['Tripod', 'Strap', 'Tripod', 'Filter'].map((title) => one(title)));
  assert.deepEqual(Object.fromEntries(shop.cart()), { 502: 2, 505: 1, 506: 1 });
});

test('an answer that hangs after the shop has done it counts as done', { timeout: 60_000 }, async (t) => {
  const { shop, page } = await open(t);
  shop.fault = (request, answer) => {
    if (request.method !== 'POST') return answer(request);
    shop.fault = null;
    answer(request);
    return 'hang';
  };
  assert.deepEqual(await call(page, 'add', one('Tripod')), { undo: true });
  assert.deepEqual(shop.cart(), [[502, 1]]);
});

test('offline is refused at once and nothing is kept for later', async (t) => {
  const { shop, page } = await open(t);
  await page.context().setOffline(true);
  assert.match((await call(page, 'add', one('Tripod'))).message, /offline/);
  await page.context().setOffline(false);
  assert.deepEqual(await lines(page), []);
  assert.deepEqual(shop.cart(), []);
});

test('another tab and the shop\'s own scripts change the cart, and the page hears of it; its own telling it does not', async (t) => {
  const { shop, page } = await open(t);
  const tab = await openTab(page);
  await adapter(tab, 'woocommerce');
  const before = await page.evaluate(() => window.changes);
  await call(tab, 'add', one('Tripod'));
  await heard(page, before + 1);
  assert.deepEqual(await lines(page), [{ id: '502', quantity: 1 }]);

  shop.put({ id: good('Strap').id, quantity: 1 });
  const last = await page.evaluate(() => {
    document.body.dispatchEvent(new CustomEvent('wc-blocks_added_to_cart', { bubbles: true, detail: { preserveCartData: false } }));
    return window.changes;
  });
  await heard(page, last);
  assert.equal((await lines(page)).length, 2);
  const changes = await page.evaluate(() => window.changes);
  await call(page, 'add', one('Filter'));
  assert.equal(await page.evaluate(() => window.changes), changes + 1, 'once for what it did itself');
});

test('a shop without pretty addresses is found behind its parameter', async (t) => {
  const { shop, page } = await open(t, { parameter: true });
  await call(page, 'add', one('Tripod'));
  assert.deepEqual(shop.cart(), [[502, 1]]);
  assert.equal((await call(page, 'live', [item('Strap')]))[0].price.minor, 4499);
  assert.ok(shop.requests.every((request) => request.endsWith(' /index.php')), shop.requests.join());
});

test('SKUs are asked for once', async (t) => {
  const { shop, page } = await open(t, { adapterOptions: { id: 'sku' } });
  const bySku = (title) => ({ id: good(title).sku, quantity: 1, product: { ...item(title), id: good(title).sku } });
  await call(page, 'live', [bySku('Tripod').product]);
  await call(page, 'add', bySku('Tripod'));
  await call(page, 'add', bySku('Strap'));
  assert.deepEqual(await lines(page), [{ id: 'CAM-2', quantity: 1 }, { id: 'CAM-5', quantity: 1 }]);
  assert.equal(shop.requests.filter((request) => request.endsWith('/products')).length, 2);
  assert.match((await call(page, 'add', { id: 'NONE', quantity: 1 })).message, /no product with the SKU NONE/);
});

test('live truth in one request: sold out, gone, dearer, with options; variations in a second', async (t) => {
  const change = (goods) => {
    goods[1].stock = 0;
    goods[2].unpublished = true;
    goods[3].cents = 99_900;
    Object.assign(goods[4], { options: true, range: { min_amount: '1000', max_amount: '2000' } });
    goods[5].variation = true;
  };
  const { shop, page } = await open(t, { change });
  const asked = shop.requests.length;
  const found = await call(page, 'live', goods.slice(1, 7).map(({ title }) => item(title)));
  assert.equal(shop.requests.length - asked, 2);
  const byId = Object.fromEntries(found.map(({ id, ...rest }) => [id, rest]));
  const pounds = (minor) => ({ minor, currency: 'GBP', formatted: `£${(minor / 100).toFixed(2)}` });
  assert.equal(byId[501].gone, true);
  assert.deepEqual(byId[502], { gone: true });
  assert.deepEqual(byId[503], { gone: false, price: pounds(99_900), needsOptions: false });
  assert.deepEqual(byId[504], { gone: false, price: null, needsOptions: true });
  assert.deepEqual(byId[505], { gone: false, price: pounds(4499), needsOptions: false });
  assert.deepEqual(byId[506], { gone: false, price: pounds(4999), needsOptions: false });
});

test('a shop that shows no decimals still has prices in the currency\'s own minor unit', async (t) => {
  const { page } = await open(t, { digits: 0, change: (goods) => (goods[5].cents = 4500) });
  assert.deepEqual((await call(page, 'live', [item('Strap')]))[0].price, { minor: 4500, currency: 'GBP', formatted: '£45.00' });
});
