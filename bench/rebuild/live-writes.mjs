/** The program that appends as the api role does, from 16 callers at once; `beside`: while it rebuilds `inputs`. */
import { setTimeout as pause } from 'node:timers/promises';
import { createPool } from '../../dist/platform/database/pools.js';
import { newId } from '../../dist/platform/ids.js';
import { EventLog } from '../../dist/platform/store/event-log.js';
import { received } from '../support/history.mjs';
import { log } from '../support/operation.mjs';
import { rebuildInputs } from './intake.mjs';

const CALLERS = 16;
const ALONE_MS = 8_000;
const METADATA = { actor: 'bench', correlationId: 'bench', causationId: null, traceparent: null };

export default async function liveWrites({ url, beside }) {
  const pool = createPool({ url, name: 'append', max: 1, log });
  const events = new EventLog(pool, log);
  let appended = 0;
  let over = false;
  const call = async () => {
    while (!over) {
      const fact = received(appended);
      const { destination, owner } = fact.data;
      const whose = { destination, owner, metadata: METADATA };
      await events.append({ stream: `input-${newId()}`, expectedVersion: 0, events: [fact], ...whose });
      appended += 1;
    }
  };
  const start = performance.now();
  const calls = Array.from({ length: CALLERS }, call);
  await (beside ? rebuildInputs(url) : pause(ALONE_MS));
  const perSecond = (appended / (performance.now() - start)) * 1_000;
  over = true;
  await Promise.all(calls);
  await pool.end();
  return { perSecond };
}
