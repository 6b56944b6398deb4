// What a page hands to `createSetwise`, `recommend` and `cartChanged`; see src/convert/options.rs.

import { glance } from '../glance.js';
import { bad, problem, reason } from './error.js';
import { elements, fields } from './fields.js';

/** How long what one of the shop's functions promises may take, in milliseconds. */
const PATIENCE = 20_000;

/** What a promise gives within a time, else `late`. */
export const within = (promise, milliseconds, late) =>
  Promise.race([promise, new Promise((resolve) => setTimeout(resolve, milliseconds, late))]);

/** One of the shop's functions; what it throws is called by its name. */
function callback(name, owner, run) {
  const failed = (why) => problem('callback', `the shop's ${name} failed: ${why}`);
  const call = (argument) => {
    try {
      return run.call(owner, argument);
    } catch (thrown) {
      throw failed(reason(thrown));
    }
  };
  return run && {
    call,
    async answer() {
      const late = {};
      const given = await within(call(), PATIENCE, late).catch((thrown) => {
        throw thrown?.name === 'SetwiseError' ? thrown : failed(reason(thrown));
      });
      if (given !== late) return given;
      throw failed('its promise did not settle within 20 seconds; it must, also when a request fails');
    },
  };
}

const isLanguage = (tag) => glance(() => Intl.getCanonicalLocales(tag)) !== undefined;

/** The language that the page declares, else the browser's, else English. */
function pageLocale() {
  const declared = document.documentElement.getAttribute('lang');
  return declared !== null && isLanguage(declared) ? declared : (navigator.language ?? 'en');
}

export const absolute = (address, base) => glance(() => new URL(address, base).href);

const OPTIONS = ['manifest', 'cart', 'locale', 'currency', 'now', 'text', 'base', 'url', 'fetch', 'onError', 'orderTime', 'mind'];

/** The options of `createSetwise`. */
export function readOptions(value) {
  const place = 'createSetwise options';
  const options = fields(value, place, OPTIONS);
  const named = options.text('manifest');
  if (!named) throw options.bad('manifest', 'the address of the manifest.json that `setwise train` wrote');
  const locale = options.text('locale') ?? pageLocale();
  if (!isLanguage(locale)) throw options.bad('locale', 'a language tag such as "en-GB"');
  const currency = options.text('currency');
  if (currency && !/^[A-Z]{3}$/.test(currency)) {
    throw options.bad('currency', 'three capital letters of ISO 4217, such as "GBP"');
  }
  const page = document.baseURI;
  const base = absolute(options.text('base') ?? page, page);
  if (base === undefined) throw options.bad('base', 'an address');
  const method = (name) => callback(name, undefined, options.function(name));
  // Nothing here follows a visit; a page may hand both entries the same options.
  options.check('mind', 'true, false or an object', (mind) => typeof mind === 'boolean' || (typeof mind === 'object' && !elements(mind)));
  const read = {
    locale,
    currency,
    base,
    cart: cart(options.fields('cart', ['lines', 'add', 'addAll', 'replace', 'live', 'subscribe'])),
    now: method('now'),
    url: method('url'),
    fetch: options.function('fetch'),
    onError: method('onError'),
    manifest: absolute(named, page),
  };
  if (read.manifest === undefined) throw problem('value', `${place}.manifest: expected an address, got ${named}`);
  return read;
}

function cart(read) {
  if (!read) return undefined;
  const method = (name) => callback(`cart.${name}()`, read.value, read.function(name));
  method('add');
  const lines = method('lines');
  if (!lines) throw read.bad('lines', 'a function that gives the lines of the cart');
  return { lines, subscribe: method('subscribe') };
}

/** The ids in a cart's lines, and what is wrong with the first line that cannot be understood. */
export function readLines(value, place) {
  const values = elements(value);
  if (!values) throw bad(place, 'an array of lines {id, quantity}', value);
  const read = { ids: [], bad: undefined };
  values.forEach((value, position) => {
    try {
      const line = fields(value, `${place}[${position}]`);
      const id = line.text('id');
      if (!id) throw line.bad('id', 'the id of a product (text)');
      if (line.whole('quantity', 'a whole number from 0', 0, 0xffff_ffff) !== 0) read.ids.push(id);
    } catch (error) {
      read.bad ??= error;
    }
  });
  return read;
}

const REQUEST = ['kind', 'placement', 'product', 'products', 'exclude', 'limit'];
const PLACEMENTS = ['product', 'cart', 'checkout'];

/** The argument of `recommend`; `placement` becomes its number. */
export function readRequest(value) {
  const request = fields(value ?? {}, 'request', REQUEST);
  if ((request.text('kind') ?? 'complete-set') !== 'complete-set') throw request.bad('kind', '"complete-set"');
  const placement = PLACEMENTS.indexOf(request.text('placement') ?? 'product');
  if (placement < 0) throw request.bad('placement', '"product", "cart" or "checkout"');
  const [product, products] = [request.text('product'), request.texts('products')];
  if (product && products) throw request.bad('products', 'either product or products, not both');
  return {
    placement,
    products: product ? [product] : products,
    exclude: request.texts('exclude') ?? [],
    limit: request.whole('limit', 'a whole number from 1 to 24', 1, 24),
  };
}
