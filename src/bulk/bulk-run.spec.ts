import { expect, it } from '@jest/globals';
import { silent } from '../../test/support/database.js';
import type { Work } from '../platform/operations/operation.js';
import { RETRY } from './bulk-kind.js';
import { type BulkParts, BulkRun } from './bulk-run.js';

const INPUTS = 250;
const LEASE_LOST = 'another worker has it';

/** Dead letters that are found no more once they were asked; each worker loses its lease at one of its saves. */
function manyWith(loseAtSave: number) {
  const dead = Array.from({ length: INPUTS }, (_, n) => n + 1);
  const asked: number[] = [];
  let saved: unknown = { position: 0, asking: null, total: INPUTS, done: 0, skipped: 0, failed: 0, reasons: {} };
  let saves = 0;
  const parts = {
    commands: {
      execute: async ({ inputId }: { inputId: string }) => {
        if (dead.includes(Number(inputId))) asked.push(dead.splice(dead.indexOf(Number(inputId)), 1)[0]!);
      },
    },
    found: {
      page: async (_: unknown, { after, limit }: { after: number; limit: number }) => {
        const ids = dead.filter((position) => position > after).slice(0, limit);
        return { ids: ids.map(String), last: ids.at(-1) ?? null };
      },
    },
    log: silent,
  };
  const worker = () =>
    new BulkRun(RETRY, parts as unknown as BulkParts).run({
      ...{
        saved,
        operation: { id: 'o', startedBy: 'admin', options: { filter: {}, destination: null, reason: null } },
      },
      ...{ signal: new AbortController().signal, report() {} },
      async save(state: unknown) {
        if (++saves === loseAtSave) throw new Error(LEASE_LOST);
        saved = structuredClone(state);
      },
    } as unknown as Work);
  return { worker, asked };
}

it.each([1, 2, 3])(
  'a worker that loses its lease at save %i leaves none uncounted, and none asked twice',
  async (at) => {
    const { worker, asked } = manyWith(at);
    await expect(worker()).rejects.toThrow(LEASE_LOST);
    expect(await worker()).toEqual({ done: INPUTS, skipped: 0, failed: 0, reasons: {} });
    expect(asked.toSorted((a, b) => a - b)).toEqual(Array.from({ length: INPUTS }, (_, n) => n + 1));
  },
);
