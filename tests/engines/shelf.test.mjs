// A shelf in Firefox and in WebKit, in a strict shop, by the script tag: what Chromium's tests show in depth is shown here to hold elsewhere.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { Key } from 'selenium-webdriver';
import { Command } from 'selenium-webdriver/lib/command.js';

import { train } from '../shops/goods.mjs';
import { shopifyShop } from '../shops/shopify.mjs';
import { scriptTag } from '../e2e/carts.mjs';
import { engines } from './driver.mjs';

const PATIENCE = 15_000;

for (const { name, open } of engines) {
  describe(name, () => {
    let browser;
    let driver;
    before(async () => {
      browser = await open();
      ({ driver } = browser);
    });
    after(() => browser?.close());

    const script = (text, ...given) => driver.executeScript(`const shelf = document.querySelector('setwise-shelf'); const root = shelf.shadowRoot; ${text}`, ...given);
    const ids = () => script("return [...root.querySelectorAll('.card')].map((card) => card.dataset.id)");
    const until = async (what, holds) => {
      const end = Date.now() + PATIENCE;
      while (!(await holds())) {
        assert.ok(Date.now() < end, `${what}, within ${PATIENCE / 1000} s`);
        await new Promise((wait) => setTimeout(wait, 50));
      }
    };
    const part = (selector) => script('return root.querySelector(arguments[0])', selector);

    /** The shop's page so many pixels wide, with its shelf ready. */
    async function openShop(t, width, options = {}) {
      const shop = await shopifyShop(t, { snapshot: await train(t, ({ sku }) => sku, ({ handle }) => `/products/${handle}`), tag: scriptTag(), ...options });
      await driver.switchTo().defaultContent();
      await driver.get(`${shop.address}frame-${width}`);
      await driver.switchTo().frame(0);
      const state = () => driver.executeScript("return document.querySelector('setwise-shelf').dataset.state");
      await until('the shelf is ready', async () => (await state()) === 'ready');
      return shop;
    }

    async function silent() {
      assert.deepEqual(await driver.executeScript('return window.seen'), [], 'nothing stands in the console');
    }

    /** A picture for a person to look at. */
    async function picture(what) {
      const folder = new URL('../../target/screenshots/', import.meta.url);
      await mkdir(folder, { recursive: true });
      await writeFile(new URL(`${name}-${what}.png`, folder), await driver.takeScreenshot(), 'base64');
    }

    /** What a wheel, or two fingers on a pad, do to the row. */
    async function wheel(deltaX) {
      const [x, y] = await script("const box = root.querySelector('.list').getBoundingClientRect(); return [box.x + box.width / 2, box.y + 60].map(Math.round)");
      await driver.execute(new Command('actions').setParameter('actions', [{ type: 'wheel', id: 'wheel', actions: [{ type: 'scroll', x, y, deltaX, deltaY: 0, duration: 0 }] }]));
    }
    const scrolled = () => script("return root.querySelector('.list').scrollLeft");
    /** Smooth scrolling and snapping are over: nothing moves for a third of a second. */
    async function rests() {
      let [last, since] = [NaN, 0];
      await until('the row rests', async () => {
        const now = await scrolled();
        if (now !== last) [last, since] = [now, Date.now()];
        return Date.now() - since > 300;
      });
    }

    for (const width of [320, 1280]) {
      test(`at ${width} px there are cards, in the page's width, with targets for fingers`, async (t) => {
        const shop = await openShop(t, width);
        assert.ok((await ids()).length >= 5);
        assert.equal(await driver.executeScript('return innerWidth'), width);
        assert.equal(await driver.executeScript('return document.documentElement.scrollWidth - innerWidth'), 0);
        const small = await script("return [...root.querySelectorAll('button')].map((each) => each.getBoundingClientRect()).filter((box) => box.width && (box.width < 44 || box.height < 44)).length");
        assert.equal(small, 0);
        assert.equal(await script("return getComputedStyle(shelf.querySelector('p')).display !== 'none' && shelf.querySelector('p').offsetHeight"), 0, "the shop's own list is hidden");
        await picture(width);
        await silent();
        assert.deepEqual(shop.breaches, []);
      });
    }

    test('a click puts a product into the cart; the next takes its place and nothing else moves', async (t) => {
      const shop = await openShop(t, 1280);
      const before = await ids();
      await (await part('.card:nth-child(2) .add')).click();
      await until('the cart has it', async () => shop.cart().length === 1);
      assert.deepEqual(shop.cart(), [[before[1], 1]]);
      await until('another has its place', async () => (await ids())[1] !== before[1]);
      const later = await ids();
      assert.deepEqual(later.filter((_, place) => place !== 1), before.filter((_, place) => place !== 1).slice(0, later.length - 1));
      await silent();
    });

    test('the keyboard reaches the button, adds, and is still in the shelf after the re-rank', async (t) => {
      const shop = await openShop(t, 800);
      const before = await ids();
      const focused = () => script('return root.activeElement?.className');
      for (let presses = 0; (await focused()) !== 'add' && presses < 20; presses += 1) {
        await driver.actions().sendKeys(Key.TAB).perform();
      }
      assert.equal(await focused(), 'add');
      const id = await script("return root.activeElement.closest('.card').dataset.id");
      await driver.actions().sendKeys(Key.ENTER).perform();
      await until('the cart has it', async () => shop.cart().length === 1);
      assert.deepEqual(shop.cart(), [[id, 1]]);
      await until('it has left the shelf', async () => !(await ids()).includes(id));
      assert.ok(before.includes(id));
      await until('the focus is in the shelf', async () => (await focused()) === 'add');
      await silent();
    });

    test('the row scrolls by wheel and snaps to a card; the arrow moves it on and back', async (t) => {
      await openShop(t, 320);
      await wheel(140);
      await until('it has scrolled', async () => (await scrolled()) > 20);
      await rests();
      const edge = await script("const list = root.querySelector('.list'); const from = list.getBoundingClientRect().left + parseFloat(getComputedStyle(list).scrollPaddingLeft || 0); return Math.min(...[...list.children].map((card) => Math.abs(card.getBoundingClientRect().left - from)))");
      // Engines round paddings and gaps each in their own way.
      assert.ok(edge < 5 || (await script("const list = root.querySelector('.list'); return list.scrollLeft + list.clientWidth >= list.scrollWidth - 2")), `${edge} px beside a card's edge`);

      await openShop(t, 800);
      await until('there is an arrow', () => script("return !root.querySelector('.next').hidden"));
      await (await part('.next')).click();
      await until('it has moved on', async () => (await scrolled()) > 20);
      await rests();
      await (await part('.previous')).click();
      await until('it is back', async () => (await scrolled()) < 2);
      await silent();
    });

    test('a page that is read from right to left', async (t) => {
      await openShop(t, 320, { html: 'lang="ar" dir="rtl"' });
      const [first, second] = await script("return [...root.querySelectorAll('.card')].slice(0, 2).map((card) => card.getBoundingClientRect().left)");
      assert.ok(first > second, 'the first card is right of the second');
      assert.notEqual(await script("return root.querySelector('.title').textContent"), 'Complete your set', 'in Arabic');
      await wheel(-140);
      await until('it scrolls to the left', async () => (await scrolled()) < -20);
      assert.equal(await driver.executeScript('return document.documentElement.scrollWidth - innerWidth'), 0);
      await picture('rtl');
      await silent();
    });
  });
}
