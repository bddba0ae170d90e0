/** Which position a time leads to: by halves, since time never goes back along the log. Real PostgreSQL. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LogReader } from '../../src/platform/store/reader.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { some, writeEvents } from '../support/log.js';

let database: TestDatabase;
let reader: LogReader;
const time = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

/** Three events happen each second, from second 1 on. */
beforeAll(async () => {
  database = await freshDatabase();
  reader = new LogReader(database.pool);
  expect([await reader.positionAt(time(0)), await reader.positionBefore(time(0))]).toEqual([0, 0]);
  await writeEvents(database.owner, some(100));
  await database.owner.query('alter table intake.events disable trigger events_are_append_only');
  await database.owner.query(
    `update intake.events set occurred_at = '2026-01-01T00:00:00Z'::timestamptz + (1 + (position - 1) / 3) * interval '1 s'`,
  );
}, 60_000);
afterAll(() => database.drop());

it.each([0, 1, 2, 17, 33, 34, 35])('in second %i it is that of the last event that had happened', async (second) => {
  expect(await reader.positionAt(time(second))).toBe(Math.min(100, 3 * second));
});

it.each([0, 1, 2, 17, 34, 35])('before second %i it is that of the last one of the second before', async (second) => {
  expect(await reader.positionBefore(time(second))).toBe(Math.min(100, Math.max(0, 3 * (second - 1))));
});

it('between two events it is that of the first of them', async () => {
  expect(await reader.positionAt('2026-01-01T00:00:05.500Z')).toBe(15);
});

it('reaches from the first year to the last', async () => {
  expect(await reader.positionBefore('0001-01-01T00:00:00.000Z')).toBe(0);
  expect(await reader.positionAt('9999-12-31T23:59:59.999Z')).toBe(100);
});
