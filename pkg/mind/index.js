// Follows the visit: signals of the page → the mind's Wasm → what it says of each shelf → the widget. Loaded by pkg/mind.js.

import { field, glance } from './glance.js';
import { listen } from './datalayer.js';
import { device, forms, page, reading, referrer } from './observer.js';
import { store } from './store.js';
import { tabs } from './tabs.js';
export { open } from './wasm.js';

/** What `track` takes, by its number in mind/src/mind.rs. */
const KINDS = { view: 1, browse: 2, search: 3, read: 4, add: 5, remove: 6, checkout: 7, purchase: 8 };
const BROWSED = { category: 1, brand: 2, attribute: 3 };
/** Kinds of shelves and states of an offer by their numbers in core. */
const SHELVES = ['complete-set', 'upgrade', 'bundle', 'buy-again', 'for-you', 'add-ons'];
const OFFERS = ['none', 'announced', 'running', 'ending'];
/** A seed that no catalog has: a slate for it and others is ranked as for anybody. */
const ANYBODY = 'setwise:anybody';
const PLACEMENTS = ['product', 'cart', 'checkout'];
/** Features of a visit in the order of core::intent. */
const FEATURES = [
  'events', 'views', 'distinctProducts', 'repeatedViews', 'adds', 'removals', 'cartLines', 'cartValue', 'checkouts', 'searches', 'seconds',
  'lastDwell', 'longestDwell', 'lastPrice', 'meanPrice', 'hour', 'weekday', 'device', 'referrer', 'returning',
];
const TIERS = [null, 'budget', 'middle', 'premium'];
/** What was said of a shelf is kept by where it stands, what it is asked to show, and of which products. */
const slot = (placement, shelf, seeds) => [placement, shelf, ...seeds].join(' ');
/** One thing told twice, by the page and by its dataLayer, so many seconds apart is one thing. */
const ECHO = 5;

