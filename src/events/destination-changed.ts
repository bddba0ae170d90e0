import { z } from 'zod';
import { defineEvent } from './event.js';
import { destinationPolicy } from './shapes.js';

/** A destination's policy was replaced. It holds from the next attempt on. */
export const DestinationChanged = defineEvent('DestinationChanged', {
  version: 1,
  data: z.strictObject({ policy: destinationPolicy }),
});

declare module './event.js' {
  interface EventCatalogue {
    DestinationChanged: z.infer<typeof DestinationChanged.schema>;
  }
}
