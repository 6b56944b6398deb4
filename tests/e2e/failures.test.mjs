// What can go wrong on a real host: the shop's own markup stays, and one console line says what and why.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bestSeller, demo, openPage, productPage, shelf } from './harness.mjs';

const html = (route, status) =>
  route.fulfill({ status, contentType: 'text/html', body: '<!doctype html><title>Not found</title><h1>Not found</h1>' });

const failures = [
  {
    what: 'the manifest is a page for missing files, sent with 200',
    break: (page) => page.route('**/snapshot/manifest.json', (route) => html(route, 200)),
    says: /manifest/i,
  },
  {
    what: 'the manifest is missing',
    break: (page) => page.route('**/snapshot/manifest.json', (route) => html(route, 404)),
    says: /404/,
  },
  {
    what: 'a shard is missing, because the folder was uploaded by half',
    break: (page) => page.route('**/snapshot/*/*.bin', (route) => html(route, 404)),
    says: /404/,
  },
  {
    what: 'a shard is a page for missing files, sent with 200',
    break: (page) => page.route('**/snapshot/*/*.bin', (route) => html(route, 200)),
    says: /not a Setwise shard/,
  },
  {
    what: 'a shard is cut short',
    break: (page) =>
      page.route('**/snapshot/*/*.bin', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: (await response.body()).subarray(0, 1000) });
      }),
    says: /checksum|ends at byte/,
  },
  {
    what: 'the manifest is of one build and the shard of another',
    break: (page) =>
      page.route('**/snapshot/manifest.json', async (route) => {
        const response = await route.fetch();
        const manifest = await response.json();
        // As if the file under another name had been replaced: the bytes are intact, but not those that are named.
        const [generation] = manifest.generations.splice(0, 1, '0123456789abcdef');
        await page.route('**/snapshot/0123456789abcdef/*.bin', async (shard) => {
          const address = shard.request().url().replace('0123456789abcdef', generation);
          await shard.fulfill({ response: await shard.fetch({ url: address }) });
        });
        await route.fulfill({ response, json: manifest });
      }),
    says: /another build/,
  },
  {
    what: 'the Wasm is missing',
    break: (page) => page.route('**/*.wasm', (route) => html(route, 404)),
    says: /./,
  },
  {
    what: 'the browser has no WebAssembly',
    break: (page) =>
      page.addInitScript(() => {
        delete globalThis.WebAssembly;
      }),
    says: /WebAssembly/,
  },
  {
    what: 'the network is gone after the page',
    break: (page) => page.route('**/snapshot/**', (route) => route.abort('connectionfailed')),
    says: /manifest/i,
  },
];

const aProduct = async () => productPage(demo, (await bestSeller(demo)).id);

for (const failure of failures) {
  test(`the shop's own markup stays when ${failure.what}`, async (t) => {
    const page = await openPage(t, await aProduct(), { prepare: failure.break });
    await page.waitForFunction(() => window.document.querySelector('main').dataset.state === 'ready');
    const own = page.locator('#picks a').first();
    await own.waitFor();
    // A failed load is tried again once; then the line comes.
    const said = () => page.watched.complaints.filter((line) => line.startsWith('console') && /setwise/i.test(line));
    for (let waited = 0; said().length === 0 && waited < 10_000; waited += 100) await page.waitForTimeout(100);
    assert.equal(said().length, 1, `one line, not: ${page.watched.complaints.join('\n')}`);
    assert.match(said()[0], failure.says);
    assert.ok(await own.isVisible(), "the shop's own list is still there");
    assert.equal(await shelf(page).count(), 0, 'no shelf claims to be ready');
    // The browser itself reports what was not found; that is the provoked failure, not a fault of the page.
    page.watched.complaints.length = 0;
  });
}

test('denied storage leaves the shelf working', async (t) => {
  const deny = () =>
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  const page = await openPage(t, await aProduct(), { prepare: (page) => page.addInitScript(deny) });
  await page.waitForFunction(() => ['ready', 'empty'].includes(document.querySelector('setwise-shelf').dataset.state));
});
