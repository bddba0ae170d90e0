/** An input as a line for a terminal that would send it again. */
import type { Bytes, ReceivedData } from './facts.js';

/** A line that sends something. */
export const sendLine = (origin: string): string =>
  `curl -X POST ${origin}/v1/destinations/<name>/inputs \\
  -H "Authorization: Bearer $INTAKE_KEY" -d '{"hello": "world"}'`;

type Sent = Pick<ReceivedData, 'contentType' | 'contentEncoding' | 'body' | 'orderingKey'> & { destination: string };

export function curlOf(origin: string, { destination, contentType, contentEncoding, body, orderingKey }: Sent): string {
  const headers = [
    ['Content-Type', contentType],
    ['Content-Encoding', contentEncoding],
    ['Intake-Ordering-Key', orderingKey],
  ].flatMap(([name, value]) => (value === null ? [] : [`-H ${quoted(`${name}: ${value}`)}`]));
  const [before, data] = dataOf(body);
  return [
    `${before}curl -X POST ${quoted(`${origin}/v1/destinations/${destination}/inputs`)}`,
    '-H "Authorization: Bearer $INTAKE_KEY"',
    ...headers,
    `--data-binary ${data}`,
  ].join(' \\\n  ');
}

const dataOf = ({ encoding, data }: Bytes): [string, string] =>
  // A leading @ would be a file to curl.
  encoding === 'utf8' && !data.startsWith('@')
    ? ['', quoted(data)]
    : [`printf %s ${quoted(data)} |${encoding === 'utf8' ? '' : ' base64 -d |'} `, '@-'];

/** Of a shell nothing is special between single quotes but their end. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
