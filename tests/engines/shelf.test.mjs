// A shelf in Firefox and in WebKit, in a strict shop, by the script tag: what Chromium's tests show in depth is shown here to hold elsewhere.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Key } from 'selenium-webdriver';

import { train } from '../shops/goods.mjs';
import { shopifyShop } from '../shops/shopify.mjs';
import { scriptTag } from '../e2e/carts.mjs';
import { engines } from './driver.mjs';
import { picture, shelfOf, sound, until } from './page.mjs';

for (const { name, open } of engines) {
  describe(name, () => {
    let browser;
    let driver;
    let shelf;
    before(async () => {
      browser = await open();
      ({ driver } = browser);
      shelf = shelfOf(driver);
    });
    after(() => browser?.close());

    /** The shop's page so many pixels wide, with its shelf ready. */
    async function openShop(t, width, options = {}) {
      const shop = await shopifyShop(t, { snapshot: await train(t, ({ sku }) => sku, ({ handle }) => `/products/${handle}`), tag: scriptTag(), ...options });
      await driver.switchTo().defaultContent();
      await driver.get(`${shop.address}frame-${width}`);
      await driver.switchTo().frame(0);
      await shelf.ready();
      return shop;
    }

    for (const width of [320, 1280]) {
      test(`at ${width} px there are cards, in the page's width, with targets for fingers`, async (t) => {
        const shop = await openShop(t, width);
        assert.ok((await shelf.ids()).length >= 5);
        assert.equal(await driver.executeScript('return innerWidth'), width);
        const small = await shelf.script("return [...root.querySelectorAll('button')].map((each) => each.getBoundingClientRect()).filter((box) => box.width && (box.width < 44 || box.height < 44)).length");
        assert.equal(small, 0);
        assert.equal(await shelf.script("return getComputedStyle(shelf.querySelector('p')).display !== 'none' && shelf.querySelector('p').offsetHeight"), 0, "the shop's own list is hidden");
        await picture(driver, `${name}-${width}`);
        await sound(driver);
        assert.deepEqual(shop.breaches, []);
      });
    }

    test('a click puts a product into the cart; the next takes its place and nothing else moves', async (t) => {
      const shop = await openShop(t, 1280);
      const before = await shelf.ids();
      await (await shelf.part('.card:nth-child(2) .add')).click();
      await until('the cart has it', async () => shop.cart().length === 1);
      assert.deepEqual(shop.cart(), [[before[1], 1]]);
      await until('another has its place', async () => (await shelf.ids())[1] !== before[1]);
      const later = await shelf.ids();
      assert.deepEqual(later.filter((_, place) => place !== 1), before.filter((_, place) => place !== 1).slice(0, later.length - 1));
      await sound(driver);
    });

    test('the keyboard reaches the button, adds, and is still in the shelf after the re-rank', async (t) => {
      const shop = await openShop(t, 800);
      const before = await shelf.ids();
      const focused = () => shelf.script('return root.activeElement?.className');
      for (let presses = 0; (await focused()) !== 'add' && presses < 20; presses += 1) {
        await driver.actions().sendKeys(Key.TAB).perform();
      }
      assert.equal(await focused(), 'add');
      const id = await shelf.script("return root.activeElement.closest('.card').dataset.id");
      await driver.actions().sendKeys(Key.ENTER).perform();
      await until('the cart has it', async () => shop.cart().length === 1);
      assert.deepEqual(shop.cart(), [[id, 1]]);
      await until('it has left the shelf', async () => !(await shelf.ids()).includes(id));
      assert.ok(before.includes(id));
      await until('the focus is in the shelf', async () => (await focused()) === 'add');
      await sound(driver);
    });

    test('the row scrolls by wheel and snaps to a card; the arrow moves it on and back', async (t) => {
      await openShop(t, 320);
      await shelf.wheel(140);
      await until('it has scrolled', async () => (await shelf.scrolled()) > 20);
      await shelf.rests();
      // Engines round paddings and gaps each in their own way.
      assert.ok((await shelf.besideEdge()) < 5, `${await shelf.besideEdge()} px beside a card's edge`);

      await openShop(t, 800);
      await until('there is an arrow', () => shelf.script("return !root.querySelector('.next').hidden"));
      await (await shelf.part('.next')).click();
      await until('it has moved on', async () => (await shelf.scrolled()) > 20);
      await shelf.rests();
      await (await shelf.part('.previous')).click();
      await until('it is back', async () => (await shelf.scrolled()) < 2);
      await sound(driver);
    });

    test('a page that is read from right to left', async (t) => {
      await openShop(t, 320, { html: 'lang="ar" dir="rtl"' });
      const [first, second] = await shelf.script("return [...root.querySelectorAll('.card')].slice(0, 2).map((card) => card.getBoundingClientRect().left)");
      assert.ok(first > second, 'the first card is right of the second');
      assert.notEqual(await shelf.script("return root.querySelector('.title').textContent"), 'Complete your set', 'in Arabic');
      await shelf.wheel(-140);
      await until('it scrolls to the left', async () => (await shelf.scrolled()) < -20);
      await picture(driver, `${name}-rtl`);
      await sound(driver);
    });
  });
}
