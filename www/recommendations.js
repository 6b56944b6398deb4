// All that this shop does to use Setwise: hand it the snapshot and the cart. Each <setwise-shelf> in the pages holds
// the shop's own markup, which stays as it is when anything here fails.

import * as cart from './cart.js';
import { h } from './dom.js';
import { links } from './links.js';
import { purchases } from './purchases.js';

/** The options of `createSetwise` in this shop. */
export function shelfOptions(shop) {
  const history = purchases().reverse().flatMap(({ time, lines }) => lines.map(({ id }) => ({ id, at: Date.parse(time) })));
  return {
    manifest: new URL('../snapshot/manifest.json', import.meta.url).href,
    // Pictures in the catalog are named from there, and product pages are this shop's own.
    base: new URL('../shop/', import.meta.url).href,
    url: (id) => links.product(id),
    locale: document.documentElement.lang,
    history: history.filter(({ at }) => at > 0),
    freeShippingFrom: shop.freeShippingFrom ?? undefined,
    cart: {
      lines: cart.lines,
      add: async (line) => cart.add(line),
      addAll: async (lines) => cart.addAll(lines),
      replace: async ({ from, to }) => cart.replace(from, to.id),
      subscribe: cart.subscribe,
    },
  };
}

/** A shelf of a scene; the shop has nothing of its own to show in its place. */
export function shelfElement({ kind, placement = 'product', product, products }) {
  return h('section', { class: 'shelf' }, h('setwise-shelf', { kind, placement, product, products }));
}

/** Brings every shelf of the page to life; resolves to whether the package could be loaded. */
export async function startShelves(shop) {
  try {
    const { configure } = await import('../pkg/element.js');
    configure(shelfOptions(shop));
    return true;
  } catch (error) {
    console.info(`Recommendations are off, the shop's own lists stay: ${error.message}`);
    return false;
  }
}
