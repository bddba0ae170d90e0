/** The answer to a batch: what became of each line, in order. */
import { z } from 'zod';
import { Problem } from '../../platform/http/problem.js';
import { problemSchema } from '../../platform/http/problem-schema.js';
import type { ReceiveBatchResult } from './receive-batch.command.js';

export const batchView = z
  .strictObject({
    items: z
      .array(z.union([z.strictObject({ id: z.uuid(), position: z.int() }), z.strictObject({ problem: problemSchema })]))
      .meta({ description: 'One for each line, in order: the input that it became, or what is wrong with it.' }),
  })
  .meta({ id: 'Batch' });
export type BatchView = z.infer<typeof batchView>;

export const batchViewOf = ({ items }: ReceiveBatchResult, requestId: string): BatchView => ({
  items: items.map((item) => (item instanceof Problem ? { problem: item.body({ requestId }) } : item)),
});
