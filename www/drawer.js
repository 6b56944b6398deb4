// The cart as a drawer, behind the cart's button of every page but those of the cart and the checkout, with what completes it.

import * as cart from './cart.js';
import { cartLines } from './cart-lines.js';
import { h, icon, ICONS } from './dom.js';
import { counted, money } from './format.js';
import { links } from './links.js';
import { startShelves } from './recommendations.js';
import { deliveryLine, subtotalOf } from './totals.js';

function build(shop) {
  const title = h('h2', { id: 'drawer-title', tabindex: -1 }, 'Your cart');
  const list = h('ul', { class: 'lines', role: 'list', 'aria-label': 'Products in your cart' });
  const empty = h('p', { class: 'message' }, 'There is nothing in it yet.');
  const delivery = h('p', { class: 'quiet' });
  const pieces = h('span');
  const subtotal = h('span', { class: 'price' });
  const foot = h('div', { class: 'drawer-foot' },
    delivery,
    h('p', { class: 'summary-row' }, pieces, subtotal),
    h('div', { class: 'drawer-ways' },
      h('a', { class: 'button quiet-button', href: links.cart() }, 'View cart'),
      h('a', { class: 'button', href: links.checkout() }, 'Checkout')));
  const drawer = h('dialog', { class: 'drawer', id: 'drawer', 'aria-labelledby': 'drawer-title' },
    h('div', { class: 'drawer-head' },
      title,
      h('button', { class: 'drawer-close', type: 'button', 'aria-label': 'Close the cart', onclick: () => drawer.close() }, icon(ICONS.close))),
    h('div', { class: 'drawer-body' },
      empty,
      list,
      h('setwise-shelf', { kind: 'complete-set', placement: 'cart', limit: 4, lang: document.documentElement.lang })),
    foot);
  // A click beside it is one on the dialog's own box.
  drawer.addEventListener('click', (event) => event.target === drawer && drawer.close());
  const showLines = cartLines(shop, list, title);
  const show = (lines) => {
    const known = lines.filter((line) => shop.byId.has(line.id));
    const sum = subtotalOf(shop, known);
    empty.hidden = known.length > 0;
    foot.hidden = known.length === 0;
    showLines(known);
    pieces.textContent = counted(sum.pieces, 'item', 'items');
    subtotal.textContent = money(sum.minor, shop.currency);
    delivery.textContent = shop.freeShippingFrom === null ? '' : deliveryLine(shop, sum.minor);
  };
  show(cart.lines());
  cart.subscribe(show);
  document.body.append(drawer);
  return drawer;
}

let drawer;

/** Opens it; the first time it is made. */
export function openDrawer(shop) {
  drawer ??= build(shop);
  if (!drawer.open) drawer.showModal();
  startShelves(shop);
}

/** Lets a link to the cart open it. A click that asks for another tab or window gets that. */
export function opensDrawer(shop, link) {
  link.setAttribute('aria-haspopup', 'dialog');
  link.addEventListener('click', (event) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    openDrawer(shop);
  });
}
