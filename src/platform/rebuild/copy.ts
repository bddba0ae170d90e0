/** Rows by COPY, the fastest way into a table. Only for rows that are not there yet: COPY knows no conflict. */
import { once } from 'node:events';
import type { ClientBase } from 'pg';
import { from } from 'pg-copy-streams';
import { sentValue, type TableShape } from '../projector/table.js';
import { ahead } from '../waiting.js';

/** Sent in pieces of about this size, so that one row after the other costs no write of its own. */
const PIECE = 64 * 1024;

export async function copyRows(
  client: ClientBase,
  { name, columns }: TableShape,
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  const list = columns.map(({ quoted }) => quoted).join(', ');
  const stream = client.query(from(`copy ${name} (${list}) from stdin`));
  const finished = ahead(once(stream, 'finish'));
  let piece = '';
  for (const row of rows) {
    piece += `${columns.map((column) => copyText(sentValue(column, (row as Record<string, unknown>)[column.property]))).join('\t')}\n`;
    if (piece.length < PIECE) continue;
    if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), finished]);
    piece = '';
  }
  stream.end(piece);
  await finished;
}

const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A value in COPY's text format. Pure. */
export function copyText(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'object')
    throw new Error('a row has text, numbers, booleans and JSON: this value cannot be copied');
  const text = String(value);
  return /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => ESCAPED[character]!) : text;
}
