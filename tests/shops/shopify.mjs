// A storefront that answers as Shopify's Ajax API is documented to, and notes whatever does not keep to that.

import { goods as stocked } from './goods.mjs';
import { isCount, json, serveShop } from './host.mjs';
import { frame, WATCH } from './watch.mjs';

const WIDTHS = [320, 800, 1280];

const error = (status, description, message = 'Cart Error') => ({ status, body: { status, message, description } });

/** A theme whose drawer is a section, and whose own button asks cart/add.js as themes do. */
const page = (tag, root, html) => `<!doctype html><html ${html}><meta name="viewport" content="width=device-width"><title>Shop</title>
<link rel="icon" href="/favicon.ico"><script src="/watch.js"></script>
<script src="/theme.js"></script>
<div id="shopify-section-cart-drawer" class="shopify-section"><output id="drawer">old</output></div>
<button id="theme-add" data-root="${root}">Add a flash</button>
<setwise-shelf product="CAM-0"><p>Our own list</p></setwise-shelf>
${tag}</html>`;

const theme = (root) => `window.Shopify = { routes: { root: '${root}' } };
addEventListener('DOMContentLoaded', () => document.querySelector('#theme-add').addEventListener('click', () =>
  fetch('${root}cart/add.js', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ items: [{ id: ${40_000_000_000_009}, quantity: 1 }] }) })));`;

