// The page's own GA4 pushes, read beside whoever else reads them: https://developers.google.com/analytics/devguides/collection/ga4/ecommerce
// `dataLayer.push({ event: 'view_item', ecommerce: { items } })` and `gtag('event', 'view_item', { items })`.

import { glance } from './glance.js';

const EVENTS = {
  view_item: 'view', add_to_cart: 'add', remove_from_cart: 'remove', begin_checkout: 'checkout', purchase: 'purchase',
  search: 'search', view_search_results: 'search', view_item_list: 'browse',
};

/** What a push says as events of `track`; none for what is no e-commerce. */
export function read(push) {
  // gtag() pushes its arguments: 'event', the name, the parameters.
  const [name, said] = push?.[0] === 'event' ? [push[1], push[2]] : [push?.event, push?.ecommerce ?? push];
  const type = Object.hasOwn(EVENTS, name) ? EVENTS[name] : undefined;
  if (!type) return [];
  if (type === 'search' || type === 'checkout') return [{ type }];
  const items = Array.isArray(said?.items) ? said.items : [];
  if (type === 'browse') {
    const category = said?.item_list_name ?? items[0]?.item_category;
    return category ? [{ type, category: String(category) }] : [];
  }
  return items.slice(0, 50).filter((item) => item?.item_id !== undefined).map((item) => ({ type, product: String(item.item_id) }));
}

/** Hears of all pushes, those before this one included. Returns the way to stop. */
export function listen(track) {
  const layer = (globalThis.dataLayer ??= []);
  if (!Array.isArray(layer)) return () => {};
  const hear = (push) => glance(() => read(push).forEach(track));
  let heard = 0;
  const catchUp = () => {
    // Whoever replaced push() first, or after us, is called as always: the list itself says what was pushed.
    for (; heard < layer.length; heard += 1) hear(layer[heard]);
  };
  catchUp();
  const { push } = layer;
  const ours = function (...pushed) {
    // Google's own keeps the list short by dropping its beginning; so each push is heard from here.
    const result = push.apply(this, pushed);
    for (const one of pushed) hear(one);
    return result;
  };
  layer.push = ours;
  return () => {
    if (layer.push === ours) layer.push = push;
  };
}
