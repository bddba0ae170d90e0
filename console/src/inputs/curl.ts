/** An input as a line for a terminal that would send it again. */
import { bytesOf } from './bytes.js';
import type { Bytes, ReceivedData } from './facts.js';

/** A line that sends something. */
export const sendLine = (origin: string): string =>
  `curl -X POST ${origin}/v1/destinations/<name>/inputs \\
  -H "Authorization: Bearer $INTAKE_KEY" -d '{"hello": "world"}'`;

type Sent = Pick<ReceivedData, 'contentType' | 'contentEncoding' | 'body' | 'orderingKey'> & { destination: string };

export function curlOf(origin: string, { destination, contentType, contentEncoding, body, orderingKey }: Sent): string {
  const headers = [
    // Else curl would say one of its own.
    ['Content-Type', contentType ?? ''],
    ['Content-Encoding', contentEncoding],
    ['Intake-Ordering-Key', orderingKey],
  ].flatMap(([name, value]) => (value === null ? [] : [`-H ${quoted(`${name}: ${value}`.trimEnd())}`]));
  const [before, data] = dataOf(body);
  return [
    `${before}curl -X POST ${quoted(`${origin}/v1/destinations/${destination}/inputs`)}`,
    '-H "Authorization: Bearer $INTAKE_KEY"',
    ...headers,
    `--data-binary ${data}`,
  ].join(' \\\n  ');
}

/** What comes before curl, and its data. */
function dataOf(body: Bytes): [string, string] {
  const { encoding, data } = body;
  if (encoding !== 'utf8' || NOT_TO_BE_PASTED.test(data))
    return [`printf %s ${quoted(base64Of(body))} | base64 -d | `, '@-'];
  // A leading @ would be a file to curl, and an argument has its bound.
  return data.startsWith('@') || data.length > LONG ? [`printf %s ${quoted(data)} | `, '@-'] : ['', quoted(data)];
}

/** A terminal takes some of them for what a person does. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_TO_BE_PASTED = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;
const LONG = 30_000;

const base64Of = (body: Bytes): string =>
  body.encoding === 'base64'
    ? body.data
    : btoa(Array.from(bytesOf(body), (byte) => String.fromCharCode(byte)).join(''));

/** Of a shell nothing is special between single quotes but their end. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
