import type { Ranking, RankingOptions } from './dist/widget.js';

export type * from './dist/widget.js';

/** Ranking without shelves: what `createSetwise` of `setwise` gives, but for `mount`. */
export function createSetwise(options: RankingOptions): Promise<Ranking>;
