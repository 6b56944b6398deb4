import type { Setwise, SetwiseOptions, ShelfState } from './index.js';

/**
 * Tells all `<setwise-shelf>` of the page which snapshot and cart to use. Fulfilled with `null` if there is no Setwise:
 * then the shop's own markup stays, and `options.onError` or one console line says why. Throws if called twice.
 */
export function configure(options: SetwiseOptions): Promise<Setwise | null>;

/** `<setwise-shelf kind product placement limit fallback>`, defined by importing this file. */
export class SetwiseShelf extends HTMLElement {
  /** Also in `data-state`; `null` before `configure()`. */
  readonly state: ShelfState | null;
}

declare global {
  interface HTMLElementTagNameMap {
    'setwise-shelf': SetwiseShelf;
  }
}
