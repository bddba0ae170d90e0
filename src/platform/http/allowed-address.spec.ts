import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from '@jest/globals';
import { AddressNotAllowed, AllowedAddresses } from './allowed-address.js';

const publicOnly = new AllowedAddresses(false);

describe('an address', () => {
  it.each(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '2001:200::1', '::ffff:8.8.8.8'])('%s is public', (address) => {
    expect(publicOnly.allows(address)).toBe(true);
  });

  it.each([
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.16.0.1', '192.168.0.1'],
    ...['192.0.0.1', '192.0.2.1', '192.88.99.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::ffff:127.0.0.1', '::127.0.0.1', '::ffff:0:127.0.0.1', '64:ff9b::127.0.0.1', '64:ff9b:1::1'],
    ...['2002:7f00:1::', '2001::1', '2001:1ff::1', '2001:db8::1', 'fc00::1', 'fd00::1', 'fe80::1', 'fec0::1'],
    ...['100::1', 'ff02::1', '3fff::1', '5f00::1', '4000::1', 'example.com', ''],
  ])('%j is not', (address) => {
    expect(publicOnly.allows(address)).toBe(false);
    expect(new AllowedAddresses(true).allows(address)).toBe(true);
  });

  it('is allowed where its network is opened, and its neighbours are not', () => {
    const allowed = new AllowedAddresses(['10.1.0.0/16', '192.168.7.4', 'fd00::/8']);
    const addresses = ['10.1.255.255', '::ffff:10.1.0.1', '192.168.7.4', 'fd12::1', '8.8.8.8'];
    expect(addresses.filter((address) => !allowed.allows(address))).toEqual([]);
    const others = [
      '10.2.0.0',
      '192.168.7.5',
      'fc00::1',
      '127.0.0.1',
      '64:ff9b::10.1.0.1',
      '2002:a01:1::',
      '::10.1.0.1',
    ];
    expect(others.filter((address) => allowed.allows(address))).toEqual([]);
  });
});

describe('a name', () => {
  const resolvingTo = (...addresses: string[]) => {
    const found: LookupAddress[] = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const resolver = (_: string, __: object, done: (error: null, found: LookupAddress[]) => void) => done(null, found);
    return new AllowedAddresses(false, resolver as never);
  };
  const lookup = (allowed: AllowedAddresses, all: boolean) =>
    new Promise((resolve) =>
      allowed.lookup('a.test', { all }, (error, found, family) => resolve(error ?? [found, family])),
    );

  // With only the first one looked at, the connection might be made to the second.
  it('with one address that is not allowed leads nowhere, wherever that one stands', async () => {
    for (const all of [true, false]) {
      for (const found of [
        ['8.8.8.8', '127.0.0.1'],
        ['127.0.0.1', '8.8.8.8'],
        ['2606:4700::1111', '::1'],
      ])
        expect(await lookup(resolvingTo(...found), all)).toBeInstanceOf(AddressNotAllowed);
    }
  });

  it('leads to the addresses that were looked at', async () => {
    const allowed = resolvingTo('8.8.8.8', '2606:4700::1111');
    expect(await lookup(allowed, false)).toEqual(['8.8.8.8', 4]);
    expect(await lookup(allowed, true)).toEqual([
      [
        { address: '8.8.8.8', family: 4 },
        { address: '2606:4700::1111', family: 6 },
      ],
      undefined,
    ]);
  });

  it('is looked up when a destination is saved', async () => {
    const url = new URL('https://a.test/');
    await resolvingTo('8.8.8.8').check(url);
    await expect(resolvingTo('8.8.8.8', '10.0.0.1').check(url)).rejects.toThrow(AddressNotAllowed);
  });
});
