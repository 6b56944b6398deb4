// Chromium, Firefox and WebKit through their own drivers, by the W3C WebDriver protocol.
//
// `cargo xtask test --only engines` passes the paths of the programs in the environment.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

import { Builder, Capabilities } from 'selenium-webdriver';

import { QUIET } from '../browser.mjs';

const { CHROMEDRIVER, CHROMIUM, FIREFOX, GECKODRIVER, MINIBROWSER, WEBKITDRIVER, XVFB } = process.env;

const LAUNCH = 30_000;
/** Of the window: room for a frame of 1280 by 800. */
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

async function open([driverProgram, ...options], capabilities, environment = {}) {
  const port = await freePort();
  const program = run(driverProgram, [`--port=${port}`, ...options], { env: { ...process.env, ...environment } });
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

/** Scrollbars lie on the page, as on a phone. */
const FIREFOX_PREFERENCES = { 'ui.useOverlayScrollbars': 1 };

export const chromium = {
  name: 'Chromium',
  open: () => open([CHROMEDRIVER], {
    browserName: 'chrome',
    'goog:chromeOptions': { binary: CHROMIUM, args: [...QUIET, '--headless=new', '--hide-scrollbars', `--window-size=${WIDTH},${HEIGHT}`] },
  }),
};

const others = [
  {
    name: 'Firefox',
    // Its window's own touch screen is nothing of a page's (finger.mjs).
    open: () => open([GECKODRIVER, '--allow-system-access'], { browserName: 'firefox', 'moz:firefoxOptions': { binary: FIREFOX, args: ['-headless', '-width', String(WIDTH), '-height', String(HEIGHT)], prefs: FIREFOX_PREFERENCES } }),
  },
  {
    name: 'WebKit',
    async open({ wide = false } = {}) {
      const hidden = await screen();
      const browser = await open([WEBKITDRIVER], {
        browserName: 'MiniBrowser',
        'webkitgtk:browserOptions': { binary: MINIBROWSER, args: ['--automation'] },
      }, { DISPLAY: hidden.display, GDK_BACKEND: 'x11', WEBKIT_DISABLE_COMPOSITING_MODE: '1' });
      // Only where it is needed: with a window of another size WebKitGTK 2.50 gave no picture of the strict shop's page (shelf.test.mjs).
      if (wide) await browser.driver.manage().window().setRect({ width: WIDTH, height: HEIGHT });
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

/** The others that run on this system. */
export const engines = others.filter(({ name }) => name !== 'WebKit' || WEBKITDRIVER);
