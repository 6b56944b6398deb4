// "Why this?", under every shelf: what it shows and why, what it does not show and why not. For merchants who look at their own
// products (`setwise preview`), never for shoppers.

import { h } from './dom.js';

/** A reason in words, with the product that spoke loudest. */
export const REASONS = {
  'goes-with': ({ product }) => `goes with ${product.title}`,
  'goes-with-similar': ({ product }) => `goes with products like ${product.title}`,
  popular: () => 'is bought most, and nothing better is known',
  pinned: () => 'stands here by the policy',
  habit: () => 'is what this shopper comes back to',
  'viewed-next': ({ product }) => `is looked at after ${product.title}`,
  'seen-before': ({ product }) => `is like ${product.title}, which was looked at`,
  'in-set-with': ({ product }) => (product ? `is in a set with ${product.title}` : 'is what the set is of'),
  'upgrade-of': ({ product, gains }) => `is an upgrade of ${product.title}${gains.length ? ` (${gains.join(', ')})` : ''}`,
  'bought-before': ({ times, daysAgo }) => `was bought ${times === 1 ? 'once' : `${times} times, last`} ${daysAgo === 1 ? 'a day' : `${daysAgo} days`} ago`,
};

/** Why nothing is shown. */
export const WITHHELD = {
  'no-seeds': 'the page names no product to start from',
  'no-candidates': 'no product goes with this one',
  'unknown-seeds': 'none of the products is in the snapshot',
  'no-history': 'nothing was bought before',
  'no-gap': 'nothing is missing to free shipping',
  'low-intent': 'the visit is not likely enough to end in a purchase',
  hidden: 'a rule of the policy hides it',
};

/** Why somebody else would see a product here that this shopper does not. */
const MISSING = { ...WITHHELD, rules: 'the policy gives its place to another', taste: 'this shopper likes others more' };

const because = (why) => (why?.kind === 'too-few'
  ? `${why.found} of at least ${why.needed} products are good enough, the best has ${why.best.toFixed(3)}`
  : WITHHELD[why?.kind] ?? 'nothing is good enough');

const row = (score, title, text) => h('li', { class: 'why-row' }, h('span', { class: 'why-score' }, score.toFixed(3)), ' ', h('b', { dir: 'auto' }, title), ' ', h('span', {}, text));

function panel({ shelves }) {
  const lines = shelves.flatMap(({ items, missing, withheld, why, rules }) => [
    withheld ? h('li', {}, `Nothing is shown: ${because(why)}.`) : null,
    ...items.map(({ score, title, reason }) => row(score, title, REASONS[reason.kind]?.(reason) ?? reason.kind)),
    ...missing.map(({ score, title, because }) => row(score, title, `is not shown: ${MISSING[because] ?? 'others are better here'}`)),
    rules.length ? h('li', {}, `Rules of the policy that acted: ${rules.join(', ')}.`) : null,
  ]);
  return h('details', { class: 'why', open: true }, h('summary', {}, 'Why this?'), h('ul', { role: 'list' }, lines));
}

/** Keeps a panel under every shelf of the page, from the next event of a shelf on. */
export function explainShelves(ready) {
  const panels = new WeakMap();
  const explain = async ({ target: shelf }) => {
    const explanation = await (await ready)?.explain?.(shelf);
    if (!explanation?.shelves.length || !shelf.isConnected) return;
    const made = panel(explanation);
    const before = panels.get(shelf);
    if (before?.isConnected) before.replaceWith(made);
    else shelf.after(made);
    panels.set(shelf, made);
  };
  for (const event of ['setwise:ready', 'setwise:withheld']) {
    document.addEventListener(event, (happened) => explain(happened).catch((error) => console.info(`No explanation: ${error.message}`)));
  }
}
