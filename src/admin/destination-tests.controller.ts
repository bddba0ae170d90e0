/** Whether a destination is there and takes what it is sent, found out before an input needs it. */
import { Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedTo } from '../access/allowed-to.js';
import { CausedBy } from '../access/metadata.js';
import { TestDestination } from '../commands/test-destination/test-destination.command.js';
import type { EventMetadata } from '../events/event.js';
import { destinationName } from '../platform/http/fields.js';
import { type TestAttempt, testAttempt } from '../views/attempt.js';

@ApiTags('destinations')
@Controller('v1/destinations')
export class DestinationTestsController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':name/test')
  @AllowedTo('operator')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'testDestination',
    summary: 'Sends a marked sample and shows the answer',
    description:
      'As an input would be sent: signed, with the destination’s own headers and credentials, to an allowed address only. Marked by the header `Intake-Test: true`; also while the destination is paused or disabled. The log tells who asked for it, and nothing of the answer.',
  })
  @ApiResponse({ status: 200, standardSchema: testAttempt, description: 'The attempt, however it ended.' })
  async test(
    @Param('name', { schema: destinationName }) name: string,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TestAttempt> {
    const { attempt, position } = await this.commands.execute(new TestDestination(name, metadata));
    reply.header('intake-position', position);
    return attempt;
  }
}
