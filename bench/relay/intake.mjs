/** The program that publishes the whole log as a process with the relay role does, from taking the lease to the checkpoint. */
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../dist/platform/clock.js';
import { Pools } from '../../dist/platform/database/process-pools.js';
import { inTransaction } from '../../dist/platform/database/transaction.js';
import { newId } from '../../dist/platform/ids.js';
import { beginEpoch, loadProgress } from '../../dist/platform/relay/progress.js';
import { Relay } from '../../dist/platform/relay/relay.js';
import { LogReader } from '../../dist/platform/store/reader.js';
import { PARTITIONS } from '../support/databases.mjs';
import { kafkaClient, ORIGIN } from '../support/kafka.mjs';
import { log } from '../support/operation.mjs';

const LOOK_MS = 20;

/** To a topic that is there and empty: a fresh one, where none is named. */
export default async function relay({ url, brokers, events, topic = `relayed.${newId()}` }) {
  const pools = new Pools({ databaseUrl: url, log });
  const { followers: pool } = pools;
  const kafka = kafkaClient(brokers, topic);
  await kafka.ensureTopic();
  await inTransaction(pool, (client) => beginEpoch(client, { checkpoint: 0, heads: new Map() }));
  const parts = {
    pool,
    reader: new LogReader(pool),
    kafka,
    partitions: PARTITIONS,
    ...ORIGIN,
    log,
    clock: systemClock,
  };
  const publishing = new Relay(parts);
  const start = performance.now();
  publishing.start();
  while ((await loadProgress(pool)).checkpoint < events) await pause(LOOK_MS);
  const ms = performance.now() - start;
  await publishing.stop();
  await pools.end();
  return { perSecond: (events / ms) * 1_000 };
}
