/** Whether a destination is there and takes what it is sent, found out before an input needs it. */
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AllowedTo } from '../access/allowed-to.js';
import { CausedBy } from '../access/metadata.js';
import type { EventMetadata } from '../events/event.js';
import { destinationName } from '../platform/http/fields.js';
import { Problem } from '../platform/http/problem.js';
import { DestinationTests, type TestAttempt, testAttempt } from '../views/attempt.js';

@ApiTags('destinations')
@Controller('v1/destinations')
export class DestinationTestsController {
  constructor(private readonly tests: DestinationTests) {}

  @Post(':name/test')
  @AllowedTo('operator')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'testDestination',
    summary: 'Sends a marked sample and shows the answer',
    description:
      'As an input would be sent: signed, with the destination’s own headers and credentials, to an allowed address only. Marked by the header `Intake-Test: true`; also while the destination is paused or disabled. Nothing of it is recorded.',
  })
  @ApiResponse({ status: 200, standardSchema: testAttempt, description: 'The attempt, however it ended.' })
  async test(
    @Param('name', { schema: destinationName }) name: string,
    @CausedBy() { traceparent }: EventMetadata,
  ): Promise<TestAttempt> {
    const attempt = await this.tests.send(name, traceparent);
    if (!attempt) throw new Problem('not-found', 'there is no destination of this name');
    return attempt;
  }
}
