/** What is answered has the members that the contract tells of, each of them and no other, whoever asks; less for who only sends. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { newHolder } from '../support/access-keys.js';
import type { Api } from '../support/api.js';
import { journey } from '../support/journey.js';
import { type Documented, operations } from '../support/openapi.js';

type Members = Record<string, string[]>;

const at = journey();
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
let routes: Documented[];
let askers: Record<'submitter' | 'operator' | 'admin', Api>;
let input: string;
let operation: string;

beforeAll(async () => {
  await at.api.register('orders', { url: at.server.url, headers: { 'X-Key': 'secret' } });
  const [submitter, operator] = await Promise.all(
    ['submitter', 'operator'].map(async (role) => (await newHolder(at.intake, role)).api),
  );
  askers = { submitter: submitter!, operator: operator!, admin: at.api };
  input = (await askers.submitter.take('orders', 'x')).id;
  await at.api.reaches(input, 'delivered');
  const body = { all: true };
  operation = (await askers.operator.ask<{ id: string }>('POST', '/v1/inputs/retry', { body })).body.id;
  ajv.addSchema((await at.api.get<object>('/openapi.json')).body, 'openapi');
  routes = (await operations(at.api)).filter(({ method, responses }) => method === 'GET' && isJson(responses['200']));
});

const isJson = (answer?: { content?: object }): boolean => 'application/json' in (answer?.content ?? {});

const there = (path: string): string =>
  path
    .replace('/operations/{id}', `/operations/${operation}`)
    .replace('/inputs/{id}', `/inputs/${input}`)
    .replace('/projections/{name}', '/projections/inputs')
    .replace('{number}', '1')
    .replace('{name}', 'orders');

/** The schema of what a route answers, by its place in the document: so what it refers to is found. */
const fitsContract = ({ path }: Documented) => {
  const place = ['paths', path, 'get', 'responses', '200', 'content', 'application/json', 'schema'];
  const pointer = place.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).map(encodeURIComponent);
  return ajv.compile({ $ref: `openapi#/${pointer.join('/')}` });
};

/** What is in it: path of members → their names. */
function membersOf(value: unknown, place = '', found: Members = {}): Members {
  if (Array.isArray(value)) for (const each of value) membersOf(each, place, found);
  else if (typeof value === 'object' && value !== null) {
    found[place] = Object.keys(value);
    for (const [name, each] of Object.entries(value)) membersOf(each, `${place}/${name}`, found);
  }
  return found;
}

describe('an answer', () => {
  it.each(['submitter', 'operator', 'admin'] as const)(
    'to %s is as the contract says, member by member',
    async (role) => {
      let answered = 0;
      for (const route of routes.filter(({ path }) => !path.includes('/access-keys/{id}'))) {
        const { status, body } = await askers[role].get(there(route.path));
        if (status === 403) continue;
        const fits = fitsContract(route);
        expect({ path: route.path, status, faults: fits(body) ? [] : fits.errors }).toMatchObject({
          status: 200,
          faults: [],
        });
        answered++;
      }
      expect(answered).toBeGreaterThanOrEqual({ submitter: 9, operator: 15, admin: 20 }[role]);
    },
  );

  it('could have no other: no shape of the contract is left open', () => {
    for (const route of routes.filter(({ path }) => path.startsWith('/v1/')))
      expect([route.path, fitsContract(route)({ items: [], nextCursor: null, more: 1 })]).toEqual([route.path, false]);
  });

  it('about a destination has for who only sends its name and state, no more', async () => {
    const seen = async (role: keyof typeof askers) => {
      const one = membersOf((await askers[role].get('/v1/destinations/orders')).body);
      const list = membersOf((await askers[role].get<{ items: object[] }>('/v1/destinations')).body.items);
      expect(list).toEqual(one);
      return one;
    };
    expect(await seen('submitter')).toEqual({ '': ['name', 'state'] });
    const all = await seen('operator');
    expect(all['']).toEqual(expect.arrayContaining(['name', 'state', 'url', 'headers', 'auth', 'version']));
    expect(all['']).not.toContain('secret');
    expect(await seen('admin')).toEqual(all);
  });

  it('about an input is the same for its sender and for those above', async () => {
    const seen = (role: keyof typeof askers) =>
      askers[role].get(`/v1/inputs/${input}`).then(({ body }) => membersOf(body));
    expect(await seen('submitter')).toEqual(await seen('admin'));
  });
});
