/** What was given up, by destination and reason: where somebody has to look. */
import { Controller, Get, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowedTo } from '../../access/allowed-to.js';
import { deadLetterReasons } from '../../events/shapes.js';
import { RequestHeaders } from '../../platform/http/checked.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../../platform/http/shown.js';
import { type DeadLetters, GroupDeadLetters } from './inputs.queries.js';

const group = z
  .strictObject({
    destination: z.string(),
    reason: z.enum(deadLetterReasons),
    count: z.int(),
    oldest: z.iso.datetime().meta({ description: 'When the first of them was given up.' }),
    newest: z.iso.datetime().meta({ description: 'When the last of them was.' }),
  })
  .meta({ id: 'DeadLetters' });

@ApiTags('inputs')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AllowedTo('operator')
  @ApiOperation({
    operationId: 'groupDeadLetters',
    summary: 'What was given up, by destination and reason',
    description: 'The group with the newest one first. The inputs themselves: `/v1/inputs?status=deadLettered`.',
  })
  @ApiResponse({
    status: 200,
    standardSchema: z.strictObject({ items: z.array(group) }),
    description: 'All groups that there are.',
  })
  async list(
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ items: DeadLetters[] }> {
    return show(reply, await this.queries.execute(new GroupDeadLetters(minPosition(headers))), 'list');
  }
}
