import { z } from 'zod';
import { defineEvent } from './event.js';

/** No further attempt will be made by itself. */
export const InputDeadLettered = defineEvent('InputDeadLettered', {
  version: 1,
  data: z.strictObject({
    destination: z.string(),
    owner: z.string(),
    reason: z.enum(['rejected', 'exhausted', 'gone', 'address-not-allowed', 'destination-deleted']),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    InputDeadLettered: z.infer<typeof InputDeadLettered.schema>;
  }
}
