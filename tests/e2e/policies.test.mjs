// Each ready policy in the demo shop, by what a shopper clicks. A policy is put into a copy of the shop's snapshot by the trainer, as a
// merchant does it; the pages of the shop know nothing of it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { demo, openPage } from './harness.mjs';

const run = promisify(execFile);
const setwise = process.env.SETWISE;
const policies = new URL('../../policies/', import.meta.url).pathname;

let folder;
let catalog;
/** By the policy's name: the folder that it was published into. */
const published = new Map();

before(async () => {
  assert.ok(setwise && process.env.SETWISE_DEMO_SNAPSHOT, 'SETWISE and SETWISE_DEMO_SNAPSHOT name the trainer and the snapshot');
  folder = await mkdtemp(join(tmpdir(), 'setwise-policies-'));
  catalog = (await (await fetch(new URL('shop/catalog.json', demo))).json()).filter((product) => product.inStock);
});

after(async () => {
  if (folder) await rm(folder, { recursive: true });
});

async function publish(name) {
  if (!published.has(name)) {
    const into = join(folder, name);
    await cp(process.env.SETWISE_DEMO_SNAPSHOT, into, { recursive: true });
    await run(setwise, ['policy', 'publish', join(policies, `${name}.toml`), '--into', into]);
    published.set(name, into);
  }
  return published.get(name);
}

const known = new Map();
const product = (id) => {
  if (known.size === 0) for (const each of catalog) known.set(each.id, each);
  return known.get(id);
};
const path = (id) => product(id).category.join(' > ');
/** Products of a category, those that sell best first. */
const of = (category) => catalog.filter((each) => each.category.join(' > ').includes(category)).sort((a, b) => b.popularity - a.popularity || (a.id < b.id ? -1 : 1));

/** The page of a product in the shop whose snapshot has a policy; none for the shop as it is. */
async function visit(t, policy, id) {
  const from = policy && await publish(policy);
  const page = await openPage(t, demo, {
    prepare: (page) => from && page.route('**/snapshot/**', async (route) => {
      const name = new URL(route.request().url()).pathname.split('/snapshot/')[1];
      const body = await readFile(join(from, name));
      return route.fulfill({ body, contentType: name.endsWith('.json') ? 'application/json' : 'application/octet-stream' });
    }),
  });
  await look(page, id);
  return page;
}

/** What the page's first shelf says and shows, once it is settled. */
async function shown(page, { settle = 700 } = {}) {
  const shelf = page.locator('setwise-shelf').first();
  await page.locator('setwise-shelf[data-state="ready"], setwise-shelf[data-state="empty"]').first().waitFor({ state: 'attached' });
  await page.waitForTimeout(settle);
  return shelf.evaluate((element) => {
    const root = element.shadowRoot;
    const inside = root?.querySelector('[data-kind]');
    return {
      state: element.dataset.state,
      kind: inside?.getAttribute('data-kind') ?? root?.firstElementChild?.getAttribute('data-kind'),
      title: root?.querySelector('.title')?.textContent ?? '',
      ids: element.dataset.state === 'ready' ? [...root.querySelectorAll('li[data-id]')].map((card) => card.dataset.id) : [],
    };
  });
}

/** Agrees in the footer, so that one page knows of the others. */
const agree = (page) => page.getByLabel('Remember my visits').check();

/** Goes to a product as a shopper does who looks for it: by the search box and its card. */
async function look(page, id) {
  await page.locator('#search-box').fill(id);
  await page.locator('#search-box').press('Enter');
  await page.waitForURL((url) => url.searchParams.get('q') === id);
  await page.locator(`#page a[href*="id=${encodeURIComponent(id)}"]`).first().click();
  await page.locator('#add-to-cart').waitFor();
}

/** From a product to the cart or the checkout, by the drawer that the cart's icon opens. */
async function goOn(page, name) {
  await page.locator('#cart-link').click();
  await page.locator('#drawer').getByRole('link', { name }).click();
  await page.waitForURL(name === 'Checkout' ? /checkout/ : /cart\.html/);
}

async function addToCart(page, id) {
  await look(page, id);
  await page.locator('#add-to-cart').click();
  await page.waitForFunction((id) => localStorage.getItem('setwise-demo.cart')?.includes(id), id);
}

test('three similar products viewed: the next better one', async (t) => {
  const cameras = of('Mirrorless Cameras').sort((a, b) => a.price - b.price).slice(0, 3).map(({ id }) => id);
  const page = await visit(t, 'premium-alternative', cameras[0]);
  await agree(page);
  for (const id of cameras.slice(1)) {
    assert.notEqual((await shown(page)).title, 'A step up from what you compare');
    await look(page, id);
  }
  const { title, ids, state } = await shown(page);
  assert.deepEqual([state, title], ['ready', 'A step up from what you compare']);
  for (const id of ids) {
    assert.ok(product(id).price > product(cameras[2]).price, `${id} costs more`);
    assert.equal(path(id), path(cameras[2]));
  }
});

