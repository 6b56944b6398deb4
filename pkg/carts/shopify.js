// The cart of a Shopify storefront, by its Ajax API: cart.js, cart/add.js, cart/change.js, products/{handle}.js.
// docs/carts.md says what it needs.

import { ask, cartOf, price, refusal } from './cart.js';

/** So many products are asked for at a time. */
const AT_ONCE = 4;
/** How long an answer about a product is taken for true, in milliseconds. */
const TRUE_FOR = 60_000;

/** A request of the theme's own that changes the cart. */
const CHANGES = /\/cart\/(add|change|update|clear)(\.js)?(\?|$)/;

const IDS = {
  sku: ({ sku, variant_id: variant }) => sku || variant,
  variant: ({ variant_id: variant }) => variant,
  product: ({ product_id: product }) => product,
  handle: ({ handle }) => handle,
};

/** See shopify.d.ts. */
export function shopify({ id = 'sku', root, sections = [], locale } = {}) {
  const idOf = typeof id === 'function' ? id : IDS[id];
  if (!idOf) throw new TypeError(`setwise: shopify id: expected ${Object.keys(IDS)} or a function, got ${id}`);
  const base = () => root ?? globalThis.Shopify?.routes?.root ?? '/';
  const asked = new Map();
  let currency;

  /** `unit` only where adding the same again would add to this very line. */
  const line = (item) => ({
    key: item.key,
    id: `${idOf(item)}`,
    quantity: item.quantity,
    unit: Object.keys(item.properties ?? {}).length > 0 || item.selling_plan_allocation ? 0 : item.variant_id,
  });

  async function call(path, init) {
    const { status, body } = await ask(base() + path, init);
    if (status === 422) throw refusal(`${body.description || body.message}`);
    if (status !== 200) throw new Error(`${path} answered ${status}: ${body?.description}`);
    return body;
  }

  /** Changes the cart; what the theme asked to see again comes with the answer. */
  async function change(path, body, limit) {
    const wanted = sections.length > 0 && { sections: sections.join(), sections_url: location.pathname };
    const answer = await call(path, { body: { ...body, ...wanted }, limit });
    if (answer.sections) show(answer.sections);
    return answer;
  }

  const handleOf = (item) => (id === 'handle' ? encodeURIComponent(item.id) : /\/products\/([^/?#]+)/.exec(item.url)?.[1]);

  /** The product that an item is of, for a minute; undefined if the shop does not show it. */
  function product(item) {
    const handle = handleOf(item);
    if (!handle) throw new Error(`the url of ${item.id} has no /products/…, which names it to Shopify`);
    const now = performance.now();
    const last = asked.get(handle);
    if (now - last?.at < TRUE_FOR) return last.found;
    const found = ask(`${base()}products/${handle}.js`).then(({ status, body }) => {
      if (status === 200 || status === 404) return body?.variants && body;
      throw new Error(`${handle}.js answered ${status}`);
    });
    asked.set(handle, { at: now, found });
    found.catch(() => asked.delete(handle));
    return found;
  }

  /** What of a product can be bought by one tap, if that is clear without a choice. */
  function variantOf({ variants, requires_selling_plan: plan }, item, options) {
    if (plan) return undefined;
    const [named, chosen] = [/[?&]variant=(\d+)/.exec(item.url)?.[1], options && `${Object.values(options)}`];
    return variants.find((variant) =>
      chosen ? `${variant.options}` === chosen
        : variants.length === 1 || `${variant.id}` === named || `${idOf({ ...variant, variant_id: variant.id })}` === item.id);
  }

  async function entryOf({ id: named, product: item, options, quantity }) {
    const found = await product(item);
    const variant = found && variantOf(found, item, options);
    if (!variant) throw new Error(`${named} ${found ? 'needs a choice first' : 'is not in the shop'}`);
    return { unit: variant.id, quantity };
  }

  async function truth(item) {
    const found = await product(item);
    if (!found) return { id: item.id, gone: true };
    const variant = variantOf(found, item);
    return {
      id: item.id,
      gone: !(variant ?? found).available,
      // Shopify counts in hundredths, whatever the currency.
      price: price(variant || !found.price_varies ? (variant ?? found).price : NaN, 2, currency, locale),
      needsOptions: !variant,
    };
  }

  return cartOf({
    name: base,
    async read() {
      const cart = await call('cart.js');
      currency = cart.currency;
      return cart.items.map(line);
    },
    find: (lines) => Promise.all(lines.map(entryOf)),
    async put(entries, limit, known) {
      const items = entries.map(({ unit, quantity }) => ({ id: unit, quantity }));
      const added = (await change('cart/add.js', { items }, limit)).items.map(line);
      return [...known.filter(({ key }) => !added.some((line) => line.key === key)), ...added];
    },
    async set(key, quantity) {
      return (await change('cart/change.js', { id: key, quantity })).items.map(line);
    },
    async live(products) {
      currency ??= globalThis.Shopify?.currency?.active ?? (await call('cart.js')).currency;
      const waiting = [...products];
      const found = [];
      const worker = async () => {
        for (let item = waiting.shift(); item; item = waiting.shift()) {
          // One that cannot be told leaves the others.
          await truth(item).then((each) => found.push(each), () => {});
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      return found;
    },
    watch(changed, signal) {
      // Themes of today say so themselves, and promise the end of it.
      const hear = ({ promise }) => Promise.resolve(promise).then(() => changed(), () => changed());
      document.addEventListener('shopify:cart:lines-update', hear, { signal });
      // Older ones can be seen to ask.
      const observer = new PerformanceObserver((seen) => {
        for (const { name, responseEnd } of seen.getEntries()) if (CHANGES.test(name)) changed(responseEnd);
      });
      observer.observe({ type: 'resource' });
      signal.addEventListener('abort', () => observer.disconnect());
    },
  });
}

/** Puts the theme's sections, as the shop has just rendered them, in place of those on the page, unless the page does. */
function show(sections) {
  const asked = new CustomEvent('setwise:sections', { cancelable: true, detail: { sections } });
  if (!document.dispatchEvent(asked)) return;
  for (const [name, html] of Object.entries(sections)) {
    const place = document.getElementById(`shopify-section-${name}`);
    if (!place || !html) continue;
    const fresh = new DOMParser().parseFromString(html, 'text/html');
    place.replaceChildren(...(fresh.getElementById(place.id) ?? fresh.body).childNodes);
  }
}
