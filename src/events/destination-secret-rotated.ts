import { z } from 'zod';
import { defineEvent } from './event.js';

/** A destination has a new signing secret; for a while the ones before it sign too. */
export const DestinationSecretRotated = defineEvent('DestinationSecretRotated', {
  version: 1,
  data: z.strictObject({
    secretId: z.uuid(),
    /** How long the secrets before it still sign. */
    overlapMs: z.int().min(0),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    DestinationSecretRotated: z.infer<typeof DestinationSecretRotated.schema>;
  }
}