test('a full cart: small add-ons', async (t) => {
  const ids = of('Mirrorless Cameras').slice(0, 1).map(({ id }) => id);
  const page = await visit(t, 'full-cart-add-ons', ids[0]);
  for (const id of ids) await addToCart(page, id);
  await goOn(page, 'View cart');
  const { title, ids: cards } = await shown(page);
  assert.equal(title, 'Small things that go with it');
  assert.ok(cards.length > 0 && cards.length <= 4, `${cards.length}`);
  const value = ids.reduce((sum, id) => sum + product(id).price, 0);
  assert.ok(value >= 8_000);
  for (const id of cards) assert.ok(product(id).price <= value / 4, id);
});

test('checkout started: nothing but small add-ons', async (t) => {
  const phone = of('Smartphones')[0].id;
  const page = await visit(t, 'quiet-checkout', phone);
  await agree(page);
  await addToCart(page, phone);
  // The scene has a line for an upgrade at the checkout: the policy makes it one of small extras.
  await page.locator('a.logo').click();
  await page.getByRole('link', { name: /More storage at checkout/ }).click();
  await page.waitForURL(/checkout.*scene=storage/);
  const { title, ids } = await shown(page);
  assert.equal(title, 'Small extras');
  assert.ok(ids.length >= 1 && ids.length <= 3, `${ids}`);
  for (const id of ids) assert.ok(product(id).price <= 1_500, id);
  // Back among the products nothing leads away, and what is shown is small.
  await look(page, phone);
  for (const id of (await shown(page)).ids) assert.ok(product(id).price <= 1_500, id);
});

test('a camera: cards and a case', async (t) => {
  const camera = of('Mirrorless Cameras')[0].id;
  const page = await visit(t, 'camera-set', camera);
  const { title, ids } = await shown(page);
  assert.equal(title, 'Ready for the first picture');
  const wanted = ids.map((id) => /Memory Cards|Bags and Cases/.test(path(id)));
  assert.ok(wanted[0], `${ids.map(path)}`);
  assert.ok(!wanted.slice(wanted.indexOf(false)).includes(true) || !wanted.includes(false), 'they come first');
  assert.ok(!ids.some((id) => /Mirrorless|Compact Cameras/.test(path(id))));
  const coat = of('Coats')[0].id;
  await look(page, coat);
  assert.notEqual((await shown(page)).title, 'Ready for the first picture', 'a coat is no camera');
});

test('skincare: serums and tools', async (t) => {
  const place = (ids) => ids.findIndex((id) => /Skincare > (Serums|Tools)/.test(path(id)));
  const seen = [];
  for (const { id } of [...of('Cleansers'), ...of('Moisturisers')].slice(0, 12)) {
    const plain = await shown(await visit(t, null, id));
    // Where one stands first anyway the policy has nothing to do.
    if (plain.state !== 'ready' || place(plain.ids) === 0) continue;
    const ruled = await shown(await visit(t, 'skincare-routine', id));
    assert.equal(ruled.title, 'Complete your routine');
    assert.notEqual(plain.title, ruled.title);
    const [before, after] = [place(plain.ids), place(ruled.ids)];
    seen.push(`${before} → ${after}`);
    assert.ok(before < 0 || (after >= 0 && after <= before), `a boost moves nothing back: ${seen}`);
    if (after >= 0 && (before < 0 || after < before)) return;
  }
  assert.fail(`no serum and no tool came forward: ${seen}`);
});

test('a new visitor: a set that others buy, until the shop is known', async (t) => {
  const [phone, second, third] = of('Smartphones').map(({ id }) => id);
  const page = await visit(t, 'new-visitor-sets', phone);
  await agree(page);
  const { title, state, kind, ids } = await shown(page);
  assert.deepEqual([state, title, kind], ['ready', 'Most people start with this set', 'bundle']);
  assert.ok(ids.includes(phone) && ids.length >= 2, `the set is one with the phone: ${ids}`);
  assert.equal(await page.locator('setwise-shelf [part="total"]').first().isVisible(), true);
  await look(page, second);
  assert.equal((await shown(page)).title, title);
  await look(page, third);
  const later = await shown(page);
  assert.notEqual(later.title, 'Most people start with this set', 'the third page is a list again');
  assert.equal(later.kind, 'complete-set');
});

/** Whether a product is of the dearest third of its category. */
function isPremium(id) {
  const prices = catalog.filter((each) => path(each.id) === path(id)).map(({ price }) => price).sort((a, b) => a - b);
  return product(id).price >= prices[Math.floor((2 * prices.length) / 3)];
}

test('a loyal customer: premium first', async (t) => {
  const phone = of('Smartphones')[0].id;
  const page = await visit(t, 'loyal-premium', phone);
  const before = await shown(page);
  assert.notEqual(before.title, 'Our best for you');
  for (const each of of('Coffee Beans').slice(0, 3)) {
    await addToCart(page, each.id);
    await goOn(page, 'Checkout');
    await page.locator('#place-order').click();
    await page.waitForURL(/order/);
    // Orders of one second would be one.
    await page.waitForTimeout(1_100);
  }
  await look(page, phone);
  const { title, ids } = await shown(page);
  assert.equal(title, 'Our best for you');
  const rank = (ids) => ids.findIndex(isPremium);
  assert.ok(rank(ids) === 0 || (rank(ids) > 0 && rank(ids) < rank(before.ids)), `${before.ids.map(isPremium)} → ${ids.map(isPremium)}`);
});
