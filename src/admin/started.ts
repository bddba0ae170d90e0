/** The answer to who has started long work: where it is told of, and how it stands. */
import type { FastifyReply } from 'fastify';
import { type KeptOperation, type OperationView, operationViewOf } from '../views/operation.js';

interface StartedOperation {
  operation: KeptOperation;
  /** By an earlier request with the same key. */
  replayed?: boolean;
  position: number;
}

export function started(
  reply: FastifyReply,
  { operation, replayed = false, position }: StartedOperation,
): OperationView {
  reply.header('location', `/v1/admin/operations/${operation.id}`).header('intake-position', position);
  if (replayed) reply.header('idempotency-replayed', 'true');
  return operationViewOf(operation);
}
