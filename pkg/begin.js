// What every entry of the package does first, with its own Wasm. From the first call on nothing waits for what it does not
// need: Wasm, manifest and phrases are asked for at once.

import { glance } from './glance.js';
import { manifestAhead, PATIENCE } from './manifest.js';

/** Thrown by what an entry has begun (`more`, below) where its Wasm is not the one that the page needs. */
export const UNSUITED = { code: 'unsupported' };

function unsupported(what, cause) {
  const error = new Error(`setwise: ${what}`, { cause });
  return Object.assign(error, { name: 'SetwiseError', code: 'unsupported' });
}

async function run(load, wasm, signal) {
  if (typeof document === 'undefined') throw unsupported('there is no document; call createSetwise in a browser');
  if (typeof WebAssembly === 'undefined') throw unsupported('this browser has WebAssembly switched off');
  try {
    new DecompressionStream('deflate-raw');
  } catch (cause) {
    throw unsupported('this browser cannot inflate (DecompressionStream)', cause);
  }
  try {
    await load({ module_or_path: await compiled(wasm, signal) });
  } catch (cause) {
    throw unsupported(cause instanceof WebAssembly.CompileError
      ? `WebAssembly is refused here (${cause.message}); does the page's Content-Security-Policy have script-src 'wasm-unsafe-eval'?`
      : `the widget could not be loaded (${cause.message}); is ${wasm().href} there?`, cause);
  }
}

export async function compiled(wasm, signal) {
  try {
    // Its name is a checksum: a copy that the browser has is right, however old the host would call it.
    return await compile(wasm, 'force-cache', signal);
  } catch {
    // Unless a page for missing files was kept under that name, while the shop was being uploaded.
    return compile(wasm, 'no-cache', signal);
  }
}

async function compile(wasm, cache, signal = AbortSignal.timeout(PATIENCE)) {
  const response = await fetch(wasm(), { cache, signal });
  if (!response.ok) throw new Error(`the host answered ${response.status}`);
  // What is compiled while it arrives has to be called Wasm.
  const named = response.headers.get('content-type') === 'application/wasm';
  return named ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

const pause = () => new Promise((resume) => setTimeout(resume));

/**
 * The first use of `Intl` loads the tables of all languages: 20 ms on a desktop, four times that on a cheap phone. Done while
 * the files come, it costs the shopper nothing; done when the first price is written, it is a jolt. What each step loads is
 * the engine's matter: parted like this no step of Chromium's takes more than half of the whole.
 */
async function prepareIntl() {
  for (const step of [
    () => new Intl.Locale('en').maximize(),
    () => Intl.getCanonicalLocales('en-u-nu-latn'),
    () => Intl.NumberFormat.supportedLocalesOf('en'),
    () => Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' }).format(1),
  ]) {
    await pause();
    glance(step);
  }
}

async function begin(create, options, ahead) {
  try {
    const setwise = Object.defineProperties(await create(options, ahead), ahead.own ?? {});
    return (await ahead.follow?.(setwise)) ?? setwise;
  } catch (error) {
    // What was kept may be a page for missing files, from while the shop was being uploaded.
    const manifest = await ahead.newer;
    if (!manifest) throw error;
    return begin(create, options, { ...ahead, manifest, newer: undefined });
  }
}

/**
 * The `createSetwise` of an entry: `load` and `create` are its glue's, `wasm` says where its Wasm is, `more` is asked for what
 * else the entry wants to have begun, for the options and the promise of the manifest. If that throws
 * `UNSUITED`, the Wasm is stopped on its way.
 */
export function starter(load, create, wasm, more = () => undefined) {
  /** Fulfilled once the Wasm runs. */
  let running = null;
  return async (options) => {
    const manifest = manifestAhead(options);
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('it timed out')), PATIENCE);
    running ??= run(load, wasm, stop.signal);
    try {
      const begun = more(options, manifest);
      // Not before the shard is on its way.
      manifest.then(prepareIntl);
      const [ahead, others] = await Promise.all([manifest, begun, running]);
      await pause();
      return await begin(create, options, { ...ahead, ...others });
    } catch (error) {
      // A network that stumbled may work the next time.
      if (error.code === 'unsupported') {
        running = null;
        stop.abort();
      }
      throw error;
    }
  };
}
