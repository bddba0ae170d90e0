/** Inputs that have come to their end, put into a log as an owner may, many at once: nothing follows from them any more. */
import { readFileSync } from 'node:fs';
import { newId } from '../../src/platform/ids.js';
import { withClient } from './database.js';
import { type Written, writeEvents } from './log.js';

const sample = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../samples/${name}.v1.json`, import.meta.url), 'utf8'));

const NOTHING_SPECIAL = { idempotencyKey: null, orderingKey: null, deliverAt: null, expiresAt: null };
const RECEIVED = { ...sample('input-received'), ...NOTHING_SPECIAL };
const ENDS = {
  InputDelivered: sample('input-delivered'),
  InputDeadLettered: sample('input-dead-lettered'),
};

const AT_ONCE = 2_000;

/** Before anyone else appends: it does not ask who does. They are for `orders`. Answers their ids. */
export async function writeSettledInputs(
  databaseUrl: string,
  count: number,
  end: keyof typeof ENDS = 'InputDelivered',
): Promise<string[]> {
  const ids = Array.from({ length: count }, newId);
  const settled = (id: string): Written[] => [
    { stream: `input-${id}`, type: 'InputReceived', data: RECEIVED, following: 1 },
    { stream: `input-${id}`, type: end, data: ENDS[end] },
  ];
  await withClient(databaseUrl, async (owner) => {
    for (let at = 0; at < count; at += AT_ONCE) await writeEvents(owner, ids.slice(at, at + AT_ONCE).flatMap(settled));
  });
  return ids;
}
