// A checkout that takes no money: it empties the cart and remembers the purchase on this device. What is typed into
// the form is neither stored nor sent.

import * as cart from '../cart.js';
import { h } from '../dom.js';
import { count, money } from '../format.js';
import { picture } from '../product-card.js';
import { recordPurchase } from '../purchases.js';
import { shelfElement, startShelves } from '../recommendations.js';
import { shelvesOfScene } from '../scenes.js';
import { openPage } from '../shop.js';
import { deliveryLine, subtotalOf } from '../totals.js';

const element = (id) => document.getElementById(id);
let ordered = false;

function summaryLine(shop, { id, quantity }) {
  const item = shop.byId.get(id);
  return h('li', {},
    picture(item),
    h('span', { class: 'summary-title', dir: 'auto' }, item.title),
    h('span', { class: 'quiet' }, `× ${count(quantity)}`),
    h('span', { class: 'price' }, item.price === null ? '' : money(item.price * quantity, item.currency)));
}

function show(shop, lines) {
  if (ordered) return;
  const known = lines.filter((line) => shop.byId.has(line.id));
  element('empty').hidden = known.length > 0;
  element('full').hidden = known.length === 0;
  element('lines').replaceChildren(...known.map((line) => summaryLine(shop, line)));
  const { minor } = subtotalOf(shop, known);
  element('subtotal').textContent = money(minor, shop.currency);
  element('delivery-line').textContent = shop.freeShippingFrom === null ? '' : deliveryLine(shop, minor);
}

/** What the order still lacks; where nothing goes with it, nothing is there. */
function completeOrder(shop, lines) {
  const place = element('after-order');
  place.replaceChildren(h('setwise-shelf', { kind: 'complete-set', product: lines.at(-1).id }));
  place.hidden = false;
  startShelves(shop);
}

function placeOrder(shop, event) {
  event.preventDefault();
  const lines = cart.lines();
  if (lines.length === 0) return;
  ordered = true;
  recordPurchase(lines);
  cart.clear();
  element('full').hidden = true;
  element('thanks').hidden = false;
  completeOrder(shop, lines);
  element('thanks-title').focus();
}

openPage((shop) => {
  show(shop, cart.lines());
  cart.subscribe((lines) => show(shop, lines));
  element('order').addEventListener('submit', (event) => placeOrder(shop, event));
  // Off unless a scene asks for it: nobody wants to be sold to at the till.
  const more = shelvesOfScene();
  element('more-shelves').replaceChildren(...more.map(shelfElement));
  if (more.length > 0) startShelves(shop);
  return 'Checkout';
});
