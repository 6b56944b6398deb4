// Touches neither the DOM nor the network until the first call, so that it can be imported while a page is rendered on
// a server.

import { compiled, starter, UNSUITED } from './begin.js';
import { field, glance } from './glance.js';
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

/** What a manifest says that is on its way; nothing if it is none, or if the page fetches it in a way of its own. */
const said = async ({ manifest }) => (await manifest?.clone().json().catch(() => undefined)) ?? {};

/** `facts` are the promise of what the manifest says. */
async function begun(options, manifest, facts = manifest.then(said)) {
  const shard = Promise.all([manifest, facts]).then(([{ address }, facts]) => shardAhead(facts, address));
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

const completing = starter(load, create, wasm, async (options, manifest) => {
  const facts = manifest.then(said);
  // The shop's policy speaks through the other widget, unless the page wants none of it.
  if ((await facts).policy && field(options, 'mind') !== false) throw UNSUITED;
  return begun(options, manifest, facts);
});
let all;

/** The widget of all kinds of shelves, which is larger, heeds what follows the visit, and comes in place of the other. */
export async function startEverything(options) {
  all ??= import('./all.js').then(({ everything }) => everything({ starter, begun, said, language, glance, field, wasm: allWasm, mindWasm }));
  const createSetwise = await all.catch((error) => {
    // A network that stumbled may work the next time.
    all = undefined;
    throw error;
  });
  return withUndo(await createSetwise(options), options);
}

/** The same, with a button in the card for an add that can be taken back. */
function withUndo(setwise, options) {
  // Beside the first slate: once a page has loaded it asks for nothing but its snapshot.
  const follow = () => import('./undo.js').then(({ followAdds }) => followAdds(setwise, options, language(options)), () => {});
  document.addEventListener('setwise:ready', follow, { once: true });
  return setwise;
}

/** See index.d.ts. */
export async function createSetwise(options) {
  const kinds = glance(() => [...field(options, 'kinds')]) ?? [];
  // What is neither yes nor no is for the other to refuse.
  if ((field(options, 'mind') ?? false) !== false || kinds.some((kind) => kind !== 'complete-set')) return startEverything(options);
  try {
    return await completing(options);
  } catch (error) {
    if (error !== UNSUITED) throw error;
    return startEverything(options);
  }
}
