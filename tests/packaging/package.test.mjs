// The npm package as others get it: packed, installed from the tarball, imported, type-checked, bundled, run.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import * as esbuild from 'esbuild';
import * as vite from 'vite';

import { demo, openPage } from '../e2e/harness.mjs';
import { serve } from './static-server.mjs';

const run = promisify(execFile);
const PACKAGE = fileURLToPath(new URL('../../pkg/', import.meta.url));
const TOOLS = fileURLToPath(new URL('../node_modules/', import.meta.url));

/** A project of a developer who has installed the tarball. */
let project;
let installed;

before(async () => {
  project = await mkdtemp(join(tmpdir(), 'setwise-packaging-'));
  installed = join(project, 'node_modules/setwise');
  const { stdout } = await run('npm', ['pack', PACKAGE, '--json', '--ignore-scripts'], { cwd: project });
  // One object a package; npm 11.16 keyed what earlier versions listed.
  const [{ filename }] = Object.values(JSON.parse(stdout));
  await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  await run('npm', ['install', `./${filename}`, '--offline', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: project });
});

after(() => rm(project, { recursive: true, force: true }));

test('every file that package.json lists is in the tarball, and nothing else', async () => {
  const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  const found = (await readdir(installed, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))
    .filter((path) => !['package.json', 'README.md'].includes(path) && !path.startsWith('LICENSE'));
  const listed = (path) => manifest.files.find((entry) => path === entry || path.startsWith(`${entry}/`));
  assert.deepEqual(found.filter((path) => !listed(path)), [], 'nothing is packed that is not listed');
  assert.deepEqual([...new Set(found.map(listed))].sort(), [...manifest.files].sort(), 'all that is listed is packed');
});

