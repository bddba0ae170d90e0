/**
 * Who may say on whose behalf it asks. Guarantee: `X-Forwarded-*` of anybody else mean nothing, and where none is trusted,
 * nobody's do.
 */
import { BlockList } from 'node:net';
import ipaddr from 'ipaddr.js';

export class TrustedProxies {
  private readonly listed = new BlockList();
  private readonly hops: number;

  /** So many hops before this process, or these addresses and networks. */
  constructor(given: number | readonly string[]) {
    this.hops = typeof given === 'number' ? given : 0;
    for (const each of typeof given === 'number' ? [] : given) {
      const [network = '', prefix] = each.split('/');
      const kind = ipaddr.parse(network).kind();
      if (prefix === undefined) this.listed.addAddress(network, kind);
      else this.listed.addSubnet(network, Number(prefix), kind);
    }
  }

  /** `hop`: 0 is who has connected, 1 whom that one names, and so on. */
  trusts(address: string, hop: number): boolean {
    if (hop < this.hops) return true;
    if (!ipaddr.isValid(address)) return false;
    // A server that listens on `::` sees addresses of IPv4 within those of IPv6.
    const plain = ipaddr.process(address);
    return this.listed.check(plain.toString(), plain.kind());
  }
}
