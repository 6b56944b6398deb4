// Answers like the recommendation service that the peer asks, at once.

import { createServer } from 'node:http';

/** `items()` gives the cards that every question is answered with: `{ host, asked, close }`; `asked` lists the paths. */
export async function recommender(items) {
  const asked = [];
  const server = createServer((request, response) => {
    if (request.method === 'POST') asked.push(new URL(request.url, 'http://stub').pathname);
    const hits = items().map((item) => ({ objectID: item.id, ...item }));
    const body = JSON.stringify({ results: [{ hits, nbHits: hits.length, page: 0, nbPages: 1, hitsPerPage: hits.length, processingTimeMS: 0, query: '', params: '' }] });
    request.resume().on('end', () =>
      response
        .writeHead(200, {
          'content-type': 'application/json',
          'access-control-allow-origin': '*',
          'access-control-allow-headers': '*',
          'access-control-max-age': '600',
          'timing-allow-origin': '*',
        })
        .end(body));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    host: `127.0.0.1:${server.address().port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
