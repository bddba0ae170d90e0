import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Problem } from '../../platform/http/problem.js';
import { linesOf, MAX_LINE_BYTES, MAX_LINES } from './batch-lines.js';

/** Of each line its text, or the code of what is wrong with it. */
async function judged(body: string | Buffer): Promise<string[]> {
  const lines = await linesOf(Buffer.from(body));
  return lines.map((line) => (line instanceof Problem ? `! ${line.code}` : line.toString()));
}

describe('the lines of a batch', () => {
  it('are kept byte for byte, whatever JSON they are', async () => {
    const lines = ['{"a":1}', ' [1, 2] ', '"ü"', 'null', '1e999', '12345678901234567890.10', '{"a":1,"a":2}'];
    expect(await judged(lines.join('\n'))).toEqual(lines);
    const hostile = ['{"__proto__":{"a":1}}', '"\\u0000\\ud800"', `${'['.repeat(100_000)}${']'.repeat(100_000)}`];
    expect(await judged(hostile.join('\n'))).toEqual(hostile);
  });

  it('end with LF or CRLF; a final one begins no line', async () => {
    expect(await judged('1\n2\r\n3')).toEqual(['1', '2', '3']);
    expect(await judged('1\n2\n')).toEqual(['1', '2']);
    expect(await judged('1\r\n')).toEqual(['1']);
    expect(await judged('')).toEqual([]);
  });

  it('may each be wrong, and the others are not', async () => {
    const wrong = ['', '{', '1 2', "{'a':1}", '\uFEFF1', '\u0000', '1\u0000', '# 1', 'NaN'];
    for (const line of wrong) expect(await judged(`1\n${line}\n2`)).toEqual(['1', '! malformed-json', '2']);
    expect(await judged('\n\r\n1')).toEqual(['! malformed-json', '! malformed-json', '1']);
    const notUtf8 = Buffer.concat([Buffer.from('1\n"'), Buffer.from([0xc3, 0x28]), Buffer.from('"\n2')]);
    expect(await judged(notUtf8)).toEqual(['1', '! malformed-json', '2']);
  });

  it('have at most 256 KiB each', async () => {
    const largest = `"${'x'.repeat(MAX_LINE_BYTES - 2)}"`;
    expect(await judged(`1\n${largest}\n "${largest}\n2`)).toEqual(['1', largest, '! payload-too-large', '2']);
  });

  it('are at most 1,000', async () => {
    expect(await judged('1\n'.repeat(MAX_LINES))).toHaveLength(MAX_LINES);
    await expect(linesOf(Buffer.from('1\n'.repeat(MAX_LINES + 1)))).rejects.toMatchObject({
      code: 'payload-too-large',
    });
    await expect(linesOf(Buffer.from('\n'.repeat(MAX_LINES + 1)))).rejects.toMatchObject({ code: 'payload-too-large' });
  });

  it('are as many as there are ends of lines, for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('1', '"a"', '{', '\n', '\r\n', ' '), { maxLength: 30 }),
        async (parts) => {
          const body = parts.join('');
          const lines = body.split('\n');
          if (lines.at(-1) === '') lines.pop();
          expect(await linesOf(Buffer.from(body))).toHaveLength(lines.length);
        },
      ),
    );
  });

  it('are those that were sent, for any JSON and either end of a line', async () => {
    const line = fc.json({ noUnicodeString: false });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 5 }), fc.constantFrom('\n', '\r\n'), async (lines, end) => {
        expect(await judged(lines.map((each) => each + end).join(''))).toEqual(lines);
      }),
    );
  });

  it('that are taken are JSON and a part of what was sent, and nothing is ever thrown, for any bytes', async () => {
    const noise = fc.constantFrom(
      ...['\n', '\r', '"', '{}', '[', '\uFEFF', '\u2028', '\u0000', '1', 'é'].map((each) => [...Buffer.from(each)]),
    );
    const body = fc
      .array(
        fc.oneof(
          noise,
          fc.uint8Array({ maxLength: 3 }).map((some) => [...some]),
        ),
      )
      .map((all) => Buffer.from(all.flat()));
    await fc.assert(
      fc.asyncProperty(body, async (sent) => {
        for (const line of await linesOf(sent)) {
          if (line instanceof Problem) continue;
          const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line);
          expect(() => JSON.parse(text)).not.toThrow();
          expect(text).not.toContain('\n');
          expect(sent.includes(line)).toBe(true);
        }
      }),
    );
  });
});
