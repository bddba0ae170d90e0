/** The servers at the other end: a shop that is well, one that often is not, a form that is particular, one that is gone. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

const ANSWERS = {
  '/orders': async (order, attempt) => {
    // Each seventh order finds the shop busy, once.
    if (order.number % 7 === 0 && attempt === 1)
      return [503, { error: 'the stock is being counted' }, { 'retry-after': '1' }];
    return [201, { order: order.number, booked: true, parcel: `P-${order.number}` }];
  },
  '/readings': async () => [204],
  '/forms': async (form) =>
    form.email?.includes('@') ? [200, { thanks: form.name }] : [422, { error: 'email must be an address' }],
  '/billing': async () => [500, { error: 'connection to the ledger refused' }],
  '/reports': async () => [200, { filed: true }],
};

export async function startCustomers() {
  const attempts = new Map();
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const attempt = (attempts.get(body) ?? 0) + 1;
    attempts.set(body, attempt);
    await pause(5 + (body.length % 30));
    const [status, answer, headers] = await ANSWERS[request.url](JSON.parse(body), attempt);
    response.writeHead(status, { 'content-type': 'application/json', server: 'shop/2.4', ...headers });
    response.end(answer && JSON.stringify(answer));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    urlOf: (name) => `http://127.0.0.1:${server.address().port}/${name}`,
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
