// What this browser may remember of its shopper, as every shop should ask: a switch, a way to be forgotten, and a way to look.

import { h } from './dom.js';
import { forgetPurchases } from './purchases.js';
import { readStored, removeStored, writeStored } from './storage.js';

const KEY = 'setwise-demo.follow';
/** The Setwise of the page's shelves, once it is there. */
let setwise = null;

const looks = () => /[?&]setwise=debug\b/.test(location.search);

/** Whether the shopper agreed, or somebody wants to see how it works. */
export const isFollowed = () => readStored(KEY) === true || looks();

/** Tells what stands in the footer which Setwise it speaks to; agreement is given where the shopper gave it. */
export function met(started) {
  if (!started) return;
  if (readStored(KEY) === true) started.consent?.(true);
  setwise = started;
}

/** A page that began without is followed from the next one on. */
function switched({ target }) {
  writeStored(KEY, target.checked);
  setwise?.consent?.(target.checked);
}

function forget({ target }) {
  forgetPurchases();
  writeStored(KEY, false);
  document.getElementById('remember').checked = false;
  if (setwise?.forget) setwise.forget();
  else removeStored('setwise.profile');
  target.textContent = 'Forgotten';
}

/** The line of the footer. */
export function memoryLine() {
  const address = new URL(location.href);
  address.searchParams.set('setwise', 'debug');
  return h('p', { class: 'memory' },
    h('label', {}, h('input', { type: 'checkbox', id: 'remember', checked: readStored(KEY) === true, onchange: switched }),
      'Remember my visits in this browser, for better picks'),
    h('button', { type: 'button', id: 'forget', onclick: forget }, 'Forget me'),
    h('a', { href: address.href }, looks() ? 'What the shelves know is below' : 'See what the shelves know'));
}
