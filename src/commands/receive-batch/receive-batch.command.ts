import { Command } from '@nestjs/cqrs';
import type { Problem } from '../../platform/http/problem.js';
import type { NewInput } from '../new-input.js';

export interface Batch extends Omit<NewInput, 'body' | 'contentType' | 'contentEncoding'> {
  /** In order, each the body of an input, or what is wrong with it. */
  lines: readonly (Buffer | Problem)[];
}

/** What became of a line. */
export type BatchItem = { id: string; position: number } | Problem;

export interface ReceiveBatchResult {
  /** One for each line, in order. */
  items: BatchItem[];
  /** Nothing was new, and something is the same: its Idempotency-Key had brought it before. */
  replayed: boolean;
}

/** Takes many inputs for a destination at once: what is new of them stands in the log together, or not at all. */
export class ReceiveBatch extends Command<ReceiveBatchResult> {
  constructor(readonly batch: Batch) {
    super();
  }
}
