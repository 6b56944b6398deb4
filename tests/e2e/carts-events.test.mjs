// The adapter for any other shop: its own scripts answer events of the document.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { shopifyShop } from '../shops/shopify.mjs';
import { adapter, call, lines, undo } from './carts.mjs';
import { openPage } from './harness.mjs';

async function open(t, { options, listen = true } = {}) {
  const shop = await shopifyShop(t, { snapshot: '/nowhere' });
  const page = await openPage(t, shop.address);
  if (listen) {
    await page.evaluate(() => {
      window.basket = [];
      const on = (name, answer) => document.addEventListener(`setwise:cart-${name}`, ({ detail }) => detail.respondWith(answer(detail)));
      on('lines', () => window.basket);
      on('add', async ({ lines }) => {
        if (lines.some(({ id }) => id === 'none')) throw Object.assign(new Error('Sold out'), { name: 'Refusal' });
        window.basket.push(...lines.map(({ id, quantity }) => ({ id, quantity })));
        return { undo: () => window.basket.splice(-lines.length) };
      });
      on('replace', ({ from, to }) => (window.basket = window.basket.map((line) => (line.id === from ? { id: to.id, quantity: line.quantity } : line))));
      on('live', ({ products }) => products.map(({ id }) => ({ id, gone: true })));
    });
  }
  await adapter(page, 'events', options);
  return page;
}

test('the page answers what a shelf asks', async (t) => {
  const page = await open(t, { options: { replace: true } });
  assert.deepEqual(await lines(page), []);
  assert.deepEqual(await call(page, 'add', { id: 'a', quantity: 2 }), { undo: true });
  await call(page, 'addAll', [{ id: 'b', quantity: 1 }, { id: 'c', quantity: 1 }]);
  assert.deepEqual(await lines(page), [{ id: 'a', quantity: 2 }, { id: 'b', quantity: 1 }, { id: 'c', quantity: 1 }]);
  await undo(page);
  await call(page, 'replace', { from: 'a', to: { id: 'd' } });
  assert.deepEqual(await lines(page), [{ id: 'd', quantity: 2 }]);
  assert.deepEqual(await call(page, 'add', { id: 'none', quantity: 1 }), { name: 'Refusal', message: 'Sold out' });
  assert.deepEqual(await call(page, 'live', [{ id: 'a' }]), [{ id: 'a', gone: true }]);
  await page.evaluate(() => document.dispatchEvent(new CustomEvent('setwise:cart-changed')));
  assert.equal(await page.evaluate(() => window.changes), 1);
});

test('where nobody answers, the cart is empty, prices are the snapshot\'s, and an add says what is missing', async (t) => {
  const page = await open(t, { listen: false });
  assert.deepEqual(await lines(page), []);
  assert.deepEqual(await call(page, 'live', [{ id: 'a' }]), []);
  assert.match((await call(page, 'add', { id: 'a', quantity: 1 })).message, /setwise:cart-add; a listener has to call event\.detail\.respondWith/);
  assert.equal(await page.evaluate(() => 'replace' in window.cart), false, 'switching is not offered');
});
