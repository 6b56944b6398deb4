// What the tests of all carts need: an adapter alone in a page of a strict shop, and the widget beside it as a merchant pastes it.

/** The script tag as docs/carts.md has it. */
export const scriptTag = (attributes = '') =>
  `<script type="module" src="/setwise/setwise.js" data-snapshot="/snapshot/manifest.json" ${attributes}></script>`;

/** Another page of the same shopper. */
export async function openTab(page) {
  const tab = await page.context().newPage();
  await tab.goto(page.url());
  return tab;
}

/** Makes an adapter in the page, as `window.cart`. */
export function adapter(page, name, options = {}) {
  return page.evaluate(async ([name, options]) => {
    const module = await import(`/pkg/carts/${name}.js`);
    window.cart = module[name](options);
    window.changes = 0;
    window.stop = window.cart.subscribe(() => (window.changes += 1));
    return window.cart.lines();
  }, [name, options]);
}

/** Calls the adapter: what it gives (`undo` kept in the page), or `{ name, message }` of what it throws. */
export function call(page, method, ...given) {
  return page.evaluate(async ([method, given]) => {
    try {
      const done = await window.cart[method](...given);
      if (done?.undo) window.undo = done.undo;
      return done?.undo ? { undo: true } : done;
    } catch ({ name, message }) {
      return { name, message };
    }
  }, [method, given]);
}

export const undo = (page) => page.evaluate(() => window.undo());
export const lines = (page) => page.evaluate(() => window.cart.lines());

/** Waits until the page has heard of so many changes of the cart. */
export const heard = (page, count) => page.waitForFunction((count) => window.changes >= count, count);

/** The ids on the page's shelf. */
export const shown = (page) => page.locator('setwise-shelf').getByRole('listitem').evaluateAll((items) => items.map((item) => item.dataset.id));
