// Every phrase in every language: none missing, none left in English, every place in braces kept, a form for each plural that the language has.
// And what is written from right to left is so in every kind of shelf.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { wordsOf } from '../../pkg/offers/words.js';
import { demo, openPage } from './harness.mjs';
import { KINDS, MOUNT, mountAll, pageOf } from './kinds.mjs';

const LANGUAGES = ['de', 'fr', 'es', 'it', 'pt', 'nl', 'ja', 'ar'];
const phrases = async (file) => (await import(`../../pkg/text/${file}.js`)).default;

/** Words that are the same in several languages. */
const SHARED = ['Total:'];

const places = (text) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
const forms = (phrase) => (typeof phrase === 'string' ? { other: phrase } : phrase);

/** What is wrong with phrases, held against those of a language that is right. */
function faults(language, own, model) {
  const wrong = [];
  for (const name of new Set([...Object.keys(model), ...Object.keys(own)])) {
    if (!own[name] || !model[name]) wrong.push(`${language}.${name} is missing, or is one too many`);
    else if (name !== 'language' && !SHARED.includes(own[name]) && JSON.stringify(own[name]) === JSON.stringify(model[name])) wrong.push(`${language}.${name} is left in the other language`);
    else {
      const wanted = places(forms(model[name]).other);
      // "One product" may do without its number.
      for (const [form, text] of Object.entries(forms(own[name]))) if (form === 'other' && places(text).join() !== wanted.join()) wrong.push(`${language}.${name}: ${text}`);
      if (typeof own[name] !== 'object') continue;
      const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.filter((each) => each !== 'other' && !own[name][each]);
      // A form that is not there falls to `other`; what the language says for millions alone may.
      if (needed.some((each) => each !== 'many' || language === 'ar')) wrong.push(`${language}.${name} has no form for ${needed.join()}`);
    }
  }
  return wrong;
}

test('no phrase of a shelf is missing or left in another language', async () => {
  const german = await phrases('de');
  const english = await phrases('more-en');
  for (const language of LANGUAGES) {
    if (language !== 'de') assert.deepEqual(faults(language, await phrases(language), german), []);
    assert.equal((await phrases(language)).language, language);
    assert.deepEqual(faults(language, await phrases(`more-${language}`), english), []);
  }
});

test('no phrase of an offer is either', () => {
  const said = (language) => {
    const words = wordsOf(language);
    return { offer: words.offer, free: words.free, hide: words.hide, show: words.show, lowest: words.lowest.join('{price}'), ends: words.ends('{date}'), freeFrom: words.freeFrom('{price}'), endsIn: words.endsIn('{product}', '{time}'), ended: words.ended('{product}') };
  };
  for (const language of LANGUAGES) assert.deepEqual(faults(language, said(language), said('en')), []);
});

const catalog = await (await fetch(new URL('shop/catalog.json', demo))).json();
const ids = catalog.filter(({ inStock }) => inStock).sort((a, b) => b.popularity - a.popularity || (a.id < b.id ? -1 : 1)).slice(0, 120).map(({ id }) => id);

async function open(t, root, context = {}) {
  const page = await openPage(t, new URL('own.html', demo).href, {
    ...context,
    prepare: async (page) => {
      await page.route('**/own.html', (route) => route.fulfill({ contentType: 'text/html', body: pageOf('', '', { root }) }));
      await page.route('**/mount.js', (route) => route.fulfill({ contentType: 'text/javascript', body: MOUNT }));
    },
  });
  await page.waitForFunction(() => window.loaded);
  const counts = await mountAll(page, ids, { most: 1, options: { base: '/shop/' } });
  assert.deepEqual(KINDS.filter((kind) => counts[kind] === 0), []);
  return page;
}

