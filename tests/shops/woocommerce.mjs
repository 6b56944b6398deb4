// A shop that answers as WooCommerce's Store API is documented to, and notes whatever does not keep to that.

import { goods as stocked } from './goods.mjs';
import { isCount, json, serveShop } from './host.mjs';

const error = (status, code, message, data = {}) => ({ status, body: { code, message, data: { status, ...data } } });

/** A block theme's page: the API is named in the head, the mini cart follows an event of the body. */
const page = (tag, link) => `<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="/favicon.ico">
<link rel="https://api.w.org/" href="${link}"></head>
<body class="theme-storefront woocommerce-js"><script src="/theme.js"></script>
<output id="mini-cart">0</output>
<setwise-shelf product="500"><p>Our own list</p></setwise-shelf>
${tag}</body></html>`;

const theme = `let told = 0;
document.body.addEventListener('wc-blocks_added_to_cart', () => { document.querySelector('#mini-cart').textContent = String(++told); });`;

const BASE = 'wc/store/v1/';

/**
 * `tag` is the script tag of Setwise, or ''; `parameter`: the API stands behind `?rest_route=`. `digits`: decimals of prices, a setting
 * of the shop's own. `change(goods)` may make them others than in the snapshot.
 */
export async function wooShop(t, { snapshot, tag = '', parameter = false, digits = 2, change = () => {} }) {
  const goods = structuredClone(stocked);
  change(goods);
  const carts = new Map();
  const [nonces, state] = [new Set(), { made: 0 }];
  const named = (id) => goods.find((each) => each.id === id && !each.unpublished);
  const keyOf = (id) => `k${id.toString(16)}`;
  const cartOf = (session) => {
    if (!carts.has(session)) carts.set(session, []);
    return carts.get(session);
  };
  const minor = (cents) => String(Math.round(cents / 10 ** (2 - digits)));
  const prices = (each) => ({ currency_code: 'GBP', currency_minor_unit: digits, price: minor(each.cents), regular_price: minor(each.cents), sale_price: minor(each.cents), price_range: each.range ?? null });
  const cart = (session) => {
    const lines = cartOf(session);
    return {
      items: lines.map(({ id, quantity }) => ({ key: keyOf(id), id, quantity, sku: named(id).sku, name: named(id).title, variation: [], item_data: [], prices: prices(named(id)) })),
      items_count: lines.reduce((sum, { quantity }) => sum + quantity, 0),
      errors: [],
    };
  };
  const headers = () => {
    const nonce = `n${(state.made += 1)}`;
    nonces.add(nonce);
    return { Nonce: nonce, 'Nonce-Timestamp': '1', 'Cart-Token': 'token' };
  };
  const conflict = (session, code, message) => error(409, code, message, { cart: cart(session) });

  function add(session, { id, quantity, variation }) {
    if (!Number.isInteger(id) || !isCount(quantity, 1)) shop.breaches.push(`add-item: ${JSON.stringify({ id, quantity })}`);
    const each = named(id);
    if (!each) return error(400, 'woocommerce_rest_cart_invalid_product', 'This product cannot be added to the cart.');
    if (each.any && !variation?.length) return error(400, 'woocommerce_rest_missing_variation_data', 'Missing attributes for variable product.');
    const line = cartOf(session).find((one) => one.id === id);
    const there = line?.quantity ?? 0;
    if (each.stock === 0) return error(400, 'woocommerce_rest_product_out_of_stock', `You cannot add &quot;${each.title}&quot; to the cart because the product is out of stock.`);
    if (there + quantity > each.stock) return error(400, 'woocommerce_rest_product_partially_out_of_stock', `You cannot add that amount of &quot;${each.title}&quot; to the cart &mdash; there is not enough stock (${each.stock} remaining).`);
    if (line) line.quantity += quantity;
    else cartOf(session).push({ id, quantity });
    return { status: 201, body: cart(session) };
  }

  function update(session, { key, quantity }) {
    const lines = cartOf(session);
    const place = lines.findIndex(({ id }) => keyOf(id) === key);
    if (place < 0) return conflict(session, 'woocommerce_rest_cart_invalid_key', 'Cart item does not exist.');
    if (!isCount(quantity, 0)) shop.breaches.push(`update-item: quantity ${quantity}`);
    if (quantity === 0) lines.splice(place, 1);
    else lines[place].quantity = quantity;
    return { body: cart(session) };
  }

  function remove(session, { key }) {
    const lines = cartOf(session);
    const place = lines.findIndex(({ id }) => keyOf(id) === key);
    if (place < 0) return conflict(session, 'woocommerce_rest_cart_invalid_key', 'Cart item no longer exists or is invalid.');
    lines.splice(place, 1);
    return { body: cart(session) };
  }

  const changes = {
    'cart/add-item': [['id', 'quantity', 'variation'], add],
    'cart/update-item': [['key', 'quantity'], update],
    'cart/remove-item': [['key'], remove],
  };

  function checked(session, nonce, give) {
    if (nonce === undefined) return error(401, 'woocommerce_rest_missing_nonce', 'Missing the Nonce header. This endpoint requires a valid nonce.');
    if (!nonces.has(nonce)) return error(403, 'woocommerce_rest_invalid_nonce', 'Nonce is invalid.');
    return give();
  }

  function batch({ session }, { requests }) {
    if (!Array.isArray(requests) || requests.length > 25) return error(400, 'rest_invalid_param', 'Invalid parameter(s): requests');
    const responses = requests.map(({ path, method = 'POST', body, headers: own = {} }) => {
      const [known, change] = changes[path.replace(`/${BASE}`, '')] ?? [];
      if (!change || method !== 'POST') return { ...error(404, 'rest_no_route', 'No route was found matching the URL and request method.'), headers: {} };
      const unknown = Object.keys(body).filter((name) => !known.includes(name));
      if (unknown.length > 0) shop.breaches.push(`batch ${path}: unknown ${unknown}`);
      const { status = 200, body: answer } = checked(session, own.Nonce, () => change(session, body));
      return { status, body: answer, headers: headers() };
    });
    return { status: 207, headers: headers(), body: { responses } };
  }

  function products(query) {
    const unknown = [...query.keys()].filter((name) => !['include', 'sku', 'type', 'per_page', 'rest_route'].includes(name));
    if (unknown.length > 0) shop.breaches.push(`products: unknown ${unknown}`);
    const most = Number(query.get('per_page') ?? 10);
    if (most > 100) return error(400, 'rest_invalid_param', 'Invalid parameter(s): per_page');
    const [ids, skus] = ['include', 'sku'].map((name) => query.get(name)?.split(','));
    const wanted = goods.filter((each) => !each.unpublished
      && (!ids || ids.includes(String(each.id))) && (!skus || skus.includes(each.sku))
      && (skus || (query.get('type') === 'variation') === (each.variation === true)));
    return { body: wanted.slice(0, most).map((each) => ({
      id: each.id, sku: each.sku, name: each.title, type: each.variation ? 'variation' : 'simple', prices: prices(each),
      is_in_stock: each.stock > 0, is_purchasable: each.options !== true, has_options: each.options === true,
      low_stock_remaining: each.stock < 3 ? each.stock : null,
    })) };
  }

  function answer(request) {
    const { method, path, query, session } = request;
    const route = parameter ? (path === '/index.php' ? query.get('rest_route')?.slice(1) : undefined) : path.replace(/^\/wp-json\//, '');
    if (!route?.startsWith(BASE)) return undefined;
    const name = route.slice(BASE.length);
    const noRoute = () => {
      shop.breaches.push(`${method} ${path}`);
      return error(404, 'rest_no_route', 'No route was found matching the URL and request method.');
    };
    if (name === 'products') return method === 'GET' ? products(query) : noRoute();
    if (name === 'cart') return method === 'GET' ? { headers: headers(), body: cart(session) } : noRoute();
    if (method !== 'POST') return noRoute();
    if (name === 'batch') return batch(request, json(request, ['requests', 'validation'], shop.breaches));
    const [known, change] = changes[name] ?? [];
    if (!change) return noRoute();
    const given = checked(session, request.headers.nonce, () => change(session, json(request, known, shop.breaches)));
    return { ...given, headers: headers() };
  }

  const link = parameter ? '/index.php?rest_route=/' : '/wp-json/';
  const shop = await serveShop(t, { answer, snapshot, pages: { '/': page(tag, link), '/theme.js': theme } });
  return Object.assign(shop, {
    goods,
    /** What is in the only cart: `[[id, quantity]]`. */
    cart: () => [...carts.values()].flat().map(({ id, quantity }) => [id, quantity]),
    /** Another device of the same shopper, or a tab. */
    put: (line) => [...carts.values()][0].push(line),
    empty: () => carts.forEach((lines) => lines.splice(0)),
    /** Twelve hours pass. */
    age: () => nonces.clear(),
  });
}
