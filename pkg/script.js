// The script tag, built with all that it needs into the one file dist/setwise.js:
//
//   <script type="module" src=".../setwise.js" data-snapshot=".../manifest.json" data-locale="en-GB"
//           data-mount="#shelf" data-product="SKU" data-placement="product"></script>
//
// data-snapshot alone brings every <setwise-shelf> of the page to life; data-mount puts shelves on other elements too.

import { configure, request, warn } from './element.js';

// document.currentScript is null in modules.
const script = [...document.querySelectorAll('script[type="module"][src]')].find(({ src }) => src === import.meta.url);
const { snapshot, locale, currency, base, mount } = script?.dataset ?? {};

async function start() {
  const setwise = await configure({ manifest: snapshot, locale, currency, base });
  if (!setwise || !mount) return;
  const elements = document.querySelectorAll(mount);
  if (elements.length === 0) throw new Error(`no element of the page matches data-mount="${mount}"`);
  await Promise.all([...elements].map((element) => setwise.mount(element, request((name) => script.dataset[name]))));
}

// In a microtask: a debugger that notes where a request began would have to parse this whole file again.
if (snapshot) Promise.resolve().then(start).catch(warn);
else console.warn('setwise: the script tag has no data-snapshot; give it the address of the manifest.json that `setwise train` wrote');
