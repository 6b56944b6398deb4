// A snapshot, a cart and a clock: what is behind every slate of one `createSetwise`; see src/shop.rs.

import { glance } from '../glance.js';
import { bad, problem } from './error.js';
import { openFolder } from './folder.js';
import { absolute, readLines, readOptions, readRequest, within } from './options.js';
import { keyOf, rank } from './ranker.js';

/** How long the first slate waits for what is in the cart, in milliseconds, besides the time that the manifest takes. */
const PATIENCE = 500;
/** So many different lines of the console are remembered as told. */
const REMEMBERED = 16;

/** Tells the shop's `onError` of every failure; else the console, which has one line for equal ones. */
function reporter(onError) {
  const told = [];
  return (error) => {
    if (onError && glance(() => [onError.call(error)])) return;
    if (told.includes(error.message)) return;
    console.warn(error.message);
    told.push(error.message);
    if (told.length > REMEMBERED) told.shift();
  };
}

/** What the cart named last. A cart that fails is reported, and taken to be as it was. */
function basketOf(cart, report) {
  let [ids, asked, answered, badLine] = [[], 0, 0, ''];
  const take = (read, turn) => {
    // An answer that was overtaken says nothing any more.
    if (turn < answered) return;
    answered = turn;
    const told = read.bad?.message ?? '';
    if (told && told !== badLine) report(read.bad);
    badLine = told;
    ids = read.ids;
  };
  return {
    ids: () => ids,
    set: (read) => take(read, ++asked),
    async read() {
      if (!cart) return;
      const turn = ++asked;
      try {
        take(readLines(await cart.lines.answer(), 'cart.lines()'), turn);
      } catch (error) {
        report(error);
      }
    },
  };
}

/** An address from the catalog made absolute if a link or picture may lead there, else null. */
function safeAddress(address, base) {
  const url = address && absolute(address, base);
  return url && /^https?:/.test(url) ? url : null;
}

/** Money in the shopper's notation; null for a currency or language that the browser refuses. */
function priceFormat(locale, currency, digits) {
  const format = glance(() => Intl.NumberFormat(locale, { style: 'currency', currency }).format);
  return (minor) => (format && minor >= 0 ? { minor, currency, formatted: format(minor / 10 ** digits) } : null);
}

/** The seed that speaks for an item, if one does. */
const seedOf = (id, title) => (id === undefined ? {} : { product: { id, title: title || id } });

/** See core.d.ts; `ahead` is what begin.js has asked for already. */
export async function createSetwise(value, ahead) {
  const options = readOptions(value);
  const report = reporter(options.onError);
  const basket = basketOf(options.cart, report);
  // Asked now, so that it answers while the manifest is on its way.
  const lines = basket.read();
  const folder = await openFolder(options.manifest, options.fetch, ahead.manifest);
  const { currency, digits } = folder.manifest();
  // No price is better than a wrong one.
  const price = (options.currency ?? currency) === currency ? priceFormat(options.locale, currency, digits) : () => null;
  let destroyed = false;
  let stop;
  try {
    const stopping = options.cart?.subscribe?.call(() => void basket.read());
    if (options.cart?.subscribe && typeof stopping !== 'function') {
      throw bad('cart.subscribe()', 'a function that ends the subscription', stopping);
    }
    stop = stopping;
  } catch (error) {
    report(error);
  }
  await within(lines, PATIENCE);
  ahead.newer?.then((response) => response && folder.follow(response), () => {});

  const isStale = () => {
    const own = glance(() => options.now?.call());
    return folder.isStale(Math.trunc((Number.isFinite(own) ? own : Date.now()) / 1000));
  };
  const address = (item) => {
    const own = glance(() => options.url?.call(item.id));
    return safeAddress(typeof own === 'string' ? own : item.url, options.base);
  };

  async function recommend(value) {
    const request = readRequest(value);
    if (destroyed) throw problem('destroyed', 'this Setwise was destroyed; create another one');
    const seeds = request.products ?? (request.placement ? basket.ids() : []);
    const keys = seeds.map(keyOf);
    const exclude = [...basket.ids(), ...request.exclude].map(keyOf);
    return folder.withHomes(keys, (handles) => {
      const manifest = folder.manifest();
      const { items, why } = rank(handles, keys, exclude, request, manifest);
      if (why) return { status: 'withheld', why };
      const stale = isStale();
      return {
        status: 'ready',
        kind: 'complete-set',
        items: items.map((item) => ({
          id: item.id,
          title: item.title,
          url: address(item),
          image: safeAddress(item.image, options.base),
          price: stale ? null : price(item.price),
          offer: null,
          needsOptions: item.needsOptions,
          score: item.score,
          reason: { kind: item.kind, ...seedOf(seeds[item.seed], item.seedTitle) },
        })),
        gap: null,
        snapshot: manifest.build,
        stale,
      };
    });
  }

  return {
    recommend,
    async cartChanged(lines) {
      if (lines === undefined || lines === null) await basket.read();
      else basket.set(readLines(lines, 'cartChanged lines'));
    },
    get snapshot() {
      const { build, generator, products, shards, currency } = folder.manifest();
      return { build, generator, products, shards, currency, stale: isStale() };
    },
    destroy() {
      destroyed = true;
      glance(() => stop?.());
      stop = undefined;
    },
  };
}