/** `tag` is the script tag of Setwise, or ''; `html` the attributes of the page's root; `/frame-320` has the page 320 pixels wide. `change(goods)` may make them others than in the snapshot. */
export async function shopifyShop(t, { snapshot, tag = '', html = 'lang="en"', root = '/', currency = 'GBP', change = () => {} }) {
  const goods = structuredClone(stocked);
  change(goods);
  const carts = new Map();
  const variantsOf = (each) => each.variants ?? [{ id: each.variant, sku: each.sku, title: 'Default Title', options: ['Default Title'], cents: each.cents, stock: each.stock }];
  const ownerOf = (id) => goods.find((each) => variantsOf(each).some((variant) => variant.id === id));
  const variantOf = (id) => variantsOf(ownerOf(id) ?? {}).find((variant) => variant.id === id);

  const cartOf = (session) => {
    if (!carts.has(session)) carts.set(session, []);
    return carts.get(session);
  };
  const item = ({ id, quantity, properties }) => {
    const [owner, variant] = [ownerOf(id), variantOf(id)];
    return {
      id,
      key: `${id}:${JSON.stringify(properties ?? {}).length.toString(16)}`,
      properties: properties ?? {},
      quantity,
      variant_id: id,
      product_id: owner.product,
      sku: variant.sku,
      handle: owner.handle,
      title: owner.title,
      price: variant.cents,
      final_line_price: variant.cents * quantity,
    };
  };
  const cart = (session) => {
    const items = cartOf(session).map(item);
    return { token: session, items, item_count: items.reduce((sum, { quantity }) => sum + quantity, 0), currency };
  };
  const sectionsOf = (session, names) => {
    if (names === undefined) return {};
    const asked = String(names).split(',');
    if (asked.length > 5) shop.breaches.push(`more than five sections: ${names}`);
    const render = (name) => `<div id="shopify-section-${name}" class="shopify-section"><output id="drawer">${cart(session).item_count} in the cart</output></div>`;
    return { sections: Object.fromEntries(asked.map((name) => [name, name === 'cart-drawer' ? render(name) : null])) };
  };

  function add({ session }, { items, sections }) {
    if (!Array.isArray(items) || items.length === 0) return error(400, 'Required parameter missing or invalid: items', 'bad_request');
    const lines = cartOf(session);
    const touched = [];
    for (const { id, quantity, properties, ...others } of items) {
      if (!Number.isInteger(id) || !isCount(quantity, 1)) shop.breaches.push(`cart/add.js: ${JSON.stringify({ id, quantity })}`);
      if (Object.keys(others).length > 0) shop.breaches.push(`cart/add.js: unknown ${Object.keys(others)}`);
      const variant = variantOf(id);
      if (!variant) return error(404, 'Cannot find variant');
      const same = (line) => line.id === id && JSON.stringify(line.properties ?? {}) === JSON.stringify(properties ?? {});
      const there = lines.find(same)?.quantity ?? 0;
      if (variant.stock === 0) return error(422, `The product '${ownerOf(id).title}' is already sold out.`);
      if (there >= variant.stock) return error(422, 'The maximum quantity of this item is already in your cart.');
      // What there is is added, and the answer is an error all the same.
      const added = Math.min(quantity, variant.stock - there);
      if (there > 0) lines.find(same).quantity += added;
      else lines.unshift({ id, quantity: added, properties });
      if (added < quantity) return error(422, `Only ${added} items were added to your cart due to availability.`);
      touched.push(lines.find(same));
    }
    return { body: { items: touched.map(item), ...sectionsOf(session, sections) } };
  }

  function changeLine({ session }, { id, line, quantity, sections }) {
    const lines = cartOf(session);
    if (id === undefined && line === undefined) return error(400, 'no valid id or line parameter', 'bad_request');
    if (!isCount(quantity, 0)) shop.breaches.push(`cart/change.js: quantity ${quantity}`);
    const place = line === undefined ? lines.findIndex((each) => item(each).key === id || each.id === id) : line - 1;
    if (!lines[place]) return error(404, 'Cannot find the line item', 'Not Found');
    if (quantity > variantOf(lines[place].id).stock) return error(422, 'The maximum quantity of this item is already in your cart.');
    if (quantity === 0) lines.splice(place, 1);
    else lines[place].quantity = quantity;
    return { body: { ...cart(session), ...sectionsOf(session, sections) } };
  }

  function product(handle) {
    const each = goods.find((one) => one.handle === handle && !one.unpublished);
    if (!each) return { status: 404, body: '<!doctype html><title>404</title>' };
    const variants = variantsOf(each).map(({ id, sku, title, options, cents, stock }) =>
      ({ id, sku, title, options, price: cents, compare_at_price: null, available: stock > 0 }));
    const prices = variants.map(({ price }) => price);
    return { body: {
      id: each.product, handle, title: each.title, variants,
      options: [{ name: 'Title', position: 1, values: variants.map(({ title }) => title) }],
      available: variants.some(({ available }) => available),
      price: Math.min(...prices), price_min: Math.min(...prices), price_max: Math.max(...prices),
      price_varies: Math.min(...prices) !== Math.max(...prices),
      requires_selling_plan: each.plan === true,
    } };
  }

  function answer(request) {
    const { method, path } = request;
    if (!path.startsWith(root)) return undefined;
    const name = path.slice(root.length);
    const only = (wanted, give) => {
      if (method === wanted) return give();
      shop.breaches.push(`${method} ${path}`);
      return { status: 405, body: '' };
    };
    const [, handle] = /^products\/([^/]+)\.js$/.exec(name) ?? [];
    if (handle) return only('GET', () => product(handle));
    const body = (known) => json(request, known, shop.breaches);
    switch (name) {
      case 'cart.js': return only('GET', () => ({ body: cart(request.session) }));
      case 'cart/add.js': return only('POST', () => add(request, body(['items', 'sections', 'sections_url'])));
      case 'cart/change.js': return only('POST', () => changeLine(request, body(['id', 'line', 'quantity', 'sections', 'sections_url'])));
      default: return undefined;
    }
  }

  const pages = { '/': page(tag, root, html), '/theme.js': theme(root), '/watch.js': WATCH };
  for (const width of WIDTHS) pages[`/frame-${width}`] = frame('/', width);
  const shop = await serveShop(t, { answer, snapshot, pages });
  return Object.assign(shop, {
    goods,
    /** What is in the only cart: `[[sku, quantity]]`. */
    cart: () => [...carts.values()].flat().map(({ id, quantity }) => [variantOf(id).sku, quantity]),
    /** Another device of the same shopper, or a tab. */
    put: (line) => [...carts.values()][0].unshift(line),
    empty: () => carts.forEach((lines) => lines.splice(0)),
  });
}
