// A shop in many shards: what pages fetch of it, and what happens when the folder is replaced under an open page.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { bestSeller, demo, openPage, productPage, shelf } from './harness.mjs';

const run = promisify(execFile);
let work;
const snapshot = (name) => join(work, name);

/** Trains the demo shop again, in shards of a few products. */
async function train(name, ...more) {
  const data = join(work, 'data');
  const files = ['--catalog', join(data, 'catalog.csv'), '--orders', join(data, 'orders.csv')];
  await run(process.env.SETWISE, ['train', '--quiet', ...files, '--shard-bytes', '4000', '--out', snapshot(name), ...more]);
}

before(async () => {
  work = await mkdtemp(join(tmpdir(), 'setwise-shards-'));
  // The products of `cargo xtask demo`, so that the storefront's pages fit.
  const shop = ['--seed', '1', '--products', '600', '--orders', '6000'];
  await run(process.env.SETWISE, ['demo-data', ...shop, '--out', join(work, 'data')]);
  await train('first');
  await train('second', '--edges', '7');
});

after(() => rm(work, { recursive: true, force: true }));

/** Serves a trained folder in place of the demo's; `page.serves` may name another one later. */
const serve = (name) => async (page) => {
  page.serves = name;
  page.fetched = [];
  await page.route('**/snapshot/**', async (route) => {
    const path = new URL(route.request().url()).pathname.replace(/^.*\/snapshot\//, '');
    page.fetched.push(path);
    const body = await readFile(join(snapshot(page.serves), path)).catch(() => null);
    const contentType = path.endsWith('.json') ? 'application/json' : 'application/octet-stream';
    const headers = { date: new Date().toUTCString() };
    await route.fulfill(body ? { body, contentType, headers } : { status: 404, contentType: 'text/html', body: '<h1>Not found</h1>' });
  });
};

/** What the widget itself answers, in the page, for a cart of these products. */
const recommend = (page, products) =>
  page.evaluate(async (products) => {
    const { createSetwise } = await import('/pkg/index.js');
    window.setwise ??= await createSetwise({ manifest: '/snapshot/manifest.json', cart: undefined });
    return window.setwise.recommend({ products, placement: 'cart' });
  }, products);

const someProducts = async (count) => {
  const catalog = await (await fetch(new URL('shop/catalog.json', demo))).json();
  const step = Math.floor(catalog.length / count);
  return Array.from({ length: count }, (_, n) => catalog[n * step].id);
};

test('a product page fetches the manifest and one shard', async (t) => {
  const product = await bestSeller(demo);
  const page = await openPage(t, productPage(demo, product.id), { prepare: serve('first') });
  await shelf(page).waitFor();
  assert.ok(JSON.parse(await readFile(join(snapshot('first'), 'manifest.json'))).shards > 30);
  assert.equal(page.fetched.length, 2, page.fetched.join(' '));
  assert.equal(page.fetched[0], 'manifest.json');
});

test('a cart of ten fetches at most ten shards, in parallel, and none of them again', async (t) => {
  const page = await openPage(t, new URL('www/checkout.html', demo).href, { prepare: serve('first') });
  page.fetched.length = 0;
  const ten = await someProducts(10);
  const slate = await recommend(page, ten);
  assert.equal(slate.status, 'ready');
  assert.ok(page.fetched.length <= 11 && page.fetched.length > 5, page.fetched.join(' '));
  assert.equal(new Set(page.fetched).size, page.fetched.length, 'each once');
  const before = page.fetched.length;
  await recommend(page, ten.slice(3));
  assert.equal(page.fetched.length, before, 'what is in memory is not fetched again');
});

test('a page that is open while the folder is replaced goes on with the new build', async (t) => {
  const page = await openPage(t, new URL('www/checkout.html', demo).href, { prepare: serve('first') });
  const [one, other] = await someProducts(2);
  await recommend(page, [one]);
  // The old generation is gone at once, which a shop should not do.
  page.serves = 'second';
  page.fetched.length = 0;
  const slate = await recommend(page, [other]);
  assert.equal(slate.status, 'ready');
  const { build } = JSON.parse(await readFile(join(snapshot('second'), 'manifest.json')));
  assert.equal(slate.snapshot, build);
  assert.equal(page.fetched.filter((path) => path === 'manifest.json').length, 1, 'the manifest is read anew once');
  assert.equal(page.fetched.length, 3, page.fetched.join(' '));
  // The browser reports the 404 itself; that is what was provoked.
  page.watched.complaints.length = 0;
});

test('bytes of the right shard under a wrong MIME type do no harm', async (t) => {
  const product = await bestSeller(demo);
  const page = await openPage(t, productPage(demo, product.id), {
    prepare: async (page) => {
      await page.route('**/snapshot/*/*.bin', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, headers: { ...response.headers(), 'content-type': 'text/html' } });
      });
    },
  });
  await shelf(page).waitFor();
});
