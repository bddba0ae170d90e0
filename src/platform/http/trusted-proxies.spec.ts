import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createLog } from '../log.js';
import { Drain } from './drain.js';
import { createFastifyAdapter } from './fastify.js';
import { TrustedProxies } from './trusted-proxies.js';

describe('trusted is', () => {
  it('nobody, where none is named', () => {
    for (const proxies of [new TrustedProxies(0), new TrustedProxies([])])
      for (const address of ['127.0.0.1', '::1', '10.0.0.1', '', 'unknown'])
        expect(proxies.trusts(address, 0)).toBe(false);
  });

  it('as many hops as are counted, whoever they are', () => {
    const proxies = new TrustedProxies(2);
    expect([0, 1, 2].map((hop) => proxies.trusts('203.0.113.9', hop))).toEqual([true, true, false]);
  });

  it.each<[string, boolean]>([
    ['10.1.0.0', true],
    ['10.1.255.255', true],
    ['::ffff:10.1.2.3', true],
    ['10.2.0.0', false],
    ['192.168.7.4', true],
    ['192.168.7.5', false],
    ['fd00::1', true],
    ['fe00::1', false],
    ['unknown', false],
    ['10.1.0.0, 10.1.0.1', false],
  ])('who is named: %s %s', (address, trusted) => {
    const proxies = new TrustedProxies(['10.1.0.0/16', '192.168.7.4', 'fd00::/8']);
    expect(proxies.trusts(address, 7)).toBe(trusted);
  });
});

describe('what is said of who asks', () => {
  /** As a server that trusts these hears it over 127.0.0.1, where the first client has lied. */
  async function heard(trustedProxies: number | string[]): Promise<unknown> {
    const adapter = createFastifyAdapter({
      ...{ log: createLog('silent', false), corsOrigins: [], drain: new Drain(), admit: () => {} },
      trustedProxies,
    });
    const server: FastifyInstance = adapter.getInstance();
    server.get('/who', async ({ ip, protocol, host }) => ({ ip, protocol, host }));
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const headers = {
      host: 'inside',
      'x-forwarded-for': '192.0.2.1, 203.0.113.9, 10.1.0.8',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'intake.example',
      forwarded: 'for=192.0.2.1;proto=https;host=forwarded.example',
    };
    const [answer] = (await once(get(`${url}/who`, { headers, agent: false }), 'response')) as [IncomingMessage];
    const said = await json(answer);
    await server.close();
    return said;
  }

  it('means nothing, where nobody is trusted', async () => {
    for (const nobody of [0, [], ['10.1.0.0/16', '203.0.113.9']])
      expect(await heard(nobody)).toEqual({ ip: '127.0.0.1', protocol: 'http', host: 'inside' });
  });

  it('is believed as far back as whoever says it is trusted', async () => {
    const outside = { protocol: 'https', host: 'intake.example' };
    expect(await heard(['127.0.0.0/8', '10.1.0.0/16'])).toEqual({ ip: '203.0.113.9', ...outside });
    expect(await heard(['127.0.0.1'])).toEqual({ ip: '10.1.0.8', ...outside });
    expect(await heard(1)).toEqual({ ip: '10.1.0.8', ...outside });
    expect(await heard(2)).toEqual({ ip: '203.0.113.9', ...outside });
  });
});