test('no file names a folder of the machine that built it', async () => {
  const home = new RegExp(`/(root|home|Users)/|\\.cargo/registry|${process.cwd().split('/').slice(0, 3).join('/')}/`);
  const files = (await readdir(installed, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  assert.ok(files.length > 5);
  for (const entry of files) {
    const text = await readFile(join(entry.parentPath, entry.name), 'latin1');
    assert.doesNotMatch(text, home, entry.name);
  }
});

test('importing it on a server touches no DOM, and using it there says why it cannot work', async () => {
  const script = `
    const { createSetwise } = await import('setwise');
    const { configure, SetwiseShelf } = await import('setwise/element');
    const refusal = await createSetwise({ manifest: 'https://shop.example/manifest.json' }).catch((error) => error);
    console.log(JSON.stringify([typeof createSetwise, typeof configure, typeof SetwiseShelf, refusal.name, refusal.message]));`;
  const { stdout, stderr } = await run('node', ['--input-type=module', '--eval', script], { cwd: project });
  const [create, configure, shelf, name, message] = JSON.parse(stdout);
  assert.deepEqual([create, configure, shelf, name], ['function', 'function', 'function', 'SetwiseError']);
  assert.match(message, /document/);
  assert.equal(stderr, '');
});

const TYPED = `
import { createSetwise, type Slate, type Setwise } from 'setwise';
import { configure, type SetwiseShelf } from 'setwise/element';
import { createSetwise as createRanking, type Ranking } from 'setwise/core';

const setwise: Setwise = await createSetwise({ manifest: '/snapshot/manifest.json', locale: 'de' });
const slate: Slate = await setwise.recommend({ product: 'SKU', limit: 4 });
if (slate.status === 'ready') slate.items.map((item): string => item.title);
else slate.why.kind satisfies string;
const shelf: SetwiseShelf = document.createElement('setwise-shelf');
shelf.addEventListener('setwise:add', (event) => event.detail.id.toUpperCase());
await configure({ manifest: '/snapshot/manifest.json' });

const ranking: Ranking = await createRanking({ manifest: '/snapshot/manifest.json', cart: { lines: () => [] } });
(await ranking.recommend({ placement: 'cart' })) satisfies Slate;

// @ts-expect-error It has no shelves.
ranking.mount;
// @ts-expect-error The manifest is required.
createSetwise({});
// @ts-expect-error There is no such kind of shelf.
setwise.recommend({ kind: 'popular' });
// @ts-expect-error A withheld slate has no items.
if (slate.status === 'withheld') slate.items;
`;

for (const resolution of ['bundler', 'nodenext']) {
  test(`the types compile under strict TypeScript with ${resolution} resolution`, async () => {
    const file = join(project, 'typed.ts');
    await writeFile(file, TYPED);
    const options = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable', '--types', ''];
    options.push('--moduleResolution', resolution, '--module', resolution === 'bundler' ? 'esnext' : 'nodenext');
    const result = await run(join(TOOLS, '.bin/tsc'), [...options, file], { cwd: project }).catch((error) => error);
    assert.equal(result.stdout, '');
  });
}

const SHOP = `
import { createSetwise } from 'setwise';
import { createSetwise as createRanking } from 'setwise/core';
import 'setwise/element';

const catalog = await (await fetch('/catalog.json')).json();
const setwise = await createSetwise({ manifest: '/snapshot/manifest.json' });
const cart = { lines: () => [{ id: catalog[0].id }] };
const ranking = await createRanking({ manifest: '/snapshot/manifest.json', cart });
const withCart = await createSetwise({ manifest: '/snapshot/manifest.json', cart: { ...cart, add() {} } });
let ready = 0;
let different = 0;
const differ = (one, other) => JSON.stringify(one) !== JSON.stringify(other);
for (const { id } of catalog.slice(0, 100)) {
  const slate = await setwise.recommend({ product: id });
  if (slate.status === 'ready') ready += 1;
  if (differ(await ranking.recommend({ product: id }), await withCart.recommend({ product: id }))) different += 1;
}
if (differ(await ranking.recommend({ placement: 'cart' }), await withCart.recommend({ placement: 'cart' }))) different += 1;
if ('mount' in ranking || differ(ranking.snapshot, setwise.snapshot)) different += 1;

// What goes wrong is called the same by both.
const text = (body, status = 200) => new Response(body, { status, headers: { 'content-type': 'text/html' } });
const changed = (change) => async (response) => new Response(await change(new Uint8Array(await response.arrayBuffer())));
const manifestWith = (fields) => async (response) => Response.json({ ...(await response.json()), ...fields });
const other = '0123456789abcdef';
const faults = [
  { manifest: () => text('gone', 404) },
  { manifest: () => text('<h1>Not found</h1>') },
  { manifest: () => Response.json({}) },
  { manifest: () => Response.json([]) },
  { manifest: manifestWith({ version: 9 }) },
  { manifest: manifestWith({ floor: 'high' }) },
  { manifest: manifestWith({ generations: ['x'] }) },
  { manifest: manifestWith({ generation_of: '1' }) },
  { manifest: manifestWith({ currency: { code: 'pounds' } }) },
  { manifest: manifestWith({ min_items: 9, max_items: 3 }) },
  { manifest: () => Promise.reject(new TypeError('no network')) },
  { manifest: () => 'no response' },
  { manifest: manifestWith({ generations: [other] }) },
  { shard: () => text('gone', 404) },
  { shard: () => text('<h1>Not found</h1>') },
  { shard: changed((bytes) => bytes.subarray(0, 1000)) },
  { shard: changed((bytes) => bytes.subarray(0, 20)) },
  { shard: changed((bytes) => ((bytes[bytes.length - 9] ^= 1), bytes)) },
  { shard: changed((bytes) => ((bytes[4] = 7), bytes)) },
  { shard: changed((bytes) => ((bytes[16] ^= 1), bytes)) },
  { shard: () => Promise.reject('no network') },
  { options: { manifests: '/m.json' } },
  { options: { something: 1 } },
  { options: { manifest: 7 } },
  { options: { currency: 'pounds' } },
  { options: { locale: 'not a language' } },
  { options: { cart: { add() {} } } },
  { options: { cart: { lines: () => [], add() {}, lined: 1 } } },
  { options: { url: 'text' } },
  { options: { mind: 'x' } },
  { options: { mind: 1 } },
  { options: { mind: [] } },
  { request: { limit: 25 } },
  { request: { product: 'a', products: ['b'] } },
  { request: { products: [1] } },
  { request: [] },
  { request: { exlude: [] } },
];
async function refusal(create, fault) {
  const fetched = async (url, init) => {
    const change = url.includes('manifest.json') ? fault.manifest : fault.shard;
    const response = () => fetch(url.replace(other, manifestGeneration), init);
    return change ? change(await response()) : response();
  };
  try {
    const setwise = await create({ manifest: '/snapshot/manifest.json', fetch: fetched, ...fault.options });
    await setwise.recommend(fault.request ?? { product: catalog[0].id });
    return 'nothing was refused';
  } catch ({ name, code, message }) {
    return [name, code, message].join(' ');
  }
}
const [manifestGeneration] = (await (await fetch('/snapshot/manifest.json')).json()).generations;
const unlike = await Promise.all(faults.map(async (fault) => {
  const [one, two] = await Promise.all([refusal(createSetwise, fault), refusal(createRanking, fault)]);
  return one === two && one.startsWith('SetwiseError ') ? [] : [one + ' / ' + two];
}));
// One of them has other kinds, and says how they are had.
const popular = { request: { kind: 'popular' } };
const kinds = 'SetwiseError value setwise: request.kind: expected "complete-set"';
if ((await refusal(createRanking, popular)) !== kinds + ', got "popular"') unlike.push(['a kind, by ranking alone']);
if ((await refusal(createSetwise, popular)) !== kinds + ', or createSetwise options.kinds to name the others, got "popular"') unlike.push(['a kind']);
document.body.dataset.unlike = unlike.flat().join(' | ');
document.body.dataset.different = String(different);
document.body.dataset.ready = String(ready);
document.body.dataset.defined = String(customElements.get('setwise-shelf') !== undefined);
`;

/** Writes a shop's page and script, and the demo shop's snapshot beside it, all below `name`. */
async function writeShop(name) {
  const folder = join(project, name);
  await mkdir(join(folder, 'public/snapshot'), { recursive: true });
  await writeFile(join(folder, 'index.html'), '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/shop.js"></script>');
  await writeFile(join(folder, 'shop.js'), SHOP);

  const download = async (path, to) => {
    const response = await fetch(new URL(path, demo));
    assert.equal(response.status, 200, path);
    const bytes = Buffer.from(await response.arrayBuffer());
    await mkdir(dirname(join(folder, 'public', to)), { recursive: true });
    await writeFile(join(folder, 'public', to), bytes);
    return bytes;
  };
  // Ranking alone knows no offers, and the two are compared.
  const { offers, ...manifest } = JSON.parse(await download('snapshot/manifest.json', 'snapshot/manifest.json'));
  await writeFile(join(folder, 'public/snapshot/manifest.json'), JSON.stringify(manifest));
  const [generation] = manifest.generations;
  for (let number = 0; number < manifest.shards; number++) {
    await download(`snapshot/${generation}/${number}.bin`, `snapshot/${generation}/${number}.bin`);
  }
  await download('shop/catalog.json', 'catalog.json');
  return folder;
}

/** Opens a bundled shop in a browser and lets it rank. */
async function expectSlates(t, folder) {
  const { address, close } = await serve(folder);
  t.after(close);
  const page = await openPage(t, address);
  await page.waitForSelector('body[data-ready]', { state: 'attached', timeout: 20_000 });
  assert.ok(Number(await page.getAttribute('body', 'data-ready')) > 10);
  assert.equal(await page.getAttribute('body', 'data-different'), '0', 'ranking alone answers as the widget does');
  assert.equal(await page.getAttribute('body', 'data-unlike'), '', 'and refuses as the widget does');
  assert.equal(await page.getAttribute('body', 'data-defined'), 'true');
}

test('Vite finds the Wasm by itself, and the built shop ranks', async (t) => {
  const root = await writeShop('vite-shop');
  await vite.build({ root, logLevel: 'warn', configFile: false, build: { target: 'es2022' } });
  const built = await readdir(join(root, 'dist/assets'));
  assert.equal(built.filter((name) => name.endsWith('.wasm')).length, 5, `the widget's, all shelves', the core's, the mind's and the offers': ${built.join(', ')}`);
  await expectSlates(t, join(root, 'dist'));
});

test('esbuild bundles it; with the Wasm copied beside the bundle, the shop ranks', async (t) => {
  const root = await writeShop('esbuild-shop');
  const out = join(root, 'dist');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['shop.js'],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    outdir: out,
    logLevel: 'warning',
  });
  for (const name of await readdir(join(installed, 'dist'))) {
    if (name.endsWith('.wasm')) await cp(join(installed, 'dist', name), join(out, name));
  }
  await cp(join(root, 'index.html'), join(out, 'index.html'));
  await cp(join(root, 'public'), out, { recursive: true });
  await expectSlates(t, out);
});

test('a bundle that uses one export drops the elements', async () => {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: "import { createSetwise } from 'setwise'; createSetwise({ manifest: '/m.json' });", resolveDir: project },
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'warning',
  });
  assert.doesNotMatch(outputFiles[0].text, /customElements\.define/);
});
