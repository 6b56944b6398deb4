/** A line of the shop's cart. */
export interface Line {
  /** Product id, as the catalog spells it. */
  id: string;
  /** 1 unless given; 0 counts as gone. */
  quantity?: number;
  /** Of one piece in the currency's minor unit, where the cart knows it; the snapshot's unless given. */
  price?: number;
}

/** A line to add, with what the shelf shows of the product. */
export interface LineToAdd {
  id: string;
  quantity: number;
  product: SlateItem;
  /** What the shopper chose, by the shop's own names of the options; shelves ask for no choice and leave it out. */
  options?: Record<string, string>;
}

/** Something that the shopper bought before. */
export interface Purchase {
  id: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** What `add`, `addAll` and `replace` may give. Anything else is taken to say that it is done and cannot be undone here. */
export interface Done {
  /** Takes back what was done, as far as it is still so; rejects if that fails. Must settle within 20 s. */
  undo(): unknown;
}

/** What is true of a product now, by the shop itself. */
export interface LiveProduct {
  id: string;
  /** Sold out, or not sold any more: it leaves the shelves. */
  gone?: boolean;
  /**
   * Shown in place of the snapshot's, also when that is too old to claim one. Left out: the snapshot's while that is fresh, but
   * none where a choice is needed. In another currency than the snapshot's: none.
   */
  price?: { minor: number; currency: string } | null;
  /** A choice is needed first: the button becomes a link. */
  needsOptions?: boolean;
}

/**
 * The shop's cart: an adapter's (`setwise/carts/…`), or the shop's own code. What a function promises must settle within 20 s. An error
 * whose `name` is `Refusal` is the shop's answer to the shopper ("Sold out"): its message stands in the card. Any other
 * one is a failure, which is told to `onError` or the console, and the card asks to try again.
 */
export interface Cart {
  /** What is in the cart now. A first slate waits half a second for it, and re-ranks when it comes later. */
  lines(): Line[] | Promise<Line[]>;
  /** Puts a product into the cart; rejects (or throws) if that fails, and the shelf says so. */
  add(line: LineToAdd): unknown;
  /** Puts all of them into the cart, in one call where the shop can: all or, with an error, none. For bundles. */
  addAll?(lines: LineToAdd[]): unknown;
  /** Puts `to` in the place of the line with the id `from`, in the quantity of that line; with an error, nothing has changed. */
  replace?(change: { from: string; to: LineToAdd }): unknown;
  /**
   * Asked once a slate is on the screen, so that nothing waits for it; products that it does not tell of stay as they are. An answer
   * holds for a minute.
   */
  live?(products: SlateItem[]): LiveProduct[] | Promise<LiveProduct[]>;
  /** Calls back after every change of the cart; returns the way to stop. Without it, call `cartChanged`. */
  subscribe?(changed: () => void): () => void;
}

/** A phrase with a form for each category of `Intl.PluralRules`. */
export type Counted = string | Partial<Record<'zero' | 'one' | 'two' | 'few' | 'many' | 'other', string>>;

/** Every phrase of a shelf. `{product}` stands for a title, `{amount}` for money, `{count}` for a number, `{when}` for a time. */
export interface Texts {
  /** The language of the others, for `lang`. */
  language: string;
  completeSet: string;
  bestsellers: string;
  goesWith: string;
  boughtTogether: string;
  boughtWith: string;
  boughtWithSimilar: string;
  boughtWithSimilarTo: string;
  popular: string;
  add: string;
  addProduct: string;
  added: string;
  productAdded: string;
  choose: string;
  chooseFor: string;
  notAdded: string;
  previous: string;
  next: string;
  /** What other shelves than `complete-set` say. */
  shelves: Partial<ShelfTexts>;
}

/** What other shelves than `complete-set` say. */
export interface ShelfTexts {
  upgradeTo: string;
  upgrades: string;
  insteadOf: string;
  more: string;
  view: string;
  viewProduct: string;
  switch: string;
  switchTo: string;
  betterTogether: string;
  setWith: string;
  inSetWith: string;
  thisProduct: string;
  pick: string;
  pickProduct: string;
  total: string;
  pickSome: string;
  addCount: Counted;
  buyAgain: string;
  fromOrders: string;
  lastBought: string;
  addOns: string;
  missing: string;
  reached: string;
  forYou: string;
  inspiredBy: string;
  viewedNext: string;
  seenBefore: string;
  pinned: string;
  habit: string;
}

/** What a card says of taking back an add. `{product}` is filled in. */
export interface UndoTexts {
  undo: string;
  undoProduct: string;
  undone: string;
  notUndone: string;
}

/** Every phrase of an offer. `{date}`, `{time}`, `{price}` and `{product}` are filled in. */
export interface OfferTexts {
  offer: string;
  ends: string;
  lowest: string;
  free: string;
  freeFrom: string;
  hide: string;
  show: string;
  endsIn: string;
  ended: string;
}

export interface SetwiseOptions {
  /** Address of the `manifest.json` that `setwise train` wrote, relative to the page or absolute. */
  manifest: string;
  /** Without a cart there are no buttons, and nothing is known to be in it. A promise of one is waited for beside the Wasm. */
  cart?: Cart | Promise<Cart>;
  /** BCP 47 language tag; the page's `lang` unless given. Decides phrases and how prices are written. */
  locale?: string;
  /** ISO 4217 code of the prices that this page shows. If the snapshot has another, shelves show no prices. */
  currency?: string;
  /** Milliseconds since 1970; `Date.now` unless given. */
  now?: () => number;
  /** Phrases to use in place of the language's own. */
  text?: Partial<Texts> & { offers?: Partial<OfferTexts>; undo?: Partial<UndoTexts> };
  /**
   * When the shopper ordered, as the shop's own server says: for offers of so many hours after an order. RFC 3339 with its zone, or
   * milliseconds since 1970. Never the moment of a visit.
   */
  orderTime?: string | number;
  /** Where relative addresses of the catalog start; the page's own base unless given. */
  base?: string;
  /** Address of a product's page, in place of the catalog's; `null` keeps the catalog's. */
  url?: (id: string) => string | null;
  /**
   * The kinds of shelves that will be asked for. With any but `complete-set` another, larger Wasm comes, which knows all; elements that
   * are in the page when `configure()` is called need not be named.
   */
  kinds?: Kind[];
  /** What this shopper bought before, the latest first, for `buy-again`; what was bought in the last week is not suggested. */
  history?: Purchase[];
  /** The value of a cart that is delivered for nothing, in the currency's minor unit, for `add-ons`. */
  freeShippingFrom?: number;
  /** Used for snapshot files in place of the page's `fetch`. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /**
   * Follows the visit, on this device alone, and brings the widget of all kinds of shelves. Loaded after the first shelf, or at once where
   * a profile is stored or the manifest names a policy. A shop with a policy has it without being told; `false` keeps it away, and the
   * policy with it. A page with a `fetch` of its own has to say `true` for its policy to act.
   */
  mind?: boolean | MindOptions;
  /** Hears of every failure, in place of the console, which gets one line for equal ones. */
  onError?: (error: SetwiseError) => void;
}

/**
 * What a shelf is for: complements; the same need served better; a set bought as a set; what the shopper buys again; what
 * closes the gap to free shipping; where a session like this one goes on.
 */
export type Kind = 'complete-set' | 'upgrade' | 'bundle' | 'buy-again' | 'add-ons' | 'for-you';
/** `checkout` is one quiet line; the Wasm that only completes sets shows one card in its place, so name another kind in `kinds`. */
export type Placement = 'product' | 'cart' | 'checkout';

export interface SlateRequest {
  /** `complete-set` unless given; `setwise/core` knows no other. */
  kind?: Kind;
  /** What may stand in for a slate that is withheld. */
  fallback?: 'for-you';
  /** `product` unless given. On `cart` and `checkout` the lines of the cart are the seeds unless others are named. */
  placement?: Placement;
  /** The product shown on the page. */
  product?: string;
  /** Several products in place of one. */
  products?: string[];
  /** Ids that must not come back. What is in the cart never does. */
  exclude?: string[];
  /** At most so many items, 1 to 24; never more than the manifest's `max_items`. */
  limit?: number;
}

export interface MountOptions extends SlateRequest {
  /** Render in an open shadow root (`true` unless given) or among the element's own children. */
  shadow?: boolean;
}

export interface Price {
  /** Whole number of the currency's minor unit: pence, cents, yen. */
  minor: number;
  /** ISO 4217 code. */
  currency: string;
  /** In the locale's notation. */
  formatted: string;
}

export interface Seed {
  id: string;
  title: string;
}

/** An offer that may be shown at this moment. Its end is the merchant's and the same for everyone. */
export interface OfferClaim {
  /** The merchant's name for it. */
  id: string;
  kind: 'price' | 'perk' | 'free-shipping';
  /** RFC 3339, UTC. */
  starts: string;
  /** RFC 3339, UTC: the first moment in which it does not hold any more. */
  ends: string;
  /** Of `price`: what the product costs now. */
  price: Price | null;
  /** The lowest price of the 30 days before, if the merchant supplied it: the only price to strike through. */
  was: Price | null;
  /** Of `free-shipping`: the value of the cart from which on it is free; `null` for any. */
  from: Price | null;
  /** The merchant's words. */
  terms: string | null;
}

/** An offer that was shown on this page. */
export interface OfferEvidence extends OfferClaim {
  /** Id of the product; `null` for an offer on the whole shop. */
  product: string | null;
  /** The snapshot's price of the product. */
  listed: Price | null;
  /** When it was shown first, by the clock of the snapshot's host. */
  shownAt: string;
  /** The build that it came with. */
  snapshot: string;
}

/** Why an item is there; `product` is the seed that spoke loudest for it. */
export type Reason =
  /** `goes-with-similar`: the seed's own orders say too little, and products like it are bought with the item. */
  | { kind: 'goes-with' | 'goes-with-similar' | 'viewed-next' | 'seen-before'; product: Seed }
  /**
   * No seed speaks for it. `popular`: it is bought most in the shop, and nothing better is known; `pinned`: the merchant's policy puts it
   * there; `habit`: the shopper comes back to it, as the device remembers.
   */
  | { kind: 'popular' | 'pinned' | 'habit' }
  /** Of the seed itself in its own set there is no seed. */
  | { kind: 'in-set-with'; product: Seed | null }
  /** `gains`: attributes that the seed has not, as `name=value`; `more`: what it costs more. */
  | { kind: 'upgrade-of'; product: Seed; gains: string[]; more: Price | null }
  | { kind: 'bought-before'; times: number; daysAgo: number };

export interface SlateItem {
  id: string;
  title: string;
  /** `null` if the catalog has none, or none that a link may lead to. */
  url: string | null;
  image: string | null;
  /** `null` if the catalog has none, or the snapshot is too old to claim one. */
  price: Price | null;
  /** What may be claimed of a merchant's offer on it now; `null` in `setwise/core`. */
  offer?: OfferClaim | null;
  /** A choice (size, colour) is needed before it can be bought. */
  needsOptions: boolean;
  score: number;
  reason: Reason;
}

export type Withheld =
  /** `low-intent` and `hidden`: the visit is not likely enough to end in a purchase; a rule of the policy hides it. */
  | { kind: 'no-seeds' | 'unknown-seeds' | 'no-history' | 'no-gap' | 'no-candidates' | 'low-intent' | 'hidden' | 'other' }
  | { kind: 'too-few'; found: number; needed: number; best: number };

export type Slate =
  /**
   * `kind` is another than was asked for if that was withheld, or if the policy says so; `gap` is what is missing to free shipping, `null`
   * in `setwise/core`; `title` is what the policy calls it.
   */
  | { status: 'ready'; kind: Kind; items: SlateItem[]; gap: Price | null; snapshot: string; stale: boolean; title?: string | null }
  | { status: 'withheld'; why: Withheld };

/** `loading` → `ready`, `empty` (nothing beats filler) or `error`; also in the element's `data-state`. */
export type ShelfState = 'loading' | 'ready' | 'empty' | 'error' | 'unmounted';

/** A shelf on an element. Losing the handle leaves the shelf where it is. */
export interface ShelfHandle {
  /** Takes the shelf off, shows the shop's own markup and lets go of everything. May be called twice. */
  unmount(): void;
  /** Asks again; with a request, for that from now on. */
  refresh(request?: SlateRequest): Promise<void>;
  readonly state: ShelfState;
}

export interface SnapshotInfo {
  /** Names the build. */
  build: string;
  generator: string;
  products: number;
  shards: number;
  currency: string;
  /** Whether prices are too old to be claimed. A host that sends no `Last-Modified` needs a snapshot with `as_of`. */
  stale: boolean;
}

/** What `setwise/core` takes: it shows nothing, so that it needs no words and nothing to add with. */
export interface RankingOptions extends Omit<SetwiseOptions, 'cart' | 'text' | 'orderTime' | 'kinds' | 'history' | 'freeShippingFrom'> {
  cart?: Pick<Cart, 'lines' | 'subscribe'> & Partial<Cart>;
}

/** How a visit is followed. */
export interface MindOptions {
  /**
   * The chance of a purchase, 0 to 1, below which a placement shows nothing, 0 for any. Unless it is named: half of the chance with which
   * the visit began, and at the checkout any. `false`: no placement has a gate.
   */
  intent?: Partial<Record<Placement, number>> | false;
  /** What the shop's page knows of its customer. */
  shopper?: {
    segments?: string[];
    /** Tier of the shop's loyalty programme, from 1. */
    tier?: number;
    /** All that was spent, in minor units. */
    lifetimeValue?: number;
    purchases?: { product: string; time: string | number }[];
  };
  /** Whether pages are read for what they show (`true` unless given): Shopify, WooCommerce, GA4's dataLayer, scrolling. */
  observe?: boolean;
}

/** Something that happened. `product` is an id of the catalog, or several of which it knows one. */
export type MindEvent =
  | { type: 'view' | 'add' | 'remove' | 'purchase'; product: string | string[] }
  | { type: 'browse'; category: string }
  | { type: 'browse'; brand: string }
  | { type: 'browse'; attribute: string }
  | { type: 'read'; tenths: number }
  | { type: 'search' | 'checkout' };

/** What one shelf was told, shows, and does not show. */
export interface ShelfExplanation {
  placement: Placement;
  /** Asked for, and shown: another where a rule or a fallback says so, `null` if nothing is. */
  kind: Kind;
  shows: Kind | null;
  /** What the policy calls it. */
  title: string | null;
  seeds: string[];
  /** Names of the rules that acted. */
  rules: string[];
  /** In minor units, if all prices are known. */
  cartValue: number | null;
  /** Of an offer on a seed. */
  offer: 'none' | 'announced' | 'running' | 'ending';
  items: Pick<SlateItem, 'id' | 'title' | 'score' | 'reason'>[];
  /** Why nothing is shown. */
  withheld: Withheld['kind'] | null;
  why: Withheld | null;
  /** What anybody else would see here, and why this shopper does not. */
  missing: (Pick<SlateItem, 'id' | 'title' | 'score'> & { because: Withheld['kind'] | 'rules' | 'taste' })[];
}

/** What is known of a visit and its shopper. */
export interface Explanation {
  intent: number;
  /** 0 for a glance, towards 100 for somebody who reads everything. */
  attention: number;
  visits: number;
  events: number;
  products: number;
  /** The price step up that is tolerated, in percent, its standard deviation and the choices that it is from. */
  tolerance: number;
  deviation: number;
  choices: number;
  tier: 'budget' | 'middle' | 'premium' | null;
  gate: Record<Placement, { threshold: number; open: boolean }>;
  features: Record<string, number>;
  /** Whether it is stored, with consent. */
  stored: boolean;
  shelves: ShelfExplanation[];
  [more: string]: unknown;
}

/** A shop that recommends. */
export interface Ranking {
  /** The slate itself, for a page that draws its own. */
  recommend(request?: SlateRequest): Promise<Slate>;
  /** The cart is another than it was, for a cart without `subscribe`; shelves re-rank. */
  cartChanged(lines?: Line[]): Promise<void>;
  readonly snapshot: SnapshotInfo;
  /** Unmounts every shelf and lets go of the cart. May be called twice. */
  destroy(): void;
}

/** What follows a visit. */
export interface Mind {
  /** Tells what happened, where the page itself does not show it. Fulfilled once it counts; rejected, alone, for what is no event. */
  track(event: MindEvent): Promise<void>;
  /** Whether the shopper lets it be stored; without that it stays in memory, and what was stored is erased. */
  consent(given: boolean): void;
  /** Erases what is stored and known, in all tabs. */
  forget(): void;
  /** How likely the visit ends in a purchase, 0 to 1; nothing before the mind is loaded. */
  readonly intent: number | undefined;
  /** What is known, and of a shelf (its handle or element), of those of a placement, or of all: what it was told, shows and withholds. For merchants, never for shoppers. */
  explain(shelf?: ShelfHandle | HTMLElement | Placement): Promise<Explanation | undefined>;
}

/** With the option `mind` also what follows the visit. */
export interface Setwise extends Ranking, Partial<Mind> {
  /** Puts a shelf on an element; fulfilled once it is ready, empty or failed. Rejects only for a misuse. */
  mount(element: HTMLElement, options?: MountOptions): Promise<ShelfHandle>;
  /** An offer on the whole shop that may be shown now, such as free shipping. */
  readonly shopOffer: OfferClaim | null;
  /** Every offer that was shown on this page: the record of what shoppers were told. */
  exportOfferEvidence(): OfferEvidence[];
}

/** What every promise here rejects with. */
export interface SetwiseError extends Error {
  name: 'SetwiseError';
  code: 'value' | 'network' | 'manifest' | 'status' | 'shard' | 'callback' | 'refused' | 'element' | 'destroyed' | 'unsupported';
}

/** Events of a shelf's element. They bubble and cross shadow roots. */
export interface SetwiseEvents {
  /** Cards are there, or others than before. */
  'setwise:ready': CustomEvent<{ items: string[]; snapshot: string }>;
  /** Half of the shelf was visible for one second. Once a shelf. */
  'setwise:view': CustomEvent<{ items: string[]; snapshot: string }>;
  /** A card's link was followed. */
  'setwise:select': CustomEvent<{ id: string; index: number; snapshot: string }>;
  /** A product was put into the cart. */
  /** `done` is what the cart's function gave: its `undo()` takes all of that call back. */
  'setwise:add': CustomEvent<{ id: string; index: number; snapshot: string; done?: Done }>;
  'setwise:withheld': CustomEvent<Withheld>;
  'setwise:error': CustomEvent<SetwiseError>;
}

declare global {
  interface HTMLElementEventMap extends SetwiseEvents {}
}

/** Reads a manifest. Rejects with a `SetwiseError` that names the option, or what is wrong with the manifest. */
export function createSetwise(options: SetwiseOptions): Promise<Setwise>;
