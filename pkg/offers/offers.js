// What is asked for once a manifest is known to name offers: their file and the Wasm that understands it, at once. A page without
// offers has none of this.

import { openOffers } from './open.js';

const PATIENCE = 20_000;

/**
 * The offers of what a manifest says (`facts`); `changed` is called when one is over, `compile` gives the Wasm. The file is asked for anew on
 * every page, so that the host tells its time.
 */
export async function ahead(options, facts, compile, changed) {
  const url = new URL(`${facts.name}.bin`, new URL(options.manifest, document.baseURI)).href;
  const get = options.fetch ?? fetch;
  const arrive = async () => {
    const response = await get(url, { cache: 'no-cache', signal: AbortSignal.timeout(PATIENCE) });
    return { response, arrived: performance.now(), url };
  };
  const [wasm, file] = await Promise.all([compile(), arrive()]);
  return openOffers(options, facts, wasm, file, changed);
}
