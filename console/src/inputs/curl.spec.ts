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

/** What a shell makes of it: the arguments of its curl, and what that reads. */
const run = (line: string): Buffer =>
  execFileSync('sh', [
    '-c',
    `curl() { shift $(($# - 1)); if [ "$1" = @- ]; then cat; else printf %s "$1"; fi; }\n${line}`,
  ]);

it.each<[string, Bytes]>([
  ['quotes', utf8(`it's "$HOME" \`x\` \\`)],
  ['lines', utf8('{\n  "a": 1\n}\n')],
  ['what would be a file', utf8('@/etc/passwd')],
  ['nothing', utf8('')],
  ['bytes', { encoding: 'base64', data: 'AP/+' }],
])('sends %s as they are', (_, body) => {
  expect(run(curlOf('http://a', sent(body)))).toEqual(Buffer.from(bytesOf(body)));
});
