// The goods of the test shops, their exports as a merchant has them, and a snapshot trained on these.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const TITLES = ['Camera', 'Memory card', 'Tripod', 'Camera bag', 'Spare battery', 'Strap', 'Filter', 'Lens cloth', 'Charger', 'Flash'];

const made = (title, index) => ({
  sku: `CAM-${index}`,
  id: 500 + index,
  product: 7_000_000_000 + index,
  variant: 40_000_000_000_000 + index,
  handle: title.toLowerCase().replaceAll(' ', '-'),
  title,
  cents: 1999 + 500 * index,
  stock: 5,
});

/** `{ sku, id, variant, handle, title, cents, stock }`; what platforms call a product never equals what another calls one. */
export const goods = TITLES.map(made);

/** One product in two sizes, for shops that sell these besides: the second is an upgrade of the first. */
export const tiers = ['Memory stick 64 GB', 'Memory stick 128 GB'].map((title, place) => made(title, TITLES.length + place));

/** The product of a title. */
export const good = (title) => goods.find((each) => each.title === title);

/** Orders in which everything goes with the camera, the first of the list most often; with `sets` battery and charger are a set with it. */
function orders(idOf, sold, sets) {
  const rows = ['order_id,time,product_id,quantity,unit_price'];
  for (let order = 0; order < 300; order += 1) {
    const day = String(1 + (order % 28)).padStart(2, '0');
    const others = sold.slice(1).filter((_, index) => (order * 7 + index * 3) % (index + 2) === 0);
    for (const each of [goods[0], ...others]) rows.push(`O${order},2026-0${1 + (order % 6)}-${day},${idOf(each)},1,${each.cents / 100}`);
  }
  for (let order = 0; sets && order < 600; order += 1) {
    const bought = order % 2 ? [goods[5 + ((order >> 1) % 3)]] : [goods[0], good('Spare battery'), good('Charger')];
    for (const each of bought) rows.push(`S${order},2026-0${1 + (order % 6)}-1${order % 9},${idOf(each)},1,${each.cents / 100}`);
  }
  return rows.join('\n');
}

/** Writes the exports of a shop, `{ catalog, orders, … }` as CSV, into a folder, and trains its snapshot there with the `setwise` command of the environment. */
export async function trainIn(folder, tables) {
  const files = [];
  for (const [name, table] of Object.entries(tables)) {
    const file = join(folder, `${name}.csv`);
    await writeFile(file, table);
    files.push(`--${name}`, file);
  }
  const snapshot = join(folder, 'snapshot');
  await run(process.env.SETWISE, ['train', ...files, '--currency', 'GBP', '--out', snapshot]);
  return snapshot;
}

/**
 * Trains a snapshot on the goods and gives its folder, which goes when `t` ends. `idOf` and `urlOf` say how the shop's exports name a product.
 */
export async function train(t, idOf, urlOf, { sets = false, sizes = false } = {}) {
  const sold = sizes ? [...goods, ...tiers] : goods;
  const folder = await mkdtemp(join(tmpdir(), 'setwise-shop-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const catalog = ['product_id,title,price,currency,url,in_stock'];
  for (const each of sold) catalog.push(`${idOf(each)},${each.title},${(each.cents / 100).toFixed(2)},GBP,${urlOf(each)},true`);
  return trainIn(folder, { catalog: catalog.join('\n'), orders: orders(idOf, sold, sets) });
}
