// The script tag, built with all that it needs into the one file dist/setwise.js:
//
//   <script type="module" src=".../setwise.js" data-snapshot=".../manifest.json" data-locale="en-GB"
//           data-mount="#shelf" data-product="SKU" data-placement="product"></script>
//
// data-snapshot alone brings every <setwise-shelf> of the page to life; data-mount puts shelves on other elements too.
// data-mind="on" follows the visit; a shop with a policy has that without being told, unless it is "off".
// data-cart="shopify" (or woocommerce, events, none) says whose cart it is; left out, the page's own marks do.

import { configure, request, warn } from './element.js';
import carts from './dist/carts.js';

// document.currentScript is null in modules.
const script = [...document.querySelectorAll('script[type="module"][src]')].find(({ src }) => src === import.meta.url);
const { snapshot, locale, currency, base, mount, kind, mind, cart: named, cartId, cartSections } = script?.dataset ?? {};

/** What every page of a Shopify storefront, and of a WooCommerce shop, says of itself. */
function detected() {
  if (globalThis.Shopify?.routes) return 'shopify';
  return /\bwoocommerce-(no-)?js\b/.test(document.body.className) ? 'woocommerce' : 'none';
}

/** The adapter of the shop's platform, fetched for its pages alone. A shelf without it shows products all the same. */
async function platformCart() {
  const name = named ?? detected();
  if (name === 'none') return undefined;
  if (!Object.hasOwn(carts, name)) throw new Error(`data-cart: expected ${Object.keys(carts).join(', ')} or none, got "${name}"`);
  const { [name]: make } = await carts[name]();
  return make({ id: cartId, sections: cartSections?.split(/[\s,]+/) });
}

async function start() {
  const setwise = await configure({
    manifest: snapshot, locale, currency, base, kinds: kind && [kind], mind: mind && mind !== 'off', cart: platformCart().catch(warn),
  });
  if (setwise) globalThis.setwise ??= setwise;
  if (!setwise || !mount) return;
  const elements = document.querySelectorAll(mount);
  if (elements.length === 0) throw new Error(`no element of the page matches data-mount="${mount}"`);
  await Promise.all([...elements].map((element) => setwise.mount(element, request((name) => script.dataset[name]))));
}

// In a microtask: a debugger that notes where a request began would have to parse this whole file again.
if (snapshot) Promise.resolve().then(start).catch(warn);
else console.warn('setwise: the script tag has no data-snapshot, the address of manifest.json');
