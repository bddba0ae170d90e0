/**
 * Which addresses a destination may have. Guarantee: with private destinations off, only public unicast addresses;
 * so neither loopback, link-local and metadata services nor what IPv6 maps or tunnels to them (SSRF).
 */
import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The address is not one that a destination may have. */
export class AddressNotAllowed extends Error {
  override name = 'AddressNotAllowed';
  constructor() {
    super('the address of the destination is not a public one');
  }
}

export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast') return false;
  // ipaddr.js calls deprecated and unassigned IPv6 space unicast too; the global one is 2000::/3.
  return address.kind() === 'ipv4' || (address as ipaddr.IPv6).match(ipaddr.IPv6.parse('2000::'), 3);
}

/** The address a URL's host stands for if it is literal, else null. URL has normalised octal, hex and decimal ones. */
export function literalAddress(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) ? host : null;
}

/** A DNS look-up that fails where any address is not public: what was checked is what is connected to. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '', 0);
    if (addresses.some(({ address }) => !isPublicAddress(address))) return callback(new AddressNotAllowed(), '', 0);
    if (options.all) return callback(null, addresses);
    return callback(null, addresses[0]!.address, addresses[0]!.family);
  });
};
