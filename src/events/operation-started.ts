import { z } from 'zod';
import { defineEvent } from './event.js';

/** Somebody began long work. In the stream `operation-<id>`; how far it is, the operation itself tells. */
export const OperationStarted = defineEvent('OperationStarted', {
  version: 1,
  data: z.strictObject({
    /** `rebuild`, `verify`, `replay`, `republish`, `retry-inputs`, `cancel-inputs`, and what comes later. */
    kind: z.string(),
    /** What it has for itself: `inputs.v1` is version 1 of the read model `inputs`. */
    subject: z.array(z.string()),
    /** What was asked for, places as positions. */
    options: z.record(z.string(), z.unknown()),
  }),
});

declare module './event.js' {
  interface EventCatalogue {
    OperationStarted: z.infer<typeof OperationStarted.schema>;
  }
}
