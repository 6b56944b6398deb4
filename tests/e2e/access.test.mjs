// Every kind of shelf in every placement, for those who read by ear, go by keyboard, or need other colours, sizes and no motion.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DESKTOP } from './harness.mjs';
import { axeFinds, bestSellers, KINDS, openKinds } from './kinds.mjs';

const ids = await bestSellers();
const open = (t, wanted) => openKinds(t, ids, wanted);

const place = (page, kind) => page.locator(`.place[data-kind="${kind}"]`).first();

test('a region is named after what it shows, its cards are a list, and each can be told by ear alone', async (t) => {
  const page = await open(t);
  for (const kind of KINDS) {
    const region = place(page, kind).getByRole('region');
    assert.equal(await region.count(), 1, kind);
    const name = await region.getAttribute('aria-label');
    assert.equal(name, await place(page, kind).getByRole('heading', { level: 2 }).innerText());
    assert.doesNotMatch(name, /carousel|slider/i);
    const items = region.getByRole('list').getByRole('listitem');
    assert.ok((await items.count()) >= 1, kind);
    const heard = await items.first().ariaSnapshot();
    const title = await items.first().locator('.name').innerText();
    const quoted = title.replaceAll(/[^\p{L}\p{N}]+/gu, '.+');
    assert.match(heard, new RegExp(`link "${quoted}`), `${kind}: ${heard}`);
    assert.match(heard, /paragraph: £[\d,.]+/, `${kind}: ${heard}`);
    assert.match(heard, new RegExp(`(button|link) "(Add|Choose|View|Switch to)[^"]*${quoted}`), `${kind}: ${heard}`);
    assert.doesNotMatch(heard, /img/, 'a picture says nothing that the title does not');
  }
});

test('without colours of the shop every button can be read, in light and in dark', async (t) => {
  for (const colorScheme of ['light', 'dark']) {
    const page = await open(t, { colorScheme });
    await place(page, 'bundle').locator('.foot .add').waitFor();
    const faint = await page.locator('.place .add').evaluateAll((buttons) => {
      const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      /** Brightness of a colour on another, 0 to 255. */
      const bright = (...colors) => {
        for (const color of colors) {
          context.fillStyle = color;
          context.fillRect(0, 0, 1, 1);
        }
        const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
        return 0.3 * r + 0.59 * g + 0.11 * b;
      };
      const page = matchMedia('(prefers-color-scheme: dark)').matches && getComputedStyle(document.documentElement).colorScheme.includes('dark') ? 'black' : 'white';
      return buttons.filter((button) => button.checkVisibility()).map((button) => {
        const { color, backgroundColor } = getComputedStyle(button);
        return [button.textContent, Math.abs(bright(page, backgroundColor, color) - bright(page, backgroundColor))];
      }).filter(([, apart]) => apart < 60);
    });
    assert.deepEqual(faint, []);
  }
});

test('every target is 44 pixels, on a phone and on a desk', async (t) => {
  for (const viewport of [{ width: 320, height: 700 }, DESKTOP]) {
    const page = await open(t, { viewport });
    const small = await page.locator('.place :is(button, a.add)').evaluateAll((targets) =>
      targets.filter((target) => target.checkVisibility()).map((target) => [target.className, target.getBoundingClientRect()]).filter(([, { width, height }]) => width < 44 || height < 44).map(([part, { width, height }]) => `${part} ${width} × ${height}`));
    assert.deepEqual(small, []);
  }
});

/** What has the focus, within the shelf that has it: `card 2 add`. */
const focused = (page) => page.evaluate(() => {
  const inner = document.activeElement?.shadowRoot?.activeElement;
  if (!inner) return document.activeElement?.tagName ?? null;
  const cards = [...inner.getRootNode().querySelectorAll('.card')];
  const card = inner.closest('.card');
  return `${card ? `card ${cards.indexOf(card) + 1} ` : ''}${inner.className}`;
});

