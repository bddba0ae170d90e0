import { z } from 'zod';
import { defineEvent } from './event.js';
import { bytes } from './shapes.js';

/** An input was accepted for a destination. Its body is kept byte for byte. */
export const InputReceived = defineEvent('InputReceived', {
  version: 1,
  data: z.strictObject({
    destination: z.string(),
    /** Whose input it is: who may see it. */
    owner: z.string(),
    submittedBy: z.string(),
    contentType: z.string().nullable(),
    contentEncoding: z.string().nullable(),
    body: bytes,
    size: z.int(),
    idempotencyKey: z.string().nullable(),
    /** SHA-256 over what makes two requests the same input. */
    fingerprint: z.string(),
    orderingKey: z.string().nullable(),
    deliverAt: z.iso.datetime().nullable(),
    expiresAt: z.iso.datetime().nullable(),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    InputReceived: z.infer<typeof InputReceived.schema>;
  }
}
