/**
 * The grammar of the specs beside the code. Rules: `given([facts]).when(rule).thenHappened([facts])`, `.thenRefused(code)`
 * or `.thenNothing()`. Projections: `given([facts]).thenRow(row)`. Nothing here is doubled: the folds and rules are the real ones.
 */
import { expect } from '@jest/globals';
import type { ObjectLiteral } from 'typeorm';
import type { NewEvent } from '../../src/events/event.js';
import type { ProblemCode } from '../../src/platform/http/problem.js';
import { foldRows } from '../../src/platform/projector/fold.js';
import type { Projection } from '../../src/platform/projector/projection.js';
import { type At, foldFrom, type StreamFold } from '../../src/platform/store/stream-cache.js';
import { historyOf } from './history.js';

/** `given` for rules that decide on a stream, folded as the commands fold it. */
export const decidingOn =
  <S>(fold: StreamFold<S>) =>
  (facts: readonly NewEvent[]) => {
    const at = foldFrom({ version: 0, state: fold.initial }, historyOf('thing-1', facts), fold);
    return { at, when: (rule: (at: At<S>) => NewEvent[]) => when(() => rule(at)) };
  };

/** For a rule that needs no history. */
export const when = (rule: () => NewEvent[]) => ({
  thenHappened: (facts: readonly NewEvent[]) => expect(rule()).toEqual(facts),
  thenNothing: () => expect(rule()).toEqual([]),
  thenRefused: (code: ProblemCode) => expect(rule).toThrow(expect.objectContaining({ code })),
});

/** `given` for the one row that a stream's facts make. */
export const rowsOf =
  <Row extends ObjectLiteral>(projection: Projection<Row>, stream: string) =>
  (facts: readonly NewEvent[]) => {
    const rows = () => [...foldRows(projection, historyOf(stream, facts)).values()].map(({ row }) => row);
    return {
      rows,
      thenRow: (row: Partial<Row>) => expect(rows()).toEqual([expect.objectContaining(row)]),
      thenRows: (expected: Partial<Row>[]) =>
        expect(rows()).toEqual(expected.map((row) => expect.objectContaining(row))),
      thenNoRow: () => expect(rows().filter(Boolean)).toEqual([]),
      thenRefused: (message: RegExp) => expect(rows).toThrow(message),
    };
  };
