// For drivers that do not tell what stands in the console: a page's own script notes it, and also what could not be loaded.

/** The first script of a page that stands in a frame; `window.seen` has what was seen since the outer page was opened. */
export const WATCH = `window.seen = (parent.seen ??= []);
addEventListener('error', ({ message, target }) => window.seen.push(message ?? 'not loaded: ' + (target.src ?? target.href)), true);
addEventListener('unhandledrejection', ({ reason }) => window.seen.push(String(reason)));
for (const level of ['warn', 'error']) {
  const say = console[level];
  console[level] = (...words) => { window.seen.push(words.join(' ')); say.apply(console, words); };
}`;

/** A page in a window of another width than the browser's. */
export const frame = (address, width) => `<!doctype html><title>Frame</title><iframe src="${address}" width="${width}" height="800" frameborder="0"></iframe>`;
