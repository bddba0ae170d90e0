/** The door for batches is a route of Fastify itself: this is what it says of itself in OpenAPI. */
import { z } from 'zod';
import { destinationName } from '../../platform/http/fields.js';
import { documentRoute } from '../../platform/http/openapi-routes.js';
import { inputHeaders } from '../input-headers.js';
import { batchView } from './receive-batch.view.js';

documentRoute({
  method: 'post',
  path: '/v1/destinations/{name}/inputs/batch',
  operationId: 'submitInputs',
  summary: 'Takes many inputs for a destination at once',
  description:
    'Newline-delimited JSON: each line is the body of an input of its own, kept and delivered byte for byte as ' +
    '`application/json`. All good lines are durable when the answer comes, in one transaction. A bad line is a problem ' +
    'of its own. The headers are about every line; with an `Idempotency-Key` each line counts with its number, so that ' +
    'the same batch sent again gives the same inputs, and the rest of it comes in.',
  tag: 'inputs',
  role: 'submitter',
  params: z.object({ name: destinationName }),
  headers: inputHeaders,
  body: {
    description: 'At most 8 MiB and 1,000 lines of at most 256 KiB, without Content-Encoding.',
    content: { 'application/x-ndjson': { schema: { type: 'string', format: 'binary' } } },
  },
  answers: {
    202: {
      description: 'Received, durably; what is wrong with a line stands in its place.',
      schema: batchView,
      headers: ['Idempotency-Replayed', 'RateLimit', 'RateLimit-Policy'],
    },
  },
  problems: [
    'unknown-destination',
    'destination-disabled',
    'unsupported-media-type',
    'unsupported-charset',
    'unsupported-encoding',
    'payload-too-large',
  ],
});
