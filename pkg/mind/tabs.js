// Two tabs of one shopper: what one writes the other takes in, and what one forgets the other forgets.

import { unspell } from './store.js';

/** Calls `merge` with another tab's profile, or `forget` when it was erased there. Returns the way to stop. */
export function tabs(KEY, { merge, forget }) {
  const changed = ({ key, newValue }) => {
    // A `null` key means that all of the site's storage was cleared.
    if (key === null || (key === KEY && newValue === null)) forget();
    else if (key === KEY) merge(unspell(newValue));
  };
  addEventListener('storage', changed);
  return () => removeEventListener('storage', changed);
}
