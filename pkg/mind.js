// What the device knows of its shopper, for those who call: everything here waits until the mind (pkg/mind/) is loaded. At once
// where the shop has a policy, a profile is stored or a merchant looks; else when the page has time, since the first shelf of a new
// visitor does not need it.

import { glance } from './mind/glance.js';

const KEY = 'setwise.profile';
/** How long a first slate waits for a mind that has something to say, in milliseconds. A later one re-ranks. */
const PATIENCE = 1_000;

/**
 * Begins to load the mind, whose Wasm is where `wasm` says, if it is needed at once: `ruled` says that the shop has a policy. Returns
 * what gives a Setwise `track`, `consent`, `forget`, `intent` and `explain`.
 */
export function follow(options, wasm, ruled) {
  const files = () => import('./mind/index.js').then(({ open, start }) => {
    const opened = open(wasm());
    // Told to who starts it; nobody does where the widget itself cannot be loaded.
    opened.catch(() => {});
    return { start, opened };
  });
  const urgent = ruled || glance(() => localStorage.getItem(KEY)) || /[?&]setwise=debug\b/.test(location.search);
  const ahead = urgent ? files() : undefined;
  // Whether it fails is of interest only once it is needed.
  ahead?.catch(() => {});
  return (setwise) => attach(setwise, options, urgent, () => ahead ?? files());
}

/** Keeps what each shelf of the page is asked to show, by its element, so that it can be explained. */
function mounts(setwise) {
  const shelves = new Map();
  const mount = setwise.mount?.bind(setwise);
  if (mount) {
    setwise.mount = async (element, request = {}) => {
      const handle = await mount(element, request);
      const { refresh, unmount } = handle;
      shelves.set(element, { handle, request });
      handle.refresh = (other) => {
        if (other && shelves.has(element)) shelves.get(element).request = other;
        return refresh.call(handle, other);
      };
      handle.unmount = () => {
        shelves.delete(element);
        return unmount.call(handle);
      };
      return handle;
    };
  }
  return shelves;
}

async function attach(setwise, options, urgent, files) {
  let mind;
  let loading;
  let over = false;
  const begin = () => {
    loading ??= files().then(({ start, opened }) => start(setwise, options, opened, KEY)).then((started) => {
      mind = started;
      if (over) mind.stop();
    }, (error) => glance(() => (options.onError ?? console.warn)(error)));
    return loading;
  };
  const { destroy } = setwise;
  setwise.destroy = () => {
    over = true;
    mind?.stop();
    destroy?.call(setwise);
  };
  /** Calls that come before the mind is there wait for it, in order; where it cannot be loaded the shelves are as for anybody. */
  const later = (name) => (...given) => (mind ? mind[name](...given) : begin().then(() => mind?.[name](...given)));
  Object.assign(setwise, { track: later('track'), consent: later('consent'), forget: later('forget') });
  const shelves = mounts(setwise);
  setwise.explain = async (shelf) => {
    await begin();
    return mind?.explain(shelf, shelves);
  };
  Object.defineProperty(setwise, 'intent', { get: () => mind?.intent });
  if (urgent) await Promise.race([begin(), new Promise((over) => setTimeout(over, PATIENCE))]);
  else (globalThis.requestIdleCallback ?? setTimeout)(begin);
  return setwise;
}
