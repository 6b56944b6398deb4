// localStorage throws when the visitor or the browser denies it (private windows, blocked site data, full quota).
// The shop then works from memory until the page is left.

const memory = new Map();

/** The JSON value kept under `key`, or `null` when there is none, it is unreadable, or storage is denied. */
export function readStored(key) {
  // What could not be written is newer than what is stored.
  if (memory.has(key)) return memory.get(key);
  try {
    const text = localStorage.getItem(key);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

export function writeStored(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    memory.delete(key);
  } catch {
    memory.set(key, value);
  }
}

export function removeStored(key) {
  memory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // What cannot be read is nowhere.
  }
}
