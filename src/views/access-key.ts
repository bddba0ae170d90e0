/** An access key as admins see it: all but the key itself. */
import { z } from 'zod';
import { roles } from '../events/shapes.js';

export const accessKeyId = z.string().regex(/^[a-z2-7]{8}$/, 'must be 8 of a-z and 2-7, as they stand in the key');

export const accessKeyView = z
  .strictObject({
    id: z.string().meta({ description: 'Stands in the key, and in the log as the actor `ik_<id>`.' }),
    name: z.string(),
    owner: z.string(),
    roles: z.array(z.enum(roles)),
    destinations: z.array(z.string()).nullable(),
    state: z.enum(['live', 'revoked']).meta({ description: 'One that has expired stays `live`, and lets nobody in.' }),
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    expiresAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
    revokedBy: z.string().nullable(),
  })
  .meta({ id: 'AccessKey' });
export type AccessKeyView = z.infer<typeof accessKeyView>;

export const newAccessKey = accessKeyView
  .extend({
    key: z
      .string()
      .regex(/^ik_[a-z2-7]{8}_[A-Za-z0-9_-]{43}$/)
      .meta({ description: 'Shown in this answer only.' }),
  })
  .meta({ id: 'NewAccessKey' });
export type NewAccessKeyView = z.infer<typeof newAccessKey>;
