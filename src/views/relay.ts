/** The relay, as admins see it. */
import { z } from 'zod';

export const relayView = z
  .strictObject({
    state: z.enum(['live', 'unled', 'off']).meta({
      description:
        '`live`: a process publishes. `unled`: none does just now, as while one takes over. `off`: this Intake runs without Kafka.',
    }),
    position: z.int().meta({ description: 'Everything up to here is in the topic.' }),
    head: z.int().meta({ description: 'The end of the log.' }),
    lagEvents: z.int(),
    lagMs: z.int().meta({ description: 'Age of the oldest event that is not in the topic; 0 where there is none.' }),
  })
  .meta({ id: 'Relay' });
export type RelayView = z.infer<typeof relayView>;
