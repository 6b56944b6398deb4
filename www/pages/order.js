// An order that was placed, named by `?id=`: what was in it, and what it still lacks. Some offers hold for so many hours after an order;
// they count from the moment that the shop's host attested, so that coming back tomorrow shows the same end.

import { h } from '../dom.js';
import { moment, money } from '../format.js';
import { orderOf } from '../purchases.js';
import { shelfElement, startShelves } from '../recommendations.js';
import { openPage } from '../shop.js';
import { summaryLine } from '../summary.js';
import { subtotalOf } from '../totals.js';

const element = (id) => document.getElementById(id);
const id = new URLSearchParams(location.search).get('id') ?? '';

/** What was most of the order is what the rest goes with. */
function mainOf(shop, lines) {
  const value = ({ id, quantity }) => (shop.byId.get(id)?.price ?? 0) * quantity;
  return lines.reduce((most, line) => (value(line) > value(most) ? line : most));
}

function show(shop, { time, attested, lines }) {
  element('lines').replaceChildren(...lines.map((line) => summaryLine(shop, line)));
  element('subtotal').textContent = money(subtotalOf(shop, lines).minor, shop.currency);
  element('order-time').dateTime = time;
  element('order-time').textContent = moment(time);
  const place = element('after-order');
  place.replaceWith(h('div', { id: 'after-order' }, shelfElement({ kind: 'complete-set', product: mainOf(shop, lines).id })));
  startShelves(shop, { orderTime: attested ? time : undefined });
}

openPage((shop) => {
  const order = orderOf(id);
  const lines = order?.lines.filter((line) => shop.byId.has(line.id)) ?? [];
  element('unknown').hidden = lines.length > 0;
  element('placed').hidden = lines.length === 0;
  if (lines.length > 0) show(shop, { ...order, lines });
  return 'Your order';
});
