// The cart: its lines, what they cost, and what goes with them.

import { shopsOwnPicks } from '../catalog.js';
import * as cart from '../cart.js';
import { cartLines } from '../cart-lines.js';
import { counted, money } from '../format.js';
import { pickLinks } from '../product-card.js';
import { shelfElement, startShelves } from '../recommendations.js';
import { shelvesOfScene } from '../scenes.js';
import { openPage } from '../shop.js';
import { deliveryLine, subtotalOf } from '../totals.js';

const element = (id) => document.getElementById(id);
let showLines;

function showSummary(shop, lines) {
  const { minor, pieces } = subtotalOf(shop, lines);
  element('pieces').textContent = counted(pieces, 'item', 'items');
  element('subtotal').textContent = money(minor, shop.currency);
  element('delivery').hidden = shop.freeShippingFrom === null;
  if (shop.freeShippingFrom === null) return;
  const bar = element('delivery-bar');
  bar.max = Math.max(1, shop.freeShippingFrom);
  bar.value = Math.min(minor, shop.freeShippingFrom);
  element('delivery-line').textContent = deliveryLine(shop, minor);
}

function show(shop, lines) {
  // Another tab of the same address may serve another shop's cart by now.
  const known = lines.filter((line) => shop.byId.has(line.id));
  const empty = known.length === 0;
  element('empty').hidden = !empty;
  element('full').hidden = empty;
  showLines(known);
  showSummary(shop, known);
}

function fillShelf(shop) {
  const inCart = new Set(cart.lines().map((line) => line.id));
  element('picks-title').textContent = shop.knowsPopular ? 'Popular products' : 'More from the shop';
  element('picks').replaceChildren(pickLinks(shopsOwnPicks(shop, { exclude: inCart })));
  document.getElementById('more-shelves').replaceChildren(...shelvesOfScene().map(shelfElement));
  startShelves(shop);
}

openPage((shop) => {
  showLines = cartLines(shop, element('lines'), element('cart-title'));
  show(shop, cart.lines());
  cart.subscribe((lines) => show(shop, lines));
  fillShelf(shop);
  return 'Cart';
});
