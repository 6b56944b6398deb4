// The ranking in Chromium, as Wasm and as JavaScript over JSON, in one run and one page: times of single calls, times from files in
// memory to a page that ranks, and memory.
//
// `cargo xtask bench rank` makes the folder, runs this with `FOLDER SHOP…` and puts the JSON that it prints into a table. The page is
// cross-origin isolated, which makes its clock as fine as it gets: 5 µs. A run fails where the two rankings answer differently.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

import { chromium } from 'playwright-core';

import { QUIET } from '../browser.mjs';

/** Where what inflates is. */
const CORE = join(import.meta.dirname, '../../pkg/core');
const LINES = [1, 10, 50];
const WARM = 4_000;
const CALLS = 10_000;
const [folder, ...shops] = process.argv.slice(2);

const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html', '': 'text/html' };

const server = createServer(async ({ url }, response) => {
  const headers = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Content-Type': TYPES[extname(url)] ?? 'application/octet-stream',
  };
  if (url === '/') return response.writeHead(200, headers).end('<!doctype html><link rel="icon" href="data:,">');
  for (const root of [import.meta.dirname, CORE, folder]) {
    const file = await readFile(join(root, url)).catch(() => undefined);
    if (file) return response.writeHead(200, headers).end(file);
  }
  return response.writeHead(404, headers).end();
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const address = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: QUIET });

async function inPage(work) {
  const page = await browser.newPage();
  try {
    await page.goto(address);
    return await work(page);
  } finally {
    await page.close();
  }
}

/** Milliseconds of every call, for both, once their answers are the same. */
const times = (name) => (page) =>
  page.evaluate(
    async ({ name, LINES, WARM, CALLS }) => {
      const { engines, fetchShards, open } = await import('/rank-page.js');
      if (!crossOriginIsolated) throw new Error('the clock is coarse: the page is not cross-origin isolated');
      const shop = await (await fetch(`/${name}/shop.json`)).json();
      const all = Array.from({ length: shop.held }, (_, shard) => shard);
      const pages = {};
      for (const [kind, engine] of Object.entries(engines)) {
        await engine.load();
        pages[kind] = await open(engine, shop, await fetchShards(name, all, engine));
      }
      const rows = [];
      for (const lines of LINES) {
        const questions = await (await fetch(`/${name}/questions-${lines}.txt`)).text();
        const answers = {};
        const row = { lines };
        for (const [kind, engine] of Object.entries(engines)) {
          engine.ask(pages[kind], questions);
          answers[kind] = engine.answers(pages[kind]);
          engine.time(pages[kind], WARM);
          // Compilers that still work on what was warmed up have the other core.
          await new Promise((done) => setTimeout(done, 200));
          const { each, all, allocations } = engine.time(pages[kind], CALLS);
          const sorted = each.toSorted();
          const part = (share) => sorted[Math.floor((sorted.length - 1) * share)] * 1000;
          row[kind] = { mean: (all * 1000) / CALLS, p50: part(0.5), p99: part(0.99), allocations };
        }
        if (answers.wasm !== answers.script) {
          const [ours, theirs] = [answers.wasm, answers.script].map((text) => text.split('\n'));
          const at = ours.findIndex((line, index) => line !== theirs[index]);
          throw new Error(`question ${at} of ${lines} lines: Wasm answers ${ours[at]}, JavaScript ${theirs[at]}`);
        }
        row.withheld = answers.wasm.split('\n').filter((line) => line.startsWith('withheld')).length;
        row.questions = answers.wasm.split('\n').length - 1;
        rows.push(row);
      }
      return rows;
    },
    { name, LINES, WARM, CALLS },
  );

/** Milliseconds from files in memory to a page that ranks, medians of several pages, each with other shards if there are several. */
const openings = (name) => (page) =>
  page.evaluate(
    async ({ name, LINES }) => {
      const { engines, fetchShards, open } = await import('/rank-page.js');
      const shop = await (await fetch(`/${name}/shop.json`)).json();
      for (const engine of Object.values(engines)) await engine.load();
      const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
      const rows = [];
      for (const [size] of LINES.entries()) {
        const seen = {};
        for (const kind of Object.keys(engines)) seen[kind] = { whole: [], unpack: [], bytes: [], raw: [] };
        for (const homes of shop.homes[size]) {
          for (const [kind, engine] of Object.entries(engines)) {
            const files = await fetchShards(name, homes, engine);
            const start = performance.now();
            const page = await open(engine, shop, files);
            seen[kind].whole.push(performance.now() - start);
            page.free?.();
            const inflated = await Promise.all(files.map(({ file }) => engine.inflate(engine.arrived(file))));
            for (const file of inflated) {
              file.shard?.free();
              delete file.shard;
            }
            const unpacking = performance.now();
            engine.unpack(shop, inflated).free?.();
            seen[kind].unpack.push(performance.now() - unpacking);
            seen[kind].bytes.push(files.reduce((sum, { file }) => sum + file.length, 0));
          }
        }
        const row = { shards: median(shop.homes[size].map((homes) => homes.length)) };
        for (const [kind, { whole, unpack, bytes }] of Object.entries(seen)) {
          row[kind] = { whole: median(whole), unpack: median(unpack), bytes: median(bytes) };
        }
        rows.push(row);
      }
      return rows;
    },
    { name, LINES },
  );

/** Bytes that a page with one question's shards takes, everything collected that can be: before it opened them and after. */
const memory = (name, kind, size) => async (page) => {
  const devtools = await page.context().newCDPSession(page);
  const scriptHeap = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    return (await devtools.send('Runtime.getHeapUsage')).usedSize;
  };
  await page.evaluate(
    async ({ name, kind, size }) => {
      const { engines, fetchShards } = await import('/rank-page.js');
      window.engine = engines[kind];
      await window.engine.load();
      window.shop = await (await fetch(`/${name}/shop.json`)).json();
      window.files = await fetchShards(name, window.shop.homes[size][0], window.engine);
    },
    { name, kind, size },
  );
  const before = { script: await scriptHeap(), ...(await page.evaluate(() => window.engine.bytes())) };
  await page.evaluate(async () => {
    const { open } = await import('/rank-page.js');
    window.page = await open(window.engine, window.shop, window.files);
  });
  const after = { script: await scriptHeap(), ...(await page.evaluate(() => window.engine.bytes(window.page))) };
  return { before, after };
};

const report = [];
for (const name of shops) {
  const ranking = await inPage(times(name));
  const opening = await inPage(openings(name));
  const sizes = [];
  for (const [size, row] of ranking.entries()) {
    const taken = {};
    for (const kind of ['wasm', 'script']) taken[kind] = await inPage(memory(name, kind, size));
    sizes.push({ ...row, opening: opening[size], memory: taken });
  }
  report.push({ name, sizes });
}
console.log(JSON.stringify({ browser: browser.version(), shops: report }));
await browser.close();
server.close();
