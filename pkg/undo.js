// Undo: for a while after an add a button in the card takes it back, where the shop's cart can. Loaded beside the first slate.

// It lies on the reason above the button, so that nothing moves.
const STYLES = `
.setwise .card { position: relative; }
.setwise .undo {
  position: absolute; inset-inline: 0; inset-block-end: 46px; block-size: 44px; padding: 0; border: 0; background: none; color: inherit;
  font: inherit; font-size: 0.9em; text-decoration: underline; text-underline-offset: 0.2em; cursor: pointer;
}
.setwise .undo:focus-visible { outline: 2px solid var(--_accent); outline-offset: -2px; border-radius: var(--_radius); }
.setwise .undo[aria-disabled] { cursor: progress; opacity: 0.6; }
.setwise .reason:has(+ .undo) { visibility: hidden; }
.setwise[data-line] .undo { position: static; grid-area: 2 / 1; padding-inline-start: 68px; text-align: start; }
@media (hover: hover) { .setwise .undo:hover { text-decoration-thickness: 2px; } }
@media (forced-colors: active) { .setwise .undo { color: ButtonText; } }
`;

const WORDS = {
  en: ['Undo', 'Undo: {product}', 'Not in the cart any more: {product}', 'Still in the cart: {product}'],
  de: ['Rückgängig', 'Rückgängig: {product}', 'Nicht mehr im Warenkorb: {product}', 'Noch im Warenkorb: {product}'],
  fr: ['Annuler', 'Annuler : {product}', 'Retiré du panier : {product}', 'Toujours dans le panier : {product}'],
  es: ['Deshacer', 'Deshacer: {product}', 'Ya no está en la cesta: {product}', 'Sigue en la cesta: {product}'],
  it: ['Annulla', 'Annulla: {product}', 'Non più nel carrello: {product}', 'Ancora nel carrello: {product}'],
  pt: ['Anular', 'Anular: {product}', 'Já não está no carrinho: {product}', 'Ainda no carrinho: {product}'],
  nl: ['Ongedaan maken', 'Ongedaan maken: {product}', 'Niet meer in de winkelwagen: {product}', 'Nog in de winkelwagen: {product}'],
  ja: ['元に戻す', '元に戻す：{product}', 'カートから取り消しました：{product}', 'まだカートに入っています：{product}'],
  ar: ['تراجع', 'تراجع: {product}', 'لم يعد في السلة: {product}', 'ما زال في السلة: {product}'],
};
const NAMES = ['undo', 'undoProduct', 'undone', 'notUndone'];

let sheet;

/** Styles the buttons of a document or shadow root, without a style element, as a strict CSP asks. */
function adopt(tree) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
  }
  if (!tree.adoptedStyleSheets.includes(sheet)) tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
}

/** The card of a product in a shelf's element. */
const cardOf = (shelf, id) => (shelf.shadowRoot ?? shelf).querySelector(`.setwise [data-id="${CSS.escape(id)}"]`);

/** Speaks to screen readers by the shelf's own line for that. */
function say(shelf, words) {
  const status = (shelf.shadowRoot ?? shelf).querySelector('.setwise .status');
  if (status) status.textContent = words;
}

/** What one answer of the cart can take back: by it the buttons, as one call may have added several products. */
const offered = new WeakMap();

function report(options, error) {
  try {
    if (typeof options.onError === 'function') return void options.onError(error);
  } catch {
    // The failure itself is what has to be known.
  }
  console.warn(`setwise: cart undo(): ${error?.message ?? error}`);
}

/** From now on an add that can be taken back gets its button. `setwise` re-ranks after that; a page with two of them calls for each. */
export function followAdds(setwise, options, language) {
  document.addEventListener('setwise:add', (event) => {
    if (typeof event.detail.done?.undo === 'function') offerUndo(event, setwise, options, language);
  });
}

/** Puts the button into the card of an add. */
function offerUndo({ target: shelf, detail: { id, done } }, setwise, options, language) {
  const there = offered.get(done);
  there?.shops.add(setwise);
  const card = cardOf(shelf, id);
  if (!card || card.querySelector('.undo')) return;
  const entry = there ?? { buttons: new Set(), shops: new Set([setwise]) };
  offered.set(done, entry);

  const own = options.text?.undo;
  const built = WORDS[language] ?? WORDS.en;
  const title = card.querySelector('.name')?.textContent ?? '';
  const [label, called, undone, notUndone] = NAMES.map((name, at) => (own?.[name] ?? built[at]).replace('{product}', () => title));
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'undo';
  button.part = 'undo';
  button.textContent = label;
  button.setAttribute('aria-label', called);
  button.addEventListener('click', async () => {
    if (entry.busy) return;
    entry.busy = true;
    for (const each of entry.buttons) each.setAttribute('aria-disabled', 'true');
    let words = undone;
    try {
      await done.undo();
    } catch (error) {
      words = error?.name === 'Refusal' ? error.message : notUndone;
      if (error?.name !== 'Refusal') report(options, error);
    }
    // The button under the finger goes; what it belongs to stays.
    if (button.matches(':focus')) card.querySelector('.add')?.focus();
    for (const each of entry.buttons) each.remove();
    await Promise.allSettled([...entry.shops].map((shop) => shop.cartChanged()));
    say(shelf, words);
  });
  entry.buttons.add(button);
  adopt(card.getRootNode());
  (card.querySelector('.reason') ?? card.lastElementChild).after(button);
}
