// A finger that draws something along the screen, by engine. WebKitGTK's driver has none.

import { Command } from 'selenium-webdriver/lib/command.js';

/** In milliseconds, to draw; and to rest before the finger is lifted, so that it throws nothing on. */
const [DRAWN, RESTED] = [250, 150];

/** By the protocol's own pointer, which this engine's driver hands to the browser as touches. */
async function byProtocol(driver, [from, to], y) {
  await driver.execute(new Command('actions').setParameter('actions', [{
    type: 'pointer',
    id: 'finger',
    parameters: { pointerType: 'touch' },
    actions: [
      { type: 'pointerMove', duration: 0, x: from, y },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerMove', duration: DRAWN, x: to, y },
      { type: 'pause', duration: RESTED },
      { type: 'pointerUp', button: 0 },
    ],
  }]));
}

/** By the window's own touch screen: what the protocol calls a touch is only told to the page's scripts there, and scrolls nothing. */
async function byScreen(driver, [from, to], y) {
  const offset = await driver.executeScript('const { left, top } = frameElement.getBoundingClientRect(); return [left, top]');
  await driver.setContext('chrome');
  try {
    await driver.executeAsyncScript(`
      const [[left, top], from, to, y, drawn, rested, done] = arguments;
      const win = Services.wm.getMostRecentWindow('navigator:browser');
      const { windowUtils, devicePixelRatio } = win;
      const box = win.gBrowser.selectedBrowser.getBoundingClientRect();
      const touch = (state, x) => windowUtils.sendNativeTouchPoint(0, state,
        ...[win.mozInnerScreenX + box.x + left + x, win.mozInnerScreenY + box.y + top + y].map((pixels) => Math.round(pixels * devicePixelRatio)), 1, 90, null);
      const start = Date.now();
      const draw = () => {
        const passed = Date.now() - start;
        if (passed > drawn + rested) {
          touch(windowUtils.TOUCH_REMOVE, to);
          return done();
        }
        touch(windowUtils.TOUCH_CONTACT, from + (to - from) * Math.min(passed / drawn, 1));
        return win.setTimeout(draw, 16);
      };
      draw();`, offset, from, to, y, DRAWN, RESTED);
  } finally {
    await driver.setContext('content');
  }
}

export const fingers = { Chromium: byProtocol, Firefox: byScreen };
