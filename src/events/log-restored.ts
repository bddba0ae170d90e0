import { z } from 'zod';
import { defineEvent } from './event.js';

/** After a restore, somebody gave the log a new identity: who knows the one before may know of events that are gone. In the stream `log`. */
export const LogRestored = defineEvent('LogRestored', {
  version: 1,
  data: z.strictObject({
    /** The identity that it had. */
    before: z.uuid(),
    /** The one that it has now. */
    logId: z.uuid(),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    LogRestored: z.infer<typeof LogRestored.schema>;
  }
}
