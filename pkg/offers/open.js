// The offers of a snapshot on a page: which may be claimed, how they look, and the record of what was shown. Loaded only where a
// manifest names offers. What may be said is decided in Wasm (core/src/offer); what is drawn here ends when that says so.

import { deviceClock, hostClock } from './clock.js';
import { drawer } from './timer.js';
import { start } from './wasm.js';
import { wordsOf } from './words.js';

const seconds = (milliseconds) => milliseconds / 1000;
const instant = (at) => new Date(at * 1000).toISOString();

/** Controls, ends of lines, and marks that would turn the direction of what stands behind: no text, as src/suggest.rs has it. */
const UNSEEN = /[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g;

/** When the shopper ordered, as the shop attests, in seconds since 1970; NaN if it does not. */
function orderTime({ orderTime: told }) {
  const at = typeof told === 'string' ? Date.parse(told) : told;
  // A time without a zone would be another one on every device.
  const absolute = typeof told !== 'string' || /(?:Z|[+-]\d\d:?\d\d)$/i.test(told);
  return absolute && Number.isFinite(at) ? seconds(at) : NaN;
}

/** See offers.js. `facts` is what src/offers.rs tells of the manifest. */
export async function openOffers(options, facts, wasm, { response, arrived, url }, changed) {
  if (!response.ok) throw new Error(`${url} answered HTTP ${response.status}; upload the whole folder`);
  const [file, offers] = await Promise.all([response.arrayBuffer(), start(wasm)]);
  try {
    offers.open(new Uint8Array(file), facts.name);
  } catch (error) {
    throw new Error(`${url}: ${error.message}; upload the whole folder`);
  }
  const [device, host] = [deviceClock(options), hostClock(response.headers, arrived)];
  const ordered = orderTime(options);
  const format = new Intl.NumberFormat(facts.locale, { style: 'currency', currency: facts.currency });
  const money = (minor) => (minor >= 0
    ? { minor, currency: facts.currency, formatted: format.format(minor / 10 ** facts.digits) }
    : null);
  const truth = (listed = NaN, live = NaN) => ({
    device: seconds(device()), host: seconds(host()), of: facts.of, staleAfter: facts.staleAfter, listed, live, ordered,
  });
  /** What only this part knows of the claims that it has given away. */
  const inner = new WeakMap();
  const shown = new Map();
  const draw = drawer({
    words: wordsOf(facts.locale, options.text?.offers),
    locale: facts.locale,
    now: () => host(),
    left: (claim) => offers.left(inner.get(claim).number, truth(inner.get(claim).listed, inner.get(claim).live)),
    milestone: (claim, before, now) => offers.milestone(inner.get(claim).number, ordered, seconds(before), seconds(now)),
    ends: (claim) => inner.get(claim).ends * 1000,
    changed,
    record(claim) {
      const { product, listed } = inner.get(claim);
      const { id } = claim;
      const key = JSON.stringify([id, product, facts.snapshot]);
      if (shown.has(key)) return;
      shown.set(key, { ...claim, product, listed: money(listed), shownAt: new Date(host()).toISOString(), snapshot: facts.snapshot });
    },
  });

  function claim(id, category, listed, live) {
    const found = offers.claim(id, category, truth(listed, live));
    if (!found) return found;
    const { number, kind, ends, terms } = found;
    const price = money(found.price);
    const claimed = {
      id: found.id,
      kind,
      starts: instant(found.starts),
      ends: instant(ends),
      price: kind === 'price' ? price : null,
      was: money(found.was),
      from: kind === 'free-shipping' ? price : null,
      terms: terms.replace(UNSEEN, '') || null,
    };
    inner.set(claimed, { number, ends, listed, live, product: id || null });
    return claimed;
  }

  const running = (id, category, listed, live) => offers.running(id, category, truth(listed, live));

  return { claim, running, draw, shop: () => claim('', ''), evidence: () => [...shown.values()] };
}
