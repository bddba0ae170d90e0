/** Gives every operation what all of its kind have: security, common problems, common headers. No route says them itself. */
import { STATUS_CODES } from 'node:http';
import {
  answersWith,
  type DocumentedHeader,
  MAY_BE_EMPTY_EXTENSION,
  PROBLEMS_EXTENSION,
  PRODUCES_EXTENSION,
  ROLE_EXTENSION,
} from './openapi-parts.js';
import { PROBLEMS, type ProblemCode } from './problem-catalogue.js';
import type { OperationObject, ResponseObject, SchemaObject } from './schemas.js';

const STREAM = 'text/event-stream';
const ON_STATUS: Partial<Record<number, DocumentedHeader[]>> = {
  401: ['WWW-Authenticate'],
  405: ['Allow'],
  429: ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
  503: ['Retry-After'],
};

type Described = OperationObject & {
  [PROBLEMS_EXTENSION]?: ProblemCode[];
  [PRODUCES_EXTENSION]?: string[];
  [ROLE_EXTENSION]?: string;
};

export function complete(method: string, path: string, operation: Described): OperationObject {
  const {
    [PROBLEMS_EXTENSION]: own = [],
    [PRODUCES_EXTENSION]: produces = [],
    [ROLE_EXTENSION]: role,
    ...rest
  } = operation;
  const responses: Record<string, ResponseObject> = {};
  for (const [status, response] of Object.entries(operation.responses)) {
    responses[status] = completeAnswer(path, status, response as ResponseObject, produces);
  }
  for (const [status, codes] of byStatus([...commonProblems(method, path, operation), ...own])) {
    // Health has an answer of its own for 503.
    responses[status] ??= problemResponse(status, codes);
  }
  // OpenAPI 3.1: of a scheme that is no OAuth2, the list names the roles that are required.
  return { ...rest, ...bodyOf(operation), responses, security: role === undefined ? [] : [{ bearer: [role] }] };
}

/** A body that was not sent is `{}`: where that is enough, it need not be sent. */
function bodyOf({ requestBody }: OperationObject): Pick<OperationObject, 'requestBody'> {
  const content = requestBody && 'content' in requestBody ? requestBody.content['application/json'] : undefined;
  if (!content?.schema || !(MAY_BE_EMPTY_EXTENSION in content.schema)) return {};
  const { [MAY_BE_EMPTY_EXTENSION]: _, ...schema } = content.schema as SchemaObject & Record<string, unknown>;
  return { requestBody: { ...requestBody, required: false, content: { 'application/json': { ...content, schema } } } };
}

const isProtected = (path: string): boolean => path.startsWith('/v1/');

function completeAnswer(path: string, status: string, response: ResponseObject, produces: string[]): ResponseObject {
  const { description, content = contentOf(status, produces), headers } = response;
  const positioned = isProtected(path) && status.startsWith('2') && !produces.includes(STREAM);
  return {
    description: description || (STATUS_CODES[status] ?? ''),
    headers: { ...answersWith('Request-Id', ...(positioned ? ['Intake-Position' as const] : [])), ...headers },
    ...(content && { content }),
  };
}

function contentOf(status: string, produces: string[]): ResponseObject['content'] {
  if (status !== '200' || produces.length === 0) return undefined;
  return Object.fromEntries(
    produces.map((type) => [type, { schema: type.startsWith('text/') ? { type: 'string' } : {} }]),
  );
}

function commonProblems(method: string, path: string, operation: Described): ProblemCode[] {
  const has = (place: string, name?: string) =>
    (operation.parameters ?? []).some((p) => 'in' in p && p.in === place && (name === undefined || p.name === name));
  const when = (condition: boolean, ...codes: ProblemCode[]) => (condition ? codes : []);
  const anyBody = operation.requestBody && !JSON.stringify(operation.requestBody).includes('application/json"');
  // A body that a route has no use for is read and refused all the same.
  const body = method !== 'get' && method !== 'head';
  const jsonBody = body && !anyBody;
  const v1 = isProtected(path);
  return [
    'malformed-request',
    ...when(
      v1,
      'unauthenticated',
      'forbidden',
      'invalid-query',
      'log-unavailable',
      'newer-event',
      'overloaded',
      'identity-provider-away',
      'rate-limited',
    ),
    ...when(operation[PRODUCES_EXTENSION]?.includes(STREAM) === true, 'too-many-at-once'),
    ...when(v1 || operation[PRODUCES_EXTENSION] !== undefined, 'not-acceptable'),
    ...when(has('path'), 'invalid-identifier', 'not-found'),
    ...when(has('header'), 'invalid-header'),
    ...when(v1 && !has('header', 'Idempotency-Key'), 'idempotency-key-not-supported'),
    ...when(has('header', 'If-Match'), 'precondition-failed', 'precondition-required'),
    ...when(has('header', 'Intake-Min-Position'), 'projection-behind'),
    ...when(has('query', 'cursor'), 'cursor-expired'),
    ...when(body, 'payload-too-large'),
    ...when(jsonBody, 'malformed-json', 'forbidden-key', 'json-too-deep', 'unstorable-text', 'validation-failed'),
    ...when(jsonBody, 'unsupported-media-type', 'unsupported-charset', 'unsupported-encoding'),
    'request-timeout',
    'headers-too-large',
    'uri-too-long',
    'internal-error',
  ];
}

function byStatus(codes: readonly ProblemCode[]): Map<string, ProblemCode[]> {
  const groups = new Map<string, ProblemCode[]>();
  for (const code of new Set(codes)) {
    const status = String(PROBLEMS[code].status);
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return groups;
}

function problemResponse(status: string, codes: readonly ProblemCode[]): ResponseObject {
  const lines = codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`);
  return {
    description: lines.join(' '),
    headers: answersWith('Request-Id', ...(ON_STATUS[Number(status)] ?? [])),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}
