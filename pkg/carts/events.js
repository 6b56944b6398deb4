// Any other shop: its own scripts answer what a shelf asks, as DOM events of the document.
//
//   document.addEventListener('setwise:cart-lines', (event) => event.detail.respondWith(basket.lines()));
//   document.addEventListener('setwise:cart-add', (event) => event.detail.respondWith(basket.add(event.detail.lines)));
//   document.dispatchEvent(new CustomEvent('setwise:cart-changed'));   // whenever it is another

/** See events.d.ts. */
export function events({ target = globalThis.document, replace = false } = {}) {
  /** What the page answers, or undefined if nobody does. */
  function ask(name, detail) {
    let answer;
    const respondWith = (value) => {
      answer ??= Promise.resolve(value);
    };
    target.dispatchEvent(new CustomEvent(`setwise:cart-${name}`, { detail: { ...detail, respondWith } }));
    return answer;
  }

  const must = (name, detail) =>
    ask(name, detail) ?? Promise.reject(new Error(`nobody answered the event setwise:cart-${name}; a listener has to call event.detail.respondWith()`));

  return {
    lines: async () => (await ask('lines')) ?? [],
    add: (line) => must('add', { lines: [line] }),
    addAll: (lines) => must('add', { lines }),
    ...(replace && { replace: (change) => must('replace', change) }),
    live: async (products) => (await ask('live', { products })) ?? [],
    subscribe(changed) {
      const hear = () => changed();
      target.addEventListener('setwise:cart-changed', hear);
      return () => target.removeEventListener('setwise:cart-changed', hear);
    },
  };
}
