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

/** Draws what the mind explains, and draws it anew every second. */
export function show(mind, setwise) {
  const host = element('setwise-debug');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const slates = new Map();
  const draw = async () => {
    const { gate, features, shelves, ...known } = mind.explain();
    for (const { placement, seeds } of shelves) {
      const slate = await setwise.recommend({ placement, products: seeds.length ? seeds : undefined }).catch(() => undefined);
      slates.set(placement, slate);
    }
    const parts = [element('h2', 'Setwise'), list(known), element('h3', 'Visit'), list(features), element('h3', 'Gates')];
    parts.push(list(Object.fromEntries(Object.entries(gate).map(([name, { threshold, open }]) => [name, threshold ? `${open ? 'open' : 'closed'} at ${round(threshold)}` : 'none']))));
    for (const { placement, withheld, rules } of shelves) {
      const slate = slates.get(placement);
      const items = (slate?.items ?? []).map(({ id, score }) => [id, score]);
      parts.push(element('h3', `Shelf: ${placement}`), list({
        withheld: withheld ?? (slate?.why ? JSON.stringify(slate.why) : 'no'), rules: rules.join(', ') || 'none', ...Object.fromEntries(items),
      }));
    }
    root.replaceChildren(element('section', undefined, ...parts));
  };
  document.body.append(host);
  draw();
  const timer = setInterval(draw, 1000);
  return () => {
    clearInterval(timer);
    host.remove();
  };
}
