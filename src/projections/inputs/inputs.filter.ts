/** The filters of the list of inputs, and what they mean in SQL. */
import type { SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import { deadLetterReasons } from '../../events/shapes.js';
import { listQuery } from '../../platform/http/cursor.js';
import { commaList, destinationName, instant } from '../../platform/http/fields.js';
import { storedStatuses } from '../../views/input.js';
import type { InputRow } from './input.entity.js';

const text = z.string().min(1).max(255);

export const inputsQuery = listQuery({
  status: commaList(z.enum(storedStatuses)).optional(),
  destination: commaList(destinationName).optional(),
  submittedBy: commaList(text).optional(),
  receivedAfter: instant.optional(),
  receivedBefore: instant.optional(),
  idempotencyKey: text.optional(),
  reason: commaList(z.enum(deadLetterReasons)).optional(),
});
export type InputsQuery = z.output<typeof inputsQuery>;

/** Of `query`, what narrows the list; the cursor is the caller's. */
export function narrow(rows: SelectQueryBuilder<InputRow>, query: InputsQuery): SelectQueryBuilder<InputRow> {
  const { status, destination, submittedBy, reason, receivedAfter, receivedBefore, idempotencyKey } = query;
  if (status) rows.andWhere('input.status in (:...status)', { status });
  if (destination) rows.andWhere('input.destination in (:...destination)', { destination });
  if (submittedBy) rows.andWhere('input.submittedBy in (:...submittedBy)', { submittedBy });
  if (reason) rows.andWhere('input.reason in (:...reason)', { reason });
  if (receivedAfter) rows.andWhere('input.receivedAt > :receivedAfter', { receivedAfter });
  if (receivedBefore) rows.andWhere('input.receivedAt < :receivedBefore', { receivedBefore });
  if (idempotencyKey) rows.andWhere('input.idempotencyKey = :idempotencyKey', { idempotencyKey });
  return rows;
}
