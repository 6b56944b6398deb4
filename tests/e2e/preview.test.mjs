// `setwise preview`: the storefront that a merchant looks at, where "Why this?" stands under every shelf, in words.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import axe from 'axe-core';

import { bestSeller, DESKTOP, openPage, PHONE, productPage, shelf } from './harness.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const { SETWISE: setwise, SETWISE_DEMO_SNAPSHOT: snapshot } = process.env;
const skip = setwise && snapshot ? false : 'SETWISE or SETWISE_DEMO_SNAPSHOT is not set';
/** A snapshot alone knows where pictures are, and has none. */
const provoked = [/^404: .*\/shop\//, /Failed to load resource.*404/];

let preview;
let address;

before(async () => {
  if (skip) return;
  preview = spawn(setwise, ['preview', snapshot, '--port', '0', '--storefront', ROOT], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(preview.stdout), 'line');
  [address] = /^http:\/\/\S+/.exec(line);
});

after(() => preview?.kill());

for (const [device, viewport] of [['360', PHONE], ['1280', DESKTOP]]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`at ${device} px, ${colorScheme}, each product of a shelf says in words why it stands there`, { skip }, async (t) => {
      const product = await bestSeller(address);
      const page = await openPage(t, productPage(address, product.id), { viewport, colorScheme, provoked });
      await shelf(page).waitFor();
      const rows = page.locator('.why .why-row');
      await rows.first().waitFor();
      const titles = await shelf(page).locator('.name').allTextContents();
      assert.deepEqual(await rows.locator('b').allTextContents(), titles, 'as the shelf shows them');
      for (const reason of await rows.locator('span:last-child').allTextContents()) assert.match(reason, /^[a-z]+ /, 'words, no code');
      assert.ok((await rows.locator('.why-score').allTextContents()).every((score) => Number(score) > 0));
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, 'the page is not wider than the screen');
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => axe.run('.why'));
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
    });
  }
}

test('every kind of reason, for what is shown and for what is not, has words', { skip }, async (t) => {
  const types = await readFile(`${ROOT}src/types.d.ts`, 'utf8');
  const kindsOf = (name) => [...new RegExp(`export type ${name} =([^]*?);\n\n`).exec(types)[1].matchAll(/kind: ([^;}]+)/g)]
    .flatMap(([, kinds]) => [...kinds.matchAll(/'([\w-]+)'/g)].map(([, kind]) => kind));
  const [reasons, withheld] = [kindsOf('Reason'), kindsOf('Withheld')];
  assert.ok(reasons.length > 8 && withheld.length > 6, `${reasons}; ${withheld}`);
  const page = await openPage(t, address, { provoked });
  const [said, silent] = await page.evaluate(async () => {
    const { REASONS, WITHHELD } = await import('/www/why.js');
    return [Object.keys(REASONS), Object.keys(WITHHELD)];
  });
  assert.deepEqual(reasons.filter((kind) => !said.includes(kind)), []);
  // What they have numbers for, and what no version knows yet, are put in words apart.
  assert.deepEqual(withheld.filter((kind) => !silent.includes(kind) && !['too-few', 'other'].includes(kind)), []);
});
