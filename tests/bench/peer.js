// The peer of `cargo xtask bench page`: the same shelf as shops build it with InstantSearch, bundled as they would.

import { liteClient } from 'algoliasearch/lite';
import instantsearch from 'instantsearch.js/es';
import { frequentlyBoughtTogether } from 'instantsearch.js/es/widgets';

const container = document.querySelector('#shelf');
const { api, product } = container.dataset;
const client = liteClient('BENCH', 'no-key', { hosts: [{ url: api, protocol: 'http', accept: 'readWrite' }] });
const search = instantsearch({ indexName: 'products', searchClient: client });
search.addWidgets([
  frequentlyBoughtTogether({
    container,
    objectIDs: [product],
    templates: {
      item: ({ url, image, title, price }, { html }) => html`
        <a href="${url}"><img src="${image}" alt="" width="320" height="320" loading="lazy" />${title}</a>
        <p>${price}</p>
        <button type="button">Add</button>`,
    },
  }),
]);
search.start();
