// What is asked for as soon as a manifest is known to name offers: their file, the code that understands it, and its Wasm, at
// once. A page without offers has only these lines.

const PATIENCE = 20_000;

/**
 * Gives the widget its way to the offers: a function of what the manifest says, and of what to call when an offer is over. `part` imports
 * offers.js, `compile` gives its Wasm. The file is asked for anew on every page, so that the host tells its time.
 */
export const offersAhead = (options, part, compile) => async (facts, changed) => {
  const url = new URL(`${facts.name}.bin`, new URL(options.manifest, document.baseURI)).href;
  const get = options.fetch ?? fetch;
  const arrive = async () => {
    const response = await get(url, { cache: 'no-cache', signal: AbortSignal.timeout(PATIENCE) });
    return { response, arrived: performance.now(), url };
  };
  const [{ openOffers }, wasm, file] = await Promise.all([part(), compile(), arrive()]);
  return openOffers(options, facts, wasm, file, changed);
};
