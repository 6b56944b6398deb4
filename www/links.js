// The shop's addresses, relative to this file, so that the shop works in any folder of any host.

const ROOT = new URL('../', import.meta.url);

function page(path, parameters = {}) {
  const address = new URL(path, ROOT);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') address.searchParams.set(name, value);
  }
  return address.href;
}

export const links = {
  home: () => page('./'),
  /** Any of `department`, `within` (second level), `q`, `page`; `all` lists the whole catalog. */
  list: (parameters) => page('./', parameters),
  product: (id, scene) => page('www/product.html', { id, scene }),
  cart: (scene) => page('www/cart.html', { scene }),
  checkout: (scene) => page('www/checkout.html', { scene }),
  order: (id) => page('www/order.html', { id }),
  scene: (name) => page('www/scene.html', { name }),
};
