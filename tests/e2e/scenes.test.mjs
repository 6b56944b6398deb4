// The scenes of the demo shop: one click each from the front page, and what the shopper then sees and does.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import axe from 'axe-core';

import { demo, DESKTOP, openPage, PHONE, slowPhone, watchShifts } from './harness.mjs';

const lines = (page) => page.evaluate(() => JSON.parse(localStorage['setwise-demo.cart'] ?? '{"lines":[]}').lines);

/** One click on the front page; gives the shelf of a kind once it is ready. */
async function openScene(t, title, kind) {
  const page = await openPage(t, demo);
  await page.getByRole('link', { name: title }).click();
  await page.waitForURL(({ pathname }) => pathname.startsWith('/www/') && !pathname.endsWith('/scene.html'));
  const shelf = page.locator(`setwise-shelf[kind="${kind}"][data-state="ready"]`);
  if (kind) await shelf.waitFor();
  return { page, shelf };
}

const text = async (shelf, part) => (await shelf.locator(`[part="${part}"]`).first().innerText()).trim();

const pounds = (price) => Number(price.replace(/[£,]/g, ''));

async function nothingShutsOut(page) {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.equal(overflow, 0, 'the page is not wider than the screen');
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => axe.run('setwise-shelf'));
  assert.deepEqual(found.violations.map((violation) => `${violation.id}: ${violation.nodes[0].html}`), []);
}

test('what goes with a camera: complements, the title names it, one tap adds', async (t) => {
  const { page, shelf } = await openScene(t, /What goes with a camera/, 'complete-set');
  assert.equal(await text(shelf, 'title'), 'Complete your set');
  assert.equal(await text(shelf, 'context'), `Goes with ${await page.locator('h1').innerText()}`);
  await shelf.getByRole('button', { name: /^Add / }).first().click();
  await page.waitForFunction(() => JSON.parse(localStorage['setwise-demo.cart']).lines.length === 1);
  await nothingShutsOut(page);
});

test('more storage at checkout: one quiet line says what is gained and costs, and switches the line', async (t) => {
  const { page, shelf } = await openScene(t, /More storage at checkout/, 'upgrade');
  const [before] = await lines(page);
  assert.match(await text(shelf, 'title'), /^Upgrade to /);
  assert.match(await text(shelf, 'reason'), /^£[\d.]+ more · .*storage: \d+ GB/);
  assert.equal(await shelf.getByRole('listitem').count(), 1);
  await nothingShutsOut(page);
  const id = await shelf.getByRole('listitem').getAttribute('data-id');
  await shelf.getByRole('button', { name: /^Switch to / }).click();
  await page.waitForFunction((id) => JSON.parse(localStorage['setwise-demo.cart']).lines[0].id === id, id);
  assert.deepEqual(await lines(page), [{ id, quantity: before.quantity }], 'the line was replaced, not added to');
});

test('a skincare routine as a set: chosen one by one, one total, added in one go', async (t) => {
  const { page, shelf } = await openScene(t, /skincare routine/, 'bundle');
  assert.equal(await text(shelf, 'title'), 'Better together');
  const choices = shelf.getByRole('button', { name: /^Choose [^w]/ });
  const pressed = await choices.evaluateAll((buttons) => buttons.map((button) => button.ariaPressed));
  assert.deepEqual(pressed, ['true', ...Array(pressed.length - 1).fill('false')], 'only what the shopper came for is chosen');
  await choices.nth(1).click();
  await shelf.getByRole('button', { name: 'Add 2 products' }).waitFor();
  assert.match(await text(shelf, 'total'), /^Total: £/);
  await nothingShutsOut(page);
  await shelf.getByRole('button', { name: 'Add 2 products' }).click();
  await page.waitForFunction(() => JSON.parse(localStorage['setwise-demo.cart'] ?? '{}').lines?.length === 2);
});

test('a basket of groceries: what is missing, and larger packs', async (t) => {
  const { page, shelf } = await openScene(t, /basket of groceries/, 'upgrade');
  assert.match(await text(shelf, 'reason'), /more · /);
  const complements = page.locator('setwise-shelf[kind="complete-set"][data-state="ready"]');
  await complements.waitFor();
  const ids = (shelf) => shelf.getByRole('listitem').evaluateAll((items) => items.map((item) => item.dataset.id));
  const [upgrades, others] = [await ids(shelf), await ids(complements)];
  assert.deepEqual(upgrades.filter((id) => others.includes(id)), [], 'alternatives and complements share no row');
  await nothingShutsOut(page);
});

test('picked for one shopper: where a visit like this one goes on', async (t) => {
  const { page, shelf } = await openScene(t, /Picked for one shopper/, 'for-you');
  assert.equal(await text(shelf, 'title'), 'Picked for you');
  assert.match(await text(shelf, 'context'), /^Because you looked at /);
  await nothingShutsOut(page);
});

