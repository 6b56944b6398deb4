// What an offer says, in nine languages; all of it can be replaced by `text.offers`. Places in braces are filled in: {date} with its
// zone, {time} a length of time, {price}, {product}.

const WORDS = {
  en: {
    offer: 'Offer', ends: 'Ends {date}', lowest: 'lowest 30-day price {price}', free: 'Free shipping', freeFrom: 'Free shipping from {price}',
    hide: 'Hide countdown', show: 'Show countdown', endsIn: '{product}: the offer ends in {time}', ended: '{product}: the offer has ended',
  },
  de: {
    offer: 'Angebot', ends: 'Endet am {date}', lowest: 'niedrigster 30-Tage-Preis {price}', free: 'Kostenloser Versand', freeFrom: 'Kostenloser Versand ab {price}',
    hide: 'Countdown ausblenden', show: 'Countdown einblenden', endsIn: '{product}: Das Angebot endet in {time}', ended: '{product}: Das Angebot ist beendet',
  },
  fr: {
    offer: 'Offre', ends: 'Jusqu’au {date}', lowest: 'prix le plus bas sur 30 jours {price}', free: 'Livraison gratuite', freeFrom: 'Livraison gratuite dès {price}',
    hide: 'Masquer le compte à rebours', show: 'Afficher le compte à rebours', endsIn: '{product} : l’offre se termine dans {time}', ended: '{product} : l’offre est terminée',
  },
  es: {
    offer: 'Oferta', ends: 'Termina el {date}', lowest: 'precio más bajo en 30 días {price}', free: 'Envío gratis', freeFrom: 'Envío gratis desde {price}',
    hide: 'Ocultar la cuenta atrás', show: 'Mostrar la cuenta atrás', endsIn: '{product}: la oferta termina en {time}', ended: '{product}: la oferta ha terminado',
  },
  it: {
    offer: 'Offerta', ends: 'Termina il {date}', lowest: 'prezzo più basso degli ultimi 30 giorni {price}', free: 'Spedizione gratuita', freeFrom: 'Spedizione gratuita da {price}',
    hide: 'Nascondi il conto alla rovescia', show: 'Mostra il conto alla rovescia', endsIn: '{product}: l’offerta termina tra {time}', ended: '{product}: l’offerta è terminata',
  },
  pt: {
    offer: 'Oferta', ends: 'Termina a {date}', lowest: 'preço mais baixo em 30 dias {price}', free: 'Envio grátis', freeFrom: 'Envio grátis a partir de {price}',
    hide: 'Ocultar a contagem', show: 'Mostrar a contagem', endsIn: '{product}: a oferta termina em {time}', ended: '{product}: a oferta terminou',
  },
  nl: {
    offer: 'Aanbieding', ends: 'Eindigt {date}', lowest: 'laagste prijs van 30 dagen {price}', free: 'Gratis verzending', freeFrom: 'Gratis verzending vanaf {price}',
    hide: 'Aftelklok verbergen', show: 'Aftelklok tonen', endsIn: '{product}: de aanbieding eindigt over {time}', ended: '{product}: de aanbieding is afgelopen',
  },
  ja: {
    offer: 'セール', ends: '{date}まで', lowest: '過去30日間の最低価格 {price}', free: '送料無料', freeFrom: '{price}以上で送料無料',
    hide: 'カウントダウンを隠す', show: 'カウントダウンを表示', endsIn: '{product}：セール終了まであと{time}', ended: '{product}：セールは終了しました',
  },
  ar: {
    offer: 'عرض', ends: 'ينتهي في {date}', lowest: 'أدنى سعر خلال 30 يومًا {price}', free: 'شحن مجاني', freeFrom: 'شحن مجاني ابتداءً من {price}',
    hide: 'إخفاء العد التنازلي', show: 'إظهار العد التنازلي', endsIn: '{product}: ينتهي العرض خلال {time}', ended: '{product}: انتهى العرض',
  },
};

/** The words of a language, those of the shop's own over them, as functions where something is filled in. */
export function wordsOf(locale, own) {
  const language = String(locale).split(/[-_]/)[0].toLowerCase();
  const built = Object.hasOwn(WORDS, language) ? WORDS[language] : WORDS.en;
  const text = (name) => (typeof own?.[name] === 'string' && own[name] ? own[name] : built[name]);
  // A function, because `$&` in a title would mean something.
  const filled = (name, values) => Object.keys(values).reduce((words, place) => words.replace(`{${place}}`, () => values[place]), text(name));
  const [before, behind = ''] = text('lowest').split('{price}');
  return {
    offer: text('offer'),
    free: text('free'),
    hide: text('hide'),
    show: text('show'),
    lowest: [before, behind],
    ends: (date) => filled('ends', { date }),
    freeFrom: (price) => filled('freeFrom', { price }),
    endsIn: (product, time) => filled('endsIn', { time, product }),
    ended: (product) => filled('ended', { product }),
  };
}
