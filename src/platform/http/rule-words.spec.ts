import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { check, type Place } from './check.js';
import { Problem } from './problem.js';

function refusal(schema: z.ZodType, value: unknown, place: Place = 'body'): Problem {
  try {
    check(schema, value, place);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was taken');
}

const auth = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('basic') }),
  z.strictObject({ type: z.literal('bearer') }),
]);

describe('a value that is refused', () => {
  it.each<[z.ZodType, unknown, string]>([
    [z.string(), 1, 'must be a string'],
    [z.number(), '1', 'must be a number'],
    [z.int(), 1.5, 'must be a whole number'],
    [z.int(), '1', 'must be a whole number'],
    [z.boolean(), 'true', 'must be true or false'],
    [z.array(z.string()), {}, 'must be an array'],
    [z.record(z.string(), z.string()), [], 'must be an object'],
    [z.strictObject({}), 'x', 'must be an object'],
    [z.enum(['a', 'b', 'c']), 'd', 'must be a, b or c'],
    [z.literal('a'), 'b', 'must be a'],
    [z.int().min(3), 2, 'must be at least 3'],
    [z.int().max(3), 4, 'must be at most 3'],
    [z.string().min(1), '', 'must not be empty'],
    [z.string().min(2), 'a', 'must have at least 2 characters'],
    [z.string().max(1), 'ab', 'must have at most 1 character'],
    [z.array(z.int()).min(1), [], 'must not be empty'],
    [z.array(z.int()).max(2), [1, 2, 3], 'must have at most 2 items'],
    [auth, { type: 'digest' }, 'must be basic or bearer'],
    [z.string('must be a name'), 1, 'must be a name'],
  ])('%# is told what is expected', (schema, value, expected) => {
    const { detail, more } = refusal(z.strictObject({ a: schema }), { a: value });
    expect(more.errors?.map((error) => error.detail)).toEqual([expected]);
    expect(detail).toBe(`body ${more.errors![0]!.pointer}: ${expected}`);
  });
});

describe('what is missing', () => {
  const schema = z.strictObject({ url: z.url('must be a URL'), retry: z.strictObject({ most: z.int() }) });

  it('is told so, with what it must be', () => {
    expect(refusal(schema, {}).more.errors).toEqual([
      { in: 'body', pointer: '/url', detail: 'is missing; it must be a URL' },
      { in: 'body', pointer: '/retry', detail: 'is missing; it must be an object' },
    ]);
    expect(refusal(schema, { url: 'https://a.example', retry: {} }).detail).toBe(
      'body /retry/most: is missing; it must be a whole number',
    );
    const list = z.strictObject({
      a: z
        .string()
        .transform((text) => text.split(','))
        .pipe(z.array(z.enum(['x', 'y']))),
    });
    expect(refusal(list, { a: '' }, 'query').detail).toBe('query a: must be x or y');
    const given = refusal(z.strictObject({ a: z.enum(['x', 'y']) }), {}, 'query');
    expect(given.detail).toBe('query a: is missing; it must be x or y');
  });

  it('is not what a rule about several members points at', () => {
    const either = schema.partial().refine(() => false, { path: ['url'], message: 'must stand there alone' });
    expect(refusal(either, {}).detail).toBe('body /url: must stand there alone');
  });
});
