// One key of localStorage, as long as the shopper agrees; else, or where storage is denied, memory only.

import { glance } from './glance.js';

const spell = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** The bytes of a stored text; undefined if it is none of ours. */
export const unspell = (text) => glance(() => (text ? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)) : undefined));

/** A store that is allowed to write, or not: what lies there already says that it once was. */
export function store(KEY) {
  const stored = () => glance(() => localStorage.getItem(KEY));
  let allowed = Boolean(stored());
  return {
    read: () => unspell(stored()),
    get allowed() {
      return allowed;
    },
    allow(yes) {
      allowed = yes;
      if (!yes) this.erase();
    },
    write(bytes) {
      if (allowed) glance(() => localStorage.setItem(KEY, spell(bytes)));
    },
    erase() {
      glance(() => localStorage.removeItem(KEY));
    },
  };
}
