// A simple search box: all words must occur somewhere in the product, accents and case aside.

const folded = (value) => value.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Products that hold every word of the query, those with the whole phrase in their title first. */
export function search(products, query) {
  const phrase = folded(query).trim();
  const words = phrase.split(/\s+/u).filter(Boolean);
  if (words.length === 0) return products;
  const rank = ({ title, brand, category, id, attributes }) => {
    const name = folded(title);
    if (name.startsWith(phrase)) return 0;
    if (name.includes(phrase)) return 1;
    const all = [name, ...[brand, id, ...category, ...attributes.flat()].map(folded)].join(' ');
    return words.every((word) => all.includes(word)) ? 2 : -1;
  };
  const ranked = [[], [], []];
  for (const product of products) ranked[rank(product)]?.push(product);
  return ranked.flat();
}
