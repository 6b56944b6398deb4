// What the device knows of its shopper, for those who call: everything here waits until the mind (pkg/mind/) is loaded, which
// the first shelf of a new visitor does not need. Loaded at once where a profile is stored, else when the page has time.

import { glance } from './mind/glance.js';

const KEY = 'setwise.profile';

/** Gives a Setwise, whose mind's Wasm is where `wasm` says, what follows the visit: `track`, `consent`, `forget`, `intent`, `explain`. */
export function follow(setwise, options, wasm) {
  let mind;
  const waiting = [];
  const load = () => import('./mind/index.js').then(({ start }) => start(setwise, options, wasm, KEY)).then((started) => {
    mind = started;
    for (const call of waiting.splice(0)) call();
  });
  let loading;
  /** Calls that come before the mind is there are kept in order; where it cannot be loaded the shelves are as for anybody. */
  const begin = () => {
    loading ??= load().catch(() => { waiting.length = 0; });
    return loading;
  };
  const later = (name) => (...given) => {
    const call = () => mind[name](...given);
    if (mind) return call();
    waiting.push(call);
    begin();
  };
  Object.assign(setwise, { track: later('track'), consent: later('consent'), forget: later('forget') });
  setwise.explain = async (shelf) => {
    await begin();
    return mind?.explain(shelf);
  };
  Object.defineProperty(setwise, 'intent', { get: () => mind?.intent });
  // A stored profile, or a merchant who looks.
  const known = glance(() => localStorage.getItem(KEY)) || /[?&]setwise=debug\b/.test(location.search);
  if (known) begin();
  else (globalThis.requestIdleCallback ?? setTimeout)(begin);
  return setwise;
}
