// The widget of all kinds of shelves: a Wasm of its own, in place of the one that only completes sets. It imports nothing that
// index.js imports too, so that the script tag stays one file.

import load, { createSetwise as create } from './dist/all.js';
import { wordsOf } from './words.js';

// Spelled out, so that bundlers find the files.
const PHRASES = {
  ar: () => import('./text/more-ar.js'),
  de: () => import('./text/more-de.js'),
  en: () => import('./text/more-en.js'),
  es: () => import('./text/more-es.js'),
  fr: () => import('./text/more-fr.js'),
  it: () => import('./text/more-it.js'),
  ja: () => import('./text/more-ja.js'),
  nl: () => import('./text/more-nl.js'),
  pt: () => import('./text/more-pt.js'),
};

/** A value in a few characters, as src/convert/fields.rs shows it. */
function shown(value) {
  if (typeof value === 'string') return `"${value.length > 60 ? `${[...value].slice(0, 60).join('')}…` : value}"`;
  return typeof value === 'function' ? 'a function' : Array.isArray(value) ? 'an array' : String(value);
}

/** The option `mind`. */
function wish(mind) {
  if (typeof (mind ?? true) === 'boolean' || (typeof mind === 'object' && !Array.isArray(mind))) return mind;
  const message = `setwise: createSetwise options.mind: expected true, false or an object, got ${shown(mind)}`;
  throw Object.assign(new Error(message), { name: 'SetwiseError', code: 'value' });
}

/** What follows the visit, where the page wants it or the shop has a policy: called with the Setwise once that is there. */
async function minded(options, mind, facts, wasm) {
  const wanted = wish(mind);
  const ruled = Boolean((await facts).policy);
  if (!(wanted ?? ruled)) return undefined;
  const { follow } = await import('./mind.js');
  return follow(options, wasm, ruled);
}

/** The `createSetwise` of all shelves, from what index.js has for that of one; `wasm` and `mindWasm` say where these are. */
export function everything({ starter, begun, said, language, glance, field, wasm, mindWasm }) {
  return starter(load, create, wasm, async (options, manifest) => {
    const named = language(options);
    const phrases = (PHRASES[named] ?? PHRASES.en)();
    const facts = manifest.then(said);
    const [ahead, { default: texts }, follow] = await Promise.all([begun(options, manifest, facts), phrases, minded(options, field(options, 'mind'), facts, mindWasm)]);
    const own = glance(() => options.text?.shelves);
    return { ...ahead, words: wordsOf(texts, own, PHRASES[named] ? named : 'en'), follow };
  });
}
