// Every ready theme by day and by night: what stands in a shelf can be read on it, in every kind, in every place.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { demo, DESKTOP, openPage } from './harness.mjs';
import { axeFinds, bestSellers, KINDS, openKinds } from './kinds.mjs';

const READY = ['dawn', 'storefront', 'boutique', 'market', 'night'];
const SCHEMES = ['light', 'dark'];
const ids = await bestSellers();

for (const placement of ['product', 'cart', 'checkout']) {
  for (const colorScheme of SCHEMES) {
    test(`axe finds nothing in any kind of shelf, in any ready theme: ${placement}, ${colorScheme}`, async (t) => {
      const page = await openKinds(t, ids, { placement, colorScheme });
      assert.deepEqual(KINDS.filter((kind) => page.counts[kind] === 0), []);
      assert.deepEqual(await axeFinds(page), [], 'without a theme');
      // As the shop of each theme looks: its colours are what shelves stand on.
      const styles = ['shop', 'wardrobe', ...READY.map((theme) => `themes/${theme}`)];
      for (const name of styles) await page.addStyleTag({ url: new URL(`www/${name}.css`, demo).href });
      const [found, worn] = [[], new Set()];
      for (const theme of ['plain', ...READY]) {
        worn.add(await page.evaluate((theme) => {
          document.documentElement.dataset.theme = theme;
          return getComputedStyle(document.querySelector('.place').shadowRoot.querySelector('.title')).fontFamily + getComputedStyle(document.body).backgroundColor;
        }, theme));
        found.push(...(await axeFinds(page)).map((what) => `${theme}: ${what}`));
      }
      assert.deepEqual(found, []);
      assert.equal(worn.size, 6, 'each theme was worn');
    });
  }
}

/** A scene for each place of the demo shop, and what of its page is there to read. */
const PLACES = [
  ['the product page, with an offer', 'limited', 'body'],
  ['the product page, with a set', 'routine', 'body'],
  ['the cart page', 'shipping', 'body'],
  ['the checkout', 'storage', 'body'],
  ['the page of an order, with an offer', 'order', 'body'],
  ['the drawer', 'drawer', '#drawer'],
];
for (const [place, scene, part] of PLACES) {
  test(`axe finds nothing on ${place} of the demo shop, in any theme`, async (t) => {
    // What fades in is not to be read yet.
    const page = await openPage(t, new URL(`www/scene.html?name=${scene}`, demo).href, { viewport: DESKTOP, reducedMotion: 'reduce' });
    await page.waitForURL(({ pathname }) => pathname.startsWith('/www/') && !pathname.endsWith('/scene.html'));
    await page.locator(`${part} setwise-shelf[data-state="ready"]`).first().waitFor();
    await page.waitForLoadState('networkidle');
    const found = [];
    for (const theme of ['plain', ...READY]) {
      for (const scheme of SCHEMES) {
        await page.evaluate(([theme, scheme]) => {
          window.demoLook.choose('theme', theme);
          window.demoLook.choose('scheme', scheme);
        }, [theme, scheme]);
        found.push(...(await axeFinds(page, part)).map((what) => `${theme}, ${scheme}: ${what}`));
      }
    }
    assert.deepEqual(found, []);
  });
}
