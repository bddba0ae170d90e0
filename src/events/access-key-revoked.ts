import { z } from 'zod';
import { defineEvent } from './event.js';

/** A key opens nothing any more. */
export const AccessKeyRevoked = defineEvent('AccessKeyRevoked', {
  version: 1,
  data: z.strictObject({}),
});

declare module './event.js' {
  interface EventCatalogue {
    AccessKeyRevoked: z.infer<typeof AccessKeyRevoked.schema>;
  }
}
