// Fetches and checks the shop's data. Every field but id and title may be missing: a merchant's export often has no
// pictures, no categories and no brands.

const ROOT = new URL('../', import.meta.url);
const DATA = new URL('shop/', ROOT);

async function fetchJson(name) {
  const address = new URL(name, DATA);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address.pathname} answered ${response.status}, expected 200`);
  try {
    return await response.json();
  } catch {
    throw new Error(`${address.pathname} is not JSON`);
  }
}

const text = (value) => (typeof value === 'string' ? value.trim() : '');

/** Pictures from another host are left out unless the shop's settings allow them, as its content policy then does. */
function picture(value, anywhere) {
  if (!text(value)) return null;
  try {
    const address = new URL(text(value), DATA);
    const allowed = address.origin === location.origin || (anywhere && /^https?:$/.test(address.protocol));
    return allowed ? address.href : null;
  } catch {
    return null;
  }
}

function attributes(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value)
    .filter(([, held]) => ['string', 'number', 'boolean'].includes(typeof held) && held !== '')
    .map(([name, held]) => [name, String(held)]);
}

function product(row, { currency, anywhere }) {
  const id = row?.id === undefined || row?.id === null ? '' : String(row.id);
  if (!id || !text(row.title)) return null;
  return {
    id,
    title: text(row.title),
    price: Number.isInteger(row.price) && row.price >= 0 ? row.price : null,
    currency: text(row.currency) || currency,
    image: picture(row.image, anywhere),
    category: Array.isArray(row.category) ? row.category.map(text).filter(Boolean) : [],
    brand: text(row.brand),
    inStock: row.inStock !== false,
    attributes: attributes(row.attributes),
    group: text(row.group) || null,
    popularity: Number.isInteger(row.popularity) ? row.popularity : 0,
  };
}

/** Departments are the first levels of the categories, the merchant's own order first. */
function departments(products, ordered) {
  const found = new Map();
  for (const item of products) {
    const [name] = item.category;
    if (name) found.set(name, [...(found.get(name) ?? []), item]);
  }
  const place = (name) => (ordered.includes(name) ? ordered.indexOf(name) : ordered.length);
  return [...found]
    .map(([name, members]) => ({ name, products: members }))
    .sort((a, b) => place(a.name) - place(b.name));
}

/** Best sellers where the snapshot knows them; else one of each department in turn, and no claim of popularity. */
function frontWindow(products, departmentList) {
  const popular = products.filter((item) => item.inStock && item.popularity > 0);
  if (popular.length > 0) return popular.sort((a, b) => b.popularity - a.popularity).slice(0, 100);
  if (departmentList.length < 2) return products;
  const longest = Math.max(...departmentList.map((department) => department.products.length));
  const mixed = [];
  for (let turn = 0; turn < longest && mixed.length < 100; turn += 1) {
    for (const department of departmentList) if (department.products[turn]) mixed.push(department.products[turn]);
  }
  return mixed;
}

/** Everything the pages need to know of the shop. Rejects with a sentence that says which file is wrong. */
export async function loadShop() {
  const [settings, rows] = await Promise.all([fetchJson('shop.json'), fetchJson('catalog.json')]);
  if (!Array.isArray(rows)) throw new Error(`${DATA.pathname}catalog.json holds no list of products`);

  const currency = text(settings.currency) || 'USD';
  const anywhere = settings.pictures === 'anywhere';
  const products = rows.map((row) => product(row, { currency, anywhere })).filter(Boolean);
  const byId = new Map(products.map((item) => [item.id, item]));
  const list = (value) => (Array.isArray(value) ? value : []);
  const departmentList = departments(
    products,
    list(settings.departments).map((entry) => text(entry?.name ?? entry)),
  );
  return {
    name: text(settings.name) || 'Shop',
    note: text(settings.note),
    currency,
    synthetic: settings.synthetic === true,
    // Whether shelves say why they are as they are.
    explain: settings.explain === true,
    freeShippingFrom: Number.isInteger(settings.freeShippingFrom) ? settings.freeShippingFrom : null,
    products,
    byId,
    departments: departmentList,
    window: frontWindow(products, departmentList),
    knowsPopular: products.some((item) => item.popularity > 0),
  };
}

/** The other products of the same group: sizes, colours, storage. */
export function variantsOf(shop, item) {
  return item.group === null ? [] : shop.products.filter((other) => other.group === item.group);
}

/** What the shop shows without Setwise: products of the same department, not the product itself nor its variants. */
export function shopsOwnPicks(shop, { item = null, exclude = new Set(), limit = 6 } = {}) {
  const fits = (other) =>
    other.inStock &&
    !exclude.has(other.id) &&
    other.id !== item?.id &&
    (!item?.group || other.group !== item.group) &&
    (!item?.category.length || other.category[0] === item.category[0]);
  // Without bestsellers the list starts after the product itself, so that not every page shows the same few.
  const start = item && !shop.knowsPopular ? shop.products.indexOf(item) : -1;
  const inOrder = start < 0
    ? [...shop.window, ...shop.products]
    : [...shop.products.slice(start), ...shop.products.slice(0, start)];
  const picks = [];
  const groups = new Set();
  for (const other of new Set(inOrder)) {
    if (picks.length === limit) break;
    if (!fits(other) || (other.group && groups.has(other.group))) continue;
    if (other.group) groups.add(other.group);
    picks.push(other);
  }
  return picks;
}
