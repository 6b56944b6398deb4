// Touches neither the DOM nor the network until the first call, so that it can be imported while a page is rendered on
// a server.

import { compiled, starter } from './begin.js';
import { glance } from './glance.js';
import load, { createSetwise as create } from './dist/widget.js';
import wasm from './dist/wasm.js';
import { follow } from './mind.js';
import { shardAhead } from './shard.js';
import offersWasm from './dist/offers-wasm.js';
import { offersAhead } from './offers/ahead.js';

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

/** The phrases of the page's language; where they do not come, English serves. */
async function phrases(options) {
  const named = glance(() => options.locale ?? (document.documentElement.lang || navigator.language));
  const language = typeof named === 'string' ? named.split(/[-_]/)[0].toLowerCase() : '';
  if (!Object.hasOwn(LANGUAGES, language)) return undefined;
  return LANGUAGES[language]().then((file) => file.default, () => undefined);
}

async function more(options, manifest) {
  const shard = manifest.then(({ manifest, address }) => manifest && shardAhead(manifest, address));
  const offers = offersAhead(options, () => import('./offers/offers.js'), () => compiled(offersWasm));
  return { text: await phrases(options), shard: await shard, offers };
}

const begin = starter(load, create, wasm, more);

/** See index.d.ts. */
export const createSetwise = async (options) => {
  const setwise = await begin(options);
  return options.mind ? follow(setwise, options) : setwise;
};
