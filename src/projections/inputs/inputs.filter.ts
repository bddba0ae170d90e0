/** The filters of inputs, in a query and in a body, and what they mean in SQL. */
import type { SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import { deadLetterReasons } from '../../events/shapes.js';
import { listQuery } from '../../platform/http/cursor.js';
import { actor, commaList, destinationName, instant } from '../../platform/http/fields.js';
import { storedStatuses } from '../../views/input.js';
import type { InputRow } from './input.entity.js';

const text = z.string().min(1).max(255);
const status = z.enum(storedStatuses);
const reason = z.enum(deadLetterReasons);

const inBoth = {
  receivedAfter: instant.optional(),
  receivedBefore: instant.optional(),
  orderingKey: text.optional(),
  idempotencyKey: text.optional(),
};

export const inputsQuery = listQuery({
  ...inBoth,
  status: commaList(status).optional(),
  destination: commaList(destinationName).optional(),
  submittedBy: commaList(actor).optional(),
  reason: commaList(reason).optional(),
  held: z
    .literal('true', 'must be true, or left out')
    .transform((): true => true)
    .optional()
    .meta({ openapi: { type: 'boolean', enum: [true] }, description: 'Only those that something holds back now.' }),
});
export type InputsQuery = z.output<typeof inputsQuery>;

const some = <T extends z.ZodType>(of: T) => z.array(of).min(1).max(100).optional();

/** The same as JSON. */
export const inputsFilter = z
  .strictObject({
    ...inBoth,
    status: some(status),
    destination: some(destinationName),
    submittedBy: some(actor),
    reason: some(reason),
    held: z.literal(true).optional(),
  })
  .meta({ id: 'InputsFilter', description: 'As the filters of the list of inputs.' });
export type InputsFilter = z.output<typeof inputsFilter>;

/** What narrows the rows called `input`; but for `held`, which only delivery knows. */
export function narrow(rows: SelectQueryBuilder<InputRow>, filter: InputsFilter): SelectQueryBuilder<InputRow> {
  const { status, destination, submittedBy, reason, receivedAfter, receivedBefore } = filter;
  const { orderingKey, idempotencyKey } = filter;
  if (status) rows.andWhere('input.status in (:...status)', { status });
  if (destination) rows.andWhere('input.destination in (:...destination)', { destination });
  if (submittedBy) rows.andWhere('input.submittedBy in (:...submittedBy)', { submittedBy });
  if (reason) rows.andWhere('input.reason in (:...reason)', { reason });
  if (receivedAfter) rows.andWhere('input.receivedAt > :receivedAfter', { receivedAfter });
  if (receivedBefore) rows.andWhere('input.receivedAt < :receivedBefore', { receivedBefore });
  if (orderingKey) rows.andWhere('input.orderingKey = :orderingKey', { orderingKey });
  if (idempotencyKey) rows.andWhere('input.idempotencyKey = :idempotencyKey', { idempotencyKey });
  return rows;
}
