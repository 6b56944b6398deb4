/** A look at something of the page's that may throw. A copy of its own: a file shared with the widget would be one more request before the first shelf. */
export function glance(look) {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** As in `../glance.js`. */
export const field = (object, name) => glance(() => (object[name] === {}[name] ? undefined : object[name]));
