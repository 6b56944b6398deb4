// What this browser has bought here: kept on the device only, for buy-again.

import { readStored, writeStored } from './storage.js';

const KEY = 'setwise-demo.purchases';
const MOST_ORDERS = 50;

/** Oldest first: `[{ time: RFC 3339, lines: [{ id, quantity }] }]`. */
export function purchases() {
  const stored = readStored(KEY);
  return Array.isArray(stored?.orders) ? stored.orders : [];
}

export function recordPurchase(lines) {
  const orders = [...purchases(), { time: new Date().toISOString(), lines }].slice(-MOST_ORDERS);
  writeStored(KEY, { version: 1, orders });
}
