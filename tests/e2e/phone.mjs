// A phone as most shoppers hold it, and what it looks at: for tests and benches.

/** A phone as most shoppers hold it; the widget's shelves are made for it first. */
export const PHONE = { width: 360, height: 740 };

/** A product that many orders hold: its shelf has something to show. */
export async function bestSeller(shop) {
  const catalog = await (await fetch(new URL('shop/catalog.json', shop))).json();
  const inStock = catalog.filter((product) => product.inStock);
  return inStock.sort((a, b) => b.popularity - a.popularity || (a.id < b.id ? -1 : 1))[0];
}

/** Makes the page's processor and network as slow as a cheap phone on 4G. */
export async function slowPhone(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await session.send('Network.enable');
  const bytesPerSecond = (megabits) => (megabits * 1_000_000) / 8;
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 60,
    downloadThroughput: bytesPerSecond(9),
    uploadThroughput: bytesPerSecond(1.5),
  });
  return session;
}
