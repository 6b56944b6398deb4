// All that this shop does to use Setwise: hand it the snapshot and the cart. Each <setwise-shelf> in the pages holds
// the shop's own markup, which stays as it is when anything here fails.

import * as cart from './cart.js';
import { links } from './links.js';

const options = {
  manifest: new URL('../snapshot/manifest.json', import.meta.url).href,
  // Pictures in the catalog are named from there, and product pages are this shop's own.
  base: new URL('../shop/', import.meta.url).href,
  url: links.product,
  locale: document.documentElement.lang,
  cart: {
    lines: cart.lines,
    add: async (line) => cart.add(line),
    subscribe: cart.subscribe,
  },
};

/** Brings every shelf of the page to life; resolves to whether the package could be loaded. */
export async function startShelves() {
  try {
    const { configure } = await import('../pkg/element.js');
    configure(options);
    return true;
  } catch (error) {
    console.info(`Recommendations are off, the shop's own lists stay: ${error.message}`);
    return false;
  }
}
