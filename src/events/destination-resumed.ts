import { z } from 'zod';
import { defineEvent } from './event.js';

/** A paused destination gets its inputs again, in the order they arrived. */
export const DestinationResumed = defineEvent('DestinationResumed', {
  version: 1,
  data: z.strictObject({}),
});

declare module './event.js' {
  interface EventCatalogue {
    DestinationResumed: z.infer<typeof DestinationResumed.schema>;
  }
}
