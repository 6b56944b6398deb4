// The file of a shop that needs no more than one, asked for while the Wasm is on its way: its round trip would come after.

import { glance } from './glance.js';
import { PATIENCE } from './manifest.js';

/**
 * Its `url` and the promise of its `response`, for what a manifest at `address` says; undefined for a larger shop, whose
 * shards depend on what is asked, and for what is no manifest, of which the widget says what is wrong.
 */
export function shardAhead({ shards, generations }, address) {
  try {
    const url = shards === 1 && new URL(`${generations[0]}/0.bin`, address).href;
    if (!url) return undefined;
    const response = fetch(url, { cache: 'force-cache', signal: AbortSignal.timeout(PATIENCE) });
    // Whether it fails is of interest only once it is needed.
    response.catch(() => {});
    return { url, response };
  } catch {
    return undefined;
  }
}
