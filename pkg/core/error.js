// What can go wrong, in the words of the widget (src/error.rs, and core's error.rs and manifest.rs).

import { glance } from '../glance.js';

/** A `SetwiseError`. */
export const problem = (code, message) =>
  Object.assign(new Error(`setwise: ${message}`), { name: 'SetwiseError', code });

const shortened = (text) => {
  const characters = [...text];
  return characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : text;
};

export const quoted = (text) => `"${shortened(text)}"`;

/** A value in a few characters. */
export function shown(value) {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'function') return 'a function';
  if (value === undefined) return 'nothing';
  if (glance(() => Array.isArray(value))) return 'an array';
  if (value && typeof value === 'object') return 'an object';
  return glance(() => JSON.stringify(value)) ?? 'another value';
}

/** A value that breaks its rule. */
export const bad = (place, expected, value) => problem('value', `${place}: expected ${expected}, got ${shown(value)}`);

/** What was thrown, in words. */
export function reason(thrown) {
  const message = glance(() => thrown.message);
  return typeof message === 'string' ? message : shown(thrown);
}

/** The error of a request, or of a body, that never came. */
export const network = (url, thrown) => problem('network',
  `${url} could not be fetched: ${reason(thrown)}; is the address right, and does its host allow this page to read it (CORS, connect-src)?`);

const hex = (word) => word.toString(16).padStart(16, '0');
const AGAIN = 'upload the folder again';

/** What ranker/src/answers.rs tells of a shard: the kind of a fault, where it is, up to three words, and the broken rule. */
export function fault(answer, { generation, number, shards }) {
  const [kind, offset] = [answer.number(), answer.number()];
  const [a, b, c] = [answer.word(), answer.word(), answer.word()];
  return [
    () => 'not a Setwise shard: expected the file to begin with "SETW"; is this a page that the host sends for missing files?',
    () => `shard format ${a}, expected ${b}: train again with the \`setwise\` that matches this widget`,
    () => `shard ends at byte ${BigInt(offset) + b}: expected ${a} more bytes, got ${b}; ${AGAIN}`,
    () => `shard damaged: expected checksum ${hex(a)}, got ${hex(b)}; ${AGAIN}`,
    () => `shard of another build: the manifest names ${generation}/${number}.bin of ${shards}, the file is ${hex(a)}/${b}.bin of ${c}; upload the whole folder, the manifest last`,
    () => `display records inflate to ${b} bytes, expected ${a}; ${AGAIN}`,
    () => `shard invalid at byte ${offset}: ${answer.text()}; train again`,
  ][kind]();
}
