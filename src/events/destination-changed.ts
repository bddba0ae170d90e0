import { z } from 'zod';
import { defineEvent } from './event.js';
import { destinationPolicy, policyBeforeRates } from './shapes.js';

/** A destination's policy was replaced. It holds from the next attempt on. */
export const DestinationChanged = defineEvent('DestinationChanged', {
  version: 2,
  data: z.strictObject({ policy: destinationPolicy }),
  upcasters: { 1: (data) => ({ policy: policyBeforeRates((data as { policy: object }).policy) }) },
});

declare module './event.js' {
  interface EventCatalogue {
    DestinationChanged: z.infer<typeof DestinationChanged.schema>;
  }
}
