// Chromium at the end of a pipe, told only what is needed. Drivers switch on the domains Network and Runtime of every page, and then
// Chromium notes for each request who made it, for which V8 parses the page's scripts once more: a third of a task on a slow phone, which no
// shopper has.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { QUIET } from '../browser.mjs';

/** Starts a browser of an empty profile: `{ version, context, close }`. */
export async function launch(executable) {
  const profile = await mkdtemp(join(tmpdir(), 'setwise-bench-'));
  const child = spawn(executable, ['--headless', '--remote-debugging-pipe', `--user-data-dir=${profile}`, '--hide-scrollbars', ...QUIET, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const [out, into] = [child.stdio[3], child.stdio[4]];
  const waiting = new Map();
  let last = 0;
  let rest = '';
  into.setEncoding('utf8').on('data', (text) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop();
    for (const { id, result, error } of messages.map((message) => JSON.parse(message))) {
      const { resolve, reject, method } = waiting.get(id) ?? {};
      waiting.delete(id);
      if (error) reject?.(new Error(`${method}: ${error.message}`));
      else resolve?.(result);
    }
  });
  const gone = new Promise((closed) => child.once('exit', closed));
  gone.then(() => {
    for (const { reject, method } of waiting.values()) reject(new Error(`${method}: Chromium is gone`));
  });
  const send = (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      waiting.set((last += 1), { resolve, reject, method });
      out.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    });

  /** A profile of its own, with nothing cached: `{ tab, close }`. */
  async function context() {
    const { browserContextId } = await send('Target.createBrowserContext');

    /** A tab: `send` a command to it, `evaluate` an expression, `close` it. */
    async function tab() {
      const { targetId } = await send('Target.createTarget', { url: 'about:blank', browserContextId });
      const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
      const tell = (method, params) => send(method, params, sessionId);
      return {
        send: tell,
        async evaluate(expression) {
          const { result, exceptionDetails } = await tell('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
          if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
          return result.value;
        },
        close: () => send('Target.closeTarget', { targetId }),
      };
    }

    return { tab, close: () => send('Target.disposeBrowserContext', { browserContextId }) };
  }

  return {
    version: (await send('Browser.getVersion')).product.split('/')[1],
    context,
    async close() {
      await send('Browser.close').catch(() => {});
      await gone;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
