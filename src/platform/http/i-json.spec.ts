import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseIJson, pointerTo } from './i-json.js';
import { Problem } from './problem.js';

const parse = (text: string) => parseIJson(Buffer.from(text));

function refusal(text: string): { code: string; pointer: string | undefined } {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof Problem) return { code: error.code, pointer: error.more.errors?.[0]?.pointer };
    throw error;
  }
  throw new Error(`taken: ${text}`);
}

/** Anything that I-JSON can say, no deeper than is taken. */
const key = fc.string({ unit: 'grapheme' }).filter((name) => name !== '__proto__' && isStorable(name));
const isStorable = (text: string) => !text.includes('\u0000') && !/\p{Surrogate}/u.test(text);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    fc.string({ unit: 'grapheme' }).filter(isStorable),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Number.isInteger(n) || Number.isSafeInteger(n)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const object = fc.dictionary(key, json, { noNullPrototype: true });

describe('strict JSON', () => {
  it('reads what JSON.parse reads, where nothing is hidden', () => {
    fc.assert(
      fc.property(object, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('never takes bytes that JSON.parse does not take, and only ever throws a Problem', () => {
    fc.assert(
      fc.property(
        object,
        fc.nat(),
        fc.constantFrom('"', '{', '}', '[', ']', ',', ':', '\\', '/', '\u0001', '\u00a0', '0', '-', 'e'),
        (value, at, noise) => {
          const text = JSON.stringify(value);
          const place = at % (text.length + 1);
          // Through bytes, because the place may be inside a surrogate pair.
          const broken = Buffer.from(text.slice(0, place) + noise + text.slice(place)).toString();
          let taken: unknown;
          try {
            taken = parse(broken);
          } catch (error) {
            expect(error).toBeInstanceOf(Problem);
            return;
          }
          expect(taken).toEqual(JSON.parse(broken));
        },
      ),
    );
  });

  it('takes arbitrary bytes without any other error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          parseIJson(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      }),
    );
  });

  it('a member given twice is found wherever it stands', () => {
    fc.assert(
      fc.property(key, fc.array(fc.constantFrom('a', 'b/c'), { maxLength: 5 }), (name, path) => {
        const twice = `{${JSON.stringify(name)}:1,"other":{},${JSON.stringify(name)}:2}`;
        fc.pre(name !== 'other');
        const text = path.reduceRight((inner, part) => `{${JSON.stringify(part)}:${inner}}`, twice);
        expect(refusal(text)).toEqual({ code: 'malformed-json', pointer: pointerTo([...path, name]) });
      }),
    );
  });

  it.each([
    ['{"a":[1,{"b":9007199254740992}]}', 'validation-failed', '/a/1/b'],
    ['{"a":-9007199254740992}', 'validation-failed', '/a'],
    ['{"a":1e22}', 'validation-failed', '/a'],
    ['{"a":{"~/":"\\u0000"}}', 'unstorable-text', '/a/~0~1'],
    ['{"a":{"x\\u0000":1}}', 'unstorable-text', '/a/x\u0000'],
    ['{"a":"\\udc00\\ud800"}', 'unstorable-text', '/a'],
    ['{"a":{"__proto__":null}}', 'forbidden-key', '/a/__proto__'],
  ])('%s', (text, code, pointer) => {
    expect(refusal(text)).toEqual({ code, pointer });
  });

  it.each(['{"a":9007199254740991}', '{"a":1e3,"b":-0.5e-7,"constructor":1,"c":"\\ud83d\\ude00"}'])(
    '%s is fine',
    (text) => {
      expect(parse(text)).toEqual(JSON.parse(text));
    },
  );

  it.each([
    '',
    ' ',
    '{"a":01}',
    '{"a":+1}',
    '{"a":.5}',
    '{"a":NaN}',
    "{'a':1}",
    '{a:1}',
    '{"a":1}\u00a0',
    '{"a":"\\x41"}',
  ])('%j is not JSON', (text) => {
    expect(refusal(text).code).toBe('malformed-json');
  });

  it('is fast on text made to be slow', () => {
    // Time of this process, not of the clock: others may use the machine too. What is quadratic takes minutes.
    const before = process.cpuUsage();
    for (const text of [
      `"${'\\"'.repeat(400_000)}`,
      '{"'.repeat(300_000),
      '['.repeat(900_000),
      `{"a":"${'\\\\'.repeat(400_000)}`,
    ]) {
      refusal(text);
    }
    expect(process.cpuUsage(before).user).toBeLessThan(4_000_000);
  }, 60_000);
});
