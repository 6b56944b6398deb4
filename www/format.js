// What the shop shows of numbers, in the language of the page.

const locale = document.documentElement.lang || 'en';
const formats = new Map();

/** `null` when the code is not a currency: Intl throws on data such as "pounds". */
function currencyFormat(currency) {
  if (!formats.has(currency)) {
    let format = null;
    try {
      format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    } catch {
      // The number alone is still worth showing.
    }
    formats.set(currency, format);
  }
  return formats.get(currency);
}

/** An amount in minor units (pence, cents), e.g. 1250 GBP → "£12.50"; JPY has no minor unit. */
export function money(minor, currency) {
  const format = currencyFormat(currency);
  if (!format) return `${count(minor / 100)} ${currency}`;
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}

const numbers = new Intl.NumberFormat(locale);

export function count(number) {
  return numbers.format(number);
}

const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });

/** An RFC 3339 time in words. */
export const moment = (time) => moments.format(new Date(time));

const plurals = new Intl.PluralRules(locale);

/** "1 product", "2 products". */
export function counted(number, one, other) {
  return `${count(number)} ${plurals.select(number) === 'one' ? one : other}`;
}
