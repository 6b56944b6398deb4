// The merchant's view of a page opened with ?setwise=debug: signals, intent, rules, scores, what was withheld. Never for shoppers, and
// without a line of inline style or script, so that a strict Content-Security-Policy lets it be.

const STYLE = `
:host { position: fixed; inset: auto 8px 8px auto; z-index: 2147483647; max-width: min(420px, calc(100vw - 16px)); max-height: 60vh; overflow: auto; }
section { background: #111; color: #eee; font: 12px/1.5 ui-monospace, monospace; padding: 10px 12px; border-radius: 6px; }
h2 { font-size: 13px; margin: 0 0 6px; } h3 { font-size: 12px; margin: 8px 0 2px; color: #9cf; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0 12px; margin: 0; } dt { color: #aaa; } dd { margin: 0; overflow-wrap: anywhere; }`;

const element = (name, text, ...children) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
};

const round = (value) => (typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(4) : String(value ?? '–'));

function list(facts) {
  return element('dl', undefined, ...Object.entries(facts).flatMap(([name, value]) => [element('dt', name), element('dd', round(value))]));
}

/** One shelf: what it was told, what it shows with which score, and what it does not show and why. */
function shelf({ placement, kind, shows, rules, items, missing, withheld, why, offer, cartValue }) {
  const reason = withheld === 'too-few' ? `too few: ${why.found} of ${why.needed}, the best ${round(why.best)}` : withheld;
  return [
    element('h3', `Shelf: ${placement}, ${kind}${shows && shows !== kind ? ` → ${shows}` : ''}`),
    list({ rules: rules.join(', ') || 'none', withheld: reason ?? 'no', offer, 'cart value': cartValue }),
    list(Object.fromEntries(items.map(({ id, title, score }) => [round(score), `${title} (${id})`]))),
    ...(missing.length ? [list(Object.fromEntries(missing.map(({ id, title, because }) => [`not ${id}`, `${title}: ${because}`])))] : []),
  ];
}

/** Draws what is explained, and draws it anew every second. */
export function show(setwise) {
  const host = element('setwise-debug');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const draw = async () => {
    const { gate, features, shelves, ...known } = await setwise.explain();
    const gates = Object.entries(gate).map(([name, { threshold, open }]) => [name, threshold ? `${open ? 'open' : 'closed'} at ${round(threshold)}` : 'none']);
    root.replaceChildren(element('section', undefined,
      element('h2', 'Setwise'), list(known), element('h3', 'Visit'), list(features), element('h3', 'Gates'), list(Object.fromEntries(gates)),
      ...shelves.flatMap(shelf)));
  };
  document.body.append(host);
  let timer;
  // One after the other, however long one takes.
  const again = () => draw().catch(() => {}).finally(() => { timer = setTimeout(again, 1000); });
  again();
  return () => {
    clearTimeout(timer);
    host.remove();
  };
}
