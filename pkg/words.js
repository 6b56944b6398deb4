// What other shelves than "Complete your set" say, loaded with the first of them: a slate and its buttons in words.

/** `text` with what stands for `{…}`; a text with forms takes that of the number. */
const filled = (text, what) => text.replace(/\{\w+\}/, () => what);

/** "3 weeks ago". */
function ago(language, days) {
  const [length, unit] = days < 14 ? [1, 'day'] : days < 60 ? [7, 'week'] : days < 730 ? [30, 'month'] : [365, 'year'];
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-Math.floor(days / length), unit);
}

/** "weather_sealed=yes" → "weather sealed", "storage=256 GB" → "storage: 256 GB". */
function gain(text) {
  const [name, ...value] = text.split('=');
  const called = name.replaceAll('_', ' ');
  return /^(?:yes|true)?$/i.test(value.join('=')) ? called : `${called}: ${value.join('=')}`;
}

/** The shop's own phrases over those of the language; a name that is none is told. */
function chosen(phrases, own) {
  for (const name of Object.keys(own ?? {})) {
    if (!Object.hasOwn(phrases, name)) {
      const message = `setwise: createSetwise options.text.shelves: expected only known names, got "${name}"; known are ${Object.keys(phrases).join(', ')}`;
      throw Object.assign(new Error(message), { name: 'SetwiseError', code: 'value' });
    }
  }
  return { ...phrases, ...own };
}

/** Labels and names of buttons by what they do. */
const BUTTONS = { view: ['view', 'viewProduct'], switch: ['switch', 'switchTo'], pick: ['pick', 'pickProduct'] };

/**
 * The words in `language` from its `phrases` and the shop's `own`: what src/ui/text/more.rs asks for. What a card of "Complete your
 * set" says too is left out; the widget has it.
 */
export function wordsOf(phrases, own, language) {
  const texts = chosen(phrases, own);
  const say = (name, what = '') => filled(texts[name], what);
  // Each amount and each thing gained is read its own way, and stays in one piece on a page that goes from right to left.
  const apart = (text) => (language === 'ar' ? `\u2068${text}\u2069` : text);

  function reason({ kind, product, gains, more, daysAgo }, several) {
    switch (kind) {
      case 'upgrade-of':
        return [
          more && apart(say('more', apart(more.formatted))),
          ...gains.map(gain).map(apart),
          several && say('insteadOf', product.title),
        ].filter(Boolean).join(' · ');
      case 'bought-before': return say('lastBought', ago(language, daysAgo));
      case 'viewed-next': return say('viewedNext', product.title);
      case 'seen-before': return say('seenBefore');
      case 'pinned': return say('pinned');
      case 'habit': return say('habit');
      case 'in-set-with': return product ? say('inSetWith', product.title) : say('thisProduct');
      default: return '';
    }
  }

  function title({ kind, items, gap }, seeds) {
    // What nothing but sales speak for is called that, whatever was asked for.
    if (kind === 'complete-set' || items.every((item) => item.reason.kind === 'popular')) return [];
    // The seed itself comes first in its own set, and goes with nothing.
    const seed = items.find((item) => item.reason.product)?.reason.product.title;
    // What is said of one product holds for every card.
    const holds = items.every(({ reason }) => reason.product || reason.kind === 'in-set-with');
    const about = (name) => (seeds === 1 && seed && holds ? say(name, seed) : '');
    switch (kind) {
      case 'upgrade': return items.length === 1
        ? [say('upgradeTo', items[0].title), say('insteadOf', seed)]
        : [say('upgrades'), about('insteadOf')];
      case 'bundle': return [say('betterTogether'), about('setWith')];
      case 'buy-again': return [say('buyAgain'), say('fromOrders')];
      case 'add-ons': return [say('addOns'), gap?.minor ? say('missing', gap.formatted) : say('reached')];
      default: return [say('forYou'), about('inspiredBy')];
    }
  }

  return {
    describe({ slate, ways, seeds }) {
      const [called, context] = title(slate, seeds);
      const cards = slate.items.map((item, at) => {
        const [label, name] = BUTTONS[ways[at]] ?? [];
        // An upgrade that is the only one is told of in the title.
        const several = seeds > 1 && !(slate.kind === 'upgrade' && slate.items.length === 1);
        return { reason: reason(item.reason, several), label: label && say(label), name: name && say(name, item.title) };
      });
      return { title: called, context, cards };
    },
    foot({ count, sum }) {
      const form = texts.addCount;
      const add = typeof form === 'string' ? form : form[new Intl.PluralRules(language).select(count)] ?? form.other;
      return { total: sum && `${say('total')} ${sum}`, button: count ? filled(add, count) : say('pickSome') };
    },
  };
}
