import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { ShownPosition } from '../../platform/projector/shown-position.js';
import { SentRequests } from '../../views/attempt.js';
import { GetAttemptRequest } from './attempts.queries.js';

/** Delivery tells it from the log: no row holds it. */
@QueryHandler(GetAttemptRequest)
export class GetAttemptRequestHandler implements IQueryHandler<GetAttemptRequest> {
  constructor(
    private readonly shown: ShownPosition,
    private readonly requests: SentRequests,
  ) {}

  async execute({ inputId, number, minPosition, whole }: GetAttemptRequest) {
    const position = await this.shown.ofLog(minPosition);
    const value = await this.requests.of(inputId, number, whole);
    return value && { value, position };
  }
}
