import { z } from 'zod';
import { defineEvent } from './event.js';
import { destinationPolicy } from './shapes.js';

/** A destination was made, for the first time or anew after it was deleted. */
export const DestinationRegistered = defineEvent('DestinationRegistered', {
  version: 1,
  data: z.strictObject({ policy: destinationPolicy }),
});

declare module './event.js' {
  interface EventCatalogue {
    DestinationRegistered: z.infer<typeof DestinationRegistered.schema>;
  }
}
