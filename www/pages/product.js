// One product, named by `?id=`.

import { shopsOwnPicks, variantsOf } from '../catalog.js';
import { h } from '../dom.js';
import { links } from '../links.js';
import { addToCart, canBuy, pickLinks, picture, priceText } from '../product-card.js';
import { shelfElement, startShelves } from '../recommendations.js';
import { shelvesOfScene } from '../scenes.js';
import { openPage } from '../shop.js';

const id = new URLSearchParams(location.search).get('id') ?? '';

function breadcrumbs(item) {
  const [department, within] = item.category;
  const steps = [
    h('a', { href: links.home() }, 'Home'),
    department ? h('a', { href: links.list({ department }), dir: 'auto' }, department) : null,
    within ? h('a', { href: links.list({ department, within }), dir: 'auto' }, within) : null,
  ];
  return h('nav', { class: 'breadcrumbs', 'aria-label': 'Breadcrumbs' },
    h('ol', { role: 'list' }, steps.filter(Boolean).map((step) => h('li', {}, step))));
}

/** What tells a variant from its siblings: the attributes in which the group differs, else its whole title. */
function variantLabel(variant, siblings) {
  const differing = variant.attributes.filter(([name, value]) =>
    siblings.some((other) => new Map(other.attributes).get(name) !== value));
  return differing.length > 0 && differing.length <= 2 ? differing.map(([, value]) => value).join(', ') : variant.title;
}

function variants(shop, item) {
  const siblings = variantsOf(shop, item);
  if (siblings.length < 2) return null;
  const choices = siblings.map((variant) => h('li', {}, h('a', {
    class: 'chip',
    href: links.product(variant.id),
    'aria-current': variant === item ? 'true' : null,
    dir: 'auto',
  }, variantLabel(variant, siblings), variant.inStock ? null : h('span', { class: 'quiet' }, ' (sold out)'))));
  return h('nav', { class: 'variants', 'aria-label': 'Variants' }, h('ul', { class: 'chips', role: 'list' }, choices));
}

/** "storage_gb" reads better as "Storage gb"; the words are the merchant's own. */
function attributeName(name) {
  const words = name.replace(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function details(item) {
  const rows = [...item.attributes.map(([name, value]) => [attributeName(name), value]), ['Product code', item.id]];
  return h('section', { class: 'details' },
    h('h2', {}, 'Details'),
    h('dl', {}, rows.map(([name, value]) => h('div', {}, h('dt', { dir: 'auto' }, name), h('dd', { dir: 'auto' }, value)))));
}

function productView(shop, item) {
  const buyable = canBuy(item);
  const button = h('button', {
    class: 'button wide', type: 'button', id: 'add-to-cart', disabled: !buyable, onclick: () => addToCart(item),
  }, buyable ? 'Add to cart' : item.inStock ? 'Not for sale' : 'Sold out');
  return [
    breadcrumbs(item),
    h('article', { class: 'product' },
      h('div', { class: 'product-picture' }, picture(item, { eager: true, alt: item.title })),
      h('div', { class: 'product-words' },
        item.brand ? h('p', { class: 'product-brand', dir: 'auto' }, item.brand) : null,
        h('h1', { dir: 'auto' }, item.title),
        h('p', { class: 'product-price' }, h('span', { class: 'price' }, priceText(item)),
          item.inStock ? h('span', { class: 'in-stock' }, 'In stock') : null),
        variants(shop, item),
        button,
        details(item))),
  ];
}

function notFound() {
  return [h('div', { class: 'message' },
    h('h1', {}, 'This product is not in the shop'),
    h('p', {}, id ? `No product has the code ${id}.` : 'The address names no product.'),
    h('a', { class: 'button', href: links.list({ all: 'yes' }) }, 'See everything'))];
}

/** The shop's own list under the product, which Setwise replaces when it has something better to show. */
function fillShelf(shop, item) {
  const [department] = item.category;
  const place = department ? `in ${department}` : 'from the shop';
  document.getElementById('picks-title').textContent = shop.knowsPopular ? `Popular ${place}` : `More ${place}`;
  document.getElementById('picks').replaceChildren(pickLinks(shopsOwnPicks(shop, { item })));
  const shelf = document.querySelector('setwise-shelf');
  shelf.setAttribute('product', item.id);
  shelf.parentElement.hidden = false;
  const more = shelvesOfScene().map((asked) => shelfElement({ ...asked, product: item.id }));
  document.getElementById('more-shelves').replaceChildren(...more);
  startShelves(shop);
}

openPage((shop) => {
  const item = shop.byId.get(id);
  document.getElementById('page').replaceChildren(...(item ? productView(shop, item) : notFound()));
  if (item) fillShelf(shop, item);
  return item ? item.title : 'Not found';
});
