/** Many inputs that have come to rest, brought on their way again. */
import { Body, Controller, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Caller } from '../access/caller.js';
import { CalledBy, CausedBy } from '../access/metadata.js';
import type { EventMetadata } from '../events/event.js';
import { RequestHeaders } from '../platform/http/checked.js';
import { destinationName } from '../platform/http/fields.js';
import type { OperationView } from '../views/operation.js';
import { AsksMany, type BulkTotal, begin, bulkHeaders, bulkShape, isMeant, MEANT } from './bulk-answer.js';
import { BulkInputs } from './bulk-inputs.js';
import { RETRY } from './bulk-kind.js';

const options = z
  .strictObject({
    ...bulkShape,
    destination: destinationName
      .nullable()
      .default(null)
      .meta({ description: 'Another one; null: where each was for before.' }),
  })
  .refine(isMeant, MEANT)
  .meta({ id: 'RetryInputsOptions' });

@ApiTags('inputs')
@Controller('v1/inputs')
export class RetryInputsController {
  constructor(private readonly bulk: BulkInputs) {}

  @AsksMany(
    'retry',
    {
      operationId: 'retryInputs',
      summary: 'Begins new runs of attempts of many inputs',
      description:
        'Of those that were received before it is asked for. Where the filter names no status, of those that are dead-lettered or expired. Each is asked once, also through a crash. Its result is `{done, skipped, failed, reasons}`: reasons counts problems by their code.',
    },
    'unknown-destination',
    'destination-disabled',
  )
  async retry(
    @Body({ schema: options }) { all, ...wanted }: z.output<typeof options>,
    @RequestHeaders(bulkHeaders) { 'idempotency-key': key }: z.infer<typeof bulkHeaders>,
    @CalledBy() caller: Caller,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView | BulkTotal> {
    return begin(reply, this.bulk, RETRY, { ...wanted, caller, key, metadata });
  }
}
