/** The program that follows the topic as a process with the projector role does, from joining the group to the last row. */
import { setTimeout as pause } from 'node:timers/promises';
import { queryDataSource } from '../../dist/platform/database/data-source.js';
import { Pools } from '../../dist/platform/database/process-pools.js';
import { followByStream } from '../../dist/platform/projector/follow-by-stream.js';
import { FollowerParts } from '../../dist/platform/projector/follower-parts.js';
import { Progress } from '../../dist/platform/projector/progress.js';
import { LogSignal } from '../../dist/platform/store/log-signal.js';
import { LogReader } from '../../dist/platform/store/reader.js';
import { asOwner, PARTITIONS } from '../support/databases.mjs';
import { kafkaClient, ORIGIN } from '../support/kafka.mjs';
import { log } from '../support/operation.mjs';
import { readModel } from '../support/read-models.mjs';

const LOOK_MS = 50;

export default async function project({ url, brokers, events, names }) {
  const projections = await Promise.all(names.map(readModel));
  const entities = projections.map(({ entity }) => entity);
  const dataSource = await queryDataSource(url, entities, 1).initialize();
  const pools = new Pools({ databaseUrl: url, log });
  const { followers, folding } = pools;
  const signal = new LogSignal(url, followers, log);
  const parts = new FollowerParts(followers, folding, new LogReader(followers), signal, dataSource, log);
  const place = { ...ORIGIN, partitions: PARTITIONS };
  const following = projections.map((each) => followByStream(each, parts, kafkaClient(brokers), place));
  const ms = await asOwner(url, async (watching) => {
    const progress = new Progress(watching);
    const start = performance.now();
    await Promise.all(following.map((follower) => follower.start()));
    for (const each of projections) while ((await progress.position(each)) < events) await pause(LOOK_MS);
    return performance.now() - start;
  });
  await Promise.all(following.map((follower) => follower.stop()));
  await Promise.all([pools.end(), dataSource.destroy()]);
  return { perSecond: (events / ms) * 1_000 };
}
