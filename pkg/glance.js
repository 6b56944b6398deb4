/** A look at something of the page's that may throw. */
export function glance(look) {
  try {
    return look();
  } catch {
    return undefined;
  }
}
