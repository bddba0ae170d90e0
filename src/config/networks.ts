/** Addresses and networks, in full and with nothing beside the network: nothing is opened that nobody meant. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { z } from 'zod';
import { allowed, commaList, onOff } from './kinds.js';

const SUCH_AS = '`10.1.0.0/16,192.168.7.4,fd00::/8`';

/** Such as `10.1.0.0/16, 192.168.7.4, fd00::/8`. */
export const onOffOrNetworks = commaList
  .transform((parts, context) => {
    const word = onOff.safeParse(parts[0]);
    if (parts.length === 1 && word.success) return word.data;
    return networks(parts, 'on, off, or', context);
  })
  .register(allowed, { values: `\`on\`, \`off\`, or some: ${SUCH_AS}` });

const MAX_HOPS = 10;

/** A number of hops, or whose they are; `off` is none. */
export const offHopsOrNetworks = commaList
  .transform((parts, context) => {
    const [first = ''] = parts;
    if (parts.length === 1 && first === 'off') return 0;
    if (parts.length === 1 && /^\d{1,2}$/.test(first) && Number(first) <= MAX_HOPS) return Number(first);
    return networks(parts, `off, a number of hops up to ${MAX_HOPS}, or`, context);
  })
  .register(allowed, { values: `\`off\`, 1 to ${MAX_HOPS}, or some: ${SUCH_AS}` });

function networks(parts: string[], or: string, context: z.RefinementCtx): string[] {
  const faults = parts.length > 0 ? parts.map(networkFault) : ['it names none'];
  const message = faults.filter(Boolean).join(', ');
  if (message) context.addIssue(`must be ${or} addresses and networks such as 10.1.0.0/16: ${message}`);
  return parts;
}

/** null: there is none. */
function networkFault(text: string): string | null {
  const [address = '', prefix] = text.split('/');
  const family = { 0: null, 4: ipaddr.IPv4, 6: ipaddr.IPv6 }[isIP(address)];
  if (!family || address.includes('%') || (prefix !== undefined && !family.isValidCIDR(text))) return `not ${text}`;
  const parsed = ipaddr.process(address);
  if (isIP(address) !== isIP(parsed.toString())) return `${text} is of IPv4, write it so`;
  if (prefix === undefined) return null;
  const start = family.networkAddressFromCIDR(text).toString();
  return start === parsed.toString() ? null : `${text} is within ${start}/${prefix}, write that`;
}
