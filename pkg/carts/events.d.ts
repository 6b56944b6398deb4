import type { Cart, Done, Line, LineToAdd, LiveProduct, SlateItem } from '../dist/widget.js';

export interface EventsOptions {
  /** Where the events go; the document unless given. */
  target?: EventTarget;
  /** Whether the page answers `setwise:cart-replace`, so that shelves offer to switch a line. */
  replace?: boolean;
}

/** A cart whose questions are events of the document, answered by the page. */
export function events(options?: EventsOptions): Cart;

/** Answers a question; the first answer counts. A promise that rejects says that it failed. */
type Answer<T> = (answer: T | Promise<T>) => void;

declare global {
  interface DocumentEventMap {
    /** What is in the cart? Nothing, unless the page answers. */
    'setwise:cart-lines': CustomEvent<{ respondWith: Answer<Line[]> }>;
    /** Put these into it, all or none. */
    'setwise:cart-add': CustomEvent<{ lines: LineToAdd[]; respondWith: Answer<Done | unknown> }>;
    'setwise:cart-replace': CustomEvent<{ from: string; to: LineToAdd; respondWith: Answer<Done | unknown> }>;
    /** What is true of these products now? As the snapshot says, unless the page answers. */
    'setwise:cart-live': CustomEvent<{ products: SlateItem[]; respondWith: Answer<LiveProduct[]> }>;
    /** For the page to dispatch: the cart is another than it was. */
    'setwise:cart-changed': CustomEvent<undefined>;
  }
}