test('a little more for free shipping: says what is missing, as the shop does', async (t) => {
  const { page, shelf } = await openScene(t, /free shipping/, 'add-ons');
  const [missing] = (await page.locator('#delivery-line').innerText()).match(/£[\d.]+/);
  assert.equal(await text(shelf, 'context'), `${missing} more for free shipping`);
  const beside = page.locator('setwise-shelf[kind="complete-set"][data-state="ready"]');
  await beside.waitFor();
  const ids = (shelf) => shelf.getByRole('listitem').evaluateAll((items) => items.map((item) => item.dataset.id));
  const [addOns, others] = [await ids(shelf), await ids(beside)];
  assert.deepEqual(addOns.filter((id) => others.includes(id)), [], 'one product stands once on the page');
  // It stays so when the cart changes and both are ranked anew.
  await shelf.getByRole('button', { name: /^Add / }).first().click();
  await page.waitForFunction(() => JSON.parse(localStorage['setwise-demo.cart']).lines.length === 2);
  await shelf.locator('[data-phase="added"]').waitFor();
  await page.waitForTimeout(500);
  const [later, beyond] = [await ids(shelf), await ids(beside)];
  assert.deepEqual(later.filter((id) => beyond.includes(id)), []);
  await nothingShutsOut(page);
});

test('a limited-time upgrade: the offer has its price, its end in text, and the difference that it leaves', async (t) => {
  const { page, shelf } = await openScene(t, /limited-time upgrade/, 'upgrade');
  const offered = shelf.getByRole('listitem').filter({ has: page.locator('.badge') }).first();
  assert.match(await offered.locator('.badge').innerText(), /^-\d+%$/);
  assert.match(await offered.locator('.was-price').innerText(), /^£/);
  const [price, before] = await Promise.all([offered.locator('.price'), offered.locator('.was-price')].map(async (part) => pounds(await part.innerText())));
  assert.ok(price < before, `${price} is below ${before}`);
  const own = pounds(await page.locator('.product-price .price').innerText());
  assert.match(await text(offered, 'reason'), new RegExp(`^£${(price - own).toFixed(2)} more`), 'of the price that holds now');
  assert.match(await offered.locator('.ends').innerText(), /^Ends \w{3} \d+.* [A-Z]/);
  const end = await offered.locator('.ends').innerText();
  await page.reload();
  await offered.locator('.ends').waitFor();
  assert.equal(await offered.locator('.ends').innerText(), end, 'a reload moves nothing');
  await nothingShutsOut(page);
});

test('a set to complete within 24 hours of an order: the window begins with the time that the host told, and never again', async (t) => {
  const { page, shelf } = await openScene(t, /within 24 hours of an order/, 'complete-set');
  const [order] = await page.evaluate(() => JSON.parse(localStorage['setwise-demo.purchases']).orders);
  assert.ok(Math.abs(Date.now() - Date.parse(order.time)) < 60_000 && order.attested);
  const ids = await shelf.getByRole('listitem').evaluateAll((items) => items.map((item) => item.dataset.id));
  assert.ok(ids.length >= 3 && !ids.includes(order.lines[0].id), 'what was just bought is not suggested');
  const slot = shelf.locator('.offer', { has: page.locator('.ends') }).first();
  assert.equal(await slot.locator('.badge').innerText(), 'Free shipping');
  const ends = await slot.locator('.ends').innerText();
  const expected = await page.evaluate((time) => new Intl.DateTimeFormat('en', {
    month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short',
  }).format(Date.parse(time) + 24 * 3_600_000), order.time);
  assert.ok(ends.includes(expected), `${ends} names ${expected}`);
  assert.equal(await shelf.getByRole('timer').count(), 0, 'over twenty hours are a date and no timer');
  await nothingShutsOut(page);

  await page.reload();
  await slot.locator('.ends').waitFor();
  assert.equal(await slot.locator('.ends').innerText(), ends, 'a reload moves nothing');
  // Without an order nothing is personal.
  await page.goto(new URL(`www/product.html?id=${order.lines[0].id}`, demo).href);
  await shelf.waitFor();
  assert.equal(await shelf.locator('.ends').count(), 0);
});

test('an order to complete from the checkout: what it still lacks stands on the page that says thank you', async (t) => {
  const { page } = await openScene(t, /More storage at checkout/, 'upgrade');
  const [line] = await lines(page);
  await page.getByRole('button', { name: 'Place order' }).click();
  await page.waitForURL('**/order.html**');
  const shelf = page.locator('#after-order setwise-shelf[data-state="ready"]');
  await shelf.waitFor();
  const ids = await shelf.getByRole('listitem').evaluateAll((items) => items.map((item) => item.dataset.id));
  assert.ok(ids.length >= 3 && !ids.includes(line.id), 'what was just bought is not suggested');
  assert.deepEqual(await lines(page), []);
});

