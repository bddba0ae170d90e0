/** An operation as a process works on it that has the role for it: asked for, taken on, leased, reported, ended. */
import { setTimeout as pause } from 'node:timers/promises';
import { createPool } from '../../dist/platform/database/pools.js';
import { inTransaction } from '../../dist/platform/database/transaction.js';
import { createLog } from '../../dist/platform/log.js';
import { Operations } from '../../dist/platform/operations/operations.js';
import { OperationRunner } from '../../dist/platform/operations/runner.js';

export const log = createLog('warn', false);
const LOOK_MS = 20;

/** `kindOf` is given the process's pool of connections. Answers the milliseconds from its start to its end. */
export async function operated(url, kindOf, { subject = [], options = {} }) {
  const pool = createPool({ url, name: 'followers', max: 16, log });
  const operations = new Operations(pool);
  const kind = await kindOf(pool);
  const runner = new OperationRunner({ pool, kinds: [kind], subjects: subject, wake: operations.wake, log });
  runner.start();
  try {
    const wanted = { kind: kind.kind, subject, options, startedBy: 'bench' };
    const { operation } = await inTransaction(pool, (client) => operations.start(client, wanted));
    operations.wake.ring();
    return tookMs(await ended(operations, operation.id));
  } finally {
    await runner.stop();
    await pool.end();
  }
}

async function ended(operations, id) {
  for (;;) {
    const operation = await operations.find(id);
    if (operation.state === 'succeeded') return operation;
    if (operation.state !== 'running') throw new Error(`the operation ${operation.state}: ${operation.error}`);
    await pause(LOOK_MS);
  }
}

const tookMs = ({ startedAt, finishedAt }) => Date.parse(finishedAt) - Date.parse(startedAt);
