/** The program that writes logs: the history, by COPY as the owner; of each size wanted, in ascending order, one database. */
import { definitionOf } from '../../dist/events/event.js';
import { newId } from '../../dist/platform/ids.js';
import { copyRows } from '../../dist/platform/rebuild/copy.js';
import { streamHash } from '../../dist/platform/store/partition.js';
import { asOwner, copyOf, freshDatabase } from './databases.mjs';
import { history } from './history.mjs';

const COLUMNS = [
  ...['position', 'stream', 'version', 'id', 'type', 'schema_version', 'occurred_at', 'stream_hash', 'following'],
  ...['bytes', 'destination', 'owner', 'data', 'metadata'],
];
const EVENTS = { name: 'intake.events', columns: COLUMNS.map((name) => ({ property: name, quoted: name })) };
const METADATA = JSON.stringify({ actor: 'bench', correlationId: 'bench', causationId: null, traceparent: null });
const FIRST_MS = Date.parse('2026-01-01T00:00:00.000Z');
const PIECE = 10_000;
/** So many are held to their schemas: the history is to stay what commands write. */
const CHECKED = 1_000;

export default async function fill({ postgres, sizes }) {
  const written = history();
  const url = await freshDatabase(postgres);
  const logs = {};
  let head = 0;
  for (const size of sizes) {
    await asOwner(url, async (client) => {
      for (; head < size; head += PIECE)
        await copyRows(client, EVENTS, next(written, head, Math.min(PIECE, size - head)));
      // What a log that has stood for a while has behind it.
      await client.query('vacuum analyze intake.events');
    });
    logs[size] = size === sizes.at(-1) ? url : await copyOf(url);
  }
  return { logs };
}

const next = (written, head, count) => Array.from({ length: count }, (_, n) => row(head + n + 1, written.next().value));

function row(position, { stream, version, fact }) {
  const { schema, schemaVersion } = definitionOf(fact.type);
  if (position <= CHECKED) schema.parse(fact.data);
  const data = JSON.stringify(fact.data);
  return {
    ...{ position, stream, version, id: newId(), type: fact.type, schema_version: schemaVersion },
    ...{ occurred_at: new Date(FIRST_MS + position).toISOString(), stream_hash: streamHash(stream), following: 0 },
    ...{ bytes: Buffer.byteLength(data), destination: fact.data.destination, owner: fact.data.owner },
    ...{ data, metadata: METADATA },
  };
}
