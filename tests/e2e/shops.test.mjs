// The whole way: exports → train → serve → a shelf in a real browser → the shop's cart. On the synthetic demo shop and
// on a real shop's raw orders.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { test } from 'node:test';

import axe from 'axe-core';

import { bestSeller, DESKTOP, demo, noOnlineRetail, onlineRetail, openPage, PHONE, productPage, shelf, watchShifts } from './harness.mjs';

const shops = [
  { name: 'demo shop', address: demo, skip: false },
  { name: 'online-retail', address: onlineRetail, skip: noOnlineRetail },
];

/** Pictures for a person to look at; the folder is not kept under version control. */
async function screenshot(page, name) {
  const folder = new URL('../../target/screenshots/', import.meta.url);
  await mkdir(folder, { recursive: true });
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: new URL(`${name.replaceAll(' ', '-')}.png`, folder).pathname, fullPage: true });
}

for (const { name, address, skip } of shops) {
  test(`${name}: a recommended product goes into the cart and leaves the shelf`, { skip }, async (t) => {
    const product = await bestSeller(address);
    const page = await openPage(t, productPage(address, product.id));
    const shown = shelf(page);
    await shown.waitFor();

    const cards = shown.getByRole('listitem');
    const ids = await cards.evaluateAll((items) => items.map((item) => item.dataset.id));
    assert.ok(ids.length >= 3 && ids.length <= 6, `3 to 6 cards, not ${ids.length}`);
    assert.ok(!ids.includes(product.id), 'the product itself is not recommended');
    assert.equal(new Set(ids).size, ids.length, 'no product twice');
    await screenshot(page, `${name} 360 light`);

    const added = page.evaluate(
      () => new Promise((resolve) => document.addEventListener('setwise:add', (event) => resolve(event.detail), { once: true })),
    );
    await cards.first().getByRole('button').click();
    const detail = await added;
    assert.equal(detail.id, ids[0]);
    assert.equal(detail.index, 0);
    const lines = await page.evaluate(() => JSON.parse(localStorage['setwise-demo.cart']).lines);
    assert.deepEqual(lines, [{ id: ids[0], quantity: 1 }]);
    assert.equal(await page.locator('#cart-count').textContent(), '1');

    // What is in the cart is not recommended on a fresh page.
    await page.reload();
    await shelf(page).waitFor();
    const later = await shelf(page).getByRole('listitem').evaluateAll((items) => items.map((item) => item.dataset.id));
    assert.ok(!later.includes(ids[0]), 'what is in the cart does not come back');
  });

  test(`${name}: the cart is the seed of its own shelf`, { skip }, async (t) => {
    const product = await bestSeller(address);
    const page = await openPage(t, productPage(address, product.id));
    await page.locator('#add-to-cart').click();
    await shelf(page).waitFor();
    await page.locator('#cart-link').click();
    await page.getByRole('dialog').getByRole('link', { name: 'View cart' }).click();
    await page.waitForURL('**/cart.html');
    const shown = shelf(page);
    await shown.waitFor();
    const before = await shown.getByRole('listitem').first().getAttribute('data-id');
    await shown.getByRole('listitem').first().getByRole('button').click();
    // The cart has a second line and the shelf, in place, another slate.
    await page.locator('.line').nth(1).waitFor();
    await page.waitForFunction(
      (id) => !document.querySelector('setwise-shelf').shadowRoot.querySelector(`li[data-id="${CSS.escape(id)}"]`),
      before,
    );
  });

  test(`${name}: only snapshot files are fetched, and each once`, { skip }, async (t) => {
    const product = await bestSeller(address);
    const page = await openPage(t, productPage(address, product.id));
    await shelf(page).waitFor();
    await page.waitForLoadState('networkidle');
    const loaded = page.watched.requests.length;
    await shelf(page).getByRole('listitem').first().getByRole('button').click();
    await page.waitForTimeout(500);
    const after = page.watched.requests.slice(loaded);
    const foreign = after.filter((request) => !/^GET .*\/(snapshot|shop\/images)\//.test(request));
    assert.deepEqual(foreign, [], 'after the page has loaded, nothing but snapshot files and pictures is asked for');
    const shards = page.watched.requests.filter((request) => request.endsWith('.bin'));
    assert.equal(new Set(shards).size, shards.length, 'no shard is fetched twice');
    assert.ok(shards.length >= 1);
  });

  for (const [device, viewport] of [['360', PHONE], ['1280', DESKTOP]]) {
    for (const colorScheme of ['light', 'dark']) {
      test(`${name}: at ${device} px, ${colorScheme}, nothing moves, overflows or shuts anyone out`, { skip }, async (t) => {
        const product = await bestSeller(address);
        const options = { viewport, colorScheme, prepare: watchShifts };
        const page = await openPage(t, productPage(address, product.id), options);
        await shelf(page).waitFor();
        await shelf(page).scrollIntoViewIfNeeded();
        await page.waitForTimeout(300);
        assert.ok((await page.evaluate(() => window.shifted)) < 0.005, 'nothing moves by itself');
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.equal(overflow, 0, 'the page is not wider than the screen');
        const small = await shelf(page)
          .getByRole('button')
          .evaluateAll((buttons) =>
            buttons.map((button) => button.getBoundingClientRect()).filter((box) => box.width && (box.height < 44 || box.width < 44)).length,
          );
        assert.equal(small, 0, 'targets are at least 44 px');
        await page.evaluate(axe.source);
        const found = await page.evaluate(() => axe.run('setwise-shelf'));
        assert.deepEqual(found.violations.map((violation) => `${violation.id}: ${violation.nodes[0].html}`), []);
        await screenshot(page, `${name} ${device} ${colorScheme}`);
      });
    }
  }
}
