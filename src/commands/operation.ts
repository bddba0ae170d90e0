/** Long work as the log tells of it: who asked for it, and who asked it to end. How far it is, the operation itself tells. */
import { OperationStarted } from '../events/operation-started.js';
import type { Operation } from '../platform/operations/operation.js';

export const operationStream = (id: string): string => `operation-${id}`;

/** What was asked for. */
export type OperationAsked = Pick<Operation, 'kind' | 'subject' | 'options'>;

export const operationStarted = ({ kind, subject, options }: OperationAsked) =>
  OperationStarted.of({ kind, subject, options });
