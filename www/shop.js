// What all pages share: the frame around them, the cart count, and what to say when the data cannot be read.

import { loadShop } from './catalog.js';
import { h } from './dom.js';
import { count, counted } from './format.js';
import { memoryLine } from './memory.js';
import * as cart from './cart.js';
import { openDrawer, opensDrawer } from './drawer.js';
import { switcher } from './switcher.js';

const element = (id) => document.getElementById(id);

function showCartCount() {
  const pieces = cart.pieces();
  element('cart-count').textContent = pieces > 0 ? count(pieces) : '';
  element('cart-link').setAttribute('aria-label', `Cart, ${counted(pieces, 'item', 'items')}`);
}

function showFrame(shop, title) {
  document.title = title === null ? shop.name : `${title} · ${shop.name}`;
  element('shop-name').textContent = shop.name;
  element('banner').textContent = shop.synthetic
    ? 'A synthetic demo shop: products, prices and orders are made up.'
    : 'A demonstration on a merchant’s data: nothing here can be bought.';
  element('footer-note').textContent = shop.note;
  element('footer-note').parentElement.append(switcher());
  element('footer-note').after(memoryLine());
}

/** On the pages of the cart and the checkout the cart is there to see. */
const HAS_CART = /\/(?:cart|checkout)\.html$/;

function offerDrawer(shop) {
  if (HAS_CART.test(location.pathname)) return;
  opensDrawer(shop, element('cart-link'));
  if (new URLSearchParams(location.search).get('scene') === 'drawer') openDrawer(shop);
}

function showFailure(error) {
  const main = element('main');
  main.replaceChildren(h('div', { class: 'message', role: 'alert' },
    h('h1', {}, 'The shop could not be opened'),
    h('p', {}, `${error.message}.`),
    h('p', {}, 'The folder shop/ beside this page must hold shop.json and catalog.json; “cargo xtask demo” makes them.')));
  main.dataset.state = 'error';
}

/**
 * Loads the shop, lets `render(shop)` fill the page in one go, and shows it: nothing half-built is ever visible, so
 * nothing moves. `render` returns the page's title, or `null` for the shop's name alone.
 */
export async function openPage(render) {
  showCartCount();
  cart.subscribe(showCartCount);
  const shop = await loadShop().catch(showFailure);
  if (!shop) return;
  cart.keepOnly((id) => shop.byId.has(id));
  showFrame(shop, render(shop));
  element('main').dataset.state = 'ready';
  offerDrawer(shop);
}
