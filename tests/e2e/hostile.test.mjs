// Safety: a catalog that means harm, pages with the strictest policies, pages whose own styles and prototypes fit nothing. Whatever stands in
// the shop's exports is shown as text or dropped, and nothing of the page breaks a shelf or is broken by one.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { POLICY, serveShop } from '../shops/host.mjs';
import { table, TEXTS, trainHostile } from '../shops/hostile.mjs';
import { openPage } from './harness.mjs';
import { KINDS, MOUNT, mountAll, pageOf as plainPage } from './kinds.mjs';

const setwise = process.env.SETWISE;
const skip = setwise ? false : 'SETWISE does not name the trainer';

const ELEMENTS = ['A', 'BUTTON', 'DIV', 'H2', 'IMG', 'LI', 'P', 'S', 'SECTION', 'SPAN', 'UL', 'SLOT'];
/** Controls, and what overrides or isolates the direction of a text. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
/** No script but files of the shop, no string that becomes one, no Trusted Types policy to make it pass. */
const TRUSTED = `${POLICY}; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'`;

const pageOf = (head, body) => plainPage(head, body, { icon: '/favicon.ico' });

let hostile;

before(async () => {
  if (!skip) hostile = await trainHostile(setwise);
});

after(() => hostile?.remove());

const ids = () => hostile.products.map(({ id }) => id);

async function openShop(t, { policy = TRUSTED, pages = {}, snapshot = hostile.snapshot, ...options } = {}) {
  const shop = await serveShop(t, { snapshot, policy, pages: { '/': pageOf(), '/mount.js': MOUNT, ...pages } });
  const opened = await openPage(t, shop.address, { provoked: [/^404: .*http:\/\/127\.0\.0\.1:\d+\/[^w]/, /Failed to load resource.*404/, /^console error: Refused to load the image/, /^failed: .*csp/], ...options });
  await opened.waitForFunction(() => window.loaded);
  return opened;
}

/** What is wrong with the elements of all shelves. */
const faults = (opened, elements) => opened.evaluate((elements) => {
  const wrong = [];
  for (const place of document.querySelectorAll('.place')) {
    for (const element of place.shadowRoot.querySelectorAll('*')) {
      const where = `${place.dataset.kind}: ${element.outerHTML.slice(0, 160)}`;
      if (!elements.includes(element.tagName)) wrong.push(`element ${where}`);
      for (const { name, value } of element.attributes) {
        if (/^on|^style$|^srcdoc$|^srcset$/.test(name)) wrong.push(`attribute ${name} ${where}`);
        if (['href', 'src'].includes(name) && !['http:', 'https:'].includes(new URL(value).protocol)) wrong.push(`address ${where}`);
      }
    }
    // One that has nothing left to show, once all is in the cart, takes no room.
    const shows = place.dataset.state === 'ready';
    const box = place.getBoundingClientRect();
    if (shows ? box.height < 100 || box.height > 700 : box.height > 0) wrong.push(`${place.dataset.kind} is ${box.height} px high`);
    for (const card of place.shadowRoot.querySelectorAll('.card')) {
      const own = card.getBoundingClientRect();
      if (own.width > innerWidth) wrong.push(`a card of ${place.dataset.kind} is ${own.width} px wide`);
      for (const part of card.querySelectorAll('.name, .reason, .add, .price')) {
        const inner = part.getBoundingClientRect();
        if (inner.left < own.left - 1 || inner.right > own.right + 1 || inner.bottom > own.bottom + 1) wrong.push(`${part.className} leaves its card in ${place.dataset.kind}`);
      }
    }
  }
  const overflow = document.documentElement.scrollWidth - innerWidth;
  if (overflow > 0) wrong.push(`the page is ${overflow} px wider than the screen`);
  return [...new Set(wrong)];
}, elements);

