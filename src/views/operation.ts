/** Long work as its starter and admins see it (contract §1). */
import { z } from 'zod';

export const operationView = z
  .strictObject({
    id: z.uuid(),
    kind: z.enum(['rebuild', 'verify', 'replay', 'republish', 'retry-inputs', 'cancel-inputs']),
    subject: z
      .array(z.string())
      .meta({ description: 'What it works on: `inputs.v1` is version 1 of the read model `inputs`.' }),
    options: z.record(z.string(), z.unknown()).meta({ description: 'What was asked for, places as positions.' }),
    state: z.enum(['running', 'succeeded', 'failed', 'cancelled']),
    phase: z.string().nullable().meta({ description: 'What it is at. Null before it is begun and after its end.' }),
    done: z.int().meta({ description: 'Events, or inputs, that it is through with.' }),
    total: z.int().nullable().meta({ description: 'Null while it is not known.' }),
    ratePerSecond: z.number().nullable(),
    etaMs: z.int().nullable().meta({ description: 'Time left at this rate.' }),
    startedBy: z.string(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    result: z.record(z.string(), z.unknown()).nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'Operation' });
export type OperationView = z.infer<typeof operationView>;

/** As the platform keeps it: member by member, and what is left is reckoned here. */
export interface KeptOperation {
  id: string;
  kind: string;
  subject: string[];
  options: Record<string, unknown>;
  state: OperationView['state'];
  phase: string | null;
  done: number;
  total: number | null;
  rate: number | null;
  startedBy: string;
  startedAt: string;
  finishedAt: string | null;
  result: Record<string, unknown> | null;
  error: string | null;
}

export const operationViewOf = (operation: KeptOperation): OperationView => ({
  id: operation.id,
  kind: operation.kind as OperationView['kind'],
  subject: operation.subject,
  options: operation.options,
  state: operation.state,
  phase: operation.phase,
  done: operation.done,
  total: operation.total,
  ratePerSecond: operation.rate === null ? null : Math.round(operation.rate * 10) / 10,
  etaMs: timeLeft(operation),
  startedBy: operation.startedBy,
  startedAt: operation.startedAt,
  finishedAt: operation.finishedAt,
  result: operation.result,
  error: operation.error,
});

function timeLeft({ state, done, total, rate }: KeptOperation): number | null {
  if (state !== 'running') return null;
  if (total === null || !rate || rate < 0) return null;
  return Math.round((Math.max(0, total - done) / rate) * 1_000);
}
