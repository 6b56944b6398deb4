// Reading an object of the page field by field, as src/convert/fields.rs does for the widget.

import { glance } from '../glance.js';
import { bad, problem, quoted } from './error.js';

const isArray = (value) => glance(() => Array.isArray(value));

/** The elements of an array; undefined for anything else. */
export const elements = (value) => (isArray(value) ? glance(() => Array.from(value)) : undefined);

/** Levenshtein distance. */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  [...a.slice(0, 64)].forEach((letter, i) => {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(row[j] + (letter !== b[j]), next[j] + 1, row[j + 1] + 1));
    }
    row = next;
  });
  return row[b.length];
}

/** The names in an object made with `{}`, or in one without prototype. Instances of classes may carry what they like. */
const plainNames = (value) => glance(() => {
  const parent = Object.getPrototypeOf(value);
  return parent === null || Object.getPrototypeOf(parent) === null ? Object.keys(value) : [];
}) ?? [];

/** The rules of an object's fields; `place` is what to call it in an error, `known` the only names that it may have. */
export function fields(value, place, known) {
  if (!value || typeof value !== 'object' || isArray(value)) throw bad(place, 'an object', value);
  for (const name of known ? plainNames(value) : []) {
    if (known.includes(name)) continue;
    const [[steps, nearest]] = known.map((other) => [distance(name, other), other]).sort(([a, x], [b, y]) => a - b || (x < y ? -1 : 1));
    const advice = steps <= 1 + nearest.length / 4 ? `; did you mean "${nearest}"?` : '';
    throw problem('value', `${place}: expected only known names, got ${quoted(name)}${advice}`);
  }
  /** `null`, a missing field, one whose getter throws, and what the page's scripts have given to every object are all undefined. */
  const get = (name) => glance(() => (value[name] === {}[name] ? undefined : value[name])) ?? undefined;
  const refuse = (name, expected) => bad(`${place}.${name}`, expected, get(name));
  const check = (name, expected, holds) => {
    const read = get(name);
    if (read === undefined || holds(read)) return read;
    throw bad(`${place}.${name}`, expected, read);
  };
  return {
    value,
    check,
    bad: refuse,
    text: (name) => check(name, 'text that is not empty', (text) => typeof text === 'string' && text),
    number: (name, expected) => check(name, expected, Number.isFinite),
    whole: (name, expected, least, most) =>
      check(name, expected, (number) => Number.isInteger(number) && number >= least && number <= most),
    function: (name) => check(name, 'a function', (value) => typeof value === 'function'),
    texts(name, expected = 'an array of product ids (text)') {
      const read = get(name);
      const texts = elements(read);
      if (read === undefined || texts?.every((text) => typeof text === 'string')) return texts;
      throw bad(`${place}.${name}`, expected, read);
    },
    fields(name, known) {
      const read = get(name);
      return read === undefined ? read : fields(read, `${place}.${name}`, known);
    },
  };
}
