/** The hot door is a route of Fastify itself: this is what it says of itself in OpenAPI. */
import { z } from 'zod';
import { destinationName } from '../../platform/http/fields.js';
import { documentRoute } from '../../platform/http/openapi-routes.js';
import { MAX_WAIT_SECONDS } from '../../platform/http/prefer.js';
import { inputView } from '../../views/input.js';
import { inputHeaders } from '../input-headers.js';

documentRoute({
  method: 'post',
  path: '/v1/destinations/{name}/inputs',
  operationId: 'submitInput',
  summary: 'Takes an input for a destination',
  description:
    'The body is the input: opaque bytes of any content type, kept and delivered byte for byte; it may be empty. ' +
    'The answer comes when the input is durable. Its Content-Type and Content-Encoding are kept and forwarded.',
  tag: 'inputs',
  role: 'submitter',
  params: z.object({ name: destinationName }),
  headers: inputHeaders.extend({
    prefer: z
      .string()
      .optional()
      .describe(`\`wait=N\`: answers when the input is settled, or after N seconds (at most ${MAX_WAIT_SECONDS}).`),
  }),
  body: {
    description: 'At most 256 KiB.',
    content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
  },
  answers: {
    200: {
      description: 'Settled in the time that `Prefer: wait` gave: the input as it stands.',
      schema: inputView,
      headers: ['Location', 'Preference-Applied', 'Idempotency-Replayed', 'RateLimit', 'RateLimit-Policy'],
    },
    202: {
      description: 'Received, durably.',
      schema: inputView,
      headers: ['Location', 'Idempotency-Replayed', 'RateLimit', 'RateLimit-Policy'],
    },
  },
  problems: ['unknown-destination', 'destination-disabled', 'idempotency-key-reused', 'payload-too-large'],
});
