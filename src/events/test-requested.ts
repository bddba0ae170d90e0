import { z } from 'zod';
import { defineEvent } from './event.js';

/** Somebody had a marked sample sent to a destination. Its stream, `test-<id>`, is named after its webhook-id. */
export const TestRequested = defineEvent('TestRequested', {
  version: 1,
  data: z.strictObject({
    destination: z.string(),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    TestRequested: z.infer<typeof TestRequested.schema>;
  }
}
