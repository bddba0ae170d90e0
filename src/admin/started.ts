/** The answer to who has started long work: where it is told of, and how it stands. */
import type { FastifyReply } from 'fastify';
import { type KeptOperation, type OperationView, operationViewOf } from '../views/operation.js';

export function started(reply: FastifyReply, operation: KeptOperation): OperationView {
  reply.header('location', `/v1/admin/operations/${operation.id}`);
  return operationViewOf(operation);
}
