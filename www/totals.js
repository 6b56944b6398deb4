// Sums over cart lines, in minor units of the shop's currency.

import { money } from './format.js';

/** Lines of products that are gone or have no price count nothing. */
export function subtotalOf(shop, lines) {
  let minor = 0;
  let pieces = 0;
  for (const { id, quantity } of lines) {
    minor += (shop.byId.get(id)?.price ?? 0) * quantity;
    pieces += quantity;
  }
  return { minor, pieces };
}

/** What the shopper still needs for free shipping; only for shops that set a threshold. */
export function deliveryLine(shop, minor) {
  const missing = shop.freeShippingFrom - minor;
  return missing > 0 ? `${money(missing, shop.currency)} more for free shipping` : 'Shipping is free';
}
