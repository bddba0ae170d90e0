/** Whatever was thrown becomes a Problem; only a fault of ours becomes `internal-error`. Nothing of it is shown. */
import { HttpException } from '@nestjs/common';
import { UnknownEventError } from '../../events/event.js';
import { isDatabaseAway } from '../database/database-away.js';
import { BatchTooLarge, LogOverloaded, LogUnavailable } from '../store/append-command.js';
import { Problem, type ProblemCode, unavailable } from './problem.js';

type Mapped = readonly [ProblemCode, string];

const FASTIFY: Readonly<Record<string, Mapped>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload-too-large', 'the body is larger than this route takes'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-media-type', 'the body must be application/json'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed-request', 'the body has another length than Content-Length says'],
  FST_ERR_BAD_URL: ['invalid-identifier', 'the path is not valid percent-encoded UTF-8'],
  FST_ERR_MAX_PARAM_LENGTH: ['uri-too-long', 'a part of the path is too long'],
};

/** Nest throws these itself only where a route of its own or of a library gives up. */
const NEST: Readonly<Record<number, Mapped>> = {
  400: ['malformed-request', 'the request cannot be read'],
  404: ['not-found', 'there is nothing at this path'],
};

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const mapped = known(error);
  if (mapped) return new Problem(mapped[0], mapped[1]);
  if (error instanceof UnknownEventError)
    return unavailable('newer-event', 'a newer build has written what this one does not know');
  if (error instanceof BatchTooLarge)
    return new Problem(
      'payload-too-large',
      'as events its lines are larger than one transaction holds: send fewer at once',
    );
  if (error instanceof LogOverloaded)
    return unavailable('overloaded', 'more waits to be appended than the log can take');
  if (error instanceof LogUnavailable || isDatabaseAway(error))
    return unavailable(
      'log-unavailable',
      'the database does not answer; a change that was asked for may or may not be made',
    );
  return new Problem('internal-error', 'the request could not be completed; the fault has been logged');
}

function known(error: unknown): Mapped | undefined {
  if (error instanceof HttpException) return NEST[error.getStatus()];
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? FASTIFY[code] : undefined;
}
