// What the test shops are served by: sessions, faults on demand, the package and a snapshot as static files, and pages under a
// Content-Security-Policy.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = fileURLToPath(new URL('../../pkg/', import.meta.url));
const TYPES = { '.js': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm' };
/** As strict as a careful merchant's. */
export const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src 'self'; style-src 'self'; frame-src 'self'";

/**
 * Serves a shop until `t` ends.
 *
 * - `answer(request)`: the platform's answer `{ status, headers, body }` to `{ method, path, query, headers, body, session }`, or
 *   undefined for what is not its; what breaks its contract it puts into `shop.breaches`
 * - `pages`: HTML and scripts by path
 * - `snapshot`: the folder served as /snapshot/
 * - `policy`: the Content-Security-Policy of the pages
 *
 * `shop.fault = (request, answer) => …` may change the next answers: it gets the platform's function, and gives an answer, a promise of one, or
 * `'hang'`. `shop.requests` has `METHOD /path` of all that reached the platform.
 */
export async function serveShop(t, { answer = () => undefined, pages, snapshot, policy = POLICY }) {
  const shop = { breaches: [], requests: [], fault: null };
  const server = createServer(async (incoming, response) => {
    const url = new URL(incoming.url, 'http://shop');
    const path = decodeURIComponent(url.pathname);
    const session = /(?:^|; )session=(\w+)/.exec(incoming.headers.cookie ?? '')?.[1] ?? Math.random().toString(36).slice(2);
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request = { method: incoming.method, path, query: url.searchParams, headers: incoming.headers, body: Buffer.concat(chunks).toString(), session };
    const send = ({ status = 200, headers = {}, body }) => {
      const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json';
      response.writeHead(status, { 'content-type': type, 'set-cookie': `session=${session}; Path=/; HttpOnly; SameSite=Lax`, ...headers }).end(text);
    };
    try {
      if (pages[path]) return send({ body: pages[path], headers: { 'content-type': path.endsWith('.js') ? TYPES['.js'] : 'text/html', 'content-security-policy': policy } });
      for (const [prefix, folder] of [['/setwise/', join(PACKAGE, 'dist')], ['/pkg/', PACKAGE], ['/snapshot/', snapshot]]) {
        if (!path.startsWith(prefix)) continue;
        const file = join(folder, normalize(path.slice(prefix.length)));
        return send({ body: await readFile(file), headers: { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' } });
      }
      if (path === '/favicon.ico') return send({ status: 204, body: '' });
      shop.requests.push(`${request.method} ${path}`);
      const given = await (shop.fault ? shop.fault(request, answer) : answer(request));
      if (given === 'hang') return undefined;
      return send(given ?? { status: 404, body: '<!doctype html><title>Not found</title>' });
    } catch (error) {
      if (error.code === 'ENOENT') return send({ status: 404, body: '<!doctype html><title>Not found</title>' });
      shop.breaches.push(`the server itself failed: ${error.stack}`);
      return send({ status: 500, body: '<!doctype html><title>Error</title>' });
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  shop.address = `http://127.0.0.1:${server.address().port}/`;
  return shop;
}

/** The body of a request as JSON with only known fields, or undefined and a breach. */
export function json({ method, path, headers, body }, known, breaches) {
  const breach = (what) => void breaches.push(`${method} ${path}: ${what}`);
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return breach(`content-type ${headers['content-type']}`);
  let value;
  try {
    value = JSON.parse(body);
  } catch {
    return breach(`no JSON: ${body.slice(0, 80)}`);
  }
  const unknown = Object.keys(value).filter((name) => !known.includes(name));
  if (unknown.length > 0) return breach(`unknown ${unknown.join(', ')}`);
  return value;
}

export const isCount = (value, least) => Number.isInteger(value) && value >= least;
