/** What a route says about itself beside its schemas: the problems only it has, and the headers of its answers. */
import { ApiExtension } from '@nestjs/swagger';
import type { ProblemCode } from './problem-catalogue.js';

export const PROBLEMS_EXTENSION = 'x-problems';
/** Swagger forgets what a route produces where its answer has no schema. */
export const PRODUCES_EXTENSION = 'x-produces';
/** On the schema of a body: an empty one is enough. */
export const MAY_BE_EMPTY_EXTENSION = 'x-may-be-empty';
/** The role that a route wants. */
export const ROLE_EXTENSION = 'x-role';

/** `@Fails('destination-disabled')`: problems of this route beyond those that every route of its kind has. */
export const Fails = (...codes: ProblemCode[]): MethodDecorator => ApiExtension(PROBLEMS_EXTENSION, codes);

const text = (description: string, example?: string) => ({
  description,
  schema: { type: 'string', ...(example === undefined ? {} : { example }) },
});
const number = (description: string) => ({ description, schema: { type: 'integer', minimum: 0 } });

export const HEADERS = {
  'Request-Id': text('Name it when you ask about this request.'),
  'Intake-Position': number(
    'Of a command: where its last event stands. Of a query: the position it shows. Of anything else: how far the log was read by then.',
  ),
  Location: text('Where the result is.', '/v1/inputs/0198c1d4-7a52-7d3e-9a1b-3f2c5d6e7f80'),
  ETag: text('The version, for If-Match.', '"3"'),
  'Retry-After': number('Seconds to wait before trying again.'),
  Allow: text('The methods that the path takes.', 'GET, HEAD, POST'),
  'Set-Cookie': text('The session.', 'intake-session=…; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200'),
  'WWW-Authenticate': text('How to authenticate.', 'Bearer realm="intake"'),
  'Idempotency-Replayed': text('`true`: the answer of an earlier request with the same key.', 'true'),
  'Preference-Applied': text('The preference that was kept.', 'wait=10'),
  RateLimit: text('What is left of each limit, and the seconds until all of it is.', '"inputs";r=80;t=1'),
  'RateLimit-Policy': text('How much each limit allows, and in how many seconds or at once.', '"inputs";q=100;w=1'),
  'Intake-Content-Encoding': text('The Content-Encoding that the bytes had.', 'gzip'),
  'Content-Disposition': text('Always an attachment.', 'attachment'),
} as const;

/** `@ApiResponse({ status: 200, content: EVENT_STREAM, … })` */
export const EVENT_STREAM = {
  'text/event-stream': {
    schema: {
      type: 'object' as const,
      description: 'Of each event: where it stands, what it is, and what it says as JSON.',
      properties: {
        id: { type: 'string' as const },
        event: { type: 'string' as const },
        data: { type: 'string' as const },
      },
      required: ['id', 'event', 'data'],
    },
  },
};

export type DocumentedHeader = keyof typeof HEADERS;

/** `@ApiResponse({ status: 201, headers: answersWith('Location', 'ETag'), … })` */
export const answersWith = (...names: DocumentedHeader[]): Record<string, { $ref: string }> =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
