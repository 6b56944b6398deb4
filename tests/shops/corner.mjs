// A corner shop whose shelves have one right answer each: what they show follows from so clear numbers that no change of the ranking's fine print
// moves it. For tests of what a shelf looks like.

import { trainIn } from './goods.mjs';

const DAY = 86_400_000;
/** The day after the last order. */
export const TODAY = Date.parse('2026-07-01T12:00:00Z');
/** Its evening, when the shop has an offer on the case, which ends so many hours and some seconds later that a timer shows them for a while. */
export const EVENING = Date.parse('2026-07-01T20:29:30Z');
const OFFERS = `offer_id,product_id,kind,offer_price,starts_at,ends_at,lowest_price_30d,terms
EVENING,CASE,price,19.90,2026-07-01T20:00:00Z,2026-07-02T00:00:00Z,24.90,One per customer`;

/** `[id, title, price, category, brand, attributes]` */
const CATALOG = [
  ['PHONE-128', 'Alder One Phone, 128 GB', 599, 'Phones', 'Alder', 'storage=128 GB'],
  ['PHONE-256', 'Alder One Phone, 256 GB', 679, 'Phones', 'Alder', 'storage=256 GB'],
  ['PHONE-512', 'Alder One Phone, 512 GB', 849, 'Phones', 'Alder', 'storage=512 GB'],
  ['CASE', 'Alder Wool Felt Case', 24.9, 'Cases', 'Alder', ''],
  ['GLASS', 'Clear Screen Protector, Pack of 2', 12.5, 'Protectors', 'Lumen', ''],
  ['CHARGER', 'Lumen 45 W Charger', 29, 'Chargers', 'Lumen', ''],
  ['BUDS', 'Rowan Wireless Earbuds with Charging Case and Three Sizes of Tips', 79, 'Audio', 'Rowan', ''],
  ['MOUNT', 'Car Mount', 19.5, 'Mounts', 'Lumen', ''],
  ['CABLE', 'Braided Cable, 2 m', 9.9, 'Cables', 'Lumen', ''],
  ['COFFEE', 'Morning Coffee, 1 kg', 16.8, 'Coffee', 'Hearth', ''],
  ['FILTERS', 'Paper Filters, Pack of 100', 4.2, 'Filters', 'Hearth', ''],
  ['OATS', 'Oat Drink, 1 l', 2.1, 'Drinks', 'Hearth', ''],
];

/** With which share of the phones each is bought. */
const WITH_PHONE = { CASE: 0.75, GLASS: 0.65, CHARGER: 0.37, BUDS: 0.28, MOUNT: 0.2, CABLE: 0.14 };
/** After so many days each is bought again. */
const AGAIN = { COFFEE: 30, FILTERS: 45, OATS: 14 };

/** What the shopper of these tests has bought: all of it is due. */
export const HISTORY = Object.entries(AGAIN).flatMap(([id, days]) => [3, 2, 1].map((times) => ({ id, at: TODAY - times * days * DAY - DAY })));

const title = (id) => CATALOG.find(([other]) => other === id)[1];
const price = (id) => CATALOG.find(([other]) => other === id)[2];
const date = (day) => new Date(TODAY - (day + 1) * DAY).toISOString();

/** Evenly spread over 0 to 1, and in each column independently of the others. */
const spread = (row, column) => (row * Math.sqrt([2, 3, 5, 7, 11, 13, 17][column])) % 1;

function orders() {
  const rows = ['order_id,time,product_id,quantity,unit_price,customer_id'];
  const order = (name, day, customer, ids) => rows.push(...ids.map((id) => `${name},${date(day)},${id},1,${price(id)},${customer}`));
  for (let row = 0; row < 600; row += 1) {
    // The share of each is the same in every month.
    const day = Math.floor(spread(row, 6) * 180);
    const others = Object.keys(WITH_PHONE).filter((id, column) => spread(row, column) < WITH_PHONE[id]);
    // Phone, case and glass are a set: nobody takes the glass alone, and few the case.
    const alone = others.includes('CASE') !== others.includes('GLASS');
    const ids = others.filter((id) => !alone || (id === 'CASE' ? row % 2 : id !== 'GLASS'));
    order(`P${row}`, day, `A${row}`, [row % 5 ? 'PHONE-128' : 'PHONE-256', ...ids]);
    // Others come for breakfast, and for no phone.
    order(`S${row}`, day, `B${row}`, Object.keys(AGAIN).filter((_, at) => at !== row % 3));
  }
  for (let customer = 0; customer < 40; customer += 1) {
    for (const [id, days] of Object.entries(AGAIN)) {
      for (let day = customer % days; day < 180; day += days) order(`${id}${customer}-${day}`, day, `C${customer}`, [id]);
    }
  }
  return rows.join('\n');
}

/** Whoever looks at the phone looks at its accessories next. */
function sessions() {
  const rows = ['session_id,time,event,product_id,value'];
  for (let row = 0; row < 600; row += 1) {
    const others = Object.keys(WITH_PHONE).filter((id, column) => spread(row, column) < WITH_PHONE[id]);
    ['PHONE-128', ...others].forEach((id, at) => {
      const time = new Date(Date.parse(date(row % 180)) + at * 60_000).toISOString();
      rows.push(`V${row},${time},view,${id},`);
    });
  }
  return rows.join('\n');
}

/** A picture of each product: a plain shape on the tile that the shelf draws. */
export function drawing(id) {
  const at = CATALOG.findIndex(([other]) => other === id);
  const shape = [
    '<rect x="34" y="14" width="32" height="72" rx="6"/>', '<circle cx="50" cy="50" r="32"/>', '<path d="M50 18 84 80H16z"/>',
  ][at % 3];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100"><g fill="hsl(${at * 47} 45% 55%)">${shape}</g></svg>`;
}

/** Trains the shop's snapshot in a folder, and gives its path. */
export async function trainCorner(folder) {
  const text = (value) => `"${value}"`;
  const catalog = ['product_id,title,price,currency,url,image,category,brand,attributes,in_stock', ...CATALOG.map(
    ([id, title, price, category, brand, attributes]) => [id, text(title), price.toFixed(2), 'GBP', `/${id}`, `/pictures/${id}`, category, brand, attributes, 'true'].join(','),
  )];
  return trainIn(folder, { catalog: catalog.join('\n'), orders: orders(), sessions: sessions(), offers: OFFERS });
}
