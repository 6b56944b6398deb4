// All that this shop does to use Setwise: hand it the snapshot and the cart. Each <setwise-shelf> in the pages holds
// the shop's own markup, which stays as it is when anything here fails.

import * as cart from './cart.js';
import { h } from './dom.js';
import { links } from './links.js';
import { isFollowed, met } from './memory.js';
import { purchases } from './purchases.js';

const quantityOf = (lines, id) => lines.find((line) => line.id === id)?.quantity ?? 0;

/** Changes the cart, and gives the way back, which leaves alone what else has happened to it since. */
function takeBack(change) {
  const before = cart.lines();
  change();
  const after = cart.lines();
  return {
    undo() {
      for (const id of new Set([...after, ...before].map((line) => line.id))) {
        const gained = quantityOf(after, id) - quantityOf(before, id);
        if (gained !== 0) cart.setQuantity(id, quantityOf(cart.lines(), id) - gained);
      }
    },
  };
}

/** The options of `createSetwise` in this shop; on the page of an order with its time. */
export function shelfOptions(shop, { orderTime } = {}) {
  const history = purchases().reverse().flatMap(({ time, lines }) => lines.map(({ id }) => ({ id, at: Date.parse(time) })));
  return {
    manifest: new URL('../snapshot/manifest.json', import.meta.url).href,
    // Pictures in the catalog are named from there, and product pages are this shop's own.
    base: new URL('../shop/', import.meta.url).href,
    url: (id) => links.product(id),
    locale: document.documentElement.lang,
    history: history.filter(({ at }) => at > 0),
    orderTime,
    freeShippingFrom: shop.freeShippingFrom ?? undefined,
    // Left open unless the shopper agreed: a policy in the snapshot acts all the same, and remembers nothing.
    // Who looks at why shelves are as they are sees them all, however likely the visit is to buy.
    mind: shop.explain ? { intent: false } : isFollowed() || undefined,
    cart: {
      lines: cart.lines,
      add: async (line) => takeBack(() => cart.add(line)),
      addAll: async (lines) => takeBack(() => cart.addAll(lines)),
      replace: async ({ from, to }) => takeBack(() => cart.replace(from, to.id)),
      subscribe: cart.subscribe,
    },
  };
}

/** A shelf of a scene; the shop has nothing of its own to show in its place. */
export function shelfElement({ kind, placement = 'product', product, products }) {
  return h('section', { class: 'shelf' }, h('setwise-shelf', { kind, placement, product, products, lang: document.documentElement.lang }));
}

let started;

/** Brings every shelf of the page to life, also those that come later; resolves to whether the package could be loaded. */
export function startShelves(shop, more) {
  started ??= start(shop, more);
  return started;
}

async function start(shop, more) {
  try {
    // They alone speak the language that was chosen.
    for (const shelf of document.querySelectorAll('setwise-shelf')) shelf.lang = document.documentElement.lang;
    const { configure } = await import('../pkg/element.js');
    const ready = configure(shelfOptions(shop, more));
    ready.then(met);
    if (shop.explain) (await import('./why.js')).explainShelves(ready);
    return true;
  } catch (error) {
    console.info(`Recommendations are off, the shop's own lists stay: ${error.message}`);
    return false;
  }
}
