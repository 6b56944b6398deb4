// On the way to a scene: finds its products, puts its cart together and goes there.

import { h } from '../dom.js';
import { links } from '../links.js';
import { prepare } from '../scenes.js';
import { openPage } from '../shop.js';

openPage((shop) => {
  const page = document.getElementById('page');
  page.replaceChildren(h('p', { class: 'message', role: 'status' }, 'Looking for products that show it …'));
  prepare(shop, new URLSearchParams(location.search).get('name')).catch(() => null).then((address) => {
    if (address) return location.replace(address);
    page.replaceChildren(h('div', { class: 'message' },
      h('h1', {}, 'This shop has nothing to show for that'),
      h('a', { class: 'button', href: links.home() }, 'Back to the shop')));
  });
  return 'A scene';
});
