/** Why an input is not going out (contract §3), and who knows it. */
import { z } from 'zod';

const heldReasons = ['paused', 'breaker-open', 'rate', 'ordering-key', 'scheduled', 'all-paused'] as const;

export const held = z
  .strictObject({
    reason: z.enum(heldReasons),
    until: z.iso.datetime().nullable().meta({ description: 'null: until somebody or something changes it.' }),
    blockedBy: z.uuid().nullable().meta({ description: 'The input that stands before it, for `ordering-key`.' }),
  })
  .meta({ id: 'Held', description: 'Why it is not going out, and until when.' });
export type Held = z.infer<typeof held>;

/** Known to delivery, shown with inputs: whoever shows them asks here. */
export abstract class Holds {
  /** Of these inputs, those that are held back now. */
  abstract of(inputIds: readonly string[]): Promise<ReadonlyMap<string, Held>>;
  /** A condition in SQL on a column with an input's id: it is held back now. */
  abstract condition(column: string): Promise<{ sql: string; parameters: Record<string, unknown> }>;
}
