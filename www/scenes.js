// The scenes that the front page leads to: what each shows, and how it finds its products in whatever shop this is.

import * as cart from './cart.js';
import { links } from './links.js';
import { recordPurchase } from './purchases.js';
import { shelfOptions } from './recommendations.js';

const bySales = (a, b) => b.popularity - a.popularity || (a.id < b.id ? -1 : 1);

const inStock = (shop, fits) => shop.products.filter((item) => item.inStock && fits(item)).sort(bySales);
const within = (name) => (item) => item.category[0] === name;
const ofKind = (...names) => ({ category }) => names.includes(category.at(-1));
const has = (name) => (item) => item.attributes.some(([key]) => key === name);

/**
 * Each is a page, the shelves that stand on it besides its own, and the way to its cart or order and to its product; `beside` asks for what the
 * page's own shelf shows, which shares no product with them.
 */
export const SCENES = [
  {
    name: 'together',
    title: 'What goes with a camera',
    says: 'Complements of one product, one for each need',
    shelves: [],
    candidates: (shop) => inStock(shop, ofKind('Mirrorless Cameras', 'Compact Cameras')),
    page: (item) => links.product(item.id, 'together'),
    ask: (item) => ({ kind: 'complete-set', product: item.id }),
  },
  {
    name: 'storage',
    title: 'More storage at checkout',
    says: 'One quiet line that switches the line of the cart',
    shelves: [{ kind: 'upgrade', placement: 'checkout' }],
    candidates: (shop) => inStock(shop, (item) => within('Phones')(item) && has('storage')(item)),
    lines: (item) => [{ id: item.id, quantity: 1 }],
    page: () => links.checkout('storage'),
    ask: (item) => ({ kind: 'upgrade', product: item.id }),
  },
  {
    name: 'routine',
    title: 'A skincare routine as a set',
    says: 'Chosen one by one, added in one go',
    shelves: [{ kind: 'bundle' }],
    candidates: (shop) => inStock(shop, within('Skincare')),
    page: (item) => links.product(item.id, 'routine'),
    ask: (item) => ({ kind: 'bundle', product: item.id }),
  },
  {
    name: 'basket',
    title: 'A basket of groceries, completed',
    says: 'What is missing, and the larger packs',
    shelves: [{ kind: 'upgrade', placement: 'cart' }],
    candidates: (shop) => inStock(shop, within('Groceries')),
    lines: (item, shop) => {
      const others = inStock(shop, within('Groceries')).filter((other) => other.group !== item.group).slice(0, 3);
      return [item, ...others].map(({ id }) => ({ id, quantity: 1 }));
    },
    page: () => links.cart('basket'),
    ask: (item) => ({ kind: 'upgrade', product: item.id }),
  },
  {
    name: 'drawer',
    title: 'A cart drawer that completes the set',
    says: 'Beside the page, for what is in the cart by now',
    shelves: [],
    candidates: (shop) => inStock(shop, within('Skincare')),
    lines: (item) => [{ id: item.id, quantity: 1 }],
    page: (item) => links.product(item.id, 'drawer'),
    ask: (item) => ({ kind: 'complete-set', placement: 'cart', product: item.id }),
  },
  {
    name: 'picks',
    title: 'Picked for one shopper',
    says: 'Where a visit like this one goes on',
    shelves: [{ kind: 'for-you' }],
    candidates: (shop) => inStock(shop, within('Fashion')).sort((a, b) => b.price - a.price),
    page: (item) => links.product(item.id, 'picks'),
    ask: (item) => ({ kind: 'for-you', product: item.id }),
    beside: (item) => ({ kind: 'complete-set', product: item.id }),
  },
  {
    name: 'shipping',
    title: 'A little more for free shipping',
    says: 'What is missing, and what goes with the cart for it',
    shelves: [{ kind: 'add-ons', placement: 'cart' }],
    candidates: (shop) => inStock(shop, (item) => shop.freeShippingFrom !== null
      && item.price < shop.freeShippingFrom && item.price > shop.freeShippingFrom * 0.4),
    lines: (item) => [{ id: item.id, quantity: 1 }],
    page: () => links.cart('shipping'),
    ask: (item) => ({ kind: 'add-ons', placement: 'cart', product: item.id }),
    beside: (item) => ({ kind: 'complete-set', placement: 'cart', product: item.id }),
  },
  {
    name: 'limited',
    title: 'A limited-time upgrade',
    says: 'A merchant’s offer with an end of its own, and a timer in its last hours',
    shelves: [{ kind: 'upgrade' }],
    candidates: (shop) => ['Smartwatches', 'Earbuds', 'Mirrorless Cameras', 'Serums'].flatMap((kind) =>
      inStock(shop, ofKind(kind)).slice(0, 15)),
    page: (item) => links.product(item.id, 'limited'),
    ask: (item) => ({ kind: 'upgrade', product: item.id }),
    shows: ({ items }) => items.some(({ offer }) => offer?.kind === 'price'),
  },
  {
    name: 'order',
    title: 'A set to complete within 24 hours of an order',
    says: 'Sent together with it, until a day after the shop’s own time of the order',
    shelves: [],
    candidates: (shop) => inStock(shop, ofKind('Mirrorless Cameras', 'Compact Cameras')),
    orders: (item) => [{ id: item.id, quantity: 1 }],
    page: (_, order) => links.order(order),
    ask: (item) => ({ kind: 'complete-set', product: item.id }),
  },
];

/** Products tried before a scene is given up: a shop may have nothing for it. */
const MOST_TRIED = 60;

const idsOf = ({ items = [] }) => items.map(({ id }) => id);

/** Whether two shelves of a page each have something to show that the other does not: a product stands once on it. */
async function areBothShown(setwise, one, other) {
  const apart = async (request, from) => setwise.recommend({ ...request, exclude: idsOf(await setwise.recommend(from)) });
  return [await apart(one, other), await apart(other, one)].every(({ status }) => status === 'ready');
}

/** Puts a scene's cart together and gives the address of its page; `null` where the shop has nothing to show for it. */
export async function prepare(shop, name) {
  const scene = SCENES.find((each) => each.name === name);
  if (!scene) return null;
  const { createSetwise } = await import('../pkg/index.js');
  const before = cart.lines();
  cart.clear();
  const kinds = [...new Set(SCENES.flatMap(({ shelves }) => shelves.map(({ kind }) => kind)))];
  const setwise = await createSetwise({ ...shelfOptions(shop), kinds });
  try {
    for (const item of scene.candidates(shop).slice(0, MOST_TRIED)) {
      const lines = scene.lines?.(item, shop) ?? [];
      await setwise.cartChanged(lines);
      const slate = await setwise.recommend(scene.ask(item));
      if (slate.status !== 'ready' || scene.shows?.(slate) === false) continue;
      if (scene.beside && !(await areBothShown(setwise, scene.ask(item), scene.beside(item)))) continue;
      for (const line of lines) cart.add(line);
      return scene.page(item, scene.orders && await recordPurchase(scene.orders(item)));
    }
  } finally {
    setwise.destroy();
  }
  for (const line of before) cart.add(line);
  return null;
}

/** The shelves that the scene of this page's address adds to it. */
export function shelvesOfScene() {
  const name = new URLSearchParams(location.search).get('scene');
  return SCENES.find((scene) => scene.name === name)?.shelves ?? [];
}
