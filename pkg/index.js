// Touches neither the DOM nor the network until the first call, so that it can be imported while a page is rendered on
// a server.

let loading = null;

function unsupported(what, cause) {
  const error = new Error(`setwise: ${what}`, { cause });
  return Object.assign(error, { name: 'SetwiseError', code: 'unsupported' });
}

async function loadWidget() {
  if (typeof document === 'undefined') throw unsupported('there is no document; call createSetwise in a browser');
  if (typeof WebAssembly === 'undefined') throw unsupported('this browser has WebAssembly switched off');
  try {
    new DecompressionStream('deflate-raw');
  } catch (cause) {
    throw unsupported('this browser is too old: it cannot inflate (DecompressionStream)', cause);
  }
  try {
    const widget = await import('./dist/setwise.js');
    await widget.default();
    return widget;
  } catch (cause) {
    throw unsupported(cause instanceof WebAssembly.CompileError
      ? `WebAssembly is refused here (${cause.message}); does the page's Content-Security-Policy have script-src 'wasm-unsafe-eval'?`
      : `the widget could not be loaded (${cause.message}); are dist/setwise.js and dist/setwise_bg.wasm beside the other files?`, cause);
  }
}

// English is built in. Spelled out, so that bundlers find the files.
const LANGUAGES = {
  ar: () => import('./text/ar.js'),
  de: () => import('./text/de.js'),
  es: () => import('./text/es.js'),
  fr: () => import('./text/fr.js'),
  it: () => import('./text/it.js'),
  ja: () => import('./text/ja.js'),
  nl: () => import('./text/nl.js'),
  pt: () => import('./text/pt.js'),
};

/** The options, with the phrases of the page's language under those that the shop gives itself. */
async function inLanguage(options) {
  const locale = options?.locale ?? (globalThis.document?.documentElement.lang || globalThis.navigator?.language);
  const language = String(locale).split(/[-_]/)[0].toLowerCase();
  const own = options?.text ?? {};
  if (!options || typeof own !== 'object' || !Object.hasOwn(LANGUAGES, language)) return options;
  const { default: text } = await LANGUAGES[language]();
  return { ...options, text: { ...text, ...own } };
}

/** See index.d.ts. */
export async function createSetwise(options) {
  loading ??= loadWidget();
  try {
    // Both files at once; where the phrases do not come, English serves.
    const [widget, spoken] = await Promise.all([loading, inLanguage(options).catch(() => options)]);
    return await widget.createSetwise(spoken);
  } catch (error) {
    // A network that stumbled may work the next time.
    if (error.code === 'unsupported') loading = null;
    throw error;
  }
}
