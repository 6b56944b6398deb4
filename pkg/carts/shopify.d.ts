import type { Cart, LineToAdd, LiveProduct, SlateItem } from '../dist/widget.js';

/** A line of `cart.js`, or a variant of `products/{handle}.js` with its id as `variant_id`, as far as ids need it. */
export interface ShopifyItem {
  variant_id: number;
  sku: string | null;
  product_id?: number;
  handle?: string;
}

export interface ShopifyOptions {
  /** What the snapshot's product ids are; `sku` unless given. A line without an SKU is called by its variant id then. */
  id?: 'sku' | 'variant' | 'product' | 'handle' | ((item: ShopifyItem) => string | number | null);
  /** Where the storefront's addresses start, with a final slash; `Shopify.routes.root` unless given. */
  root?: string;
  /** Sections of the theme that show the cart; each change asks for them, at most five. */
  sections?: string[];
  /** How prices are written; the page's `lang` unless given. */
  locale?: string;
}

/** The cart of the storefront that the page is of. */
export interface ShopifyCart extends Required<Cart> {
  lines(): Promise<{ id: string; quantity: number }[]>;
  add(line: LineToAdd): Promise<{ undo?(): Promise<void> }>;
  addAll(lines: LineToAdd[]): Promise<{ undo?(): Promise<void> }>;
  replace(change: { from: string; to: LineToAdd }): Promise<{ undo?(): Promise<void> }>;
  live(products: SlateItem[]): Promise<LiveProduct[]>;
}

export function shopify(options?: ShopifyOptions): ShopifyCart;

declare global {
  interface DocumentEventMap {
    /** The theme's sections as the shop has rendered them after a change. Prevent the default to put them in place yourself. */
    'setwise:sections': CustomEvent<{ sections: Record<string, string | null> }>;
  }
}
