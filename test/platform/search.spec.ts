/** A search through the log ends soon, however much there is to look through. Real PostgreSQL. */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { LogSearch, type Search } from '../../src/platform/store/search.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { some, writeEvents } from '../support/log.js';

jest.setTimeout(60_000);

const MIB = 1024 * 1024;
const COMMON = 20_010;
const RARE = COMMON + 1;
const END = RARE + 3;

let database: TestDatabase;

beforeAll(async () => {
  database = await freshDatabase();
  const large = Array.from({ length: 3 }, () => ({ stream: 'large', data: 'x'.repeat(5 * MIB) }));
  await writeEvents(database.owner, [...some(COMMON), { stream: 'rare', type: 'RareHappened' }, ...large]);
});
afterAll(() => database.drop());

async function found(after: number, search: Partial<Search>): Promise<{ positions: number[]; lookedAt: number }> {
  const { events, lookedAt } = await new LogSearch(database.pool).find(after, { limit: 100, upTo: END, ...search });
  return { positions: events.map(({ position }) => position), lookedAt };
}

it('where matches are rare, it ends at the last position it looked at', async () => {
  expect(await found(0, { types: ['RareHappened'] })).toEqual({ positions: [], lookedAt: 20_000 });
  expect(await found(0, { actor: 'nobody', types: ['RareHappened'] })).toEqual({ positions: [], lookedAt: 20_000 });
  expect(await found(20_000, { types: ['RareHappened'] })).toEqual({ positions: [RARE], lookedAt: END });
});

it('where there are many, at the last one it gives', async () => {
  expect(await found(7, { limit: 2 })).toEqual({ positions: [8, 9], lookedAt: 9 });
});

it('where events are large, after some bytes', async () => {
  expect(await found(RARE, {})).toEqual({ positions: [RARE + 1, RARE + 2], lookedAt: RARE + 2 });
  expect(await found(RARE + 2, {})).toEqual({ positions: [END], lookedAt: END });
});

it('finds a stream’s events at once, wherever they are', async () => {
  expect(await found(0, { streams: ['rare'] })).toEqual({ positions: [RARE], lookedAt: END });
});

it('finds what one actor has done at once, wherever it stands, and reads nothing else for it', async () => {
  expect(await found(0, { actor: 'nobody' })).toEqual({ positions: [], lookedAt: END });
  const acts = [1, 2].map(() => ({ stream: 'projection-inputs' }));
  await writeEvents(database.owner, acts);
  await database.owner.query(
    `alter table intake.events disable trigger user;
     update intake.events set metadata = '{"actor": "somebody"}' where stream = 'projection-inputs';
     alter table intake.events enable trigger user`,
  );
  const upTo = END + acts.length;
  expect(await found(0, { actor: 'somebody', upTo })).toEqual({ positions: [END + 1, END + 2], lookedAt: upTo });
  expect(await found(0, { actor: 'somebody', upTo, limit: 1 })).toEqual({ positions: [END + 1], lookedAt: END + 1 });
  expect(await found(END + 1, { actor: 'somebody', upTo })).toEqual({ positions: [END + 2], lookedAt: upTo });
});

it('counts what matches, through every page that is looked at', async () => {
  const search = new LogSearch(database.pool);
  expect(await search.count(0, END, { types: ['RareHappened', 'SomethingHappened'] })).toBe(END);
  expect(await search.count(0, END, { types: ['RareHappened'] })).toBe(1);
  expect(await search.count(RARE, END, { types: ['RareHappened'] })).toBe(0);
  expect(await search.count(0, RARE + 1, { streams: ['rare', 'large'] })).toBe(2);
  expect(await search.count(7, END, {})).toBe(END - 7);
  expect(await search.count(END, 7, {})).toBe(0);
});

it('gives nothing beyond the position it is to look up to', async () => {
  expect(await found(RARE, { streams: ['large'], upTo: RARE + 1 })).toEqual({
    positions: [RARE + 1],
    lookedAt: RARE + 1,
  });
});
