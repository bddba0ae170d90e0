/**
 * Which addresses a destination may have. Guarantee: only public unicast ones and those that the operator has opened; so
 * neither loopback, link-local and metadata services nor what IPv6 maps or tunnels to them (SSRF).
 */
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** ipaddr.js takes them for mapped ones; they are an old tunnel. */
const IPV4_COMPATIBLE = /^::\d+\./;
/** RFC 6761: loopback, whatever a resolver says. */
const LOCALHOST = /(^|\.)localhost\.?$/;

/** The address is not one that a destination may have. */
export class AddressNotAllowed extends Error {
  override name = 'AddressNotAllowed';
  constructor() {
    super('the address of the destination is not an allowed one');
  }
}

export class AllowedAddresses {
  private readonly networks: [ipaddr.IPv4 | ipaddr.IPv6, number][];

  constructor(
    /** true: every address. Networks: these too. */
    private readonly opened: boolean | readonly string[],
    private readonly resolver: typeof systemLookup = systemLookup,
  ) {
    this.networks = typeof opened === 'boolean' ? [] : opened.map(networkOf);
  }

  allows(text: string): boolean {
    if (this.opened === true) return true;
    if (!isIP(text) || IPV4_COMPATIBLE.test(text)) return false;
    const address = ipaddr.process(text);
    return (
      isPublic(address) ||
      this.networks.some((network) => network[0].kind() === address.kind() && address.match(network))
    );
  }

  /** A literal address needs no look-up, so the look-up's check never sees it. */
  refuseLiteral(url: URL): void {
    const literal = literalAddress(url);
    if (literal && !this.allows(literal)) throw new AddressNotAllowed();
  }

  /** Rejects with AddressNotAllowed. A name that does not resolve now may do so later; the connection will tell. */
  async check(url: URL): Promise<void> {
    this.refuseLiteral(url);
    if (literalAddress(url)) return;
    await new Promise<void>((resolve, reject) => {
      this.lookup(url.hostname, { all: true }, (error) =>
        error instanceof AddressNotAllowed ? reject(error) : resolve(),
      );
    });
  }

  /** A DNS look-up that fails where any address is not allowed: what was checked is what is connected to. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.resolver(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      if (!addresses.every(({ address }) => this.allows(address))) return callback(new AddressNotAllowed(), '', 0);
      if (options.all) return callback(null, addresses);
      return callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
}

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false;
  // ipaddr.js calls deprecated and unassigned IPv6 space unicast too; the global one is 2000::/3.
  return address.kind() === 'ipv4' || (address as ipaddr.IPv6).match(ipaddr.IPv6.parse('2000::'), 3);
}

/** The address a URL's host stands for by itself, else null. URL has normalised octal, hex and decimal ones. */
function literalAddress({ hostname }: URL): string | null {
  if (LOCALHOST.test(hostname)) return '127.0.0.1';
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) ? host : null;
}

/** An address alone is a network of one. */
function networkOf(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
