/** Who may do everything, and what secrets are sealed with. */
import { z } from 'zod';
import { allowed, described, key32, type Read, type Role } from './kinds.js';
import { StartRefused } from './start-refused.js';
import { keyWeakness, weaknessOf } from './weak-secrets.js';

export const variables = {
  INTAKE_ADMIN_KEY: z
    .string()
    .min(32, 'must have at least 32 characters')
    .register(allowed, { values: '32 characters or more' })
    .optional()
    .register(described, {
      does: 'the key that may do everything',
      otherwise: 'made in the data directory with the embedded PostgreSQL, else needed',
      roles: ['api'],
      mayBeFile: true,
    }),
  INTAKE_ENCRYPTION_KEY: key32.optional().register(described, {
    does: 'seals secrets of destinations in the database, and signs stream tokens',
    otherwise: 'made in the data directory with the embedded PostgreSQL, else needed',
    roles: ['api', 'delivery'],
    mayBeFile: true,
  }),
  INTAKE_ENCRYPTION_KEY_PREVIOUS: key32.optional().register(described, {
    does: 'the one before, while it is changed ([operating.md](operating.md#the-encryption-key))',
    otherwise: 'none',
    roles: ['api', 'delivery'],
    mayBeFile: true,
  }),
};

export interface Keys {
  /** null: made in the data directory. */
  adminKey: string | null;
  encryptionKey: Buffer | null;
  previousEncryptionKey: Buffer | null;
}

export const settings = (v: Read<typeof variables>): Keys => ({
  adminKey: v.INTAKE_ADMIN_KEY ?? null,
  encryptionKey: v.INTAKE_ENCRYPTION_KEY ?? null,
  previousEncryptionKey: v.INTAKE_ENCRYPTION_KEY_PREVIOUS ?? null,
});

/** In production nothing is made for anyone: each role is given what it uses. */
export function refuseMissing({ adminKey, encryptionKey }: Keys, roles: ReadonlySet<Role>): void {
  if (roles.has('api') && !adminKey) {
    throw new StartRefused('set INTAKE_ADMIN_KEY (a secret of at least 32 characters) or INTAKE_ADMIN_KEY_FILE');
  }
  if ((roles.has('api') || roles.has('delivery')) && !encryptionKey) {
    throw new StartRefused(
      'set INTAKE_ENCRYPTION_KEY (32 bytes in base64, for example from `openssl rand -base64 32`) or INTAKE_ENCRYPTION_KEY_FILE',
    );
  }
}

/** Variable → what is wrong with the secret in it. */
export const weaknesses = ({ adminKey, encryptionKey, previousEncryptionKey }: Keys): [string, string | null][] => [
  ['INTAKE_ADMIN_KEY', adminKey && weaknessOf(adminKey)],
  ['INTAKE_ENCRYPTION_KEY', encryptionKey && keyWeakness(encryptionKey)],
  ['INTAKE_ENCRYPTION_KEY_PREVIOUS', previousEncryptionKey && keyWeakness(previousEncryptionKey)],
];
