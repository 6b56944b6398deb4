// The package in pages of a shop's own: the script tag's attributes, mistakes that can be mended without a reload, and a
// build that changes between two visits.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';

import { bestSeller, demo, openPage, shelf } from './harness.mjs';

/** Opens a page with this markup on the demo shop's host. */
async function openMarkup(t, body, { lang = 'en', prepare } = {}) {
  const html = `<!doctype html><html lang="${lang}"><title>Shop</title><link rel="icon" href="data:,"><body>${body}</body></html>`;
  return openPage(t, new URL('own.html', demo).href, {
    prepare: async (page) => {
      await page.route('**/own.html', (route) => route.fulfill({ contentType: 'text/html', body: html }));
      await prepare?.(page);
    },
  });
}

const tag = (attributes = '', base = '/shop/') =>
  `<script type="module" src="/pkg/dist/setwise.js" data-snapshot="/snapshot/manifest.json" data-base="${base}" ${attributes}></script>`;

/** Takes what a test has provoked out of the page's complaints, once it is there. */
async function complaints(page, count = 1) {
  for (let waited = 0; page.watched.complaints.length < count && waited < 10_000; waited += 50) await page.waitForTimeout(50);
  return page.watched.complaints.splice(0);
}

const { id } = await bestSeller(demo);

test('data-base says where relative addresses of the catalog start', async (t) => {
  const page = await openMarkup(t, `${tag('', '/elsewhere/')}<setwise-shelf product="${id}"></setwise-shelf>`);
  await shelf(page).waitFor();
  const address = await shelf(page).getByRole('link').first().evaluate((link) => link.href);
  assert.ok(address.startsWith(new URL('elsewhere/', demo).href), address);
  // There are no pictures there.
  await page.waitForLoadState('networkidle');
  page.watched.complaints.length = 0;
});

test('data-mount puts a shelf on an element of another kind, with the limit of the tag', async (t) => {
  const page = await openMarkup(t, `<div id="here"></div>${tag(`data-mount="#here" data-product="${id}" data-limit="4"`)}`);
  await page.locator('#here[data-state="ready"]').waitFor();
  assert.equal(await page.locator('#here').getByRole('listitem').count(), 4);
});

test('without a cart a set is shown and offers no button that could do nothing', async (t) => {
  const page = await openMarkup(t, `${tag()}<setwise-shelf kind="bundle" product="${id}"></setwise-shelf>`);
  const set = shelf(page);
  await set.waitFor();
  assert.equal(await set.getByRole('heading').first().textContent(), 'Better together');
  assert.ok((await set.getByRole('listitem').count()) >= 2);
  assert.equal(await set.locator('button:visible, .foot:visible').count(), 0);
});

test('two copies of the script on a page make one shelf', async (t) => {
  const page = await openMarkup(t, `${tag()}<setwise-shelf product="${id}"></setwise-shelf>${tag().replace('setwise.js', 'setwise.js?copy')}`);
  await shelf(page).waitFor();
  await page.waitForLoadState('networkidle');
  assert.equal(await page.getByRole('heading', { name: 'Complete your set' }).count(), 1);
});

test('a language is fetched for its page alone, and its phrases show', async (t) => {
  const page = await openMarkup(t, `${tag()}<setwise-shelf product="${id}"></setwise-shelf>`, { lang: 'de' });
  await shelf(page).waitFor();
  assert.equal(await shelf(page).getByRole('heading').first().textContent(), 'Das passt dazu');
  const phrases = page.watched.requests.filter((request) => request.includes('/text/de-'));
  assert.equal(phrases.length, 1);
  assert.match(phrases[0], /text\/de-/);
});

test('a limit that is no number is named as it stands, and the next one is taken', async (t) => {
  const page = await openMarkup(t, `${tag()}<setwise-shelf product="${id}" limit="abc"></setwise-shelf>`);
  const said = await complaints(page);
  assert.equal(said.length, 1);
  assert.match(said[0], /limit.*"abc"/);
  assert.equal(await page.locator('setwise-shelf').getAttribute('data-state'), 'error');
  await page.locator('setwise-shelf').evaluate((element) => element.setAttribute('limit', '4'));
  await shelf(page).waitFor();
  assert.equal(await shelf(page).getByRole('listitem').count(), 4);
});

