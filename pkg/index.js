// Touches neither the DOM nor the network until the first call, so that it can be imported while a page is rendered on
// a server.

import { compiled, starter } from './begin.js';
import { glance } from './glance.js';
import load, { createSetwise as create } from './dist/widget.js';
import wasm from './dist/wasm.js';
import { shardAhead } from './shard.js';
import offersWasm from './dist/offers-wasm.js';
import allWasm from './dist/all-wasm.js';
import mindWasm from './dist/mind-wasm.js';

// English is built in. Spelled out, so that bundlers find the files.
const LANGUAGES = {
  ar: () => import('./text/ar.js'),
  de: () => import('./text/de.js'),
  es: () => import('./text/es.js'),
  fr: () => import('./text/fr.js'),
  it: () => import('./text/it.js'),
  ja: () => import('./text/ja.js'),
  nl: () => import('./text/nl.js'),
  pt: () => import('./text/pt.js'),
};

/** The language of a page, as far as it names one. */
function language(options) {
  const named = glance(() => options.locale ?? (document.documentElement.lang || navigator.language));
  return typeof named === 'string' ? named.split(/[-_]/)[0].toLowerCase() : '';
}

/** The phrases of the page's language; where they do not come, English serves. */
async function phrases(options) {
  const named = language(options);
  if (!Object.hasOwn(LANGUAGES, named)) return undefined;
  return LANGUAGES[named]().then((file) => file.default, () => undefined);
}

async function begun(options, manifest) {
  const shard = manifest.then(({ manifest, address }) => manifest && shardAhead(manifest, address));
  let part;
  // Called if the manifest names offers.
  const offers = async (facts, changed) => {
    part = undefined;
    const { ahead } = await import('./offers/offers.js');
    return (part = await ahead(options, facts, () => compiled(offersWasm), changed));
  };
  const own = {
    shopOffer: { get: () => part?.shop() || null },
    exportOfferEvidence: { value: () => part?.evidence() ?? [] },
  };
  return { text: await phrases(options), shard: await shard, offers, own };
}

const completing = starter(load, create, wasm, begun);
let all;

/** The widget of all kinds of shelves, which is larger and comes in place of the other. */
function startAll(options) {
  all ??= import('./all.js').then(({ everything }) => everything({ starter, begun, language, glance, wasm: allWasm }));
  return all.then((createSetwise) => createSetwise(options), (error) => {
    // A network that stumbled may work the next time.
    all = undefined;
    throw error;
  });
}

/** The same, followed by the mind where the page has one. */
async function begin(start, options) {
  const setwise = await start(options);
  if (!options.mind) return setwise;
  return import('./mind.js').then(({ follow }) => follow(setwise, options, mindWasm));
}

/** The widget of all kinds of shelves for a page that will ask for others than "Complete your set". */
export const startEverything = (options) => begin(startAll, options);

/** See index.d.ts. */
export async function createSetwise(options) {
  const kinds = glance(() => [...options.kinds]) ?? [];
  return begin(kinds.some((kind) => kind !== 'complete-set') ? startAll : completing, options);
}
