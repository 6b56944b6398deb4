// <setwise-shelf kind="complete-set" product="SKU" placement="product" limit="6" fallback="for-you">the shop's own list</setwise-shelf>
//
// Importing this file defines the element; what is inside stays as it is until configure() has been called and a slate
// is there, and comes back whenever there is none.

import { createSetwise, startEverything } from './index.js';

const NAME = 'setwise-shelf';
const ATTRIBUTES = ['kind', 'product', 'placement', 'limit', 'fallback'];
// Importing must work where there is no DOM.
const Base = globalThis.HTMLElement ?? class {};

/** Fulfilled with the Setwise or null, once configure() was called; null again once it has failed. */
let configured = null;
/** What configure() was given, and whether it has started the widget of all kinds of shelves. */
let given = null;
let hasAll = false;
/** Shelves that are in the page. */
const shelves = new Set();

/** The one line of the console that a failure gets. */
export function warn(error) {
  const message = String(error?.message ?? error);
  console.warn(message.startsWith('setwise: ') ? message : `setwise: ${message}`);
}

/** To the shop's own function, or to the console where there is none or it fails. */
function report(options, error) {
  try {
    if (typeof options?.onError === 'function') return void options.onError(error);
  } catch {
    // The failure itself is what has to be known.
  }
  warn(error);
}

/** What is asked for by attributes; `read` gives the text of one. A limit that is no number is named by the widget. */
export function request(read) {
  const [kind, product, placement, limit, fallback] = ATTRIBUTES.map((name) => read(name) || undefined);
  return { kind, product, placement, fallback, limit: Number.isFinite(Number(limit)) ? Number(limit) : limit };
}

/**
 * Tells all shelves of the page which snapshot and cart to use; takes the options of createSetwise. Fulfilled with the
 * Setwise, or with null if there is none: then the console has one line that says why, and it may be called again.
 */
export function configure(options) {
  if (configured) throw new Error('setwise: configure() was called twice');
  given = options;
  begin([...shelves].some(needsAll) ? startEverything : createSetwise);
  for (const shelf of shelves) shelf.start();
  return configured;
}

function begin(create) {
  hasAll = create === startEverything;
  const begun = create(given).then((setwise) => {
    // The page's options, or the shop's policy, may have asked for it: only the widget of all kinds heeds a mind.
    hasAll ||= 'heed' in setwise;
    return setwise;
  }, (error) => {
    if (configured === begun) configured = null;
    report(given, error);
    return null;
  });
  configured = begun;
}

/** Whether a shelf is, or may become, another than "Complete your set", or one quiet line. */
function needsAll(shelf) {
  const { kind, placement, fallback } = request((name) => shelf.getAttribute(name));
  return (kind ?? 'complete-set') !== 'complete-set' || fallback !== undefined || placement === 'checkout';
}

export class SetwiseShelf extends Base {
  static observedAttributes = ATTRIBUTES;

  /** The ShelfHandle while there is one. */
  #handle = null;
  #mounting = false;
  #changed = false;

  connectedCallback() {
    shelves.add(this);
    this.start();
  }

  disconnectedCallback() {
    // A node that is only being moved is back before this runs.
    queueMicrotask(() => {
      if (this.isConnected) return;
      shelves.delete(this);
      this.#stop();
    });
  }

  attributeChangedCallback(_name, before, after) {
    if (before === after || this.#changed) return;
    this.#changed = true;
    // Once for all attributes that are set together.
    queueMicrotask(() => {
      this.#changed = false;
      if (this.#handle && !hasAll && needsAll(this)) this.#stop();
      if (this.#handle) this.#handle.refresh(this.#request()).catch(warn);
      // What was asked for could not be mounted; this may.
      else if (this.isConnected) this.start();
    });
  }

  /** `loading`, `ready`, `empty`, `error`; `null` before configure(). */
  get state() {
    return this.dataset.state ?? null;
  }

  /** Mounts, once configure() was called and unless that was done. */
  start() {
    if (!configured || this.#handle || this.#mounting) return;
    this.#mounting = true;
    this.dataset.state = 'loading';
    this.#mount().catch((error) => {
      // After destroy() there is nothing to wait for and nothing wrong.
      if (error?.code === 'destroyed') return void delete this.dataset.state;
      this.dataset.state = 'error';
      warn(error);
    }).finally(() => {
      this.#mounting = false;
    });
  }

  async #mount() {
    let setwise = await configured;
    // The first of its kind on a page that did without: from now on there are two of them, with one cart.
    if (setwise && !hasAll && needsAll(this)) begin(startEverything);
    setwise = await configured;
    if (!setwise) {
      this.dataset.state = 'error';
      return;
    }
    await new Promise((resume) => setTimeout(resume));
    if (!this.isConnected) return;
    const request = this.#request();
    this.#handle = await setwise.mount(this, request);
    if (!this.isConnected) this.#stop();
    else if (JSON.stringify(this.#request()) !== JSON.stringify(request)) await this.#handle.refresh(this.#request());
  }

  #stop() {
    this.#handle?.unmount();
    this.#handle = null;
  }

  #request() {
    return request((name) => this.getAttribute(name));
  }
}

// Two copies of this file on a page: the first one wins.
if (globalThis.customElements && !customElements.get(NAME)) customElements.define(NAME, SetwiseShelf);
