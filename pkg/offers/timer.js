// How an offer looks on its card: badge, the price to strike through, terms, the end in text, and beside it a timer that the
// shopper can hide. It holds no time of its own: every tick asks what is left, and nothing left is the end of it.

const CSS = `
.setwise .offer {
  margin: 4px 0; font-size: 0.8em; line-height: 1.35; overflow-wrap: anywhere;
  &:empty { display: none; }
  p { margin: 0; }
  .badge {
    display: inline-block; padding: 1px 6px; margin-inline-end: 6px; border-radius: 4px; font-weight: 650;
    background: var(--setwise-offer-background, color-mix(in srgb, var(--_accent) 14%, transparent)); color: var(--setwise-offer-text, inherit);
  }
  .was, .terms, .ends { color: var(--_muted); }
  /* Long ones scroll, or a card would be twice as high as the others. */
  .terms { max-block-size: 6lh; overflow-y: auto; }
  .clock { display: flex; align-items: center; gap: 2px; min-block-size: 44px; }
  .timer { font-weight: 650; white-space: nowrap; font-variant-numeric: tabular-nums; }
  .hide { flex: none; inline-size: 44px; block-size: 44px; margin-inline: auto -12px; padding: 0; border: 0; background: none; color: var(--_muted); font: inherit; font-size: 1.25em; cursor: pointer; }
  .hide:focus-visible { outline: 2px solid var(--_accent); outline-offset: -4px; border-radius: 8px; }
}
@media (forced-colors: active) { .setwise .offer { .badge { border: 1px solid CanvasText; } .hide { color: ButtonText; } } }
`;

/** While no timer counts seconds, what is drawn is looked at so often, in milliseconds. */
const SELDOM = 30_000;

let sheet;

/** Styles the offers of a document or shadow root, without a style element, as a strict CSP asks. */
function adopt(tree) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  if (tree.adoptedStyleSheets && !tree.adoptedStyleSheets.includes(sheet)) {
    tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
  }
}

function make(tag, part, ...children) {
  const element = document.createElement(tag);
  element.className = part;
  element.setAttribute('part', part);
  element.append(...children);
  return element;
}

/** Lengths of time in words, by Intl: "3h 12m 5s", or "10 minutes" to be said aloud. */
function durations(locale) {
  const unit = (name, display) => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: display });
  const [hours, minutes, seconds] = ['hour', 'minute', 'second'].map((name) => unit(name, 'narrow'));
  const said = { 1: [1, 'hour'], 2: [10, 'minute'], 3: [1, 'minute'] };
  return {
    short(left) {
      const [h, m, s] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
      return [h > 0 && hours.format(h), (h > 0 || m > 0) && minutes.format(m), seconds.format(s)].filter(Boolean).join(' ');
    },
    long: (milestone) => unit(said[milestone][1], 'long').format(said[milestone][0]),
  };
}

/** The end in text, with its zone; with the year if that is another one. */
function dateOf(locale, at, now) {
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric';
  return new Intl.DateTimeFormat(locale, {
    year, month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short',
  }).format(at);
}

/** A function that shows a claim in an element, or nothing if there is none; `say` speaks a list of one text to screen readers. */
export function drawer({ words, locale, now, left, milestone, ends, changed, record }) {
  const duration = durations(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  /** What stands in the page, by its element. */
  const drawn = new Map();
  let hidden = false;
  let waiting;

  function badge({ kind, price, was, from }) {
    if (kind === 'price') return was ? percent.format(price.minor / was.minor - 1) : words.offer;
    if (kind === 'perk') return words.offer;
    return from ? words.freeFrom(from.formatted) : words.free;
  }

  function fill(element, claim) {
    const parts = [make('span', 'badge', badge(claim))];
    if (claim.was) {
      const [before, behind] = words.lowest;
      parts.push(make('span', 'was', before, make('s', 'was-price', claim.was.formatted), behind));
    }
    element.replaceChildren(make('p', 'deal', ...parts));
    if (claim.terms) {
      const terms = make('p', 'terms', claim.terms);
      terms.dir = 'auto';
      element.append(terms);
    }
    element.append(make('p', 'ends', words.ends(dateOf(locale, ends(claim), now()))));
  }

  /** The timer, once it counts; it stays where it is when it is hidden, so that the button keeps the focus. */
  function clock(entry, seconds) {
    if (!entry.timer) {
      entry.timer = make('span', 'timer');
      entry.timer.setAttribute('role', 'timer');
      entry.timer.setAttribute('aria-live', 'off');
      entry.button = make('button', 'hide');
      entry.button.type = 'button';
      entry.button.addEventListener('click', () => {
        hidden = !hidden;
        look();
      });
      entry.element.append(make('p', 'clock', entry.timer, entry.button));
    }
    entry.timer.textContent = duration.short(seconds);
    entry.timer.hidden = hidden;
    entry.button.textContent = hidden ? '+' : '×';
    entry.button.setAttribute('aria-label', hidden ? words.show : words.hide);
  }

  function clear(element) {
    drawn.delete(element);
    if (element.contains(element.getRootNode().activeElement)) element.closest('.card')?.querySelector('.add, .link')?.focus();
    element.replaceChildren();
  }

  /** Brings everything that is drawn up to this moment, and comes back. */
  function look() {
    clearTimeout(waiting);
    let [over, counts] = [false, false];
    for (const entry of [...drawn.values()]) {
      const { element, claim, title, say } = entry;
      // Taken off with its card.
      if (!element.isConnected) {
        drawn.delete(element);
        continue;
      }
      const [before, moment, seconds] = [entry.seen, now(), left(claim)];
      entry.seen = moment;
      const reached = milestone(claim, before, moment);
      if (reached > 0 && reached < 4 && seconds > 0) say([words.endsIn(title, duration.long(reached))]);
      if (seconds === 0) {
        if (reached === 4) say([words.ended(title)]);
        clear(element);
        over = true;
      } else if (seconds > 0) {
        clock(entry, seconds);
        counts = true;
      }
    }
    if (drawn.size > 0) waiting = setTimeout(look, counts ? 1000 - (now() % 1000) : SELDOM);
    // The price goes with the offer, and perhaps the place in the shelf.
    if (over) changed();
  }

  return (element, claim, title, say) => {
    const there = drawn.get(element);
    if (!claim) {
      if (there) clear(element);
      return;
    }
    const same = there && JSON.stringify(there.claim) === JSON.stringify(claim);
    drawn.set(element, { ...(same ? there : { element, seen: now() }), claim, title, say });
    if (!same) fill(element, claim);
    record(claim);
    // The first card is drawn before its shelf is in the page.
    queueMicrotask(() => {
      if (!element.isConnected) return;
      adopt(element.getRootNode());
      look();
    });
  };
}
