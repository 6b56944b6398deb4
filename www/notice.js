// One short message at the foot of the window, spoken by screen readers, with at most one thing to do about it.

import { h } from './dom.js';

const SHOWN_FOR_MS = 6000;

const words = h('span', { class: 'notice-words', role: 'status' });
const action = h('span');
const panel = h('div', { class: 'notice' }, words, action);
document.body.append(panel);
let timer = 0;

function hide() {
  panel.classList.remove('shown');
  action.replaceChildren();
}

// Nobody should lose a button while reaching for it.
panel.addEventListener('focusin', () => clearTimeout(timer));
panel.addEventListener('pointerenter', () => clearTimeout(timer));
panel.addEventListener('pointerleave', () => { timer = setTimeout(hide, SHOWN_FOR_MS); });

/** `todo` is a link `{ label, href }` or a button `{ label, act }`. */
export function notify(message, todo = null) {
  words.textContent = message;
  action.replaceChildren();
  if (todo?.href) action.append(h('a', { class: 'notice-action', href: todo.href }, todo.label));
  if (todo?.act) {
    const act = () => {
      hide();
      todo.act();
    };
    action.append(h('button', { class: 'notice-action', type: 'button', onclick: act }, todo.label));
  }
  // An open dialog covers everything that is not in it.
  const place = document.querySelector('dialog[open]') ?? document.body;
  if (panel.parentElement !== place) place.append(panel);
  panel.classList.add('shown');
  clearTimeout(timer);
  timer = setTimeout(hide, SHOWN_FOR_MS);
}
