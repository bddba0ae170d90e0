import { z } from 'zod';
import { defineEvent } from './event.js';

/** A read model rests, until it is resumed. In the stream `projection-<name>`. */
export const ProjectionPaused = defineEvent('ProjectionPaused', {
  version: 1,
  data: z.strictObject({
    /** Of the read model's code. */
    version: z.int(),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    ProjectionPaused: z.infer<typeof ProjectionPaused.schema>;
  }
}