test('the keyboard alone: in reading order, what is out of sight comes into it, Enter and Space add', async (t) => {
  const page = await open(t);
  await page.evaluate(() => document.querySelectorAll('.place:not([data-kind="complete-set"])').forEach((other) => other.remove()));
  const shelf = place(page, 'complete-set');
  const count = await shelf.getByRole('listitem').count();
  const order = [];
  for (let at = 0; at < 2 * count; at += 1) {
    await page.keyboard.press('Tab');
    order.push(await focused(page));
    await page.waitForFunction(() => {
      const box = document.activeElement.shadowRoot.activeElement.getBoundingClientRect();
      return box.left >= -1 && box.right <= innerWidth + 1;
    }, undefined, { timeout: 5_000 }).catch(() => assert.fail(`${order.at(-1)} stays out of sight`));
  }
  const expected = Array.from({ length: count }, (_, at) => [`card ${at + 1} link`, `card ${at + 1} add`]).flat();
  assert.deepEqual(order, expected);
  const ring = await page.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement.shadowRoot.activeElement);
    return [outlineStyle, outlineWidth];
  });
  assert.deepEqual(ring, ['solid', '2px'], 'the focus can be seen');

  await page.keyboard.press('Enter');
  await page.waitForFunction(() => window.calls.length === 1);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Space');
  await page.waitForFunction(() => window.calls.length === 2);
  assert.notDeepEqual(...await page.evaluate(() => window.calls.map(([, { id }]) => id)));
});

test('on a desk the arrows stand before the row, scroll it, and say when there is no more', async (t) => {
  const page = await open(t, { viewport: { width: 760, height: 800 }, reducedMotion: 'reduce' });
  const shelf = place(page, 'complete-set');
  const [previous, next] = [shelf.getByRole('button', { name: 'Show previous products' }), shelf.getByRole('button', { name: 'Show more products' })];
  await next.waitFor();
  assert.equal(await previous.getAttribute('aria-disabled'), 'true');
  const left = () => shelf.locator('.list').evaluate((list) => list.scrollLeft);
  await next.focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction((list) => list.scrollLeft > 100, await shelf.locator('.list').elementHandle());
  assert.ok((await left()) > 100);
  for (let pressed = 0; pressed < 4; pressed += 1) await page.keyboard.press('Space');
  await shelf.locator('.next[aria-disabled="true"]').waitFor();
  assert.equal(await focused(page), 'next', 'the focus stays where it was');
});

test('the focus is kept through a re-rank, and goes to the heading when the last card leaves', async (t) => {
  const page = await open(t);
  await page.evaluate(() => document.querySelectorAll('.place:not([data-kind="complete-set"])').forEach((other) => other.remove()));
  const shelf = place(page, 'complete-set');
  const shownIds = () => shelf.getByRole('listitem').evaluateAll((items) => items.map((item) => item.dataset.id));
  const before = await shownIds();
  await shelf.locator('.card').nth(1).locator('.add').focus();
  await page.evaluate((id) => window.change([{ id, quantity: 1 }]), before[0]);
  await page.waitForFunction((id) => !document.querySelector('.place').shadowRoot.querySelector(`[data-id="${id}"]`), before[0]);
  const at = await page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.closest('.card')?.dataset.id);
  assert.equal(at, before[1], 'on the same product');
  // The product under the focus itself goes: its place is taken by another, or the heading has it.
  await page.evaluate((ids) => window.change(ids.map((id) => ({ id, quantity: 1 }))), before.slice(0, 2));
  await page.waitForFunction((id) => !document.querySelector('.place').shadowRoot.querySelector(`[data-id="${id}"]`), before[1]);
  assert.match(await focused(page), /^(card \d (add|link)|title)$/);
  // Everything goes.
  await page.evaluate((ids) => window.change(ids.map((id) => ({ id, quantity: 1 }))), ids);
  await page.waitForTimeout(300);
  assert.notEqual(await focused(page), 'BODY', 'the focus is never lost');
});

