/** What clients see of it, and what they may. */
import { z } from 'zod';
import { allowed, commaList, described, type Read, wholeNumber } from './kinds.js';

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
  INTAKE_INPUTS_PER_SECOND: wholeNumber(1, 1_000_000)
    .optional()
    .register(described, {
      does: 'inputs that a key may send in a second, in each process; a batch counts its lines ([submitting.md](submitting.md))',
      otherwise: 'no limit',
      roles: ['api'],
    }),
};

export interface Clients {
  publicUrl: string | null;
  corsOrigins: string[];
  /** Of each key, in this process; null: no limit. */
  inputsPerSecond: number | null;
}

export const settings = (v: Read<typeof variables>): Clients => ({
  publicUrl: v.INTAKE_PUBLIC_URL ?? null,
  corsOrigins: v.INTAKE_CORS_ORIGINS,
  inputsPerSecond: v.INTAKE_INPUTS_PER_SECOND ?? null,
});
