// The script tag:
//
//   <script type="module" src=".../setwise.js" data-snapshot=".../manifest.json" data-locale="en-GB"
//           data-mount="#shelf" data-product="SKU" data-placement="product"></script>
//
// data-snapshot alone brings every <setwise-shelf> of the page to life; data-mount puts shelves on other elements too.

import { configure } from './element.js';

// document.currentScript is null in modules.
const script = [...document.querySelectorAll('script[type="module"][src]')].find(({ src }) => src === import.meta.url);
const { snapshot, locale, currency, mount, kind, product, placement, limit } = script?.dataset ?? {};

async function start() {
  const setwise = await configure({ manifest: snapshot, locale, currency });
  if (!setwise || !mount) return;
  const elements = document.querySelectorAll(mount);
  if (elements.length === 0) throw new Error(`no element of the page matches data-mount="${mount}"`);
  const options = { kind, product, placement, limit: limit === undefined ? undefined : Number(limit) };
  await Promise.all([...elements].map((element) => setwise.mount(element, options)));
}

if (snapshot) start().catch((error) => console.warn(error.name === 'SetwiseError' ? error.message : `setwise: ${error.message}`));
else console.warn('setwise: the script tag has no data-snapshot; give it the address of the manifest.json that `setwise train` wrote');
