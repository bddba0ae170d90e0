/** Real PostgreSQL: what it reads of an array in binary is what went in. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../../src/platform/ids.js';
import { bigints, integers, smallints, texts, uuids } from '../../src/platform/store/array-parameter.js';
import { anyText } from '../support/any-text.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await freshDatabase({ migrated: false });
});
afterAll(() => database.drop());

async function read(type: string, array: Buffer): Promise<(string | null)[]> {
  const { rows } = await database.owner.query<{ element: string | null }>(
    `select element::text from unnest($1::${type}[]) with ordinality as a(element, n) order by n`,
    [array],
  );
  return rows.map(({ element }) => element);
}

const list = <T>(element: fc.Arbitrary<T>) => fc.array(fc.option(element), { maxLength: 20 });
const asText = (values: readonly unknown[]) => values.map((value) => (value === null ? null : String(value)));
const whole = (bits: number) => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
/** What PostgreSQL can hold, and so what can have come in. */
const text = anyText().map((any) => Buffer.from(any).toString().replaceAll('\u0000', ''));

describe('an array in binary', () => {
  it.each([
    ['text', list(text), texts],
    ['smallint', list(whole(16)), smallints],
    ['integer', list(whole(32)), integers],
    ['bigint', list(fc.maxSafeInteger()), bigints],
    ['uuid', list(fc.constant(null).map(newId)), uuids],
  ])('of %s is read as it was given', (type, values, encode) =>
    fc.assert(
      fc.asyncProperty(values as fc.Arbitrary<unknown[]>, async (given) => {
        expect(await read(type, (encode as (values: unknown[]) => Buffer)(given))).toEqual(asText(given));
      }),
      { numRuns: 50 },
    ),
  );

  it('with what PostgreSQL cannot hold is refused as data, not as a broken message', async () => {
    await expect(read('text', texts(['a\u0000b']))).rejects.toMatchObject({ code: '22021' });
    expect(await read('text', texts(['goes on']))).toEqual(['goes on']);
  });
});
