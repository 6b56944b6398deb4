import type { Cart, LineToAdd, LiveProduct, SlateItem } from '../dist/widget.js';

export interface WooCommerceOptions {
  /** What the snapshot's product ids are: `id` of the product or variation, unless given, or `sku`. */
  id?: 'id' | 'sku';
  /** The shop's REST API; what the page's head names (`link rel="https://api.w.org/"`), else `/wp-json/`. */
  root?: string;
  /** How prices are written; the page's `lang` unless given. */
  locale?: string;
}

/** The cart of the shop that the page is of. */
export interface WooCommerceCart extends Required<Cart> {
  lines(): Promise<{ id: string; quantity: number }[]>;
  add(line: LineToAdd): Promise<{ undo?(): Promise<void> }>;
  addAll(lines: LineToAdd[]): Promise<{ undo?(): Promise<void> }>;
  replace(change: { from: string; to: LineToAdd }): Promise<{ undo?(): Promise<void> }>;
  live(products: SlateItem[]): Promise<LiveProduct[]>;
}

export function woocommerce(options?: WooCommerceOptions): WooCommerceCart;
