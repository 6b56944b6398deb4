// The cart of a WooCommerce shop, by its Store API (wc/store/v1): cart, cart/add-item, cart/update-item,
// cart/remove-item, batch, products. docs/carts.md says what it needs.

import { ask, cartOf, price, refusal } from './cart.js';

/** The API's own limit. */
const MOST_PRODUCTS = 100;
/** What the shop's own scripts say when they have changed the cart. */
const JQUERY = 'added_to_cart removed_from_cart updated_cart_totals wc_cart_emptied';
const NATIVE = ['wc-blocks_added_to_cart', 'wc-blocks_removed_from_cart'];

/** The API writes messages as HTML; a card shows text. */
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"' };
const plain = (html) =>
  html.replace(/<[^>]*>/g, '').replace(/&(?:#(\d+)|(\w+));/g, (all, code, name) => (code ? String.fromCodePoint(code) : (ENTITIES[name] ?? ' ')));

/** See woocommerce.d.ts. */
export function woocommerce({ id = 'id', root, locale } = {}) {
  if (id !== 'id' && id !== 'sku') throw new TypeError(`setwise: woocommerce id: expected id or sku, got ${id}`);
  let nonce = null;
  /** Ids of the platform by SKU. */
  const units = new Map();

  /** WordPress names its API in the head of every page; shops without pretty addresses have a parameter for it. */
  const api = () => new URL(root ?? document.querySelector('link[rel="https://api.w.org/"]')?.href ?? '/wp-json/', document.baseURI);

  function address(path, parameters = {}) {
    const url = api();
    const route = `wc/store/v1/${path}`;
    if (url.searchParams.has('rest_route')) url.searchParams.set('rest_route', `/${route}`);
    else url.pathname += route;
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url.href;
  }

  const idOf = (item) => `${(id === 'sku' && item.sku) || item.id}`;
  const lines = (cart) =>
    cart.items.map((item) => ({
      key: item.key,
      id: idOf(item),
      quantity: item.quantity,
      unit: item.item_data?.length > 0 ? 0 : item.id,
    }));

  async function request(path, init) {
    const answer = await ask(address(path), init);
    nonce = answer.headers.get('nonce') ?? nonce;
    return answer;
  }

  async function read() {
    const answer = await request('cart');
    if (answer.status !== 200) throw failure(answer);
    return lines(answer.body);
  }

  /** What the shop says to the shopper; anything else is for who reads the console. A conflict brings the cart along. */
  function failure({ status, body: { code, message, data } }) {
    const spoken = status < 500 && /^woocommerce_rest/.test(code) && !isOld(code);
    const error = spoken ? refusal(plain(message)) : new Error(`the Store API answered ${status}: ${code}`);
    return Object.assign(error, { lines: data?.cart && lines(data.cart) });
  }

  /** Changes the cart. The nonce is of this visit and grows old; each answer has a new one. */
  async function change(path, body, limit, again) {
    if (!nonce) await read();
    const headers = { Nonce: nonce };
    for (const part of body.requests ?? []) part.headers = headers;
    const answer = await request(path, { body, limit, headers });
    const answers = answer.body.responses ?? [answer];
    const failed = answers.find(({ status }) => status >= 300);
    if (!failed) return finish(lines(answers.at(-1).body));
    if (again || !isOld(failed.body.code)) throw failure(failed);
    if (nonce === headers.Nonce) nonce = null;
    return change(path, body, limit, true);
  }

  async function products(parameters) {
    const { status, body } = await ask(address('products', { per_page: MOST_PRODUCTS, ...parameters }));
    if (status !== 200) throw new Error(`products answered ${status}`);
    return body;
  }

  /** What the shop has of these ids, as it is now. */
  async function look(ids) {
    if (id === 'sku') return products({ sku: ids.join() });
    const numbers = ids.filter((named) => /^\d+$/.test(named));
    if (numbers.length === 0) return [];
    const found = await products({ include: numbers.join() });
    const others = numbers.filter((named) => !found.some((product) => String(product.id) === named));
    // Variations are listed apart.
    return others.length > 0 ? [...found, ...(await products({ include: others.join(), type: 'variation' }))] : found;
  }

  async function entryOf({ id: named, quantity, options }) {
    if (id === 'sku' && !units.has(named)) for (const { sku, id } of await look([named])) units.set(sku, id);
    const unit = id === 'sku' ? units.get(named) : Number(named);
    if (!unit) throw new Error(`the shop has no product with the SKU ${named}`);
    return { unit, quantity, variation: options && Object.entries(options).map(([attribute, value]) => ({ attribute, value })) };
  }

  return cartOf({
    name: () => api().href,
    read,
    find: (lines) => Promise.all(lines.map(entryOf)),
    put(entries, limit) {
      const requests = entries.map(({ unit, quantity, variation }) => ({ method: 'POST', path: '/wc/store/v1/cart/add-item', body: { id: unit, quantity, variation } }));
      return requests.length > 1 ? change('batch', { requests }, limit) : change('cart/add-item', requests[0].body, limit);
    },
    async set(key, quantity) {
      try {
        return await (quantity > 0 ? change('cart/update-item', { key, quantity }) : change('cart/remove-item', { key }));
      } catch (error) {
        // Out of the cart already, by another tab: what was wanted.
        if (quantity > 0 || !error.lines || error.lines.some((line) => line.key === key)) throw error;
        return error.lines;
      }
    },
    async live(items) {
      const found = new Map();
      for (const product of await look(items.map((item) => item.id))) {
        units.set(product.sku, product.id);
        found.set(idOf(product), product);
      }
      return items.map((item) => {
        const product = found.get(item.id);
        if (!product) return { id: item.id, gone: true };
        const { price: amount, price_range: range, currency_code: currency, currency_minor_unit: digits } = product.prices;
        return {
          id: item.id,
          gone: !product.is_in_stock || !(product.is_purchasable || product.has_options),
          price: price(range && !sameEnds(range) ? NaN : Number(amount), digits, currency, locale),
          needsOptions: product.has_options || /^(grouped|external)$/.test(product.type),
        };
      });
    },
    watch(changed, signal) {
      const hear = ({ detail }) => detail !== OWN && changed();
      for (const type of NATIVE) document.body.addEventListener(type, hear, { signal });
      // What classic themes tell reaches listeners of jQuery alone.
      const body = globalThis.jQuery?.(document.body);
      const heard = () => changed();
      body?.on?.(JQUERY, heard);
      signal.addEventListener('abort', () => body?.off?.(JQUERY, heard));
    },
  });
}

/** A product of one price says so twice. */
const sameEnds = ({ min_amount: least, max_amount: most }) => least === most;

const isOld = (code) => /_nonce$/.test(code);

/** Marks what this file tells the page, so that it does not hear itself. */
const OWN = { preserveCartData: false };

/** The shop's own mini cart, and its count in the header, follow: blocks by an event, classic themes by jQuery. */
function finish(lines) {
  document.body.dispatchEvent(new CustomEvent(NATIVE[0], { bubbles: true, cancelable: true, detail: OWN }));
  globalThis.jQuery?.(document.body)?.trigger?.('wc_fragment_refresh');
  return lines;
}
