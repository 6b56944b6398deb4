// `manifest.json`, checked field by field; see src/load/manifest.rs and core's manifest.rs.

import { glance } from '../glance.js';
import { network, problem } from './error.js';
import { fields } from './fields.js';

const WHOLE = 'a whole number within its range';
const MOST = 0xffff_ffff;

/** The manifest that a request answers with, and when the host says that it was written (`published`, seconds since 1970). */
export async function readManifest(get, url) {
  const response = await get(url, 'no-cache');
  const published = Math.trunc(Date.parse(response.headers.get('last-modified')) / 1000);
  const body = await response.text().catch((thrown) => {
    throw network(url, thrown);
  });
  const json = glance(() => [JSON.parse(body)]);
  if (!json) {
    const mime = response.headers.get('content-type') ?? 'nothing';
    throw problem('manifest', `${url} is not JSON (the server calls it ${mime}); does the address name manifest.json, or is this the page for missing files?`);
  }
  return { ...read(fields(json[0], url), url), published };
}

function read(json, url) {
  const refuse = (what) => problem('manifest', `${url}: ${what}`);
  const whole = (name, most) => {
    const number = json.whole(name, WHOLE, 0, most);
    if (number === undefined) throw json.bad(name, WHOLE);
    return number;
  };
  const [format, version] = [json.text('format'), json.whole('version', WHOLE, 0, 0xffff) ?? 0];
  const [generator, build] = [json.text('generator') ?? '', json.text('build') ?? ''];
  if (format !== 'setwise') {
    throw refuse('not a Setwise manifest: expected "format": "setwise"; does the address name the manifest.json that `setwise train` wrote?');
  }
  if (version !== 1) throw refuse(`manifest version ${version}, expected 1: train again with the \`setwise\` that matches this widget`);
  const manifest = {
    generator,
    build,
    products: whole('products', MOST),
    staleAfter: whole('stale_after', MOST),
    minItems: whole('min_items', 255),
    maxItems: whole('max_items', 255),
    floor: json.number('floor', 'a number'),
    asOf: json.number('as_of', 'seconds since 1970'),
  };
  if (manifest.floor === undefined) throw json.bad('floor', 'a number');
  const money = json.fields('currency');
  const [currency, digits] = [money?.text('code') ?? '', money ? (money.whole('minor_digits', WHOLE, 0, 255) ?? 2) : 0];
  const shards = whole('shards', MOST);
  const generations = json.texts('generations', 'an array of names') ?? [];
  const spelled = json.text('generation_of') ?? '';
  const runs = runsOf(spelled, generations);

  const rules = [
    [shards > 0 && generations.length > 0 && generations.length <= 8 && generations.every((name) => /^[0-9a-f]{16}$/.test(name)),
      'generations', '1 to 8, each 16 lower-case hexadecimal digits, of at least one shard'],
    [(generations.length === 1 && !spelled) || (runs.every(({ name }) => name) && (runs.at(-1)?.end ?? 0) === shards),
      'generation_of', 'runs of digits of generations, for every shard one'],
    [/^[A-Z]{3}$/.test(currency), 'currency.code', 'three capital letters of ISO 4217'],
    [digits <= 4, 'currency.minor_digits', '0 to 4'],
    [manifest.minItems >= 1 && manifest.minItems <= manifest.maxItems && manifest.maxItems <= 24, 'min_items', '1 to max_items, which is at most 24'],
  ];
  for (const [holds, name, rule] of rules) {
    if (!holds) throw refuse(`manifest field "${name}" is wrong: ${rule}; train again`);
  }
  return {
    ...manifest,
    currency,
    digits,
    shards,
    /** The name of the shard that is home to the product of this key. */
    home(key) {
      const number = Number((key * BigInt(shards)) >> 64n);
      const generation = spelled ? runs.find(({ end }) => number < end).name : generations[0];
      return { generation, number, shards };
    },
  };
}

/** Which shards are of which generation: a digit, then in letters, `a` to `z` for 0 to 25, how many shards more. */
function runsOf(spelled, generations) {
  let end = 0;
  return Array.from(spelled.matchAll(/([^])([a-z]*)/g), ([, digit, letters]) => {
    end += 1 + [...letters].reduce((more, letter) => more * 26 + letter.charCodeAt(0) - 97, 0);
    return { name: generations[digit.charCodeAt(0) - 48], end };
  });
}
