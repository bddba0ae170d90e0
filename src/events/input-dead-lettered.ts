import { z } from 'zod';
import { defineEvent } from './event.js';
import { deadLetterReasons } from './shapes.js';

/** No further attempt will be made by itself. */
export const InputDeadLettered = defineEvent('InputDeadLettered', {
  version: 1,
  data: z.strictObject({
    destination: z.string(),
    owner: z.string(),
    reason: z.enum(deadLetterReasons),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    InputDeadLettered: z.infer<typeof InputDeadLettered.schema>;
  }
}
