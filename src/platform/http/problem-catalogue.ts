/** Every error a client can get: code → status, title, what it means, what to do. Served at /problems/{code}. */

export interface ProblemKind {
  status: number;
  title: string;
  meaning: string;
  cure: string;
}

const kind = (status: number, title: string, meaning: string, cure: string): ProblemKind => ({
  status,
  title,
  meaning,
  cure,
});

export const PROBLEMS = {
  'malformed-request': kind(
    400,
    'Not a valid HTTP request',
    'The request breaks the rules of HTTP itself: its first line, a header line, its length or its encoding.',
    'Look at what your client and any proxy in between really send; the detail names the rule.',
  ),
  'malformed-json': kind(
    400,
    'Not valid I-JSON',
    'The body must be one JSON object in UTF-8, without a byte order mark and without a member given twice (RFC 7493). A line of a batch must be one JSON text in UTF-8, and may be any.',
    'Repair the body at the place the detail names.',
  ),
  'forbidden-key': kind(
    400,
    'A member name that is not taken',
    'The body has a member called `__proto__`, which programs have been attacked with and which nothing here needs.',
    'Leave that member out.',
  ),
  'json-too-deep': kind(
    400,
    'JSON nested too deeply',
    'Objects and arrays may be nested 32 levels deep in a JSON body.',
    'Send a flatter body. The body of an input is not looked at: it may have any shape.',
  ),
  'invalid-query': kind(
    400,
    'A query parameter is wrong',
    'A parameter is unknown, given twice, or has a value that it cannot have; or the cursor is not one of this list with these filters.',
    'The errors name each parameter and its rule. Several values of a filter are separated by commas.',
  ),
  'invalid-header': kind(
    400,
    'A header is wrong',
    'A header of the request has a value that it cannot have, or stands there twice.',
    'The errors name the header and its rule.',
  ),
  'invalid-identifier': kind(
    400,
    'An identifier in the path is wrong',
    'A part of the path cannot be the name or id that belongs there, or is not valid percent-encoded UTF-8.',
    'Use ids and links exactly as Intake gave them. A destination name is `[a-z0-9][a-z0-9._-]{0,63}`.',
  ),
  'idempotency-key-not-supported': kind(
    400,
    'No Idempotency-Key here',
    'This route takes no Idempotency-Key, and ignoring it would promise something that is not kept.',
    'Leave the header out.',
  ),
  unauthenticated: kind(
    401,
    'No valid access key',
    'The request carries no access key and no token of the identity provider, or one that Intake does not know, that was revoked, has expired or is for somebody else.',
    'Send `Authorization: Bearer <key>`. The admin key is printed when Intake starts on a terminal, else it stands in the file the start names.',
  ),
  forbidden: kind(
    403,
    'Not for this access key',
    'The access key or token is valid, and what was asked for wants another role, or a destination that it may not send to.',
    "Ask with a key that has the role; `GET /v1/whoami` says what yours may do. An admin issues keys: `POST /v1/access-keys`; roles of a token are the identity provider's.",
  ),
  'not-found': kind(
    404,
    'Nothing here',
    'There is no such route, or nothing with this id or name.',
    'Check the path and the id; every route is listed at /docs.',
  ),
  'unknown-destination': kind(
    404,
    'No such destination',
    'No destination has this name, or it was deleted.',
    'Register it with `PUT /v1/destinations/{name}`, or check the name against `GET /v1/destinations`.',
  ),
  'no-response': kind(
    404,
    'No response yet',
    'The destination has not answered this input so far.',
    'Look at the attempts of the input, or follow its stream and ask again when it is settled.',
  ),
  'method-not-allowed': kind(
    405,
    'Not this method',
    'The path exists, but not with this method.',
    'Use one of the methods in the `Allow` header.',
  ),
  'not-acceptable': kind(
    406,
    'Nothing to answer in that form',
    'The `Accept` header rules out everything this route can answer with.',
    'Accept `application/json`, or what the route answers with according to /docs.',
  ),
  'request-timeout': kind(
    408,
    'The request did not arrive in time',
    'Headers and body of a request must have arrived 15 seconds after it began.',
    'Send it again over a better connection. With an Idempotency-Key that is safe even if it did arrive.',
  ),
  'destination-disabled': kind(
    409,
    'The destination is disabled',
    'The destination takes no inputs: somebody disabled it, or its server said that it is gone.',
    'Enable it once its server is back, or send to another destination.',
  ),
  'state-conflict': kind(
    409,
    'Not possible in this state',
    'What was asked for does not fit the state that the thing is in by now.',
    'Read it again and decide anew; the detail says what stands in the way.',
  ),
  'attempt-in-flight': kind(
    409,
    'An attempt is under way',
    'The input is being sent at this moment, or was and nobody knows yet how that ended: it cannot be called back now.',
    'Ask again after the seconds in `Retry-After`: by then it is delivered, or waits for its next attempt.',
  ),
  'no-kafka': kind(
    409,
    'There is no Kafka here',
    'Intake runs without Kafka: the log itself feeds its read models, and there is no topic to publish to.',
    'Install Java 17 and Maven and start again, or set `KAFKA_BROKERS`; then ask again.',
  ),
  'cursor-expired': kind(
    410,
    'The cursor is of another version',
    'The cursor was made by a version of Intake whose cursors this one does not read.',
    'Start the list again without a cursor.',
  ),
  'precondition-failed': kind(
    412,
    'Changed in the meantime',
    'The version in `If-Match` is not the current one: somebody else was faster.',
    'Read it again, apply your change to what you find, and send the new ETag.',
  ),
  'payload-too-large': kind(
    413,
    'The body is too large',
    'A JSON body may have 1 MiB, the body of an input 256 KiB, and so each line of a batch; a batch 8 MiB and 1,000 lines.',
    'Send less. Large content belongs in a store of its own, with its address in the input.',
  ),
  'uri-too-long': kind(
    414,
    'The path is too long',
    'A part of the path is longer than any name or id.',
    'Use ids and links exactly as Intake gave them.',
  ),
  'unsupported-media-type': kind(
    415,
    'Not this content type',
    'This route takes a JSON body only, a batch of inputs newline-delimited JSON. (The body of an input may have any content type.)',
    'Send `Content-Type: application/json`, or `application/x-ndjson` to a batch.',
  ),
  'unsupported-charset': kind(
    415,
    'Not this charset',
    'JSON is taken in UTF-8 only.',
    'Encode the body in UTF-8 and leave the charset out.',
  ),
  'unsupported-encoding': kind(
    415,
    'Not compressed, please',
    'This route takes no Content-Encoding: a small compressed body can hide a huge one. (The body of an input may have any.)',
    'Send the body as it is.',
  ),
  'validation-failed': kind(
    422,
    'The body breaks a rule',
    'The body is JSON, but a member is missing, unknown, of another type or out of its range.',
    'The errors point at each member and name its rule. Nothing is converted: `"1"` is not a number.',
  ),
  'unstorable-text': kind(
    422,
    'Text that cannot be stored',
    'A string or member name has a NUL character or half of a surrogate pair, which no database text can hold.',
    'Take the character out. (The body of an input may have any bytes.)',
  ),
  'header-not-allowed': kind(
    422,
    'A header that cannot be sent',
    'A header for the destination has a character that headers cannot have, or is one that Intake or HTTP itself sets.',
    'Leave it out: Host, hop-by-hop and `webhook-*` headers are not yours to set.',
  ),
  'idempotency-key-reused': kind(
    422,
    'The Idempotency-Key stands for something else',
    'An earlier request had the same key with another destination, body, content type or Intake header.',
    'Use a new key for a new input, and the same key only for the very same request.',
  ),
  'precondition-required': kind(
    428,
    'If-Match is needed',
    'To change what exists, a request must say which version it has seen, so that nobody overwrites unseen changes.',
    'GET it first and send its `ETag` as `If-Match`.',
  ),
  'rate-limited': kind(
    429,
    'Too much in a second',
    'The key has sent as many requests or inputs in a second as it may, where a batch counts its lines; or too many keys that nobody has were tried from this address. The detail says which. Nothing was taken.',
    'Send it again after the seconds in `Retry-After`. `RateLimit` tells what is left, `RateLimit-Policy` what is allowed.',
  ),
  'too-many-at-once': kind(
    429,
    'Too many at once',
    'The key has as many streams open as it may, or as many operations are under way as there may be. The detail says which.',
    'End one, or wait for its end, and ask again.',
  ),
  'headers-too-large': kind(
    431,
    'The headers are too large',
    'The first line and the headers of a request may have 16 KiB together.',
    'Send fewer or shorter headers; often a cookie that does not belong here is the reason.',
  ),
  'internal-error': kind(
    500,
    'Something went wrong',
    'A fault inside Intake; it has been logged.',
    'Try again; if it stays, give the operator the requestId.',
  ),
  'log-unavailable': kind(
    503,
    'The event log is away',
    'PostgreSQL does not answer at the moment, so nothing can be kept for certain.',
    'Send it again after the seconds in `Retry-After`. With an Idempotency-Key that never makes a second input.',
  ),
  'projection-behind': kind(
    503,
    'Not up to that position yet',
    'The view has not reached the position the query asked for (`Intake-Min-Position`) within two seconds.',
    'Ask again after the seconds in `Retry-After`, or ask without a position.',
  ),
  'newer-event': kind(
    503,
    'Written by a newer build',
    'What was asked for depends on an event of a type or version that this process does not know: a newer build runs beside it, or ran.',
    'Ask a process of the newer build, or again when this one has been brought up to date.',
  ),
  'identity-provider-away': kind(
    503,
    'The identity provider is away',
    'The identity provider has not answered since this process was started, so nobody can tell whether the token is a good one.',
    'Send it again after the seconds in `Retry-After`. Access keys work meanwhile.',
  ),
  overloaded: kind(
    503,
    'Too much at once',
    'Intake works at its limit and takes only what it can finish.',
    'Send it again after the seconds in `Retry-After`, and fewer at once.',
  ),
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;
