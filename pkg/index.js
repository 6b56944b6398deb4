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

/** See index.d.ts. */
export async function createSetwise(options) {
  loading ??= loadWidget();
  try {
    return (await loading).createSetwise(options);
  } catch (error) {
    // A network that stumbled may work the next time.
    loading = null;
    throw error;
  }
}
