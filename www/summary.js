// A line of an order, as the checkout and the order show it.

import { h } from './dom.js';
import { count, money } from './format.js';
import { picture } from './product-card.js';

export function summaryLine(shop, { id, quantity }) {
  const item = shop.byId.get(id);
  return h('li', {},
    picture(item),
    h('span', { class: 'summary-title', dir: 'auto' }, item.title),
    h('span', { class: 'quiet' }, `× ${count(quantity)}`),
    h('span', { class: 'price' }, item.price === null ? '' : money(item.price * quantity, item.currency)));
}
