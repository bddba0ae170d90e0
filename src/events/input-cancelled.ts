import { z } from 'zod';
import { defineEvent } from './event.js';

/** Somebody called it back: no attempt follows. */
export const InputCancelled = defineEvent('InputCancelled', {
  version: 1,
  data: z.strictObject({
    destination: z.string(),
    owner: z.string(),
    reason: z.string().nullable(),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    InputCancelled: z.infer<typeof InputCancelled.schema>;
  }
}
