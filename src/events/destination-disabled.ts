import { z } from 'zod';
import { defineEvent } from './event.js';

/** A destination takes no inputs any more, until it is enabled. */
export const DestinationDisabled = defineEvent('DestinationDisabled', {
  version: 1,
  data: z.strictObject({
    /** gone: the destination itself answered 410. */
    reason: z.enum(['requested', 'gone']),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    DestinationDisabled: z.infer<typeof DestinationDisabled.schema>;
  }
}
