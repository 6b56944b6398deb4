// Ranking alone, for pages that draw their own shelves: built with all that it needs into the one file dist/core.js. What
// waits and what is put in words is JavaScript here; the Wasm (ranker/) only opens shards and ranks.

import { starter } from './begin.js';
import { load } from './core/ranker.js';
import { createSetwise as create } from './core/shop.js';
import wasm from './dist/core-wasm.js';

/** See core.d.ts. */
export const createSetwise = starter(load, create, wasm);