test('configure() that failed may be called again, and throws only while one holds', async (t) => {
  const page = await openMarkup(t, `<setwise-shelf product="${id}"></setwise-shelf>`);
  const first = await page.evaluate(async () => {
    const { configure } = await import('/pkg/element.js');
    return configure({ manifest: '/snapshot/none.json' });
  });
  assert.equal(first, null);
  const said = await complaints(page, 2);
  assert.equal(said.filter((line) => line.includes('setwise: ')).length, 1, said.join('\n'));
  assert.equal(await page.locator('setwise-shelf').getAttribute('data-state'), 'error');

  const second = await page.evaluate(async () => {
    const { configure } = await import('/pkg/element.js');
    const setwise = await configure({ manifest: '/snapshot/manifest.json', base: '/shop/' });
    try {
      configure({ manifest: '/snapshot/manifest.json' });
    } catch (error) {
      return [setwise !== null, error.message];
    }
    return [];
  });
  assert.equal(second[0], true);
  assert.match(second[1], /twice/);
  await shelf(page).waitFor();
});

test('options may be an instance of a class, and a phrase that is undefined is none', async (t) => {
  const page = await openMarkup(t, '<div id="here"></div>', { lang: 'en' });
  const title = await page.evaluate(async (product) => {
    class Options {
      manifest = '/snapshot/manifest.json';
      base = '/shop/';
      text = { completeSet: undefined, goesWith: 'Mit {product}' };
      get locale() {
        return 'de';
      }
    }
    const { createSetwise } = await import('/pkg/index.js');
    const setwise = await createSetwise(new Options());
    const element = document.querySelector('#here');
    await setwise.mount(element, { product });
    const text = (name) => element.shadowRoot.querySelector(`.${name}`).textContent.trim();
    return [text('title'), text('context')];
  }, id);
  assert.equal(title[0], 'Das passt dazu');
  assert.match(title[1], /^Mit /);
});

test('whatever is passed as options, the answer is one rejected promise', async (t) => {
  const page = await openMarkup(t, '');
  const refusals = await page.evaluate(async () => {
    const { createSetwise } = await import('/pkg/index.js');
    const { configure } = await import('/pkg/element.js');
    const hostile = () => new Proxy({}, { get() { throw new Error('hands off'); } });
    const given = [undefined, null, 7, [], {}, hostile(), { manifest: '/snapshot/manifest.json', locale: 'not a language' }];
    const refused = await Promise.all(given.map((options) => createSetwise(options).then(() => 'fulfilled', (error) => error.name)));
    // Nor does a handler of errors that throws make a second failure.
    const failed = await configure({ manifest: 7, onError() { throw new Error('no'); } });
    return [...refused, failed];
  });
  assert.deepEqual(refusals, [...Array(7).fill('SetwiseError'), null]);
  const said = await complaints(page);
  assert.equal(said.length, 1);
  assert.match(said[0], /manifest/);
});

test('a Wasm that the host calls by another type still runs', async (t) => {
  const page = await openMarkup(t, `${tag()}<setwise-shelf product="${id}"></setwise-shelf>`, {
    prepare: (page) =>
      page.route('**/*.wasm', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, headers: { ...response.headers(), 'content-type': 'application/octet-stream' } });
      }),
  });
  await shelf(page).waitFor();
});

/** The demo shop behind a host that says how old its manifest is, and can change it. */
async function hostOf(t) {
  const host = { change: (manifest) => manifest };
  const server = createServer(async (request, response) => {
    const answer = await fetch(new URL(request.url, demo));
    let body = Buffer.from(await answer.arrayBuffer());
    const headers = { 'content-type': answer.headers.get('content-type'), 'cache-control': 'max-age=600' };
    if (request.url.endsWith('/manifest.json')) {
      body = JSON.stringify(host.change(JSON.parse(body)));
      // A copy of it is a minute old from the start.
      headers.date = new Date(Date.now() - 60_000).toUTCString();
    }
    if (request.url === '/own.html') {
      headers['content-type'] = 'text/html';
      body = `<!doctype html><html lang="en"><link rel="icon" href="data:,">${tag()}<setwise-shelf product="${id}"></setwise-shelf></html>`;
    }
    response.writeHead(request.url === '/own.html' ? 200 : answer.status, headers).end(body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  host.address = `http://127.0.0.1:${server.address().port}/own.html`;
  return host;
}

test('a returning shopper sees the copy at once, and what the host has now as soon as it is there', async (t) => {
  const host = await hostOf(t);
  const page = await openPage(t, host.address);
  await shelf(page).waitFor();
  const count = () => shelf(page).getByRole('listitem').count();
  assert.ok((await count()) > 4);

  host.change = (manifest) => ({ ...manifest, build: 'another', max_items: 4 });
  await page.addInitScript(() => {
    window.shown = [];
    document.addEventListener('setwise:ready', (event) => window.shown.push(event.detail.items.length));
  });
  await page.goto(host.address);
  await page.waitForFunction(() => window.shown.at(-1) === 4);
  assert.equal(await count(), 4);

  // The copy that is kept now is that one.
  await page.goto(host.address);
  await shelf(page).waitFor();
  await page.waitForTimeout(500);
  assert.deepEqual(await page.evaluate(() => window.shown), [4]);
});
