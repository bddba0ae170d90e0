import { describe, expect, it } from '@jest/globals';
import { policyWith, SECRET_ID } from '../../../test/support/facts.js';
import type { DestinationPolicy } from '../../events/shapes.js';
import type { Vault } from '../../platform/vault.js';
import { type DestinationInput, destinationInput } from '../../views/destination.js';
import { HiddenValues } from './hidden-values.js';

const STREAM = 'destination-orders';
const OTHER_ID = '0199f2f0-2222-7000-8000-000000000002';

/** A vault that remembers what it was given; the n-th value has the id `sealed-n`. What stood before is known too. */
class FakeVault implements Pick<Vault, 'seal' | 'open'> {
  readonly sealed: string[] = [];
  async seal(_stream: string, values: readonly string[]): Promise<string[]> {
    return values.map((value) => `sealed-${this.sealed.push(value)}`);
  }
  async open(ids: readonly string[]): Promise<Map<string, string>> {
    return new Map(ids.map((id) => [id, basic('user', 'pass')]));
  }
}

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

async function put(input: Partial<DestinationInput>, standing: DestinationPolicy | null = null) {
  const vault = new FakeVault();
  const complete = destinationInput.parse({ url: 'https://orders.example/in', ...input });
  const hidden = new HiddenValues(vault as Partial<Vault> as Vault);
  return { policy: await hidden.policyFrom(STREAM, complete, standing), sealed: vault.sealed };
}
const standing = policyWith({
  headers: [{ name: 'x-key', secretId: SECRET_ID }],
  auth: { type: 'basic', secretId: OTHER_ID },
});

describe('values of a destination’s headers', () => {
  it('go into the vault; the policy names their ids', async () => {
    const { policy, sealed } = await put({ headers: { 'X-Key': 'k', 'X-App': 'a' } });
    expect(policy.headers).toEqual([
      { name: 'X-App', secretId: 'sealed-1' },
      { name: 'X-Key', secretId: 'sealed-2' },
    ]);
    expect(sealed).toEqual(['a', 'k']);
  });

  it('stand in one order, so that the same headers are the same policy', async () => {
    const one = await put({ headers: { b: '1', a: '2' } });
    const other = await put({ headers: { a: '2', b: '1' } });
    expect(one.policy).toEqual(other.policy);
  });

  it('are kept where *** comes back, whatever the case of the name', async () => {
    const { policy, sealed } = await put({ headers: { 'X-Key': '***', 'X-New': 'n' } }, standing);
    expect(policy.headers).toEqual([
      { name: 'X-Key', secretId: SECRET_ID },
      { name: 'X-New', secretId: 'sealed-1' },
    ]);
    expect(sealed).toEqual(['n']);
  });

  it.each([
    ['there is no destination yet', null],
    ['it has another header only', policyWith({ headers: [{ name: 'X-Other', secretId: SECRET_ID }] })],
  ])('cannot be kept where %s', async (_why, before) => {
    await expect(put({ headers: { 'X-Key': '***' } }, before)).rejects.toMatchObject({
      code: 'validation-failed',
      more: { errors: [{ in: 'body', pointer: '/headers/X-Key' }] },
    });
  });
});

describe('names of a destination’s headers', () => {
  it.each([
    'Host',
    'content-length',
    'Transfer-Encoding',
    'Content-Type',
    'Idempotency-Key',
    'traceparent',
    'webhook-signature',
    'Intake-Attempt',
    'Proxy-Authorization',
  ])('%s is Intake’s or the connection’s', async (name) => {
    const refused = put({ headers: { [name]: 'v' } });
    await expect(refused).rejects.toMatchObject({
      code: 'header-not-allowed',
      more: { errors: [{ pointer: `/headers/${name}` }] },
    });
  });

  it.each(['Authorization', 'X-Host', 'Accept-Encoding', 'User-Agent', 'Hosted'])(
    '%s is the destination’s own',
    async (name) => {
      expect((await put({ headers: { [name]: 'v' } })).policy.headers[0]?.name).toBe(name);
    },
  );

  it('stand there once, whatever their case', async () => {
    await expect(put({ headers: { 'X-Key': 'a', 'x-key': 'b' } })).rejects.toMatchObject({
      code: 'header-not-allowed',
    });
  });

  it('do not contradict auth', async () => {
    const both = put({ headers: { Authorization: 'Bearer a' }, auth: { type: 'bearer', token: 'b' } });
    await expect(both).rejects.toMatchObject({ code: 'header-not-allowed' });
  });
});

describe('a destination’s credentials', () => {
  it.each([
    [{ type: 'bearer', token: 't' }, 'Bearer t'],
    [{ type: 'basic', username: 'ü', password: 'p:q' }, basic('ü', 'p:q')],
  ] as const)('%j are sealed as the header that will be sent', async (auth, header) => {
    const { policy, sealed } = await put({ auth });
    expect(policy.auth).toEqual({ type: auth.type, secretId: 'sealed-1' });
    expect(sealed).toEqual([header]);
  });

  it('are kept where *** comes back, and dropped where null does', async () => {
    const kept = await put({ auth: { type: 'basic', username: '***', password: '***' } }, standing);
    expect(kept).toMatchObject({ policy: { auth: { secretId: OTHER_ID } }, sealed: [] });
    expect((await put({ auth: null }, standing)).policy.auth).toBeNull();
  });

  it.each([
    [{ type: 'basic', username: '***', password: 'new' }, basic('user', 'new')],
    [{ type: 'basic', username: 'new', password: '***' }, basic('new', 'pass')],
  ] as const)('keep the half that is ***: %j', async (auth, header) => {
    expect((await put({ auth }, standing)).sealed).toEqual([header]);
  });

  it('cannot be kept in another kind', async () => {
    await expect(put({ auth: { type: 'bearer', token: '***' } }, standing)).rejects.toMatchObject({
      code: 'validation-failed',
      more: { errors: [{ in: 'body', pointer: '/auth' }] },
    });
  });
});
