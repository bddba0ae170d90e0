/** Where inputs may be sent. */
import { described, type Read } from './kinds.js';
import { onOffOrNetworks } from './networks.js';

export const variables = {
  INTAKE_ALLOW_PRIVATE_DESTINATIONS: onOffOrNetworks.optional().register(described, {
    does: 'loopback and private addresses may be destinations ([destinations.md](destinations.md#which-addresses))',
    otherwise: '`on` with the embedded PostgreSQL, else `off`',
    roles: ['api', 'delivery'],
  }),
};

export interface Destinations {
  /** Networks: these besides the public addresses. */
  allowPrivateDestinations: boolean | string[];
}

export const settings = (v: Read<typeof variables>, production: boolean): Destinations => ({
  allowPrivateDestinations: v.INTAKE_ALLOW_PRIVATE_DESTINATIONS ?? !production,
});
