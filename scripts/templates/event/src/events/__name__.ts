import { z } from 'zod';
import { defineEvent } from './event.js';

/** What has happened, in one sentence. */
export const __Name__ = defineEvent('__Name__', {
  version: 1,
  data: z.strictObject({
    reason: z.string(),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    __Name__: z.infer<typeof __Name__.schema>;
  }
}
