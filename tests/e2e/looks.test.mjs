// What each kind of shelf looks like, on a phone and on a desk, in light and in dark: compared with pictures in references/ that somebody
// has looked at. Goods, prices, time, font and how letters are drawn are these tests' own, so that only a change of the looks changes a picture.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { drawing, EVENING, HISTORY, TODAY, trainCorner } from '../shops/corner.mjs';
import { POLICY, serveShop } from '../shops/host.mjs';
import { DESKTOP, openPage, PHONE } from './harness.mjs';
import { MOUNT, pageOf } from './kinds.mjs';
import { isAsAccepted, noneLeftOver } from './references.mjs';

const skip = process.platform !== 'linux' ? 'the references were drawn on Linux; other systems draw letters in another way'
  : process.env.SETWISE ? false : 'SETWISE does not name the trainer';

// For the browser that this file starts.
process.env.FONTCONFIG_FILE = fileURLToPath(new URL('fonts.conf', import.meta.url));

const FONT = await readFile(createRequire(import.meta.url).resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'));
const STYLES = `@font-face { font-family: Pinned; src: url(/font.woff2); font-weight: 100 900; }
html { color-scheme: light dark; background: Canvas; color: CanvasText; }
body { margin: 16px; font: 16px Pinned; }
.place { --setwise-font: Pinned; --setwise-accent: light-dark(#1d4ed8, #93b4ff); }`;

/** What is mounted for each picture, with what in the cart, and when. */
const SHELVES = [
  { name: 'complete-set', ask: { kind: 'complete-set', product: 'PHONE-128' } },
  { name: 'upgrade', ask: { kind: 'upgrade', product: 'PHONE-128' } },
  { name: 'upgrade-at-checkout', ask: { kind: 'upgrade', placement: 'checkout' }, cart: ['PHONE-128'] },
  { name: 'bundle', ask: { kind: 'bundle', product: 'PHONE-128' } },
  { name: 'buy-again', ask: { kind: 'buy-again' } },
  // As many as are surely good enough.
  { name: 'add-ons', ask: { kind: 'add-ons', placement: 'cart', limit: 3 }, cart: ['CASE'] },
  { name: 'for-you', ask: { kind: 'for-you', product: 'PHONE-128' } },
  { name: 'offer', ask: { kind: 'complete-set', product: 'PHONE-128' }, now: EVENING },
];

let folder;
let snapshot;

before(async () => {
  if (skip) return;
  folder = await mkdtemp(join(tmpdir(), 'setwise-looks-'));
  snapshot = await trainCorner(folder);
});

after(() => folder && rm(folder, { recursive: true }));

function answer({ path }) {
  if (path === '/font.woff2') return { body: FONT, headers: { 'content-type': 'font/woff2' } };
  if (path === '/page.css') return { body: STYLES, headers: { 'content-type': 'text/css' } };
  if (path.startsWith('/pictures/')) return { body: drawing(path.slice('/pictures/'.length)), headers: { 'content-type': 'image/svg+xml' } };
  return undefined;
}

/** The shop's page at a given time, of its device and of its host. */
async function open(t, { now, ...context }) {
  const shop = await serveShop(t, {
    answer,
    snapshot,
    policy: `${POLICY}; font-src 'self'`,
    pages: { '/': pageOf('<link rel="stylesheet" href="/page.css">', '', { icon: '/favicon.ico' }), '/mount.js': MOUNT },
  });
  const page = await openPage(t, shop.address, {
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    ...context,
    prepare: async (page) => {
      // The time stands still, for a countdown too, which goes by what has passed since the page was opened.
      await page.clock.setFixedTime(now);
      await page.addInitScript(() => { performance.now = () => 0; });
      await page.route('**/snapshot/**', async (route) => {
        const response = await route.fetch();
        const headers = { ...response.headers(), date: new Date(now).toUTCString(), 'last-modified': new Date(TODAY).toUTCString() };
        return route.fulfill({ response, headers });
      });
    },
  });
  await page.waitForFunction(() => window.loaded);
  await page.evaluate((history) => window.start({ history }), HISTORY);
  return page;
}

/** Letters and pictures that can be seen are there. */
async function drawn(page) {
  await page.waitForFunction(() => document.fonts.check('16px Pinned') && [...document.querySelector('.place').shadowRoot.querySelectorAll('img')]
    .filter((image) => image.getBoundingClientRect().left < innerWidth).every((image) => image.complete && image.naturalWidth > 0));
}

for (const viewport of [PHONE, DESKTOP]) {
  for (const colorScheme of ['light', 'dark']) {
    for (const { name, ask, cart = [], now = TODAY } of SHELVES) {
      const picture = `${name}-${viewport.width}-${colorScheme}`;
      test(`${picture} looks as it was accepted`, { skip }, async (t) => {
        const page = await open(t, { viewport, colorScheme, now });
        await page.evaluate((ids) => window.change(ids.map((id) => ({ id, quantity: 1 }))), cart);
        assert.ok(await page.evaluate(async (ask) => (await window.show(ask)) !== null, ask), 'there is something to show');
        if (now === EVENING) await page.locator('.place .timer').waitFor();
        await drawn(page);
        await isAsAccepted(picture, await page.locator('.place').screenshot({ animations: 'disabled' }));
      });
    }
  }
}

test('no reference is left over', { skip }, noneLeftOver);
