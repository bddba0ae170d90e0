/** Addresses and networks, in full and with nothing beside the network: nothing is opened that nobody meant. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { allowed, commaList, onOff } from './kinds.js';

/** Such as `10.1.0.0/16, 192.168.7.4, fd00::/8`. */
export const onOffOrNetworks = commaList
  .transform((parts, context) => {
    const word = onOff.safeParse(parts[0]);
    if (parts.length === 1 && word.success) return word.data;
    const faults = parts.length > 0 ? parts.map(networkFault) : ['it names none'];
    const message = faults.filter(Boolean).join(', ');
    if (message) context.addIssue(`must be on, off, or addresses and networks such as 10.1.0.0/16: ${message}`);
    return parts;
  })
  .register(allowed, { values: '`on`, `off`, or some: `10.1.0.0/16,192.168.7.4,fd00::/8`' });

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
