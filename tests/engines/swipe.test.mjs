// The row under a finger, in every engine whose driver has one. In WebKit the wheel stands in (shelf.test.mjs).

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { demoShop } from './demo.mjs';
import { chromium, engines } from './driver.mjs';
import { fingers } from './finger.mjs';
import { shelfOf, sound } from './page.mjs';

for (const { name, open } of [chromium, ...engines]) {
  const skip = fingers[name] ? false : 'its driver has no finger';
  test(`${name}: a swipe moves the row by a card and lets it rest at one; three or four show the last`, { skip }, async (t) => {
    const { driver, close } = await open();
    t.after(close);
    const shop = await demoShop(t);
    await driver.get(shop('www/scene.html?name=together', 360));
    await driver.switchTo().frame(0);
    const shelf = shelfOf(driver);
    await shelf.ready();
    await shelf.intoView();
    const [cards, step] = await shelf.script("const [first, second] = root.querySelectorAll('.card'); return [root.querySelectorAll('.card').length, second.offsetLeft - first.offsetLeft]");
    const isLastSeen = () => shelf.script("return [...root.querySelectorAll('.card')].at(-1).getBoundingClientRect().right <= innerWidth");
    assert.ok(!(await isLastSeen()), 'there is something to swipe to');
    let swipes = 0;
    for (; !(await isLastSeen()); swipes += 1) {
      assert.ok(swipes < 4, `after ${swipes} swipes the last of ${cards} cards is not seen`);
      const before = await shelf.scrolled();
      await shelf.swipe(fingers[name], step + 20);
      await shelf.rests();
      const moved = (await shelf.scrolled()) - before;
      assert.ok(Math.abs(moved - step) < 3 || (await isLastSeen()), `${moved} px, where a card has ${step}`);
      assert.ok((await shelf.besideEdge()) < 3, 'it rests at a card');
    }
    assert.ok(swipes >= 1);
    await sound(driver);
  });
}