test('a hostile catalog is text in every kind of shelf, under the strictest policies', { skip }, async (t) => {
  const opened = await openShop(t);
  const counts = await mountAll(opened, ids(), { most: 8 });
  for (const kind of KINDS) assert.ok(counts[kind] >= 3, `${kind}: ${counts[kind]} shelves`);
  assert.deepEqual(await faults(opened, ELEMENTS), []);
  const plain = (text) => text.replaceAll(new RegExp(UNSEEN, 'g'), '').trim();
  const titles = hostile.products.map(({ title }) => plain(title));
  const texts = await opened.locator('.place :is(.name, .reason, .title, .context)').allTextContents();
  assert.deepEqual(texts.filter((text) => UNSEEN.test(text)), [], 'what turns the text around it, or cannot be seen, is dropped');
  assert.deepEqual(texts.filter((text) => text.length > 700), [], 'nobody reads ten thousand characters');
  const told = new Set(await opened.locator('.place .name').allTextContents());
  assert.deepEqual([...told].filter((title) => !titles.some((whole) => whole.startsWith(plain(title)))), [], 'else titles stand as the catalog has them');
  assert.ok(told.size > 12, 'and most of the hostile ones were shown');
  for (const button of await opened.locator('.place button.add').all()) await button.dispatchEvent('click');
  await opened.waitForTimeout(500);
  assert.deepEqual(await faults(opened, ELEMENTS), []);
  assert.deepEqual(await opened.evaluate(() => [window.ran ?? null, window.failed]), [null, []]);
});

/** What a page had of globals before anything ran, and has more now. */
const NOTE = 'window.before = new Set([...Object.getOwnPropertyNames(globalThis), "before"]);';
const added = (opened) => opened.evaluate(() => Object.getOwnPropertyNames(globalThis).filter((name) => !window.before.has(name)));

test('the script tag with elements of every kind, and with the mind, passes Trusted Types and leaves one global', { skip }, async (t) => {
  const opened = await openShop(t, {
    pages: {
      '/': pageOf('<script src="/note.js"></script>', `<script type="module" src="/setwise/setwise.js" data-snapshot="/snapshot/manifest.json" data-mount="#here" data-kind="for-you" data-product="PHN-0002"></script>
        <div id="here" class="place"></div>${KINDS.map((kind) => `<setwise-shelf kind="${kind}" product="SER-0002"><p>The shop's own list</p></setwise-shelf>`).join('')}`),
      '/note.js': NOTE,
      '/mount.js': 'window.loaded = true; window.before.add("loaded");',
    },
  });
  await opened.waitForFunction(() => [...document.querySelectorAll('setwise-shelf, #here')].every(({ dataset }) => ['ready', 'empty'].includes(dataset.state)));
  assert.ok((await opened.locator('[data-state="ready"]').count()) >= 3);
  assert.deepEqual(await faults(opened, ELEMENTS), []);
  assert.deepEqual(await added(opened), ['setwise']);

  const followed = await openShop(t, { pages: { '/': pageOf('<script src="/note.js"></script>'), '/note.js': NOTE } });
  await followed.evaluate(async (id) => {
    for (const name of ['lines', 'calls', 'failed', 'start', 'change', 'show', 'loaded', 'setwise']) window.before.add(name);
    await window.start({ mind: { storage: 'memory' } });
    await window.show({ kind: 'complete-set', product: id });
  }, hostile.products[1].id);
  await followed.waitForTimeout(300);
  assert.deepEqual(await added(followed), ['dataLayer'], 'which is documented');
  assert.deepEqual(await followed.evaluate(() => window.failed), []);
});

test('offers with hostile terms pass Trusted Types and are text', { skip }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'setwise-hostile-offers-'));
  t.after(() => rm(folder, { recursive: true }));
  await cp(hostile.snapshot, join(folder, 'snapshot'), { recursive: true });
  const at = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const csv = hostile.products.map(({ id }, index) => [`OFFER-${index}`, id, 'perk', at(-5), at(2), TEXTS[index % TEXTS.length].slice(0, 200)]);
  await writeFile(join(folder, 'offers.csv'), table([['offer_id', 'product_id', 'kind', 'starts_at', 'ends_at', 'terms'], ...csv]));
  await promisify(execFile)(setwise, ['offers', 'publish', join(folder, 'offers.csv'), '--into', join(folder, 'snapshot')]);
  const opened = await openShop(t, { snapshot: join(folder, 'snapshot') });
  await mountAll(opened, ids(), { most: 1 });
  await opened.locator('.place .offer .timer').first().waitFor();
  assert.ok((await opened.locator('.place .offer .ends').count()) > 10);
  assert.deepEqual(await faults(opened, ELEMENTS), []);
  const terms = await opened.locator('.place .offer .terms').allTextContents();
  assert.ok(terms.length > 10);
  assert.deepEqual(terms.filter((text) => UNSEEN.test(text)), []);
  assert.deepEqual(await opened.evaluate(() => [window.ran ?? null, window.failed]), [null, []]);
});

