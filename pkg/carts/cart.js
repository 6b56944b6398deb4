// What the carts of all platforms share: one queue, answers within a time, all or nothing, undo, and other tabs.
//
// A platform says how its cart is read and changed; `cartOf` makes of it what `createSetwise` takes as its `cart`.

/** How long a call may take, waiting included, in milliseconds: the widget gives one up after 20,000. */
const PATIENCE = 18_000;
/** Of that, what has to be left when the cart is about to be changed: the change, and a look at what came of it. */
const CHANGE = 8_000;
const LOOK = 4_000;

/** The shop's own answer in the shopper's language: the card shows it as it is. */
export const refusal = (message) => Object.assign(new Error(message), { name: 'Refusal' });

/**
 * The answer to a request, which must be JSON unless there is nothing at that address: `{ status, headers, body }`. With a
 * body it is a POST of JSON.
 */
export async function ask(address, { limit = LOOK, headers, body } = {}) {
  // Nothing is kept for later: what the shopper would find in the cart hours later is no longer what was meant.
  if (!navigator.onLine) throw new Error('the device is offline');
  const answer = await fetch(address, {
    cache: 'no-store',
    signal: AbortSignal.timeout(limit),
    ...(body && { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }),
  });
  const text = await answer.text();
  const { status } = answer;
  try {
    return { status, headers: answer.headers, body: JSON.parse(text) };
  } catch {
    if (status === 404) return { status };
    throw new Error(`${address} answered ${status} and no JSON`);
  }
}

/** An amount in units of 10^-digits as a price of the currency, whose own minor unit may be another. */
export function price(amount, digits, currency, locale) {
  if (!Number.isFinite(amount) || !currency) return null;
  const page = locale ?? (document.documentElement.lang || undefined);
  const format = new Intl.NumberFormat(page, { style: 'currency', currency });
  const own = format.resolvedOptions().maximumFractionDigits;
  return { minor: Math.round(amount * 10 ** (own - digits)), currency, formatted: format.format(amount / 10 ** digits) };
}

/** The end of each cart's queue: two calls at once lose one another's change on both platforms. */
const queues = new Map();

const pause = () => new Promise((resume) => setTimeout(resume));

/** How many of a product of the platform are in the lines. */
const count = (lines, unit) => lines.reduce((sum, line) => sum + (line.unit === unit ? line.quantity : 0), 0);

/**
 * A cart for `createSetwise`. Lines are `{ key, id, unit, quantity }`: the platform's name of the line, the snapshot's id,
 * the platform's id of what can be bought (0 for a line that a shopper made personal), and how many.
 *
 * - `name()`: one for each cart of the page's host
 * - `read()`: the lines
 * - `find(lines)`: entries `{ unit, quantity }` of lines that `add` was given
 * - `put(entries, limit, lines)`: adds them in one call, in so many milliseconds, to a cart of these lines; gives them as they are then
 * - `set(key, quantity)`: changes a line; gives the lines as they are then
 * - `live(products)`: as in `Cart`
 * - `watch(changed, signal)`: follows what else changes the cart in this page; `changed(end)` takes the moment when a
 *   change was over, where that is known
 */
export function cartOf({ name, read, find, put, set, live, watch }) {
  const listeners = new Set();
  let known = [];
  let reading = null;
  let begun = 0;
  let channel = null;
  let watching = null;

  function run(task) {
    const end = performance.now() + PATIENCE;
    const done = (queues.get(name()) ?? Promise.resolve()).then(() => task(() => end - performance.now()));
    queues.set(name(), done.catch(() => {}));
    return done;
  }

  async function look() {
    begun = performance.now();
    known = await read();
    return known;
  }

  function changed(end = Infinity) {
    // A look that began after that change has seen it.
    if (end < begun) return;
    for (const listener of listeners) listener();
  }

  const tell = () => {
    channel?.postMessage(null);
    changed();
  };

  /** Takes so many out again. */
  async function lower({ unit, quantity }) {
    const line = known.find((line) => line.unit === unit);
    if (line) known = await set(line.key, Math.max(0, line.quantity - quantity));
  }

  /** Puts entries in: all of them, or none and an error. */
  async function putAll(entries, left) {
    if (left() < CHANGE + LOOK) throw new Error('the cart is still busy');
    const before = known;
    try {
      known = await put(entries, Math.min(CHANGE, left() - LOOK), known);
    } catch (error) {
      // Whether it came through is not known after a time is up or a line breaks, and of several some may be in.
      const after = await look();
      const gained = entries.map((entry) => ({ ...entry, quantity: count(after, entry.unit) - count(before, entry.unit) }));
      const whole = gained.every(({ quantity }, place) => quantity >= entries[place].quantity);
      if (whole && error.name !== 'Refusal') return;
      for (const entry of gained) if (entry.quantity > 0) await lower(entry);
      throw error;
    }
  }

  /** What was done, and the way back while all of it is in the cart. */
  const doneWith = (entries, back) =>
    entries.every(({ unit, quantity }) => count(known, unit) >= quantity)
      ? { undo: () => run(async (left) => { await look(); await back(left); tell(); }) }
      : {};

  const addAll = (lines) =>
    run(async (left) => {
      const entries = await find(lines);
      await putAll(entries, left);
      tell();
      return doneWith(entries, async () => {
        for (const entry of entries) await lower(entry);
      });
    });

  /** The new one first: if it cannot be had, nothing has happened; if the old one does not go, the new one does. */
  const replace = ({ from, to }) =>
    run(async (left) => {
      const [found] = await find([to]);
      const old = (await look()).find((line) => line.id === from && line.unit);
      if (!old) throw new Error(`${from} is not in the cart, or made personal`);
      const entry = { ...found, quantity: old.quantity };
      await putAll([entry], left);
      try {
        known = await set(old.key, 0);
      } catch (error) {
        if ((await look()).some(({ key }) => key === old.key)) {
          await lower(entry);
          throw error;
        }
      } finally {
        tell();
      }
      return doneWith([entry], async (left) => {
        await putAll([old], left);
        await lower(entry);
      });
    });

  function open() {
    channel = new BroadcastChannel(`setwise cart ${name()}`);
    channel.onmessage = () => changed();
  }

  function watchPage() {
    const { signal } = (watching = new AbortController());
    const on = (target, type, hear) => target.addEventListener(type, hear, { signal });
    open();
    on(document, 'visibilitychange', () => document.visibilityState === 'visible' && changed());
    on(globalThis, 'online', () => changed());
    // An open channel would keep the page out of the cache for going back.
    on(globalThis, 'pagehide', () => channel?.close());
    on(globalThis, 'pageshow', ({ persisted }) => {
      if (!persisted) return;
      open();
      changed();
    });
    watch?.(changed, signal);
  }

  return {
    lines: () =>
      (reading ??= run(async () => {
        // Whoever asks at the same moment gets the same answer.
        await pause();
        reading = null;
        return (await look()).map(({ id, quantity }) => ({ id, quantity }));
      })),
    add: (line) => addAll([line]),
    addAll,
    replace,
    live,
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) watchPage();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        watching.abort();
        channel.close();
        channel = null;
      };
    },
  };
}
