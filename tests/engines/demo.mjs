// The demo shop behind an address of the test's own: what it stores is nobody else's, its pages are watched, and stand in frames of any width.

import { createServer } from 'node:http';

import { frame, WATCH } from '../shops/watch.mjs';

const DEMO = process.env.SETWISE_DEMO;
/** What is true of the bytes on their way to here only. */
const OF_THE_WAY = ['connection', 'content-encoding', 'content-length', 'keep-alive', 'transfer-encoding'];

async function passOn(path, response) {
  const answer = await fetch(new URL(path.slice(1), DEMO), { redirect: 'manual' });
  const headers = [...answer.headers].filter(([name]) => !OF_THE_WAY.includes(name));
  const body = Buffer.from(await answer.arrayBuffer());
  const isPage = answer.headers.get('content-type')?.startsWith('text/html');
  response.writeHead(answer.status, Object.fromEntries(headers))
    .end(isPage ? body.toString().replace('<head>', `<head><script src="/watch.js"></script>`) : body);
}

/** Serves it until `t` ends, and gives the way to an address of a page of the shop in a frame: `address('www/cart.html', 360)`. */
export async function demoShop(t) {
  const server = createServer((incoming, response) => {
    const [, width, path] = /^\/frame-(\d+)\/(.*)$/.exec(incoming.url) ?? [];
    if (incoming.url === '/watch.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end(WATCH);
    else if (width) response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(frame(`/${path}`, width));
    else passOn(incoming.url, response).catch((error) => response.writeHead(502).end(error.message));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (path, width) => `http://127.0.0.1:${server.address().port}/frame-${width}/${path}`;
}
