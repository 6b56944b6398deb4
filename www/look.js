// The theme, light or dark, and the language of the shelves, as they were chosen in the shop's footer or as the address asks
// (`?theme=dawn&scheme=dark&lang=ar`). It runs before anything is painted, so that a page never changes its looks under the eyes.

(() => {
  const KEY = 'setwise-demo.look';
  const root = document.documentElement;
  const known = {
    theme: ['plain', 'dawn', 'storefront', 'boutique', 'market', 'night'],
    scheme: ['auto', 'light', 'dark'],
    lang: ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'ja', 'ar'],
  };
  let look = {};
  try {
    look = JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    // Storage is denied, or holds something else: the shop's own looks.
  }
  const asked = new URLSearchParams(location.search);
  for (const [name, values] of Object.entries(known)) {
    look[name] = [asked.get(name), look[name]].find((value) => values.includes(value)) ?? values[0];
  }

  function wear() {
    root.dataset.theme = look.theme;
    root.dataset.scheme = look.scheme;
    root.lang = look.lang;
    root.dir = look.lang === 'ar' ? 'rtl' : 'ltr';
  }
  wear();

  function keep() {
    try {
      localStorage.setItem(KEY, JSON.stringify(look));
    } catch {
      // Then it holds for this page.
    }
  }
  // What an address asks for holds on the pages that its links lead to.
  if (Object.keys(known).some((name) => asked.has(name))) keep();

  /** For the switcher in the footer (`switcher.js`). */
  window.demoLook = {
    known,
    look,
    choose(name, value) {
      look[name] = value;
      wear();
      keep();
    },
  };
})();
