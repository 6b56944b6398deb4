// Firefox and WebKit through their own drivers, by the W3C WebDriver protocol.
//
// `cargo xtask test --only engines` passes the paths of the programs in the environment.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

import { Builder, Capabilities } from 'selenium-webdriver';

const { FIREFOX, GECKODRIVER, MINIBROWSER, WEBKITDRIVER, XVFB } = process.env;

const LAUNCH = 30_000;
/** Of the window: asking for it later waits for a window manager, which a hidden screen has not. */
const [WIDTH, HEIGHT] = [1360, 960];

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A program that is ended by `stop()`. */
function run(program, options, settings = {}) {
  const child = spawn(program, options, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], ...settings });
  const gone = once(child, 'exit');
  return {
    child,
    async stop() {
      child.kill();
      await gone;
    },
  };
}

/** A screen that nobody sees, for a browser that needs one; the server itself picks a free number and says which. */
async function screen() {
  const server = run(XVFB, ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp']);
  const [number] = await once(server.child.stdio[3], 'data');
  return { ...server, display: `:${String(number).trim()}` };
}

async function answers(port) {
  for (const end = Date.now() + LAUNCH; Date.now() < end; await new Promise((wait) => setTimeout(wait, 100))) {
    try {
      await fetch(`http://127.0.0.1:${port}/status`, { signal: AbortSignal.timeout(1000) });
      return;
    } catch {
      // It is still starting.
    }
  }
  throw new Error(`the driver did not answer on port ${port} within ${LAUNCH / 1000} s`);
}

async function open(driverProgram, capabilities, environment = {}) {
  const port = await freePort();
  const program = run(driverProgram, [`--port=${port}`], { env: { ...process.env, ...environment } });
  await answers(port);
  const driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(new Capabilities(capabilities)).build();
  return {
    driver,
    async close() {
      await driver.quit().catch(() => {});
      await program.stop();
    },
  };
}

const all = [
  {
    name: 'Firefox',
    open: () => open(GECKODRIVER, { browserName: 'firefox', 'moz:firefoxOptions': { binary: FIREFOX, args: ['-headless', '-width', String(WIDTH), '-height', String(HEIGHT)] } }),
  },
  {
    name: 'WebKit',
    async open() {
      const hidden = await screen();
      const browser = await open(WEBKITDRIVER, {
        browserName: 'MiniBrowser',
        'webkitgtk:browserOptions': { binary: MINIBROWSER, args: ['--automation', `--geometry=${WIDTH}x${HEIGHT}`] },
      }, { DISPLAY: hidden.display, GDK_BACKEND: 'x11', WEBKIT_DISABLE_COMPOSITING_MODE: '1' });
      return {
        ...browser,
        async close() {
          await browser.close();
          await hidden.stop();
        },
      };
    },
  },
];

/** Those that run on this system. */
export const engines = all.filter(({ name }) => name !== 'WebKit' || WEBKITDRIVER);
