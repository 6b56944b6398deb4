// Snapshot files, from the shop's host to memory: the manifest first, then only the shards that a request needs; see src/load.

import { network, problem } from './error.js';
import { inflater } from './inflate.js';
import { readManifest } from './manifest.js';
import { PATIENCE } from '../manifest.js';
import { close, open } from './ranker.js';

/** Before the second try, in milliseconds. */
const PAUSE = 400;
/** What shards may take in memory together: hundreds of them in a large shop. */
const MOST_BYTES = 24 << 20;

/** A GET with a time limit and a second try; `ahead` is the response of the first one if it is here already. */
function fetcher(own, ahead) {
  const once = async (url, cache) => {
    const init = { cache, signal: AbortSignal.timeout(PATIENCE) };
    const response = await (ahead ?? (own ?? fetch)(url, init));
    ahead = undefined;
    if (!(response instanceof Response)) throw 'fetch gave no Response';
    return response;
  };
  return async (url, cache) => {
    let response = await once(url, cache).catch(() => undefined);
    if (!(response?.status < 500)) {
      await new Promise((resume) => setTimeout(resume, PAUSE));
      response = await once(url, cache).catch((thrown) => {
        throw network(url, thrown);
      });
    }
    if (response.ok) return response;
    throw problem('status', `${url} answered HTTP ${response.status}, expected 200; upload the whole folder that \`setwise train\` wrote`);
  };
}

/** A snapshot folder whose manifest has been read. */
export async function openFolder(address, ownFetch, ahead) {
  const get = fetcher(ownFetch, ahead);
  let manifest = await readManifest(get, address);
  /** Shards here or on their way, by name, the one used last at the end. */
  const slots = new Map();

  /** Goes over to another manifest. What cannot be read, or has another currency than the page was set up for, is no news. */
  const adopt = (reading) => reading.then((read) => {
    if (read.currency === manifest.currency && read.digits === manifest.digits) manifest = read;
  }, () => {});

  const release = (slot) => {
    if (slot.dropped && !slot.users && slot.handle !== undefined) close(slot.handle);
  };

  /** Drops old shards until the rest fits; the last one stays whatever its size. */
  function trim() {
    let bytes = 0;
    for (const slot of slots.values()) bytes += slot.bytes;
    for (const [name, slot] of slots) {
      if (bytes <= MOST_BYTES || slots.size < 2) return;
      bytes -= slot.bytes;
      slots.delete(name);
      slot.dropped = true;
      release(slot);
    }
  }

  async function fill(slot, name, cache) {
    const url = new URL(`${name.generation}/${name.number}.bin`, address).href;
    const inflate = inflater();
    const response = await get(url, cache);
    const file = await response.arrayBuffer().catch((thrown) => {
      throw network(url, thrown);
    });
    Object.assign(slot, await open(new Uint8Array(file), name, url, inflate));
  }

  /** The shard if it is here, or its loading, which starts now if nobody else started it. */
  function slotOf(name, cache) {
    const key = Object.values(name).join('/');
    let slot = slots.get(key);
    slots.delete(key);
    if (!slot) {
      slot = { users: 0, bytes: 0 };
      const kept = slot;
      slot.filled = fill(slot, name, cache).then(() => {
        trim();
        release(kept);
      }, (error) => {
        // Whoever asks next tries again.
        if (slots.get(key) === kept) slots.delete(key);
        throw error;
      });
      slot.filled.catch(() => {});
    }
    slots.set(key, slot);
    return slot;
  }

  /** Calls `use` with the handles of the homes of these products, which stay open until it is through. */
  async function load(keys, cache, use) {
    const asked = manifest.build;
    const names = new Map(keys.map((key) => manifest.home(key)).map((name) => [name.number, name]));
    const needed = Array.from(names.values(), (name) => slotOf(name, cache));
    for (const slot of needed) slot.users += 1;
    try {
      for (const slot of needed) await slot.filled;
      // Another build may have taken over meanwhile: then these are not its shards.
      return asked === manifest.build ? { used: use(needed.map(({ handle }) => handle)) } : undefined;
    } finally {
      for (const slot of needed) {
        slot.users -= 1;
        release(slot);
      }
    }
  }

  return {
    manifest: () => manifest,
    /** Whether prices are too old to be claimed at `now`, in seconds since 1970. */
    isStale(now) {
      const since = manifest.asOf === undefined ? manifest.published : Math.trunc(manifest.asOf);
      return now - since > manifest.staleAfter;
    },
    /**
     * A shard that is missing or wrong may be that of a folder that was replaced since the page was opened, or a fault
     * that a cache keeps: before giving up the manifest is read anew and the shard asked for past all caches.
     */
    async withHomes(keys, use) {
      // A file of this name never changes, whatever its host says.
      let cache = 'force-cache';
      for (;;) {
        try {
          const done = await load(keys, cache, use);
          if (done) return done.used;
        } catch (error) {
          if (cache === 'reload' || error.code === 'network') throw error;
          await adopt(readManifest(get, address));
          cache = 'reload';
        }
      }
    },
    /** Goes over to the build whose manifest this response brings. */
    follow: (response) => adopt(readManifest(fetcher(undefined, response), address)),
  };
}
