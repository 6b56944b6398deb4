// What the tests of all engines do with a page that stands in a frame: wait, look into a shelf, scroll its row, take a picture.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';

import { PNG } from 'pngjs';
import { Command } from 'selenium-webdriver/lib/command.js';

const PATIENCE = 15_000;
const SCREENSHOTS = new URL('../../target/screenshots/', import.meta.url);

export async function until(what, holds) {
  const end = Date.now() + PATIENCE;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `${what}, within ${PATIENCE / 1000} s`);
    await new Promise((wait) => setTimeout(wait, 50));
  }
}

/** The shelf that a selector finds, in the page that the driver's browser shows. */
export function shelfOf(driver, selector = 'setwise-shelf') {
  const script = (text, ...given) => driver.executeScript(`const shelf = document.querySelector(${JSON.stringify(selector)}); const root = shelf?.shadowRoot; ${text}`, ...given);
  const scrolled = () => script("return root.querySelector('.list').scrollLeft");
  /** The middle of the row, as a point of the screen. */
  const middle = () => script("const box = root.querySelector('.list').getBoundingClientRect(); return [box.x + box.width / 2, box.y + 60].map(Math.round)");
  return {
    script,
    scrolled,
    part: (inner) => script('return root.querySelector(arguments[0])', inner),
    ids: () => script("return [...root.querySelectorAll('.card')].map((card) => card.dataset.id)"),
    ready: () => until('the shelf is ready', () => script("return shelf?.dataset.state === 'ready'")),
    intoView: () => script("shelf.scrollIntoView({ block: 'center', behavior: 'instant' })"),

    /** What a wheel, or two fingers on a pad, do to the row. */
    async wheel(deltaX) {
      const [x, y] = await middle();
      await driver.execute(new Command('actions').setParameter('actions', [{ type: 'wheel', id: 'wheel', actions: [{ type: 'scroll', x, y, deltaX, deltaY: 0, duration: 0 }] }]));
    },

    /**
     * One of `fingers` draws the row so many pixels to the left. A browser scrolls in a process of its own, which hears of a new page a
     * little later: a finger before that moves nothing, and, as somebody would, comes once more.
     */
    async swipe(finger, pixels) {
      const before = await scrolled();
      for (let tries = 0; tries < 2; tries += 1) {
        const [x, y] = await middle();
        await finger(driver, [x + pixels / 2, x - pixels / 2].map(Math.round), y);
        const end = Date.now() + 1_000;
        while (Date.now() < end) if ((await scrolled()) !== before) return;
      }
    },

    /** Smooth scrolling and snapping are over: nothing moves for a third of a second. */
    async rests() {
      let [last, since] = [NaN, 0];
      await until('the row rests', async () => {
        const now = await scrolled();
        if (now !== last) [last, since] = [now, Date.now()];
        return Date.now() - since > 300;
      });
    },

    /** How many pixels the row rests beside a card's edge: none, or at its end. */
    besideEdge: () => script(`const list = root.querySelector('.list');
      if (list.scrollLeft + list.clientWidth >= list.scrollWidth - 2) return 0;
      const from = list.getBoundingClientRect().left + parseFloat(getComputedStyle(list).scrollPaddingLeft || 0);
      return Math.min(...[...list.children].map((card) => Math.abs(card.getBoundingClientRect().left - from)))`),
  };
}

/** Nothing stands in the console, and nothing is wider than the page. */
export async function sound(driver) {
  assert.deepEqual(await driver.executeScript('return window.seen'), [], 'nothing stands in the console');
  assert.equal(await driver.executeScript('return document.documentElement.scrollWidth - innerWidth'), 0, 'nothing is wider than the page');
}

/** A picture of the frame for a person to look at: `target/screenshots/NAME.png`. */
export async function picture(driver, name) {
  await until('the pictures are there and nothing moves', () => driver.executeScript(`
    const moves = document.getAnimations().some(({ playState }) => playState === 'running');
    const seen = (image) => { const { top, bottom, left, right } = image.getBoundingClientRect(); return bottom > 0 && top < innerHeight && right > 0 && left < innerWidth; };
    const roots = [document, ...[...document.querySelectorAll('setwise-shelf')].map((shelf) => shelf.shadowRoot).filter(Boolean)];
    return !moves && roots.every((root) => [...root.images ?? root.querySelectorAll('img')].filter(seen).every((image) => image.complete));`));
  const window = PNG.sync.read(Buffer.from(await driver.takeScreenshot(), 'base64'));
  const [x, y, width, height] = await driver.executeScript('const box = frameElement.getBoundingClientRect(); return [box.x, box.y, box.width, box.height].map(Math.round)');
  const frame = new PNG({ width: Math.min(width, window.width - x), height: Math.min(height, window.height - y) });
  PNG.bitblt(window, frame, x, y, frame.width, frame.height, 0, 0);
  await mkdir(SCREENSHOTS, { recursive: true });
  await writeFile(new URL(`${name}.png`, SCREENSHOTS), PNG.sync.write(frame));
}
