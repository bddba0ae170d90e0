import { z } from 'zod';
import { defineEvent } from './event.js';

/** Somebody closed a destination’s breaker by hand: what failed before counts no more. */
export const DestinationBreakerReset = defineEvent('DestinationBreakerReset', {
  version: 1,
  data: z.strictObject({}),
});

declare module './event.js' {
  interface EventCatalogue {
    DestinationBreakerReset: z.infer<typeof DestinationBreakerReset.schema>;
  }
}
