// <setwise-shelf kind="complete-set" product="SKU" placement="product" limit="6">the shop's own list</setwise-shelf>
//
// Importing this file defines the element; what is inside stays as it is until configure() has been called and a slate
// is there, and comes back whenever there is none.

import { createSetwise } from './index.js';

const NAME = 'setwise-shelf';
const ATTRIBUTES = ['kind', 'product', 'placement', 'limit'];
// Importing must work where there is no DOM.
const Base = globalThis.HTMLElement ?? class {};

/** Fulfilled with the Setwise or null, once configure() was called. */
let configured = null;
/** Shelves that are in the page before that. */
const waiting = new Set();

function warn(error) {
  console.warn(error.name === 'SetwiseError' ? error.message : `setwise: ${error.message}`);
}

/**
 * Tells all shelves of the page which snapshot and cart to use; takes the options of createSetwise. Fulfilled with the
 * Setwise, or with null if there is none: then the console has one line that says why.
 */
export function configure(options) {
  if (configured) throw new Error('setwise: configure() was called twice; it takes all options at once');
  configured = createSetwise(options).catch((error) => {
    if (typeof options?.onError === 'function') options.onError(error);
    else warn(error);
    return null;
  });
  for (const shelf of waiting) shelf.start();
  waiting.clear();
  return configured;
}

export class SetwiseShelf extends Base {
  static observedAttributes = ATTRIBUTES;

  /** The ShelfHandle while there is one. */
  #handle = null;
  #mounting = false;
  #changed = false;

  connectedCallback() {
    if (configured) this.start();
    else waiting.add(this);
  }

  disconnectedCallback() {
    waiting.delete(this);
    // A node that is only being moved is back before this runs.
    queueMicrotask(() => {
      if (!this.isConnected) this.#stop();
    });
  }

  attributeChangedCallback(_name, before, after) {
    if (before === after || this.#changed) return;
    this.#changed = true;
    // Once for all attributes that are set together.
    queueMicrotask(() => {
      this.#changed = false;
      if (this.#handle) this.#handle.refresh(this.#request()).catch(warn);
    });
  }

  /** `loading`, `ready`, `empty`, `error`; `null` before configure(). */
  get state() {
    return this.dataset.state ?? null;
  }

  /** Mounts, unless that was done. Called by configure(). */
  start() {
    if (this.#handle || this.#mounting) return;
    this.#mounting = true;
    this.dataset.state = 'loading';
    this.#mount().catch((error) => {
      this.dataset.state = 'error';
      warn(error);
    }).finally(() => {
      this.#mounting = false;
    });
  }

  async #mount() {
    const setwise = await configured;
    if (!setwise) {
      this.dataset.state = 'error';
      return;
    }
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
    const read = (name) => this.getAttribute(name) || undefined;
    const limit = read('limit');
    return {
      kind: read('kind'),
      placement: read('placement'),
      product: read('product'),
      limit: limit === undefined ? undefined : Number(limit),
    };
  }
}

// Two copies of this file on a page: the first one wins.
if (globalThis.customElements && !customElements.get(NAME)) customElements.define(NAME, SetwiseShelf);
