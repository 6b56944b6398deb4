/** A look at something of the page's that may throw. */
export function glance(look) {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** A field of an object of the page's; what throws, and what the page's scripts have given to every object, is none. */
export const field = (object, name) => glance(() => (object[name] === {}[name] ? undefined : object[name]));
