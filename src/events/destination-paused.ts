import { z } from 'zod';
import { defineEvent } from './event.js';

/** A destination gets nothing until it is resumed; it still takes inputs. */
export const DestinationPaused = defineEvent('DestinationPaused', {
  version: 1,
  data: z.strictObject({}),
});

declare module './event.js' {
  interface EventCatalogue {
    DestinationPaused: z.infer<typeof DestinationPaused.schema>;
  }
}
