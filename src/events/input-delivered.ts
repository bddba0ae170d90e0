import { z } from 'zod';
import { defineEvent } from './event.js';
import { attempt } from './shapes.js';

/** The destination took the input: it answered 2xx. */
export const InputDelivered = defineEvent('InputDelivered', {
  version: 2,
  data: z.strictObject({
    destination: z.string(),
    owner: z.string(),
    attempt,
    /** From the moment it was received, or asked for again, to the answer; null: not written down in those days. */
    latencyMs: z.int().nullable(),
  }),
  upcasters: { 1: (data) => ({ ...(data as object), latencyMs: null }) },
});

declare module './event.js' {
  interface EventCatalogue {
    InputDelivered: z.infer<typeof InputDelivered.schema>;
  }
}
