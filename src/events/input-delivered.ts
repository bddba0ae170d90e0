import { z } from 'zod';
import { defineEvent } from './event.js';
import { attempt } from './shapes.js';

/** The destination took the input: it answered 2xx. */
export const InputDelivered = defineEvent('InputDelivered', {
  version: 1,
  data: z.strictObject({
    destination: z.string(),
    owner: z.string(),
    attempt,
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    InputDelivered: z.infer<typeof InputDelivered.schema>;
  }
}
