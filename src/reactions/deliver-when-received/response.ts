/** Reads what a destination returns: bounded in memory by 64 KiB and in time by the attempt's own time-out. */
import { createHash } from 'node:crypto';
import type { Dispatcher } from 'undici';
import { encodeBytes, type Response } from '../../events/shapes.js';

const KEPT_BYTES = 64 * 1024;

/**
 * A body that breaks off, drips past the time-out or is too large is kept as far as it came: the status line was the
 * destination's answer, and what follows it cannot take it back.
 */
export async function readResponse({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Response> {
  const { kept, truncated } = await readBounded(body);
  return {
    status: statusCode,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one]),
    ),
    contentType: first(headers['content-type']),
    contentEncoding: first(headers['content-encoding']),
    body: encodeBytes(kept),
    size: kept.length,
    truncated,
    sha256: createHash('sha256').update(kept).digest('hex'),
  };
}

async function readBounded(body: Dispatcher.ResponseData['body']): Promise<{ kept: Buffer; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > KEPT_BYTES) break;
    }
  } catch {
    return { kept: Buffer.concat(chunks).subarray(0, KEPT_BYTES), truncated: true };
  }
  return { kept: Buffer.concat(chunks).subarray(0, KEPT_BYTES), truncated: size > KEPT_BYTES };
}

const first = (value: string | string[] | undefined): string | null => [value ?? []].flat()[0] ?? null;
