import { z } from 'zod';
import { defineEvent } from './event.js';
import { roles } from './shapes.js';

/** Somebody was given a key. Of the key itself only a hash is kept. */
export const AccessKeyIssued = defineEvent('AccessKeyIssued', {
  version: 1,
  data: z.strictObject({
    name: z.string(),
    /** Whose inputs it may see; what it submits belongs to the same. */
    owner: z.string(),
    roles: z.array(z.enum(roles)).min(1),
    /** Names that it may send to; null: all, also those that come later. */
    destinations: z.array(z.string()).nullable(),
    expiresAt: z.iso.datetime().nullable(),
    /** SHA-256 of its secret part, in hex. Of 256 random bits: nobody finds them by trying. */
    hash: z.string(),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    AccessKeyIssued: z.infer<typeof AccessKeyIssued.schema>;
  }
}
