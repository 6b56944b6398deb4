// Pictures that are compared with the ones in references/, which somebody has looked at.
//
// To accept what a shelf looks like now, look at target/screenshots/*.actual.png, then run the test with SETWISE_ACCEPT=1 and commit the
// references that it changed.

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';

import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

const REFERENCES = new URL('references/', import.meta.url);
const SCREENSHOTS = new URL('../../target/screenshots/', import.meta.url);
const ACCEPT = process.env.SETWISE_ACCEPT === '1';
const HOW = 'If it is meant, look at the picture and accept it: SETWISE_ACCEPT=1, with SETWISE naming the built trainer, node --test tests/e2e/looks.test.mjs';

/** Colours that differ less are equal, from 0 to 1 (black against white): another release of a browser rounds in its own way. */
const THRESHOLD = 0.02;
/** In no square of so many pixels a side may more pixels differ: a share of the whole picture would let a badge of another colour pass. */
const SQUARE = 32;
const MOST = 15;

const compared = new Set();

/** Fails unless a PNG is what `references/NAME.png` shows. */
export async function isAsAccepted(name, png) {
  compared.add(`${name}.png`);
  const actual = PNG.sync.read(png);
  const file = new URL(`${name}.png`, REFERENCES);
  const accepted = await readFile(file).then(PNG.sync.read, () => null);
  const difference = accepted && differenceOf(accepted, actual);
  if (difference === null || difference.says) {
    await mkdir(SCREENSHOTS, { recursive: true });
    await writeFile(new URL(`${name}.actual.png`, SCREENSHOTS), png);
    if (difference?.picture) await writeFile(new URL(`${name}.difference.png`, SCREENSHOTS), PNG.sync.write(difference.picture));
    if (!ACCEPT) assert.fail(`${name}: ${difference?.says ?? 'nobody has accepted a picture yet'}; see target/screenshots/${name}.*.png. ${HOW}`);
    await mkdir(REFERENCES, { recursive: true });
    await writeFile(file, PNG.sync.write(actual, { colorType: 2, filterType: 0, deflateLevel: 9, deflateStrategy: 0 }));
  }
}

/** What differs, in words and as a picture; nothing if `says` is missing. */
function differenceOf(accepted, actual) {
  const { width, height } = actual;
  if (accepted.width !== width || accepted.height !== height) return { says: `${width} × ${height} px instead of ${accepted.width} × ${accepted.height}` };
  const picture = new PNG({ width, height });
  const compare = (output, windowSize) => pixelmatch(accepted.data, actual.data, output, width, height, { threshold: THRESHOLD, windowSize });
  const worst = compare(null, SQUARE);
  if (worst <= MOST) return {};
  return { says: `${compare(picture.data)} pixels differ, up to ${worst} of them in a square of ${SQUARE} px a side, where ${MOST} may`, picture };
}

/** Fails if a reference stands there with which nothing was compared. */
export async function noneLeftOver() {
  const left = (await readdir(REFERENCES)).filter((name) => !compared.has(name));
  assert.deepEqual(left, [], 'every picture in references/ is one of a test');
}