/** Starts the mind of a Setwise. `opened` is the promise of its Wasm, `key` what the profile is stored under. */
export async function start(setwise, options, opened, key) {
  const wish = field(options, 'mind');
  const [gates = {}, shopper, observe = true] = ['intent', 'shopper', 'observe'].map((name) => field(wish, name));
  const [mind, shop] = [await opened, store(key)];
  const now = () => Math.floor((options.now?.() ?? Date.now()) / 1000);
  const said = new Map();
  const heard = new Map();
  const stops = [];
  let over = false;

  const remembered = shop.read();
  // What is damaged or of another version is dropped.
  if (remembered && !mind.merge(remembered)) shop.erase();
  mind.language(document.documentElement.lang || navigator.language || '');
  PLACEMENTS.forEach((name, number) => {
    const least = gates ? field(gates, name) : 0;
    // Without a word each has its usual one.
    if (least !== undefined) mind.gate(number, least);
  });
  await shopFiles(options, mind);
  tell(shopper);
  for (const { id, at } of field(options, 'history') ?? []) mind.observe(Math.floor(at / 1000), KINDS.purchase, 0, String(id));

  /** Nobody is known where the page says `null`, as of a guest. */
  function tell(shopper) {
    const [segments, tier = 0, lifetimeValue = -1, purchases] = ['segments', 'tier', 'lifetimeValue', 'purchases'].map((name) => field(shopper, name) ?? undefined);
    mind.segments([segments ?? []].flat().join('\n'));
    if (tier || lifetimeValue >= 0) mind.attest(now(), tier, lifetimeValue);
    for (const { product, time } of purchases ?? []) mind.observe(Math.floor(new Date(time) / 1000), KINDS.purchase, 0, String(product));
  }

  /** What was in the cart when the page was opened; what comes and goes since was added and removed, whoever did it. */
  let cart;
  const cartSeen = (ids) => {
    for (const id of ids) if (cart && !cart.includes(id)) quietly({ type: 'add', product: id });
    for (const id of cart ?? []) if (!ids.includes(id)) quietly({ type: 'remove', product: id });
    cart = ids;
  };

  /**
   * The widget asks before it ranks: about products (`lines`: seeds and cart), what the cart is worth (-1 if it cannot
   * tell), whether an offer runs on a seed; `facts` are what the shards at hand say of these products.
   */
  const says = (placement, shelf, lines, value = -1, offer = 0, facts = []) => {
    const [seeds, cart] = lines.split('\n\n').map((ids) => ids.split('\n').filter(Boolean));
    if (seeds[0] === ANYBODY) return undefined;
    for (const known of facts) mind.learn(known);
    cartSeen(cart);
    const about = { placement, shelf, lines, value, offer };
    const directives = mind.directives(now(), about, false);
    // What would hide or show the shelf, or change what it is; taste alone waits for the next page.
    const plain = mind.directives(now(), about, true).join();
    said.set(slot(placement, shelf, seeds), { about, seeds, plain, gate: directives[1], rules: mind.rules() });
    return directives;
  };
  const changed = () => [...said.values()].some(({ about, plain }) => mind.directives(now(), about, true).join() !== plain);

  /** Has shelves ask again if they would hear something else; those that are still there. */
  const renew = () => {
    if (!changed()) return;
    said.clear();
    setwise.renew?.();
  };
  const save = () => {
    shop.write(mind.save());
    renew();
  };

  /** The id that the catalog knows of those that the page has; the first where it knows none. */
  async function learn(ids) {
    for (const id of ids) {
      const facts = await setwise.facts?.(id, now()).catch(() => undefined);
      if (facts) return { id, facts };
    }
    return { id: ids[0] };
  }

  async function observed(event) {
    const kind = Object.hasOwn(KINDS, event?.type ?? '') && KINDS[event.type];
    if (!kind) throw new TypeError(`setwise.track: type is ${JSON.stringify(event?.type)}; expected one of ${Object.keys(KINDS).join(', ')}`);
    const at = now();
    const ids = [event.product ?? []].flat().map(String);
    const echo = `${kind} ${ids[0] ?? event.category ?? event.tenths ?? ''}`;
    if (at - (heard.get(echo) ?? -Infinity) < ECHO) return;
    if (over) return;
    heard.set(echo, at);
    const browsed = Object.keys(BROWSED).find((name) => event[name]);
    const { id = '', facts } = ids.length ? await learn(ids) : {};
    const text = kind === KINDS.browse ? String(event[browsed] ?? '') : id;
    mind.observe(at, kind, event.tenths ?? BROWSED[browsed] ?? 0, text);
    if (facts) mind.learn(facts);
    save();
  }

  // One after the other, since what is learned of one is waited for.
  let last = Promise.resolve();
  const queue = (event) => {
    const done = last.then(() => observed(event));
    // A mistake in one event is told to who made it (another promise, else nobody hears), and keeps no later one from being heard.
    last = done.catch(() => {});
    return done.then();
  };
  const quietly = (event) => void queue(event).catch(() => {});

  mind.begin(now(), device(), referrer(), -new Date().getTimezoneOffset());
  if (observe) {
    for (const event of glance(page) ?? []) quietly(event);
    stops.push(reading(quietly), forms(quietly), listen(quietly));
    for (const event of glance(() => shelves()) ?? []) quietly(event);
  }
  const added = ({ detail }) => quietly({ type: 'add', product: detail.id });
  addEventListener('setwise:add', added);
  stops.push(() => removeEventListener('setwise:add', added), tabs(key, {
    merge(bytes) {
      if (bytes && mind.merge(bytes)) renew();
    },
    forget: () => mind.forget(),
  }));
  // A widget that heeds nobody ranks as for anybody; the visit is followed all the same.
  setwise.heed?.(says);
  await last;
  for (const key of mind.wanted(now())) {
    const facts = await setwise.facts?.(key, now()).catch(() => undefined);
    if (facts) mind.learn(facts);
  }
  if (said.size === 0) setwise.renew?.();
  else renew();

  /** What one shelf was told, what it shows, and what it would show to anybody and does not. */
  async function shelfOf({ shadow, ...request }) {
    const placement = request.placement ?? 'product';
    const kind = request.kind ?? 'complete-set';
    const seeds = request.products ?? (request.product === undefined ? cart ?? [] : [request.product]);
    const slate = await setwise.recommend(request);
    const { about, rules = [] } = said.get(slot(PLACEMENTS.indexOf(placement), SHELVES.indexOf(kind), seeds)) ?? {};
    // Nobody's: `says` is silent about it, and the ranking skips what it does not know.
    const plain = await setwise.recommend({ ...request, product: undefined, products: [ANYBODY, ...seeds] });
    const items = (slate.items ?? []).map(({ id, title, score, reason }) => ({ id, title, score, reason }));
    const shown = new Set(items.map(({ id }) => id));
    const because = slate.status === 'ready' ? (rules.length ? 'rules' : 'taste') : slate.why.kind;
    return {
      placement, kind, seeds, rules, items, shows: slate.kind ?? null, title: slate.title ?? null,
      cartValue: about && about.value >= 0 ? about.value : null, offer: OFFERS[about?.offer ?? 0],
      withheld: slate.status === 'ready' ? null : slate.why.kind, why: slate.why ?? null,
      missing: (plain.items ?? []).filter(({ id }) => !shown.has(id)).map(({ id, title, score }) => ({ id, title, score, because })),
    };
  }

  const started = {
    get intent() {
      return mind.probability(now());
    },
    track: queue,
    consent(yes) {
      shop.allow(Boolean(yes));
      shop.write(mind.save());
    },
    forget() {
      mind.forget();
      shop.erase();
      heard.clear();
      setwise.renew?.();
    },
    /** What is known, and what the page's shelves were told and show: one of them, those of a placement, or all. */
    async explain(which, mounted = new Map()) {
      const numbers = [...mind.explain(now())];
      const next = (names) => Object.fromEntries(names.map((name) => [name, numbers.shift()]));
      const known = next(['intent', 'attention', 'visits', 'events', 'products', 'tolerance', 'deviation', 'choices', 'level', 'spread', 'tier',
        'loyalty', 'lifetimeValue', 'traits', 'habits']);
      const gate = Object.fromEntries(PLACEMENTS.map((name) => [name, { threshold: numbers.shift(), open: numbers.shift() === 1 }]));
      const wanted = [...mounted].filter(([element, { handle, request }]) =>
        which === undefined || which === element || which === handle || which === (request.placement ?? 'product'));
      return {
        ...known, tier: TIERS[known.tier], gate, features: next(FEATURES), stored: shop.allowed,
        shelves: await Promise.all(wanted.map(([, { request }]) => shelfOf(request))),
      };
    },
    stop() {
      over = true;
      stops.splice(0).forEach((stop) => stop());
    },
  };
  if (/[?&]setwise=debug\b/.test(location.search)) import('./debug.js').then(({ show }) => show(setwise));
  return started;
}

