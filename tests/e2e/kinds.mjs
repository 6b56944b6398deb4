// A page with shelves of every kind and a cart of its own, for tests of what all kinds have in common.

import axe from 'axe-core';

import { demo, openPage } from './harness.mjs';

/** All kinds of shelves. */
export const KINDS = ['complete-set', 'upgrade', 'bundle', 'buy-again', 'add-ons', 'for-you'];

/** The page's own script, a file of the shop: makes a Setwise of every kind, and mounts shelves on demand. */
export const MOUNT = `
import { createSetwise } from '/pkg/index.js';
const kinds = ${JSON.stringify(KINDS)};
window.lines = [];
window.failed = [];
window.calls = [];
const told = new Set();
const call = (name, given, lines) => {
  if (window.refusal) throw Object.assign(new Error(window.refusal), { name: 'Refusal' });
  const before = window.lines;
  window.calls.push([name, given]);
  window.lines = lines;
  return window.undoable ? { undo: async () => { window.lines = before; } } : undefined;
};
const cart = {
  lines: () => window.lines,
  add: async (line) => call('add', line, [...window.lines, line]),
  addAll: async (lines) => call('addAll', lines, [...window.lines, ...lines]),
  replace: async ({ from, to }) => call('replace', { from, to: to.id }, window.lines.map((line) => (line.id === from ? to : line))),
  subscribe(callback) { told.add(callback); return () => told.delete(callback); },
};
window.start = async (options = {}) => {
  window.setwise = await createSetwise({ manifest: '/snapshot/manifest.json', base: '/', cart, kinds, freeShippingFrom: 4000, onError: (error) => window.failed.push(error.message), ...options });
};
window.change = async (lines) => { window.lines = lines; await window.setwise.cartChanged(lines); };
/** Mounts a shelf; null if there is nothing to show. */
window.show = async (request) => {
  const place = document.body.appendChild(document.createElement('setwise-shelf'));
  place.className = 'place';
  place.dataset.kind = request.kind;
  const handle = await window.setwise.mount(place, request);
  if (place.dataset.state === 'ready') return place;
  handle.unmount();
  place.remove();
  return null;
};
window.loaded = true;
`;

/** HTML of a page that loads it. Its icon is none, or one that a strict policy lets pass. */
export const pageOf = (head = '', body = '', { root = 'lang="en"', icon = 'data:,' } = {}) => `<!doctype html><html ${root}><meta name="viewport" content="width=device-width">
<title>Shop</title><link rel="icon" href="${icon}">${head}<script type="module" src="/mount.js"></script><body>${body}</html>`;

/**
 * Mounts up to `most` shelves of each kind, for products of `ids` that have one, in a placement if it is given; gives how many of each there
 * are. Every product was bought several times, some long enough ago to be bought again.
 */
export const mountAll = (page, ids, { most, placement, options = {} }) => page.evaluate(async ([ids, kinds, most, placement, options]) => {
  const DAY = 86_400_000;
  const history = ids.flatMap((id, at) => [30, 90, 150].map((days) => ({ id, at: Date.now() - (days + (at % 30)) * DAY })));
  await window.start({ history, ...options });
  const counts = {};
  for (const kind of kinds) {
    counts[kind] = 0;
    for (const id of ids) {
      if (counts[kind] === most) break;
      if (kind === 'upgrade' || kind === 'add-ons') await window.change([{ id, quantity: 1 }]);
      const where = placement ?? (kind === 'add-ons' ? 'cart' : 'product');
      if (await window.show({ kind, product: id, placement: where })) counts[kind] += 1;
    }
    await window.change([]);
  }
  return counts;
}, [ids, KINDS, most, placement, options]);

const STYLES = 'html { color-scheme: light dark; background: Canvas; color: CanvasText; } body { margin: 16px; font: 16px sans-serif; }';

/** Opens a page of the demo's host with one shelf of each kind that has something to show; `page.counts` says how many there are. */
export async function openKinds(t, ids, { placement, most = 1, root = 'lang="en"', options = {}, ...context } = {}) {
  const page = await openPage(t, new URL('own.html', demo).href, {
    ...context,
    prepare: async (page) => {
      await page.route('**/own.html', (route) => route.fulfill({ contentType: 'text/html', body: pageOf(`<style>${STYLES}</style>`, '<h1>Shop</h1>', { root }) }));
      await page.route('**/mount.js', (route) => route.fulfill({ contentType: 'text/javascript', body: MOUNT }));
    },
  });
  await page.waitForFunction(() => window.loaded);
  page.counts = await mountAll(page, ids, { most, placement, options: { base: '/shop/', ...options } });
  await page.locator('.place').first().waitFor();
  return page;
}

/** Best sellers of each aisle of the demo shop, so that every kind finds products soon. */
export async function bestSellers() {
  const catalog = await (await fetch(new URL('shop/catalog.json', demo))).json();
  return catalog.filter(({ inStock }) => inStock).sort((a, b) => b.popularity - a.popularity || (a.id < b.id ? -1 : 1)).slice(0, 120).map(({ id }) => id);
}

/** What axe finds wrong with part of a page, each rule once. */
export async function axeFinds(page, part = '.place') {
  await page.evaluate(axe.source);
  const found = await page.evaluate((part) => axe.run(part, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }), part);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`);
}
