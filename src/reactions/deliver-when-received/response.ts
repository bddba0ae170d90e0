/** What a destination returned, as its event keeps it. Pure. */
import { createHash } from 'node:crypto';
import { encodeBytes, type Response } from '../../events/shapes.js';
import type { Answer } from './exchange.js';

export const responseOf = ({ status, headers, body, truncated }: Answer): Response => ({
  status,
  headers: Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  ),
  contentType: first(headers['content-type']),
  contentEncoding: first(headers['content-encoding']),
  body: encodeBytes(body),
  size: body.length,
  truncated,
  sha256: createHash('sha256').update(body).digest('hex'),
});

const first = (value: string | string[] | undefined): string | null => [value ?? []].flat()[0] ?? null;
