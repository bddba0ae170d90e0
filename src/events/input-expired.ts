import { z } from 'zod';
import { defineEvent } from './event.js';

/** Its time was over before it was delivered. */
export const InputExpired = defineEvent('InputExpired', {
  version: 1,
  data: z.strictObject({
    destination: z.string(),
    owner: z.string(),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    InputExpired: z.infer<typeof InputExpired.schema>;
  }
}