/** Pages that say what they are by their shelf: those of products, and the checkout. */
function shelves() {
  const named = [...document.querySelectorAll('setwise-shelf[product]')].map((shelf) => shelf.getAttribute('product'));
  const placement = document.querySelector('setwise-shelf')?.getAttribute('placement') ?? 'product';
  // A shelf for the checkout stands where one has begun.
  if (document.querySelector('setwise-shelf[placement="checkout"]')) return [{ type: 'checkout' }];
  return placement === 'product' && named[0] ? [{ type: 'view', product: named[0] }] : [];
}

/** The shop's own model of intent and its policy, where the manifest names them; without them the prior and no rule. */
async function shopFiles({ manifest, fetch: own }, mind) {
  const get = own ?? ((url, init) => fetch(url, init));
  const file = async (hash, take) => {
    const response = await get(new URL(`${hash}.bin`, address).href, { cache: 'force-cache' });
    if (response.ok) take(new Uint8Array(await response.arrayBuffer()));
  };
  const address = new URL(manifest, document.baseURI);
  try {
    const { intent, policy } = await (await get(address.href, { cache: 'force-cache' })).json();
    await Promise.all([intent && file(intent, mind.model), policy && file(policy, mind.policy)]);
  } catch {
    // The shelves say what is wrong with a folder.
  }
}
