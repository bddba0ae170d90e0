/** The hot door is a route of Fastify itself: this is what it says of itself in OpenAPI. */
import { z } from 'zod';
import { destinationName, idempotencyKey } from '../../platform/http/fields.js';
import { documentRoute } from '../../platform/http/openapi-routes.js';
import { inputView } from '../../views/input.js';

documentRoute({
  method: 'post',
  path: '/v1/destinations/{name}/inputs',
  operationId: 'submitInput',
  summary: 'Takes an input for a destination',
  description:
    'The body is the input: opaque bytes of any content type, kept and delivered byte for byte; it may be empty. ' +
    'The answer comes when the input is durable. Its Content-Type and Content-Encoding are kept and forwarded.',
  tag: 'inputs',
  params: z.object({ name: destinationName }),
  headers: z.object({
    'idempotency-key': idempotencyKey
      .optional()
      .describe('The same key with the same input gives the same input and answer, for ever.'),
  }),
  body: {
    description: 'At most 256 KiB.',
    content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
  },
  answers: {
    202: {
      description: 'Received, durably.',
      schema: inputView,
      headers: ['Location', 'Idempotency-Replayed'],
    },
  },
  problems: ['unknown-destination', 'destination-disabled', 'idempotency-key-reused', 'payload-too-large'],
});
