/** One HTTP request to a destination, as clients see it. */
import { z } from 'zod';
import { attemptOutcomes, bytes } from '../events/shapes.js';
import { responseSummary } from './input.js';

export const attemptView = z
  .strictObject({
    number: z.int(),
    startedAt: z.iso.datetime(),
    durationMs: z.int(),
    outcome: z.enum(attemptOutcomes),
    error: z.string().nullable(),
    destinationVersion: z.int().meta({ description: 'The version of the destination that was used.' }),
    response: responseSummary.nullable(),
  })
  .meta({ id: 'Attempt' });
export type AttemptView = z.infer<typeof attemptView>;

/** Name and value. */
const pair = z
  .tuple([z.string(), z.string()])
  .meta({ openapi: { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 2 } });

const sent = z.enum(['yes', 'no', 'unknown']).meta({
  description:
    '`yes`: it was answered. `no`: it was not connected, so this is what was to be sent. `unknown`: it may have gone out, or a part of it.',
});
export type Sent = z.infer<typeof sent>;

export const attemptRequest = z
  .strictObject({
    sent,
    method: z.string().nullable(),
    url: z.string().nullable(),
    headers: z.array(pair).nullable(),
  })
  .meta({
    id: 'AttemptRequest',
    description:
      'What went to the destination; its body is the input’s. Values of its own headers, credentials and signatures are `***`; what the connection adds is not in it. A submitter sees neither method, url nor the destination’s own headers. All `null`: the worker was lost, and nobody knows what went out.',
  });
export type AttemptRequest = z.infer<typeof attemptRequest>;

/** Known to delivery, asked for by a route: how an attempt's request was made. */
export abstract class SentRequests {
  /** `whole`: with what is the destination's own. null: the input has no such attempt. */
  abstract of(inputId: string, number: number, whole: boolean): Promise<AttemptRequest | null>;
}

/** Nothing of what came back is kept: so the whole answer stands in it. */
export const testAttempt = attemptView
  .extend({
    webhookId: z.uuid().meta({ description: 'What the sample was sent with.' }),
    response: responseSummary
      .extend({
        headers: z.array(pair),
        contentEncoding: z.string().nullable(),
        body: bytes.meta({ description: 'At most 64 KiB of it.' }),
      })
      .nullable(),
  })
  .meta({ id: 'TestAttempt' });
export type TestAttempt = z.infer<typeof testAttempt>;

/** Known to delivery, asked for by a route: one sample on the way that inputs take. */
export abstract class DestinationTests {
  /** `id`: what the sample is sent with. null: there is no such destination. */
  abstract send(id: string, name: string, traceparent: string | null): Promise<TestAttempt | null>;
}
