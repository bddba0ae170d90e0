import { z } from 'zod';
import { defineEvent } from './event.js';

/** A read model that rested goes on. */
export const ProjectionResumed = defineEvent('ProjectionResumed', {
  version: 1,
  data: z.strictObject({
    /** Of the read model's code. */
    version: z.int(),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    ProjectionResumed: z.infer<typeof ProjectionResumed.schema>;
  }
}
