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

/** The `createSetwise` of all shelves, from what index.js has for that of one; `wasm` says where the Wasm is. */
export function everything({ starter, begun, language, glance, wasm }) {
  return starter(load, create, wasm, async (options, ...others) => {
    const named = language(options);
    const phrases = (PHRASES[named] ?? PHRASES.en)();
    const [ahead, { default: texts }] = await Promise.all([begun(options, ...others), phrases]);
    const own = glance(() => options.text?.shelves);
    return { ...ahead, words: wordsOf(texts, own, PHRASES[named] ? named : 'en') };
  });
}
