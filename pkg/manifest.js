// The manifest, asked for while the Wasm is on its way. Of a page view soon after another the browser's copy serves at once,
// and what the host has by now follows if it is another build: the round trip would be a third of the wait.

import { glance } from './glance.js';

/** How long a file may take, in milliseconds. */
export const PATIENCE = 20_000;
/** A response that is so many milliseconds old has just come from its host. */
const NOW = 5_000;
/** An older copy than this may tell of prices that are no more, and is not shown even for a moment. */
const VISIT = 600_000;

/**
 * `manifest`, the response to begin with, its `address`, and where that is a copy, `newer`: the promise of what the host has
 * now, or of undefined if that is the same. Nothing for a page that fetches in a way of its own, or whose network fails: the widget asks
 * again and says what is wrong.
 */
export async function manifestAhead(options) {
  const named = glance(() => (options.fetch ? undefined : options.manifest));
  const url = typeof named === 'string' && glance(() => new URL(named, document.baseURI));
  if (!url) return {};
  const address = url.href;
  const ask = (cache) => fetch(address, { cache, signal: AbortSignal.timeout(PATIENCE) });
  try {
    // A host elsewhere does not show its date, so there is no telling how old a copy of its file is.
    if (url.origin !== location.origin) return { address, manifest: await ask('no-cache') };
    const manifest = await ask('force-cache');
    const age = Math.abs(Date.now() - Date.parse(manifest.headers.get('date')));
    if (age < NOW) return { address, manifest };
    const now = ask('no-cache');
    if (!manifest.ok || !(age < VISIT)) return { address, manifest: await now };
    return { address, manifest, newer: changed(manifest.clone(), now).catch(() => undefined) };
  } catch {
    return {};
  }
}

/** The second of two responses if it is there and not the same text. */
async function changed(before, now) {
  const response = await now;
  if (!response.ok) return undefined;
  const text = await response.clone().text();
  return text === (await before.text()) ? undefined : response;
}