test('options cannot change what other objects inherit', { skip }, async (t) => {
  const opened = await openShop(t);
  const [inherited, outcomes] = await opened.evaluate(async (product) => {
    const evil = (inner) => JSON.parse(`{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}${inner ? `,${inner}` : ''}}`);
    const own = '"manifest":"/snapshot/manifest.json","base":"/"';
    const tried = [
      evil(own),
      JSON.parse(`{"__proto__":{"polluted":1},${own}}`),
      { manifest: '/snapshot/manifest.json', base: '/', text: evil() },
      { manifest: '/snapshot/manifest.json', base: '/', text: { shelves: evil() } },
      { manifest: '/snapshot/manifest.json', base: '/', text: { offers: evil() } },
      { manifest: '/snapshot/manifest.json', base: '/', mind: evil() },
      { manifest: '/snapshot/manifest.json', base: '/', history: [evil('"id":"x","at":1')] },
      { manifest: '/snapshot/manifest.json', base: '/', cart: evil() },
      { manifest: '/snapshot/manifest.json', base: '/', locale: '__proto__' },
      { manifest: '/snapshot/manifest.json', base: '/', kinds: ['__proto__', 'constructor'] },
    ];
    const outcomes = [];
    for (const options of tried) {
      try {
        const { createSetwise } = await import('/pkg/index.js');
        const setwise = await createSetwise({ kinds: ['for-you'], ...options, onError: () => {} });
        await setwise.recommend(evil(`"product":${JSON.stringify(product)}`)).catch(() => {});
        await setwise.recommend({ product: '__proto__' });
        await setwise.cartChanged([evil('"id":"__proto__"'), { id: 'constructor', quantity: 1 }]).catch(() => {});
        setwise.destroy();
        outcomes.push('made');
      } catch (error) {
        outcomes.push(error.name);
      }
    }
    return [[{}.polluted, [].polluted, Function.prototype.polluted, Object.keys(Object.prototype)], outcomes];
  }, hostile.products[1].id);
  // The mind comes after the first shelf.
  await opened.waitForLoadState('networkidle');
  assert.deepEqual(inherited, [null, null, null, []].map((value) => value ?? undefined));
  assert.deepEqual(outcomes.filter((outcome) => !['made', 'SetwiseError'].includes(outcome)), []);
});

test('a page whose scripts have put things on all objects still gets its shelves', { skip }, async (t) => {
  const opened = await openShop(t, {
    prepare: (page) => page.addInitScript(() => {
      for (const name of ['each', 'extend', 'limit', 'kind', 'text', 'locale', 'placement', 'history', 'id', 'quantity', 'gap', 'price']) {
        Object.prototype[name] = function inherited() {};
        if (name.length < 7) Array.prototype[`${name}All`] = function inherited() {};
      }
    }),
  });
  const state = await opened.evaluate(async (ids) => {
    window.failed = [];
    const { createSetwise } = await import('/pkg/index.js');
    const setwise = await createSetwise({ manifest: '/snapshot/manifest.json', base: '/', kinds: ['for-you', 'complete-set'] });
    const states = [];
    for (const id of ids) {
      const slate = await setwise.recommend({ product: id });
      states.push(slate.status);
    }
    return states;
  }, ids().slice(0, 20));
  assert.ok(state.filter((status) => status === 'ready').length > 10, state.join());
});

