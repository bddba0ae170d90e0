import { z } from 'zod';
import { defineEvent } from './event.js';

/** What is due is sent again. In the stream `delivery-all`. */
export const DeliveryResumed = defineEvent('DeliveryResumed', {
  version: 1,
  data: z.strictObject({}),
});

declare module './event.js' {
  interface EventCatalogue {
    DeliveryResumed: z.infer<typeof DeliveryResumed.schema>;
  }
}
