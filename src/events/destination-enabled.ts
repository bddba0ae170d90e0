import { z } from 'zod';
import { defineEvent } from './event.js';

/** A disabled destination takes inputs again. */
export const DestinationEnabled = defineEvent('DestinationEnabled', {
  version: 1,
  data: z.strictObject({}),
});

declare module './event.js' {
  interface EventCatalogue {
    DestinationEnabled: z.infer<typeof DestinationEnabled.schema>;
  }
}
