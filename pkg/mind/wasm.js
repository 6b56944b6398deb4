// The other side of mind/src/lib.rs: what its Wasm is told and what it answers.

const encoder = new TextEncoder();

/** Runs the Wasm; `address` is where it is. */
export async function open(address) {
  const response = await fetch(address, { cache: 'force-cache' });
  if (!response.ok) throw new Error(`${address}: the host answered ${response.status}`);
  const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), {});
  const wasm = instance.exports;

  /** Lays bytes or a text on the desk. */
  const put = (what) => {
    const bytes = typeof what === 'string' ? encoder.encode(what) : what;
    // First, because memory that grows has another buffer.
    const at = wasm.desk(bytes.length) >>> 0;
    new Uint8Array(wasm.memory.buffer, at, bytes.length).set(bytes);
  };
  /** A copy of what lies there. */
  const take = () => new Uint8Array(wasm.memory.buffer, wasm.answer() >>> 0, wasm.answered()).slice();
  const told = (name) => (what, ...numbers) => {
    put(what);
    return wasm[name](...numbers);
  };
  return {
    merge: told('merge'), model: told('model'), policy: told('policy'), learn: told('learn'),
    segments: told('segments'), language: told('language'),
    forget: () => wasm.forget(),
    attest: (at, tier, lifetime) => wasm.attest(at, tier, lifetime),
    begin: (at, device, referrer, east) => wasm.begin(at, device, referrer, east) === 1,
    observe: (at, kind, detail, text) => told('observe')(text, at, kind, detail),
    gate: (placement, threshold) => wasm.gate(placement, threshold),
    probability: (now) => wasm.probability(now),
    save() {
      wasm.save();
      return take();
    },
    /** `about`: see mind/src/lib.rs. */
    directives(now, { placement, shelf, value, offer, lines }, plain) {
      told('directives')(lines, now, placement, shelf, value, offer, plain ? 1 : 0);
      return take();
    },
    /** Keys of products that it wants to learn of. */
    wanted(now) {
      wasm.wanted(now);
      return [...new BigUint64Array(take().buffer)];
    },
    rules() {
      wasm.rules();
      return new TextDecoder().decode(take()).trim().split('\n').filter(Boolean);
    },
    explain(now) {
      wasm.explain(now);
      return new Float64Array(take().buffer);
    },
  };
}
