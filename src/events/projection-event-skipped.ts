import { z } from 'zod';
import { defineEvent } from './event.js';

/** Somebody had a read model leave out for good an event that it could not apply. */
export const ProjectionEventSkipped = defineEvent('ProjectionEventSkipped', {
  version: 1,
  data: z.strictObject({
    /** Of the read model's code. */
    version: z.int(),
    /** Of the event that could not be applied. */
    position: z.int(),
    stream: z.string(),
    type: z.string(),
    reason: z.string(),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    ProjectionEventSkipped: z.infer<typeof ProjectionEventSkipped.schema>;
  }
}
