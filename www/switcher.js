// What the shop wears, to be chosen in its footer. Themes and colours change in place; another language is another page, because a
// Setwise speaks one.

import { h } from './dom.js';

const { known, look, choose } = window.demoLook;

const NAMES = {
  plain: 'The shop’s own', dawn: 'Dawn', storefront: 'Storefront', boutique: 'Boutique', market: 'Market', night: 'Night',
  auto: 'As the device', light: 'Light', dark: 'Dark',
};
const languages = new Intl.DisplayNames('en', { type: 'language' });

function select(name, label, then = () => {}) {
  const options = known[name].map((value) => h('option', { value, selected: look[name] === value }, NAMES[value] ?? languages.of(value)));
  const field = h('select', { onchange: () => { choose(name, field.value); then(); } }, options);
  return h('label', { class: 'choice' }, label, field);
}

/** An address that asks for looks would bring the old ones back. */
function reload() {
  const address = new URL(location.href);
  for (const name of Object.keys(known)) address.searchParams.delete(name);
  location.replace(address);
}

export function switcher() {
  return h('form', { class: 'looks', 'aria-label': 'Looks', onsubmit: (event) => event.preventDefault() },
    select('theme', 'Theme'), select('scheme', 'Colours'), select('lang', 'Language of the shelves', reload));
}
