import { z } from 'zod';
import { defineEvent } from './event.js';
import { attempt } from './shapes.js';

/** An attempt did not bring the input to its destination. */
export const InputAttemptFailed = defineEvent('InputAttemptFailed', {
  version: 1,
  data: z.strictObject({
    destination: z.string(),
    owner: z.string(),
    attempt,
    /** Until the next attempt; null where there is none. */
    delayMs: z.int().nullable(),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    InputAttemptFailed: z.infer<typeof InputAttemptFailed.schema>;
  }
}
