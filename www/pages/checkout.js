// A checkout that takes no money: it empties the cart and remembers the purchase on this device. What is typed into
// the form is neither stored nor sent.

import * as cart from '../cart.js';
import { money } from '../format.js';
import { links } from '../links.js';
import { recordPurchase } from '../purchases.js';
import { shelfElement, startShelves } from '../recommendations.js';
import { shelvesOfScene } from '../scenes.js';
import { openPage } from '../shop.js';
import { summaryLine } from '../summary.js';
import { deliveryLine, subtotalOf } from '../totals.js';

const element = (id) => document.getElementById(id);
let ordered = false;

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

async function placeOrder(event) {
  event.preventDefault();
  const lines = cart.lines();
  if (lines.length === 0 || ordered) return;
  ordered = true;
  const id = await recordPurchase(lines);
  cart.clear();
  location.assign(links.order(id));
}

openPage((shop) => {
  show(shop, cart.lines());
  cart.subscribe((lines) => show(shop, lines));
  element('order').addEventListener('submit', placeOrder);
  // Off unless a scene asks for it: nobody wants to be sold to at the till.
  const more = shelvesOfScene();
  element('more-shelves').replaceChildren(...more.map(shelfElement));
  if (more.length > 0) startShelves(shop);
  return 'Checkout';
});
