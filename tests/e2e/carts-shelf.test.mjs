// A shelf in a shop of each platform, by the script tag alone as a merchant pastes it: trained on the shop's own export, under a strict
// Content-Security-Policy, on servers that keep to the documented contracts.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { good, tiers, train } from '../shops/goods.mjs';
import { shopifyShop } from '../shops/shopify.mjs';
import { wooShop } from '../shops/woocommerce.mjs';
import { openTab, scriptTag, shown } from './carts.mjs';
import { openPage, shelf } from './harness.mjs';

const platforms = [
  {
    name: 'Shopify',
    make: shopifyShop,
    idOf: ({ sku }) => sku,
    urlOf: ({ handle }) => `/products/${handle}`,
    unitOf: ({ variant }) => variant,
    refuses: /422/,
    missing: [/404/],
  },
  {
    name: 'WooCommerce',
    make: wooShop,
    idOf: ({ id }) => String(id),
    urlOf: ({ handle }) => `/product/${handle}`,
    unitOf: ({ id }) => id,
    refuses: /400/,
    missing: [],
  },
];

for (const { name, make, idOf, urlOf, unitOf, refuses, missing } of platforms) {
  const id = (title) => idOf(good(title));

  async function open(t, { provoked, sets, sizes, ...options } = {}) {
    const shop = await make(t, { snapshot: await train(t, idOf, urlOf, { sets, sizes }), tag: scriptTag(), ...options });
    const page = await openPage(t, shop.address, { provoked });
    t.after(() => assert.deepEqual(shop.breaches, [], 'the documented contract is kept'));
    await shelf(page).waitFor();
    return { shop, page };
  }

  const card = (page, title) => page.locator('setwise-shelf').locator(`[data-id="${id(title)}"]`);
  const gone = (page, title) => card(page, title).waitFor({ state: 'detached' });

  test(`${name}: the platform is recognised, and a tap puts a product into its cart`, async (t) => {
    const { shop, page } = await open(t);
    const first = (await shown(page))[0];
    await page.locator('setwise-shelf').locator(`[data-id="${first}"] button`).dblclick();
    await page.locator('setwise-shelf').locator(`[data-id="${first}"]`).waitFor({ state: 'detached' });
    assert.deepEqual(shop.cart().map(([sold, quantity]) => [String(sold), quantity]), [[first, 1]], 'once, for all of a double tap');
    const own = /\/(cart|products|wc\/store\/v1)\b/;
    assert.ok(shop.requests.every((request) => own.test(request)), shop.requests.join());
  });

  test(`${name}: with data-mind the visit is followed without wiring, and nothing of it leaves the page`, async (t) => {
    const { shop, page } = await open(t, { tag: scriptTag('data-mind="on"') });
    await page.waitForFunction(() => window.setwise?.explain);
    const until = (known) => page.waitForFunction(async (known) => {
      const { features } = await window.setwise.explain();
      return Object.entries(known).every(([name, value]) => features[name] === value);
    }, known);
    await until({ views: 1, adds: 0 });
    const [first] = await shown(page);
    await page.locator('setwise-shelf').locator(`[data-id="${first}"] button`).first().click();
    await until({ views: 1, adds: 1, cartLines: 1 });
    const before = await page.evaluate(() => window.setwise.intent);
    assert.ok(before > 0 && before < 1, `${before}`);
    assert.ok(shop.requests.every((request) => /^GET |^POST .*(cart|batch)/.test(request)), shop.requests.join());
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), [], 'nobody has agreed to be remembered');
  });

  test(`${name}: another tab, and the cart's own page, drive the shelf`, async (t) => {
    const { shop, page } = await open(t);
    const [first, second] = await shown(page);
    const tab = await openTab(page);
    await shelf(tab).waitFor();
    await tab.locator('setwise-shelf').locator(`[data-id="${first}"] button`).click();
    await page.locator('setwise-shelf').locator(`[data-id="${first}"]`).waitFor({ state: 'detached' });

    // On another device: seen when the shopper comes back to the page.
    shop.put({ id: unitOf(good(['Memory card', 'Tripod', 'Camera bag', 'Spare battery', 'Strap'].find((title) => id(title) === second) ?? 'Tripod')), quantity: 1 });
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.locator('setwise-shelf').locator(`[data-id="${second}"]`).waitFor({ state: 'detached' });
  });

  test(`${name}: live truth corrects the shelf after it has been painted`, async (t) => {
    const before = await open(t);
    const titles = ['Memory card', 'Tripod', 'Camera bag', 'Spare battery', 'Strap', 'Filter', 'Lens cloth', 'Charger', 'Flash'];
    const [soldOut, unpublished, dearer, sizes] = (await shown(before.page)).map((each) => titles.find((title) => id(title) === each));
    const change = (goods) => {
      const of = (title) => goods.find((each) => each.title === title);
      of(soldOut).stock = 0;
      of(unpublished).unpublished = true;
      of(dearer).cents = 99_900;
      Object.assign(of(sizes), {
        options: true,
        range: { min_amount: '1000', max_amount: '2000' },
        variants: [1000, 2000].map((cents, place) => ({ id: 99 + place, sku: `S${place}`, title: `${place}`, options: [`${place}`], cents, stock: 1 })),
      });
    };
    const { page } = await open(t, { change, provoked: missing });
    await gone(page, soldOut);
    await gone(page, unpublished);
    const priced = card(page, dearer).locator('.price');
    await page.waitForFunction(([node]) => node.textContent === '£999.00', [await priced.elementHandle()]);
    const link = card(page, sizes).getByRole('link', { name: `Choose options for ${sizes}` });
    await link.waitFor();
    assert.match(await link.getAttribute('href'), new RegExp(urlOf(good(sizes))));
    assert.equal(await card(page, sizes).locator('.price').textContent(), '', 'of which size would it be?');
    // The shelf is as full as before: others have taken the places.
    assert.ok((await shown(page)).length >= 5);
  });

  test(`${name}: a set is added in one call of the cart`, async (t) => {
    const { shop, page } = await open(t, { sets: true, provoked: missing });
    await page.locator('setwise-shelf').evaluate((element) => element.setAttribute('kind', 'bundle'));
    const set = page.locator('setwise-shelf[kind="bundle"]');
    const choices = set.getByRole('button', { name: /^Choose [^w]/ });
    await choices.nth(1).waitFor();
    await choices.nth(1).click();
    const before = shop.requests.length;
    await set.getByRole('button', { name: 'Add 2 products' }).dblclick();
    await page.waitForFunction(() => document.querySelector('setwise-shelf').shadowRoot.querySelectorAll('[data-phase="added"]').length === 2);
    assert.deepEqual(shop.cart().map(([, quantity]) => quantity), [1, 1], 'each once, for all of a double tap');
    const posts = shop.requests.slice(before).filter((request) => request.startsWith('POST'));
    assert.equal(posts.length, 1, posts.join());
    await page.waitForLoadState('networkidle');
    assert.match(posts[0], /cart\/add\.js|\/batch/);
  });

  test(`${name}: an upgrade takes the place of its line; refused whole or by half it leaves the line as it was, and says why`, async (t) => {
    const change = (goods) => goods.push(...structuredClone(tiers));
    const { shop, page } = await open(t, { sizes: true, change, provoked: [...missing, refuses] });
    const [small, large] = tiers.map(idOf);
    const inCart = () => shop.cart().map(([sold, quantity]) => [String(sold), quantity]);
    shop.put({ id: unitOf(tiers[0]), quantity: 2 });
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.locator('setwise-shelf').evaluate((element) => {
      element.removeAttribute('product');
      element.setAttribute('kind', 'upgrade');
      element.setAttribute('placement', 'cart');
    });
    const upgrades = page.locator('setwise-shelf[kind="upgrade"]');
    const button = upgrades.locator(`[data-id="${large}"]`).getByRole('button', { name: 'Switch to Memory stick 128 GB' });
    await button.waitFor();
    // What the shop knows by now is asked after each slate; here it changes behind the shopper's back.
    await page.waitForLoadState('networkidle');

    for (const [stock, why] of [[0, /sold out\.$|out of stock\.$/], [1, /Only 1 items|not enough stock/]]) {
      shop.goods.find((each) => idOf(each) === large).stock = stock;
      await button.click();
      await page.waitForFunction((words) => new RegExp(words).test(document.querySelector('setwise-shelf').shadowRoot.querySelector('[data-refused]')?.textContent), why.source);
      assert.match(await upgrades.getByRole('status').textContent(), why, 'it is said aloud, in the words of the shop');
      await page.waitForLoadState('networkidle');
      assert.deepEqual(inCart(), [[small, 2]], `with ${stock} left`);
    }

    shop.goods.find((each) => idOf(each) === large).stock = 5;
    await button.dblclick();
    await page.waitForFunction(() => document.querySelector('setwise-shelf').shadowRoot.querySelector('[data-phase="added"]'));
    assert.deepEqual(inCart(), [[large, 2]], 'in the same quantity, once for all of a double tap');
  });

  test(`${name}: what is sold out at the add, and a device that is offline, leave the cart as it was`, async (t) => {
    const { shop, page } = await open(t, { provoked: [refuses, /cart\.(add|lines)\(\) failed: the device is offline/] });
    const first = (await shown(page))[0];
    shop.goods.find((each) => idOf(each) === first).stock = 0;
    const button = page.locator('setwise-shelf').locator(`[data-id="${first}"] button`);
    await button.click();
    const refusal = page.locator('setwise-shelf [data-refused]');
    await refusal.waitFor();
    assert.match(await refusal.textContent(), /sold out\.|out of stock\.$/, 'in the words of the shop');
    assert.equal(page.watched.complaints.filter((line) => line.includes('setwise: ')).length, 0, 'that is no failure');
    assert.deepEqual(shop.cart(), []);

    await page.context().setOffline(true);
    const other = page.locator('setwise-shelf').getByRole('listitem').nth(1);
    await other.getByRole('button').click();
    await other.locator('[data-refused]').waitFor();
    await page.context().setOffline(false);
    assert.deepEqual(shop.cart(), []);
    await other.getByRole('button').click();
    await page.waitForFunction(() => document.querySelector('setwise-shelf').shadowRoot.querySelector('[data-phase="added"]'));
    assert.equal(shop.cart().length, 1, 'a second try works');
  });
}

test('data-cart decides where a page says nothing, and names what it does not know', async (t) => {
  const snapshot = await train(t, ({ sku }) => sku, ({ handle }) => `/products/${handle}`);
  const none = await shopifyShop(t, { snapshot, tag: scriptTag('data-cart="none"') });
  const page = await openPage(t, none.address);
  await shelf(page).waitFor();
  assert.equal(await shelf(page).getByRole('listitem').getByRole('button').count(), 0, 'without a cart there are no buttons');
  assert.deepEqual(none.requests, []);

  const wrong = await shopifyShop(t, { snapshot, tag: scriptTag('data-cart="magento"') });
  const other = await openPage(t, wrong.address, { provoked: [/data-cart: expected events, shopify, woocommerce or none, got "magento"/] });
  await shelf(other).waitFor();
  assert.equal(other.watched.complaints.length, 1);

  const sections = await shopifyShop(t, { snapshot, tag: scriptTag('data-cart="shopify" data-cart-id="sku" data-cart-sections="cart-drawer"') });
  const last = await openPage(t, sections.address);
  await shelf(last).getByRole('listitem').first().getByRole('button').click();
  await last.waitForFunction(() => document.querySelector('#drawer').textContent === '1 in the cart');
});
