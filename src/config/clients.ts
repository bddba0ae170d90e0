/** How clients reach it, and what it believes of who stands between. */
import { z } from 'zod';
import { allowed, commaList, described, type Read } from './kinds.js';
import { offHopsOrNetworks } from './networks.js';

export const variables = {
  INTAKE_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .register(allowed, { values: 'an http or https URL' })
    .optional()
    .register(described, {
      does: "the address in OpenAPI's `servers`",
      otherwise: 'the address that was asked',
      roles: ['api'],
    }),
  INTAKE_CORS_ORIGINS: commaList
    .register(allowed, { values: '`https://a.example,https://b.example`' })
    .default([])
    .register(described, {
      does: 'pages of these origins may ask from a browser',
      otherwise: 'none',
      roles: ['api'],
    }),
  INTAKE_TRUSTED_PROXIES: offHopsOrNetworks.optional().register(described, {
    does: 'whose `X-Forwarded-*` say who asks: so many proxies before it, or those at these addresses ([running.md](running.md#behind-a-proxy))',
    otherwise: '`off`: nobody’s',
  }),
};

export interface Clients {
  publicUrl: string | null;
  corsOrigins: string[];
  /** So many hops before this process, or these addresses and networks. */
  trustedProxies: number | string[];
}

export const settings = (v: Read<typeof variables>): Clients => ({
  publicUrl: v.INTAKE_PUBLIC_URL ?? null,
  corsOrigins: v.INTAKE_CORS_ORIGINS,
  trustedProxies: v.INTAKE_TRUSTED_PROXIES ?? 0,
});
