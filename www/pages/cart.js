// The cart: its lines stay the same nodes while quantities change, so that focus is never lost.

import { shopsOwnPicks } from '../catalog.js';
import * as cart from '../cart.js';
import { h, icon, ICONS } from '../dom.js';
import { counted, money } from '../format.js';
import { links } from '../links.js';
import { notify } from '../notice.js';
import { canBuy, pickLinks, picture, priceText } from '../product-card.js';
import { shelfElement, startShelves } from '../recommendations.js';
import { shelvesOfScene } from '../scenes.js';
import { openPage } from '../shop.js';
import { deliveryLine, subtotalOf } from '../totals.js';

const element = (id) => document.getElementById(id);
const rows = new Map();

function removeLine(item) {
  const before = cart.lines();
  const position = before.findIndex((line) => line.id === item.id);
  const next = before[position + 1] ?? before[position - 1];
  cart.setQuantity(item.id, 0);
  // The button that had focus is gone: the next line's takes over, else the heading.
  (rows.get(next?.id)?.remove ?? element('cart-title')).focus();
  notify(`Removed: ${item.title}`, {
    label: 'Undo',
    act: () => {
      cart.setQuantity(item.id, before[position].quantity, position);
      rows.get(item.id)?.remove.focus();
    },
  });
}

function createRow(item) {
  const quantityNow = () => cart.lines().find((line) => line.id === item.id)?.quantity ?? 1;
  const field = h('input', {
    class: 'quantity', type: 'number', inputmode: 'numeric', min: 1, max: 99, 'aria-label': `Quantity of ${item.title}`,
    onchange: () => {
      const typed = Number.parseInt(field.value, 10);
      if (typed >= 1) cart.setQuantity(item.id, typed);
      field.value = quantityNow();
    },
  });
  const less = h('button', {
    type: 'button', 'aria-label': `One less of ${item.title}`, onclick: () => cart.setQuantity(item.id, Math.max(1, quantityNow() - 1)),
  }, icon(ICONS.minus));
  const more = h('button', {
    type: 'button', 'aria-label': `One more of ${item.title}`, onclick: () => cart.setQuantity(item.id, quantityNow() + 1),
  }, icon(ICONS.plus));
  const remove = h('button', {
    class: 'text-button', type: 'button', 'aria-label': `Remove ${item.title}`, onclick: () => removeLine(item),
  }, 'Remove');
  const total = h('span', { class: 'price line-total' });
  const node = h('li', { class: 'line' },
    h('a', { class: 'line-picture', href: links.product(item.id), tabindex: -1, 'aria-hidden': 'true' }, picture(item)),
    h('div', { class: 'line-words' },
      h('a', { class: 'line-title', href: links.product(item.id), dir: 'auto' }, item.title),
      h('span', { class: 'quiet' }, canBuy(item) ? `${priceText(item)} each` : 'No longer available')),
    total,
    h('div', { class: 'line-controls' }, h('div', { class: 'stepper' }, less, field, more), remove));
  const update = (quantity) => {
    field.value = quantity;
    less.toggleAttribute('disabled', quantity <= 1 && document.activeElement !== less);
    total.textContent = item.price === null ? '' : money(item.price * quantity, item.currency);
  };
  return { node, update, remove };
}

function showLines(shop, lines) {
  const kept = new Set(lines.map((line) => line.id));
  for (const [id, row] of rows) {
    if (kept.has(id)) continue;
    row.node.remove();
    rows.delete(id);
  }
  const list = element('lines');
  lines.forEach(({ id, quantity }, position) => {
    if (!rows.has(id)) rows.set(id, createRow(shop.byId.get(id)));
    const row = rows.get(id);
    // Moving a node that is already in its place would drop the focus inside it.
    if (list.children[position] !== row.node) list.insertBefore(row.node, list.children[position] ?? null);
    row.update(quantity);
  });
}

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
  showLines(shop, known);
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
  show(shop, cart.lines());
  cart.subscribe((lines) => show(shop, lines));
  fillShelf(shop);
  return 'Cart';
});
