// The shop's cart: lines in localStorage, the same in every tab.

import { readStored, writeStored } from './storage.js';

const KEY = 'setwise-demo.cart';
const MOST_OF_ONE = 99;
const MOST_LINES = 200;

/** Storage can hold anything (an older demo, a visitor's edit), so only well-formed lines get through. */
function wellFormed(stored) {
  if (!Array.isArray(stored?.lines)) return [];
  const quantities = new Map();
  for (const line of stored.lines) {
    if (typeof line?.id !== 'string' || !Number.isInteger(line.quantity) || line.quantity < 1) continue;
    quantities.set(line.id, Math.min(line.quantity + (quantities.get(line.id) ?? 0), MOST_OF_ONE));
  }
  return [...quantities].slice(0, MOST_LINES).map(([id, quantity]) => ({ id, quantity }));
}

let current = wellFormed(readStored(KEY));
const subscribers = new Set();

function notify() {
  for (const subscriber of subscribers) subscriber(lines());
}

function reload() {
  current = wellFormed(readStored(KEY));
}

/** Another tab may have changed the cart since, so each change starts from what is stored. */
function change(edit) {
  reload();
  current = wellFormed({ lines: edit(current) });
  writeStored(KEY, { version: 1, lines: current });
  notify();
}

/** `[{ id, quantity }]`, oldest first; the caller owns the copy. */
export function lines() {
  return current.map((line) => ({ ...line }));
}

/** Pieces, not lines. */
export function pieces() {
  return current.reduce((sum, line) => sum + line.quantity, 0);
}

export function add({ id, quantity = 1 }) {
  change((before) => [...before, { id, quantity }]);
}

/** Several lines in one change. */
export function addAll(added) {
  change((before) => [...before, ...added.map(({ id, quantity = 1 }) => ({ id, quantity }))]);
}

/** Puts a product in the place of a line, in the same quantity. */
export function replace(from, id) {
  change((before) => before.map((line) => (line.id === from ? { ...line, id } : line)));
}

/** A quantity below 1 removes the line. A line that is put back goes to `position`, for undo. */
export function setQuantity(id, quantity, position = -1) {
  change((before) => {
    if (before.some((line) => line.id === id)) {
      return before.map((line) => (line.id === id ? { id, quantity: Math.min(quantity, MOST_OF_ONE) } : line));
    }
    return before.toSpliced(position < 0 ? before.length : position, 0, { id, quantity });
  });
}

export function clear() {
  change(() => []);
}

/** Drops lines of products that this shop does not have: the same address may have served other data before. */
export function keepOnly(isSold) {
  if (current.every((line) => isSold(line.id))) return;
  change((before) => before.filter((line) => isSold(line.id)));
}

/** Calls back with the lines after every change, in this tab or another. Returns the way to stop. */
export function subscribe(callback) {
  subscribers.add(callback);
  return () => subscribers.delete(callback);
}

addEventListener('storage', (event) => {
  // A `null` key means that all of the site's storage was cleared.
  if (event.key !== KEY && event.key !== null) return;
  reload();
  notify();
});

// A page that comes back from the back/forward cache has missed the events of its absence.
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  reload();
  notify();
});
