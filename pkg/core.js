// Ranking alone, for pages that draw their own shelves: built with all that it needs into the one file dist/core.js.

import { starter } from './begin.js';
import load, { createSetwise as create } from './dist/core-glue.js';
import wasm from './dist/core-wasm.js';

/** See core.d.ts. */
export const createSetwise = starter(load, create, wasm);
