import { z } from 'zod';
import { defineEvent } from './event.js';
import { destinationPolicy, policyBeforeRates } from './shapes.js';

/** A destination was made, for the first time or anew after it was deleted. */
export const DestinationRegistered = defineEvent('DestinationRegistered', {
  version: 2,
  data: z.strictObject({
    policy: destinationPolicy,
    /** What its requests are signed with; null: registered before requests were signed. */
    signingSecretId: z.uuid().nullable(),
  }),
  upcasters: {
    1: (data) => ({ policy: policyBeforeRates((data as { policy: object }).policy), signingSecretId: null }),
  },
});

declare module './event.js' {
  interface EventCatalogue {
    DestinationRegistered: z.infer<typeof DestinationRegistered.schema>;
  }
}
