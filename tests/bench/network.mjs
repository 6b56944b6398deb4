// A slow network before a host: every answer begins a round trip late, and all bodies share one line. In front of the host and not in the
// browser, whose own imitation needs a debugger that watches every request.

import { createServer, request as ask } from 'node:http';

/** As 4G is where it is weak: milliseconds of a round trip, and megabits in a second. */
export const FOUR_G = { latency: 60, megabits: 9 };
/** So many bytes are sent at once. */
const PIECE = 4_096;

/** One line to several hosts: `line.to(address)` is the address of a host at its other end. */
export function line({ latency, megabits }) {
  const bytesPerMillisecond = (megabits * 1_000_000) / 8 / 1_000;
  /** When the line is free again. */
  let free = 0;
  const until = (time) => new Promise((over) => setTimeout(over, Math.max(0, time - performance.now())));
  const servers = [];

  async function send(body, response) {
    for (let at = 0; at < body.length; at += PIECE) {
      const piece = body.subarray(at, at + PIECE);
      free = Math.max(free, performance.now()) + piece.length / bytesPerMillisecond;
      await until(free);
      if (response.destroyed) return;
      response.write(piece);
    }
  }

  return {
    async to(address) {
      const { hostname, port } = new URL(address);
      const server = createServer((incoming, response) => {
        const begun = performance.now();
        const onward = ask({ hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers }, (answer) => {
          const pieces = [];
          answer.on('data', (piece) => pieces.push(piece)).on('end', async () => {
            await until(begun + latency);
            response.writeHead(answer.statusCode, answer.headers);
            await send(Buffer.concat(pieces), response);
            response.end();
          });
        });
        onward.on('error', () => response.destroy());
        incoming.pipe(onward);
      });
      await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
      servers.push(server);
      return `http://127.0.0.1:${server.address().port}/`;
    },
    close() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}
