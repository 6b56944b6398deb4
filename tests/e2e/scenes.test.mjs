// The scenes of the demo shop: one click each from the front page, and what the shopper then sees and does.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import axe from 'axe-core';

import { demo, openPage } from './harness.mjs';

const lines = (page) => page.evaluate(() => JSON.parse(localStorage['setwise-demo.cart'] ?? '{"lines":[]}').lines);

/** One click on the front page; gives the shelf of a kind once it is ready. */
async function openScene(t, title, kind) {
  const page = await openPage(t, demo);
  await page.getByRole('link', { name: title }).click();
  await page.waitForURL((url) => url.searchParams.has('scene'));
  const shelf = page.locator(`setwise-shelf[kind="${kind}"][data-state="ready"]`);
  if (kind) await shelf.waitFor();
  return { page, shelf };
}

const text = async (shelf, part) => (await shelf.locator(`[part="${part}"]`).first().innerText()).trim();

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
  await nothingShutsOut(page);
});

test('an order to complete: what it still lacks stands on the page that says thank you', async (t) => {
  const { page } = await openScene(t, /An order to complete/, null);
  const [line] = await lines(page);
  await page.getByRole('button', { name: 'Place order' }).click();
  const shelf = page.locator('#after-order setwise-shelf[data-state="ready"]');
  await shelf.waitFor();
  const ids = await shelf.getByRole('listitem').evaluateAll((items) => items.map((item) => item.dataset.id));
  assert.ok(ids.length >= 3 && !ids.includes(line.id), 'what was just bought is not suggested');
  await nothingShutsOut(page);
});
