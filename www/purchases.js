// What this browser has bought here: kept on the device only, for buy-again and for the page of an order.

import { readStored, removeStored, writeStored } from './storage.js';

const KEY = 'setwise-demo.purchases';
const MOST_ORDERS = 50;

/** Oldest first: `[{ id, time: RFC 3339, attested, lines: [{ id, quantity }] }]`. */
export function purchases() {
  const stored = readStored(KEY);
  return Array.isArray(stored?.orders) ? stored.orders : [];
}

/**
 * The time of the shop's host, from its answer: what a shop's server writes into an order. `null` where it does not tell; then an order has
 * the device's time, and no offer counts from that.
 */
async function hostTime() {
  try {
    const { headers } = await fetch(new URL('../shop/shop.json', import.meta.url), { cache: 'no-store' });
    const time = Date.parse(headers.get('date'));
    return time > 0 ? new Date(time).toISOString() : null;
  } catch {
    return null;
  }
}

/** Places an order and gives its id. */
export async function recordPurchase(lines) {
  const attested = await hostTime();
  const time = attested ?? new Date().toISOString();
  const id = Date.now().toString(36);
  const order = { id, time, attested: attested !== null, lines };
  writeStored(KEY, { version: 1, orders: [...purchases(), order].slice(-MOST_ORDERS) });
  return id;
}

/** `undefined` for an order that this browser did not place. */
export function orderOf(id) {
  return purchases().find((order) => order.id === id);
}

export function forgetPurchases() {
  removeStored(KEY);
}
