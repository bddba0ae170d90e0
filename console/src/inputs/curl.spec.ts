import { execFileSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { bytesOf } from './bytes.js';
import { curlOf } from './curl.js';
import type { Bytes } from './facts.js';

const utf8 = (data: string): Bytes => ({ encoding: 'utf8', data });
const sent = (body: Bytes) => ({
  ...{ destination: 'orders', contentType: 'text/plain', contentEncoding: null },
  body,
  orderingKey: null,
});

it('is a line that says all there is to say', () => {
  expect(curlOf('http://a:3000', { ...sent(utf8('7')), orderingKey: 'k' })).toBe(
    [
      `curl -X POST 'http://a:3000/v1/destinations/orders/inputs'`,
      `-H "Authorization: Bearer $INTAKE_KEY"`,
      `-H 'Content-Type: text/plain'`,
      `-H 'Intake-Ordering-Key: k'`,
      `--data-binary '7'`,
    ].join(' \\\n  '),
  );
});

it('has nothing that a terminal would obey, and no type where there is none', () => {
  const line = curlOf('http://a', { ...sent(utf8('\u001b[201~\u0003')), contentType: null });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(line).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  expect(line).toContain(`-H 'Content-Type:'`);
});

/** What a shell makes of it: the arguments of its curl, and what that reads. */
const run = (line: string): Buffer =>
  execFileSync('sh', ['-s'], {
    input: `curl() { shift $(($# - 1)); if [ "$1" = @- ]; then cat; else printf %s "$1"; fi; }\n${line}\n`,
    maxBuffer: 1_000_000,
  });

it.each<[string, Bytes]>([
  ['quotes', utf8(`it's "$HOME" \`x\` \\`)],
  ['lines', utf8('{\n  "a": 1\n}\n')],
  ['what would be a file', utf8('@/etc/passwd')],
  ['nothing', utf8('')],
  ['bytes', { encoding: 'base64', data: 'AP/+' }],
  ['what a terminal would obey', utf8('é\u001b[201~\u0003rm\n')],
  ['more than an argument may be', utf8('x'.repeat(150_000))],
])('sends %s as they are', (_, body) => {
  expect(run(curlOf('http://a', sent(body)))).toEqual(Buffer.from(bytesOf(body)));
});
