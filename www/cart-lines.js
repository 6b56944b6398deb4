// The lines of the cart, on its page and in the drawer: they stay the same nodes while quantities change, so that focus is never lost.

import * as cart from './cart.js';
import { h, icon, ICONS } from './dom.js';
import { money } from './format.js';
import { links } from './links.js';
import { notify } from './notice.js';
import { canBuy, picture, priceText } from './product-card.js';

/** Fills `list` with lines; where the last one that had the focus is removed, `heading` takes it. Gives what shows other lines. */
export function cartLines(shop, list, heading) {
  const rows = new Map();

  function removeLine(item) {
    const before = cart.lines();
    const position = before.findIndex((line) => line.id === item.id);
    const next = before[position + 1] ?? before[position - 1];
    cart.setQuantity(item.id, 0);
    // The button that had focus is gone: the next line's takes over, else the heading.
    (rows.get(next?.id)?.remove ?? heading).focus();
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

  function showLines(lines) {
    const kept = new Set(lines.map((line) => line.id));
    for (const [id, row] of rows) {
      if (kept.has(id)) continue;
      row.node.remove();
      rows.delete(id);
    }
    lines.forEach(({ id, quantity }, position) => {
      if (!rows.has(id)) rows.set(id, createRow(shop.byId.get(id)));
      const row = rows.get(id);
      // Moving a node that is already in its place would drop the focus inside it.
      if (list.children[position] !== row.node) list.insertBefore(row.node, list.children[position] ?? null);
      row.update(quantity);
    });
  }

  return showLines;
}
