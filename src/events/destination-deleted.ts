import { z } from 'zod';
import { defineEvent } from './event.js';

/** A destination is gone; what still waits for it is dead-lettered. */
export const DestinationDeleted = defineEvent('DestinationDeleted', {
  version: 1,
  data: z.strictObject({}),
});

declare module './event.js' {
  interface EventCatalogue {
    DestinationDeleted: z.infer<typeof DestinationDeleted.schema>;
  }
}
