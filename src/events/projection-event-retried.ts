import { z } from 'zod';
import { defineEvent } from './event.js';

/** Somebody had an event applied again that a read model could not apply. Whether it could be by then is not said. */
export const ProjectionEventRetried = defineEvent('ProjectionEventRetried', {
  version: 1,
  data: z.strictObject({
    /** Of the read model's code. */
    version: z.int(),
    /** Of the event that could not be applied. */
    position: z.int(),
    stream: z.string(),
    type: z.string(),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    ProjectionEventRetried: z.infer<typeof ProjectionEventRetried.schema>;
  }
}
