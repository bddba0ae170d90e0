import { z } from 'zod';
import { defineEvent } from './event.js';

/** Nothing is sent to anybody, until delivery is resumed. In the stream `delivery-all`. */
export const DeliveryPaused = defineEvent('DeliveryPaused', {
  version: 1,
  data: z.strictObject({}),
});

declare module './event.js' {
  interface EventCatalogue {
    DeliveryPaused: z.infer<typeof DeliveryPaused.schema>;
  }
}