test('what a tap did is said: added, taken back, refused, and how much is chosen of a set', async (t) => {
  const page = await open(t);
  const said = (kind) => place(page, kind).getByRole('status');
  const bundle = place(page, 'bundle');
  // The product of the page stands last; a set has at least one other.
  const choice = bundle.locator('.card').first().locator('button.add');
  assert.equal(await bundle.locator('.card button.add[aria-pressed="true"]').count(), 1);
  assert.equal(await choice.getAttribute('aria-pressed'), 'false', 'nothing is ticked but what the shopper came for');
  await choice.focus();
  await page.keyboard.press('Space');
  await bundle.locator('.card button.add[aria-pressed="true"]').nth(1).waitFor();
  assert.match(await bundle.locator('.total').innerText(), /£/);

  const shelf = place(page, 'complete-set');
  // Its end has a line of its own, where there is one.
  const title = await shelf.locator('.card .name').first().textContent();
  await shelf.locator('.card button.add').first().click();
  await page.waitForFunction((node) => node.textContent !== '', await said('complete-set').elementHandle());
  assert.equal(await said('complete-set').innerText(), `Added: ${title}`);
  assert.equal(await shelf.locator('.card button.add').first().getAttribute('aria-label'), `Added: ${title}`);

  const hears = async (words) => {
    await page.waitForFunction(([node, words]) => node.textContent === words, [await said('complete-set').elementHandle(), words]);
  };
  const titleOf = (card) => card.locator('.name').textContent();
  await page.evaluate(() => { window.undoable = true; });
  const second = shelf.locator('.card', { has: page.locator('button.add:not([data-phase="added"])') }).first();
  const taken = await titleOf(second);
  const own = shelf.locator(`[data-id="${await second.getAttribute('data-id')}"]`);
  await own.locator('button.add').press('Enter');
  await hears(`Added: ${taken}`);
  await own.getByRole('button', { name: `Undo: ${taken}` }).press('Enter');
  await hears(`Not in the cart any more: ${taken}`);
  assert.equal(await focused(page).then((at) => at.endsWith('add')), true, 'the focus is on the button that adds');

  const refused = 'Only members may buy this.';
  await page.evaluate((words) => { window.refusal = words; }, refused);
  await own.locator('button.add').press('Enter');
  await hears(refused);
  assert.equal(await own.locator('.reason').innerText(), refused, 'and stands in the card');
  assert.match(await focused(page), / add$/, 'where a second try begins');
  assert.deepEqual(await page.evaluate(() => window.failed), [], 'the shop said no; nothing failed');
  assert.deepEqual(await axeFinds(page), []);
});

test('forced colours: borders, focus and states do not rest on colours of our own', async (t) => {
  const page = await open(t, { forcedColors: 'active', viewport: DESKTOP });
  const system = await page.evaluate(() => {
    const of = (colour) => {
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.color = colour;
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    };
    return { button: of('ButtonText'), grey: of('GrayText'), text: of('CanvasText') };
  });
  const shelf = place(page, 'complete-set');
  const look = await shelf.locator('.card button.add').first().evaluate((button) => {
    const { borderTopColor, borderTopStyle, borderTopWidth, color } = getComputedStyle(button);
    return [borderTopColor, borderTopStyle, borderTopWidth, color];
  });
  assert.deepEqual(look, [system.button, 'solid', '1px', system.button]);
  const picture = await shelf.locator('.picture').first().evaluate((tile) => getComputedStyle(tile).borderTopWidth);
  assert.equal(picture, '1px');
  const bundle = place(page, 'bundle');
  const tick = (pressed) => bundle.locator(`.card button.add[aria-pressed="${pressed}"]`).first().evaluate((button) => getComputedStyle(button, '::before').content);
  assert.notEqual(await tick(true), await tick(false), 'what is chosen has a tick, not a colour alone');
  assert.deepEqual(await axeFinds(page), []);
});

test('at 200 % and 400 % zoom everything is there, nothing is cut, and nothing scrolls both ways', async (t) => {
  for (const [viewport, zoom] of [[{ width: 640, height: 400 }, 2], [{ width: 320, height: 256 }, 4]]) {
    const page = await open(t, { viewport, deviceScaleFactor: zoom });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} px wider than the screen at ${zoom * 100} %`);
    const cut = await page.locator('.place :is(.add, .price, .total, .context)').evaluateAll((parts) =>
      parts.filter((part) => part.checkVisibility() && part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).textOverflow !== 'ellipsis').map((part) => `${part.className} ${part.textContent}`));
    assert.deepEqual(cut, []);
  }
  // Text alone, as some browsers and settings enlarge it.
  const page = await open(t);
  await page.evaluate(() => document.body.style.setProperty('font-size', '200%'));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0);
});

test('reduced motion: nothing is animated, nothing scrolls by itself', async (t) => {
  const page = await open(t, { reducedMotion: 'reduce', viewport: DESKTOP });
  const moving = await page.evaluate(() => {
    const roots = [...document.querySelectorAll('.place')].map((each) => each.shadowRoot);
    return [
      document.getAnimations().length + roots.reduce((sum, root) => sum + root.getAnimations().length, 0),
      ...new Set(roots.flatMap((root) => [...root.querySelectorAll('.list')].map((list) => getComputedStyle(list).scrollBehavior))),
    ];
  });
  assert.deepEqual(moving, [0, 'auto']);
  const usual = await open(t, { reducedMotion: 'no-preference', viewport: DESKTOP });
  assert.equal(await usual.locator('.place .list').first().evaluate((list) => getComputedStyle(list).scrollBehavior), 'smooth', 'and a test could tell');
});
