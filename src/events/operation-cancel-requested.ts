import { z } from 'zod';
import { defineEvent } from './event.js';

/** Somebody asked long work to end. */
export const OperationCancelRequested = defineEvent('OperationCancelRequested', {
  version: 1,
  data: z.strictObject({}),
});

declare module './event.js' {
  interface EventCatalogue {
    OperationCancelRequested: z.infer<typeof OperationCancelRequested.schema>;
  }
}
