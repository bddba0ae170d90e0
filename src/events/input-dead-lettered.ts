import { z } from 'zod';
import { defineEvent } from './event.js';

export const deadLetterReasons = [
  'rejected',
  'exhausted',
  'gone',
  'address-not-allowed',
  'destination-deleted',
] as const;

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
