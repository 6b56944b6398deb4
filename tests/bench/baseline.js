// The ranking of `core/src/rank`, "Complete your set", as a shop's own developer would write it in JavaScript over JSON: a Map by
// id, an object for each product, an array for its neighbours. `benches/src/json.rs` writes the JSON.

const ONE = 2 ** 24;

export class Shop {
  #products = new Map();
  #blend = [];
  #policy;

  /** `policy`: `minItems`, `maxItems`, `floor`. */
  constructor(policy) {
    this.#policy = policy;
  }

  /** Adds a shard as it was parsed. A product's own record, the one with neighbours, wins over a guest's. */
  add({ blend, products }) {
    this.#blend = blend;
    for (const product of products) {
      if (product.neighbours || !this.#products.has(product.id)) this.#products.set(product.id, product);
    }
  }

  /** `{ items: [{ product, score, goesWith }] }`, best first, or `{ withheld }`. */
  rank(seeds, exclude = []) {
    const found = [...new Set(seeds)].map((id) => this.#products.get(id)).filter((product) => product?.neighbours);
    if (found.length === 0) return { withheld: 'UnknownSeeds' };
    const single = found.length === 1;
    const share = this.#blend[Math.min(found.length, this.#blend.length) - 1];

    const candidates = new Map();
    for (const seed of found) {
      for (const { id, weight, likelihood } of seed.neighbours) {
        const said = single ? likelihood : weight + Math.floor((share * likelihood) / ONE);
        const candidate = candidates.get(id);
        if (!candidate) {
          const product = this.#products.get(id);
          candidates.set(id, { product, score: product.prior[single ? 0 : 1] + said, loudest: said, goesWith: seed.id });
        } else {
          candidate.score += said;
          if (said > candidate.loudest) {
            candidate.loudest = said;
            candidate.goesWith = seed.id;
          }
        }
      }
    }

    const chosen = new Set([...seeds, ...exclude]);
    const allowed = [...candidates.values()].filter(
      ({ product }) => product.inStock && !chosen.has(product.id) && !found.some((seed) => alike(seed, product)),
    );
    if (allowed.length === 0) return { withheld: 'NoCandidates' };
    allowed.sort((a, b) => b.score - a.score || (a.product.id < b.product.id ? -1 : 1));

    const { minItems, maxItems, floor } = this.#policy;
    const items = [];
    for (const candidate of allowed) {
      if (items.length === maxItems || candidate.score < floor) break;
      if (!items.some(({ product }) => alike(product, candidate.product))) items.push(candidate);
    }
    const needed = Math.min(minItems, maxItems);
    if (items.length < needed) {
      return { withheld: `TooFew { found: ${items.length}, needed: ${needed}, best: Score(${allowed[0].score}) }` };
    }
    return { items };
  }
}

/** Variants of one product, or alternatives for one need. */
function alike(a, b) {
  return (a.group !== undefined && a.group === b.group) || (a.need !== undefined && a.need === b.need);
}
