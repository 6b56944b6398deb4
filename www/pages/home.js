// The front page, and with parameters in the address the lists: a search, a department, the whole catalog.

import { h, icon, ICONS } from '../dom.js';
import { count, counted } from '../format.js';
import { links } from '../links.js';
import { picture, productGrid } from '../product-card.js';
import { SCENES } from '../scenes.js';
import { search } from '../search.js';
import { openPage } from '../shop.js';

// Both fill whole rows of two, four and five cards.
const PER_PAGE = 20;
const ON_FRONT = 20;
const MOST_DEPARTMENTS = 12;

const parameters = new URLSearchParams(location.search);
const wanted = {
  q: (parameters.get('q') ?? '').trim(),
  department: parameters.get('department') ?? '',
  within: parameters.get('within') ?? '',
  all: parameters.get('all') ?? '',
};
const wantedPage = Number.parseInt(parameters.get('page') ?? '1', 10) || 1;

function hero(shop) {
  const size = [counted(shop.products.length, 'product', 'products')];
  if (shop.departments.length > 1) size.push(counted(shop.departments.length, 'department', 'departments'));
  // One picture a department; a shop without pictures is better off with none than with a row of initials.
  const pictures = shop.departments.map(({ products }) => products.find((item) => item.image)).filter(Boolean).slice(0, 3);
  return h('section', { class: 'hero' },
    h('div', { class: 'hero-words' },
      h('h1', {}, 'Good things, and what goes with them'),
      h('p', {}, `${size.join(' in ')}, one basket.`),
      h('a', { class: 'button', href: links.list({ all: 'yes' }) }, 'See everything')),
    pictures.length > 0 ? h('div', { class: 'hero-pictures' }, pictures.map((item) => picture(item, { eager: true }))) : null);
}

function departmentTiles(shop) {
  if (shop.departments.length < 2) return null;
  const tiles = shop.departments.slice(0, MOST_DEPARTMENTS).map(({ name, products }) =>
    h('li', {}, h('a', { class: 'tile', href: links.list({ department: name }) },
      picture(products.find((item) => item.image) ?? { title: name, image: null }),
      h('span', { class: 'tile-name', dir: 'auto' }, name),
      h('span', { class: 'tile-count' }, counted(products.length, 'product', 'products')))));
  return h('section', {}, h('h2', {}, 'Departments'), h('ul', { class: 'tiles', role: 'list' }, tiles));
}

/** One click to each thing that Setwise does, for those who came to see that. */
function sceneTiles(shop) {
  if (!shop.synthetic) return null;
  const tiles = SCENES.map(({ name, title, says }) => h('li', {}, h('a', { class: 'scene', href: links.scene(name) },
    h('span', { class: 'tile-name' }, title),
    h('span', { class: 'tile-count' }, says))));
  return h('section', {}, h('h2', {}, 'See it at work'), h('ul', { class: 'scenes', role: 'list' }, tiles));
}

function frontPage(shop) {
  return [
    hero(shop),
    departmentTiles(shop),
    sceneTiles(shop),
    h('section', {},
      h('div', { class: 'heading-row' },
        h('h2', {}, shop.knowsPopular ? 'Popular products' : 'A look around'),
        h('a', { href: links.list({ all: 'yes' }) }, 'See everything')),
      productGrid(shop.window.slice(0, ON_FRONT))),
  ];
}

function pager(page, pages) {
  if (pages < 2) return null;
  const step = (to, label, path) => (to < 1 || to > pages
    ? h('span', { class: 'step', 'aria-hidden': 'true' })
    : h('a', { class: 'step', href: links.list({ ...wanted, page: to }), 'aria-label': label }, icon(path)));
  return h('nav', { class: 'pager', 'aria-label': 'Pages' },
    step(page - 1, 'Previous page', ICONS.previous),
    h('span', {}, `Page ${count(page)} of ${count(pages)}`),
    step(page + 1, 'Next page', ICONS.next));
}

/** The second level of a department, as links above its list. */
function subdepartments(members) {
  const names = [...new Set(members.map((item) => item.category[1]).filter(Boolean))];
  if (names.length < 2) return null;
  const chip = (label, within) => h('li', {}, h('a', {
    class: 'chip',
    href: links.list({ department: wanted.department, within }),
    'aria-current': wanted.within === within ? 'true' : null,
    dir: 'auto',
  }, label));
  return h('nav', { 'aria-label': 'Within this department' },
    h('ul', { class: 'chips', role: 'list' }, chip('All', ''), names.map((name) => chip(name, name))));
}

function listPage(shop) {
  const members = wanted.department ? shop.products.filter((item) => item.category[0] === wanted.department) : shop.products;
  const scope = wanted.within ? members.filter((item) => item.category[1] === wanted.within) : members;
  const found = search(scope, wanted.q);
  const pages = Math.max(1, Math.ceil(found.length / PER_PAGE));
  const page = Math.min(Math.max(wantedPage, 1), pages);
  const title = wanted.q ? `Results for “${wanted.q}”` : wanted.department || 'Everything';
  return {
    title,
    content: [
      h('div', { class: 'heading-row' },
        h('h1', { dir: 'auto' }, title),
        h('p', { class: 'quiet' }, counted(found.length, 'product', 'products'))),
      wanted.department ? subdepartments(members) : null,
      found.length > 0
        ? productGrid(found.slice((page - 1) * PER_PAGE, page * PER_PAGE))
        : h('div', { class: 'message' },
          h('p', {}, 'Nothing here matches. Fewer or other words may help.'),
          h('a', { class: 'button', href: links.list({ all: 'yes' }) }, 'See everything')),
      pager(page, pages),
    ],
  };
}

openPage((shop) => {
  const onFront = Object.values(wanted).every((value) => value === '');
  const { title, content } = onFront ? { title: null, content: frontPage(shop) } : listPage(shop);
  document.getElementById('search-box').value = wanted.q;
  document.getElementById('page').replaceChildren(...content.filter(Boolean));
  return title;
});
