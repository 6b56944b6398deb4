// Two clocks: the device's, which anybody may set, and the host's, as it stood on its answer and has run since.

/** The device's clock, or the shop's own, in milliseconds. */
export function deviceClock(options) {
  return () => {
    try {
      const own = options.now?.();
      return Number.isFinite(own) ? own : Date.now();
    } catch {
      return Date.now();
    }
  };
}

/**
 * The host's clock in milliseconds, from the headers of an answer that arrived when `performance.now()` was `arrived`. Gives NaN
 * for a host that does not show its date: one elsewhere has to expose the header (Access-Control-Expose-Headers: Date, Age).
 */
export function hostClock(headers, arrived) {
  const age = Number(headers.get('age') ?? 0) * 1000;
  const then = Date.parse(headers.get('date')) + (age || 0);
  return () => then + performance.now() - arrived;
}
