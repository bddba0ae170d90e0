import { Controller, Get, Param, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedTo } from '../../access/allowed-to.js';
import { type Caller, reaches } from '../../access/caller.js';
import { CalledBy } from '../../access/metadata.js';
import { RequestHeaders } from '../../platform/http/checked.js';
import { uuid, wholeNumber } from '../../platform/http/fields.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../../platform/http/shown.js';
import { type AttemptRequest, attemptRequest } from '../../views/attempt.js';
import { GetAttemptRequest } from './attempts.queries.js';

const attemptNumber = wholeNumber(1, Number.MAX_SAFE_INTEGER);

@ApiTags('inputs')
@Controller('v1/inputs')
export class AttemptRequestController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id/attempts/:number/request')
  @AllowedTo('submitter', 'own-inputs')
  @ApiOperation({
    operationId: 'getAttemptRequest',
    summary: 'What was sent to the destination in an attempt',
    description:
      'Told from the log: from the input, and from the destination as it was then. The body is at `/v1/inputs/{id}/body`.',
  })
  @ApiResponse({ status: 200, standardSchema: attemptRequest, description: 'The request, without its body.' })
  async get(
    @Param('id', { schema: uuid }) id: string,
    @Param('number', { schema: attemptNumber }) number: number,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @CalledBy() { role }: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AttemptRequest> {
    const wanted = new GetAttemptRequest(id, number, minPosition(headers), reaches(role, 'operator'));
    return show(reply, await this.queries.execute(wanted), 'attempt');
  }
}
