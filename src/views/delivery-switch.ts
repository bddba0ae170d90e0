/** The one switch for all sending, as clients see it. */
import { z } from 'zod';

export const deliverySwitchView = z
  .strictObject({ paused: z.boolean().meta({ description: 'Nothing is sent to anybody.' }) })
  .meta({ id: 'DeliverySwitch' });
export type DeliverySwitchView = z.infer<typeof deliverySwitchView>;
