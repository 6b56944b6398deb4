// The scenes of the demo shop in every engine, on a phone and on a desk: what the shelf shows, what it does, and a picture of it. What they say
// in depth is tested in Chromium (tests/e2e/scenes.test.mjs).

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { demoShop } from './demo.mjs';
import { chromium, engines } from './driver.mjs';
import { picture, shelfOf, sound, until } from './page.mjs';

/** The lines of the cart, as the shop keeps them. */
const lines = (driver) => driver.executeScript("return JSON.parse(localStorage['setwise-demo.cart'] ?? '{\"lines\":[]}').lines");

async function adds(driver, shelf) {
  const before = await lines(driver);
  const [id] = await shelf.ids();
  await (await shelf.part('.card .add')).click();
  await until('the cart has it', async () => (await lines(driver)).length === before.length + 1);
  assert.ok((await lines(driver)).some((line) => line.id === id), 'and it is the one that was tapped');
}

async function switches(driver, shelf) {
  const before = await lines(driver);
  const [id] = await shelf.ids();
  await (await shelf.part('.card .add')).click();
  await until('a line is another', async () => (await lines(driver)).some((line) => line.id === id));
  assert.deepEqual((await lines(driver)).map(({ quantity }) => quantity), before.map(({ quantity }) => quantity), 'replaced, not added to');
}

async function addsSet(driver, shelf) {
  await (await shelf.part('.card .add[aria-pressed="false"]')).click();
  await until('two are chosen', async () => (await shelf.script("return root.querySelectorAll('.add[aria-pressed=true]').length")) === 2);
  const chosen = await shelf.script("return [...root.querySelectorAll('.card:has(.add[aria-pressed=true])')].map((card) => card.dataset.id)");
  await (await shelf.part('.foot .add')).click();
  await until('the cart has both', async () => (await lines(driver)).length === 2);
  assert.deepEqual((await lines(driver)).map(({ id }) => id).sort(), chosen.sort());
}

/** The fewest cards that a scene's shelf shows, and what is done with it. */
const SCENES = [
  { name: 'together', shelf: 'setwise-shelf[kind="complete-set"]', least: 4, act: adds },
  { name: 'storage', shelf: 'setwise-shelf[kind="upgrade"]', least: 1, says: '.reason', act: switches },
  { name: 'routine', shelf: 'setwise-shelf[kind="bundle"]', least: 2, says: '.total', act: addsSet },
  { name: 'basket', shelf: 'setwise-shelf[kind="upgrade"]', least: 1, says: '.reason', act: switches, beside: true },
  { name: 'drawer', shelf: '#drawer setwise-shelf', least: 3, act: adds },
  { name: 'picks', shelf: 'setwise-shelf[kind="for-you"]', least: 3 },
  { name: 'shipping', shelf: 'setwise-shelf[kind="add-ons"]', least: 3, act: adds },
  { name: 'limited', shelf: 'setwise-shelf[kind="upgrade"]', least: 1, says: '.ends' },
  { name: 'order', shelf: 'setwise-shelf[kind="complete-set"]', least: 3, says: '.ends' },
];

for (const { name: engine, open } of [chromium, ...engines]) {
  describe(engine, () => {
    let browser;
    let driver;
    before(async () => {
      browser = await open({ wide: true });
      ({ driver } = browser);
    });
    after(() => browser?.close());

    async function visit(address) {
      await driver.switchTo().defaultContent();
      await driver.get(address);
      await driver.switchTo().frame(0);
    }

    for (const scene of SCENES) {
      for (const width of [360, 1280]) {
        test(`${scene.name} at ${width} px`, async (t) => {
          const shop = await demoShop(t);
          await visit(shop(`www/scene.html?name=${scene.name}`, width));
          const shelf = shelfOf(driver, scene.shelf);
          await shelf.ready();
          assert.ok((await shelf.ids()).length >= scene.least, `${(await shelf.ids()).length} cards`);
          if (scene.says) await until(`it says its ${scene.says}`, () => shelf.script('return /\\d/.test(root.querySelector(arguments[0])?.innerText)', scene.says));
          await shelf.intoView();
          await picture(driver, `${engine}-${scene.name}-${width}`);
          await sound(driver);
          await scene.act?.(driver, shelf);
          await sound(driver);
        });
      }
    }

    test('a product page from 320 to 1920 px: cards of a row, whole ones where the row does not scroll', async (t) => {
      const shop = await demoShop(t);
      for (const width of [320, 768, 1920]) {
        await visit(shop('www/scene.html?name=together', width));
        const shelf = shelfOf(driver);
        await shelf.ready();
        assert.equal(await driver.executeScript('return innerWidth'), width);
        const { cards, visible, scrolls } = await shelf.script(`const list = root.querySelector('.list').getBoundingClientRect();
          const cards = [...root.querySelectorAll('.card')].map((card) => card.getBoundingClientRect());
          return { cards: cards.length, visible: cards.filter(({ right }) => right <= list.right + 1).length, scrolls: root.querySelector('.list').scrollWidth > list.width + 1 };`);
        assert.ok(visible >= 2 && (scrolls || visible === cards), `${visible} of ${cards} cards stand whole at ${width} px`);
        await sound(driver);
      }
    });
  });
}
