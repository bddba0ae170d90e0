import { z } from 'zod';
import { defineEvent } from './event.js';

/** Somebody asked for a new run of attempts, to the same destination or to another one. */
export const InputRetryRequested = defineEvent('InputRetryRequested', {
  version: 1,
  data: z.strictObject({
    /** Where it goes from now on. */
    destination: z.string(),
    owner: z.string(),
    /** 1, 2, … over the whole life of the input. */
    run: z.int().min(1),
    /** Attempts made before. */
    attempts: z.int().min(0),
    orderingKey: z.string().nullable(),
    /** null also where it was over by then: it does not count for the new run. */
    expiresAt: z.iso.datetime().nullable(),
    reason: z.string().nullable(),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    InputRetryRequested: z.infer<typeof InputRetryRequested.schema>;
  }
}
