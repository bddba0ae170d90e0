/** Many inputs called back. */
import { Body, Controller, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Caller } from '../access/caller.js';
import { CalledBy, CausedBy } from '../access/metadata.js';
import type { EventMetadata } from '../events/event.js';
import { RequestHeaders } from '../platform/http/checked.js';
import type { OperationView } from '../views/operation.js';
import { AsksMany, type BulkTotal, begin, bulkHeaders, bulkShape, isMeant, MEANT } from './bulk-answer.js';
import { BulkInputs } from './bulk-inputs.js';
import { CANCEL } from './bulk-kind.js';

const options = z.strictObject(bulkShape).refine(isMeant, MEANT).meta({ id: 'CancelInputsOptions' });

@ApiTags('inputs')
@Controller('v1/inputs')
export class CancelInputsController {
  constructor(private readonly bulk: BulkInputs) {}

  @AsksMany('cancel', {
    operationId: 'cancelInputs',
    summary: 'Calls many inputs back',
    description:
      'Of those that were received before it is asked for and wait for an attempt. One with an attempt under way is skipped: `attempt-in-flight`. Its result is `{done, skipped, failed, reasons}`: reasons counts problems by their code.',
  })
  async cancel(
    @Body({ schema: options }) { all, ...wanted }: z.output<typeof options>,
    @RequestHeaders(bulkHeaders) { 'idempotency-key': key }: z.infer<typeof bulkHeaders>,
    @CalledBy() caller: Caller,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView | BulkTotal> {
    return begin(reply, this.bulk, CANCEL, { ...wanted, destination: null, caller, key, metadata });
  }
}