test('prices are written as the language does, whatever the kind', async (t) => {
  for (const language of ['de', 'ja', 'ar']) {
    const page = await open(t, `lang="${language}"`);
    const digits = await page.locator('.place .price').evaluateAll((prices) => prices.map((price) => price.textContent).filter(Boolean));
    const format = new Intl.NumberFormat(language, { style: 'currency', currency: 'GBP' });
    const known = new Set(catalog.map(({ price }) => format.format(price / 100)));
    assert.ok(digits.length > 10);
    assert.deepEqual(digits.filter((price) => !known.has(price)), [], language);
  }
});

test('from right to left: the first card is on the right, rows and arrows go to the left', async (t) => {
  const page = await open(t, 'lang="ar" dir="rtl"', { viewport: { width: 760, height: 900 }, reducedMotion: 'reduce' });
  for (const kind of KINDS) {
    const shelf = page.locator(`.place[data-kind="${kind}"]`);
    const seen = await shelf.evaluate((element) => {
      const root = element.shadowRoot;
      const cards = [...root.querySelectorAll('.card')].map((card) => card.getBoundingClientRect());
      const list = root.querySelector('.list');
      return { rtl: list.matches(':dir(rtl)'), right: cards[0].right, left: cards.at(-1).left, list: list.getBoundingClientRect().right, scrolls: list.scrollWidth > list.clientWidth + 1, wide: document.documentElement.scrollWidth - innerWidth };
    });
    assert.ok(seen.rtl, kind);
    assert.ok(Math.abs(seen.right - seen.list) < 8, `${kind}: the first card ends at ${seen.right} of ${seen.list}`);
    assert.ok(seen.wide <= 0, `${kind}: ${seen.wide} px wider than the screen`);
    if (!seen.scrolls) continue;
    const list = await shelf.locator('.list').elementHandle();
    await shelf.locator('.next').click();
    await page.waitForFunction((list) => list.scrollLeft < -50, list);
    const mirrored = await shelf.locator('.next').evaluate((arrow) => getComputedStyle(arrow).scale);
    assert.equal(mirrored, '-1 1', `${kind}: the arrow points to the left`);
    await shelf.locator('.previous').click();
    await page.waitForFunction((list) => Math.abs(list.scrollLeft) < 2, list);
  }
});

test('from right to left a title that has no room loses its end, not its start', async (t) => {
  const page = await open(t, 'lang="ar" dir="rtl"', { viewport: { width: 320, height: 700 } });
  const lines = await page.locator('.place').evaluateAll((places) => places.flatMap((place) => {
    const line = place.shadowRoot.querySelector('.context');
    const text = line.firstChild;
    const at = text?.data.search(/[A-Za-z]/) ?? -1;
    if (at < 0) return [];
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    const [letter, box] = [range.getBoundingClientRect(), line.getBoundingClientRect()];
    const inside = letter.left >= box.left - 1 && letter.right <= box.right + 1 && letter.bottom <= box.bottom + 2;
    // Only lines that are clamped, which are no plain blocks, get an ellipsis: it would cover that letter.
    const covered = [line, ...place.shadowRoot.querySelectorAll('.reason')].some((each) => getComputedStyle(each).display !== 'block');
    return [{ text: text.data, inside, covered, cut: line.scrollHeight > line.clientHeight + 4 }];
  }));
  assert.deepEqual(lines.filter(({ inside, covered }) => !inside || covered), []);
  assert.ok(lines.some(({ cut }) => cut), 'one of them has no room');
});

test('the demo shop’s own English keeps its order on a page that goes from right to left', async (t) => {
  const page = await openPage(t, new URL('?lang=ar', demo).href);
  await page.locator('a.scene').first().waitFor();
  const ends = await page.locator('#banner, .hero p, .scene .tile-count').evaluateAll((lines) => lines.map((line) => {
    const text = line.firstChild;
    const place = (at) => {
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      return range.getBoundingClientRect();
    };
    const [before, last] = [place(text.length - 2), place(text.length - 1)];
    return [text.data, before.top < last.top - 4 || before.left <= last.left];
  }));
  assert.ok(ends.length > 5);
  assert.deepEqual(ends.filter(([, kept]) => !kept), []);
});