test('what a page’s scripts have put on all objects neither follows the visit nor brings other shelves', { skip }, async (t) => {
  const opened = await openShop(t, {
    prepare: (page) => page.addInitScript(() => {
      Object.prototype.mind = { observe: true };
      Object.prototype.kinds = ['upgrade'];
    }),
  });
  const made = await opened.evaluate(async () => {
    const { createSetwise } = await import('/pkg/index.js');
    const own = { manifest: '/snapshot/manifest.json', base: '/' };
    const [small, all] = [await createSetwise(own), await createSetwise({ ...own, kinds: ['for-you'] })];
    return ['heed' in small, 'track' in small, 'heed' in all, 'track' in all];
  });
  assert.deepEqual(made, [false, false, true, false]);
});

/** Styles of a page that were written without a thought for shelves. */
const FOREIGN = [
  '* { all: unset !important }',
  'div, section, ul, li, a, button, span, p { display: none !important }',
  'button { all: unset; width: 3px !important; height: 3px !important; position: absolute !important; font-size: 4px !important }',
  'a, img { float: left; width: 999px !important; position: fixed !important }',
  '* { box-sizing: content-box; letter-spacing: 9px; text-transform: uppercase; text-indent: 50px; white-space: nowrap; cursor: none; opacity: 1 }',
  '.card, .list, .add, .name, .setwise, .stage { display: none !important; color: red !important }',
];

/** Sizes, places and looks of all parts of a shelf, relative to it. */
const measured = (opened) => opened.evaluate(() => {
  const place = document.querySelector('.place');
  const origin = place.getBoundingClientRect();
  return [...place.shadowRoot.querySelectorAll('.card, .card .add, .image, .picture, .name, .price, .reason, .title')].map((part) => {
    const box = part.getBoundingClientRect();
    const { visibility, fontSize, letterSpacing } = getComputedStyle(part);
    return [part.className, ...[box.left - origin.left, box.top - origin.top, box.width, box.height].map(Math.round), visibility, fontSize, letterSpacing];
  });
});

test('the styles of the page around it neither hide a shelf nor bend it', { skip }, async (t) => {
  const opened = await openShop(t, {
    viewport: { width: 1280, height: 800 },
    policy: POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
    pages: { '/': pageOf('<style>body { margin: 0 }</style>') },
  });
  await opened.evaluate(async (ids) => {
    await window.start();
    for (const id of ids) if (await window.show({ kind: 'complete-set', product: id })) return;
  }, ids().slice(20));
  const under = async (css) => {
    const style = await opened.addStyleTag({ content: css });
    await opened.waitForTimeout(100);
    const parts = await measured(opened);
    await style.evaluate((element) => element.remove());
    return parts;
  };
  const usual = await under('/* none */');
  assert.ok(usual.length > 20);
  assert.deepEqual(usual.filter(([, , , width, height, seen]) => width < 1 || height < 1 || seen !== 'visible'), []);
  for (const css of FOREIGN) assert.deepEqual(await under(css), usual, css);
  // A page that is small on purpose makes small shelves, but none that cannot be read or tapped.
  for (const css of ['html { font-size: 8px }', 'html { font-size: 8px } * { font-size: 1px }', 'html { font-size: 60px }']) {
    const parts = await under(css);
    for (const [part, , , width, height, , size] of parts) {
      assert.ok(Number.parseFloat(size) >= 11 && Number.parseFloat(size) <= 48, `${css}: ${part} in ${size}`);
      if (part === 'add') assert.ok(width >= 44 && height >= 44, `${css}: a button of ${width} × ${height} px`);
    }
  }
});