test('a cart drawer: its shelf goes with the cart, adds in place, and the drawer keeps the keyboard', async (t) => {
  const { page } = await openScene(t, /cart drawer/, null);
  const drawer = page.getByRole('dialog', { name: 'Your cart' });
  const shelf = drawer.locator('setwise-shelf[data-state="ready"]');
  await shelf.waitFor();
  const before = (await lines(page)).length;
  await shelf.getByRole('button', { name: /^Add / }).first().click();
  await drawer.locator('.line').nth(before).waitFor();
  await nothingShutsOut(page);
  for (let presses = 0; presses < 40; presses += 1) await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest('#drawer') !== null));
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'hidden' });
  await page.locator('#cart-link').click();
  await shelf.waitFor();
  await drawer.getByRole('link', { name: 'View cart' }).click();
  await page.waitForURL('**/cart.html');
});

test('in the drawer the focus is kept through a re-rank, and is never lost to the page behind it', async (t) => {
  const { page } = await openScene(t, /cart drawer/, null);
  const shelf = page.getByRole('dialog', { name: 'Your cart' }).locator('setwise-shelf[data-state="ready"]');
  await shelf.waitFor();
  const ids = () => shelf.getByRole('listitem').evaluateAll((items) => items.map((item) => item.dataset.id));
  const focused = () => page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.closest('.card')?.dataset.id ?? document.activeElement.tagName);
  const buy = (id, quantity = 1) => page.evaluate(async ([id, quantity]) => (await import('/www/cart.js')).setQuantity(id, quantity), [id, quantity]);
  const [first] = await ids();
  // What is bought may take others with it (a second serum), so it is tried once which product stays.
  const card = (id) => shelf.locator(`[data-id="${id}"]`);
  const before = await ids();
  await buy(first);
  await card(first).waitFor({ state: 'detached' });
  const second = (await ids()).find((id) => before.includes(id));
  await buy(first, 0);
  await card(first).waitFor();
  await card(second).locator('.add').focus();
  // Another product of the shelf comes into the cart, as if from another tab.
  await buy(first);
  await card(first).waitFor({ state: 'detached' });
  assert.equal(await focused(), second, 'on the same product');
  // The product under the focus itself.
  await buy(second);
  await card(second).waitFor({ state: 'detached' });
  assert.ok(await page.evaluate(() => document.activeElement.closest('#drawer') !== null), await focused());
  assert.notEqual(await focused(), 'DIALOG');
});

test('an add is taken back in place: said, the cart as before, the focus on the button that adds', async (t) => {
  const { page, shelf } = await openScene(t, /free shipping/, 'add-ons');
  const card = shelf.getByRole('listitem').first();
  const id = await card.getAttribute('data-id');
  const own = await lines(page);
  const place = () => shelf.evaluate((shelf) => [shelf.offsetHeight]);
  const before = await place();
  await card.getByRole('button', { name: /^Add / }).press('Enter');
  const undo = card.getByRole('button', { name: /^Undo: / });
  await undo.waitFor();
  assert.deepEqual((await lines(page)).map((line) => line.id), [...own.map((line) => line.id), id]);
  const { height, width } = await undo.boundingBox();
  assert.ok(height >= 44 && width >= 44);
  assert.deepEqual(await place(), before, 'nothing has moved');
  await nothingShutsOut(page);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction((own) => JSON.parse(localStorage['setwise-demo.cart']).lines.length === own, own.length);
  await card.getByRole('button', { name: /^Add / }).waitFor();
  assert.equal(await undo.count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.shadowRoot.activeElement.className), 'add');
  assert.match(await shelf.getByRole('status').innerText(), /^Not in the cart any more: /);
  assert.deepEqual(await place(), before, 'nothing has moved');
});

for (const [device, viewport, prepare] of [
  ['360 px', PHONE, watchShifts],
  ['1280 px', DESKTOP, watchShifts],
  ['360 px on a slow phone', PHONE, async (page) => { await watchShifts(page); await slowPhone(page); }],
]) {
  test(`in no scene does anything move by itself: ${device}`, async (t) => {
    const page = await openPage(t, demo, { viewport, prepare });
    // A slow phone on a machine that tests something else meanwhile takes its time; nothing here is timed.
    page.setDefaultTimeout(120_000);
    await page.locator('a.scene').first().waitFor();
    const scenes = await page.locator('a.scene').evaluateAll((links) => links.map((link) => link.href));
    assert.equal(scenes.length, 9);
    const moved = [];
    for (const scene of scenes) {
      await page.goto(scene);
      await page.waitForURL(({ pathname }) => pathname.startsWith('/www/') && !pathname.endsWith('/scene.html'));
      await page.waitForFunction(() => {
        const shelves = [...document.querySelectorAll('setwise-shelf')];
        return shelves.some(({ dataset }) => dataset.state === 'ready') && shelves.every(({ dataset }) => ['ready', 'empty'].includes(dataset.state));
      });
      // Offers that come late would be drawn by now.
      await page.waitForTimeout(700);
      const shifted = await page.evaluate(() => window.shifted);
      if (shifted >= 0.01) moved.push(`${new URL(scene).searchParams.get('name')}: ${shifted.toFixed(4)}`);
    }
    assert.deepEqual(moved, []);
  });
}
