// How a product looks wherever it is listed.

import { h, icon, ICONS } from './dom.js';
import { money } from './format.js';
import { links } from './links.js';
import { notify } from './notice.js';
import * as cart from './cart.js';

const TINTS = 6;

/** The first letters of the first words, for products without a picture. */
function initials(title) {
  const letters = title.match(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu) ?? [];
  return letters.slice(0, 2).join('').toUpperCase() || '·';
}

function placeholder(item) {
  const tint = [...item.title].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 0) % TINTS;
  return h('span', { class: `picture placeholder tint-${tint}`, 'aria-hidden': 'true' }, initials(item.title));
}

/** Decorative beside a title; `eager` for the one picture that a page is about. */
export function picture(item, { eager = false, alt = '' } = {}) {
  if (!item.image) return placeholder(item);
  const image = h('img', {
    class: 'picture', src: item.image, alt, width: 400, height: 400, decoding: 'async', loading: eager ? 'eager' : 'lazy',
  });
  image.addEventListener('error', () => image.replaceWith(placeholder(item)), { once: true });
  return image;
}

export function priceText(item) {
  return item.price === null ? 'No price' : money(item.price, item.currency);
}

export const canBuy = (item) => item.inStock && item.price !== null;

export function addToCart(item) {
  cart.add({ id: item.id, quantity: 1 });
  notify(`Added: ${item.title}`, { label: 'View cart', href: links.cart() });
}

export function productCard(item) {
  const quickAdd = canBuy(item)
    ? h('button', {
      class: 'quick-add', type: 'button', 'aria-label': `Add to cart: ${item.title}`, onclick: () => addToCart(item),
    }, icon(ICONS.plus))
    : h('span', { class: 'sold-out' }, item.inStock ? 'Not for sale' : 'Sold out');
  return h('li', { class: 'card' },
    picture(item),
    h('a', { class: 'card-title', href: links.product(item.id) }, h('span', { dir: 'auto' }, item.title)),
    item.brand ? h('p', { class: 'card-brand', dir: 'auto' }, item.brand) : null,
    h('div', { class: 'card-foot' }, h('span', { class: 'price' }, priceText(item)), quickAdd));
}

export function productGrid(items) {
  return h('ul', { class: 'grid', role: 'list' }, items.map(productCard));
}

/** The shop's own list inside a shelf, plain links that need no script of Setwise. */
export function pickLinks(items) {
  return h('ul', { class: 'picks', role: 'list' }, items.map((item) =>
    h('li', {}, h('a', { href: links.product(item.id) },
      picture(item),
      h('span', { class: 'pick-title', dir: 'auto' }, item.title),
      h('span', { class: 'price' }, priceText(item))))));
}
