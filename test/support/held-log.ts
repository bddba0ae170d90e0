/** A log to which nobody can append for a while, and who waits for it. */
import { type TestDatabase, withClient } from './database.js';
import { until } from './until.js';

/** `work` is given a way to wait until so many are about to append; answers their backends. */
export function whileTheLogIsHeld(
  { url }: Pick<TestDatabase, 'url'>,
  work: (waiting: (count: number) => Promise<number[]>) => Promise<void>,
): Promise<void> {
  return withClient(url, async (holder) => {
    await holder.query('begin; lock table intake.events in share row exclusive mode');
    await work((count) => waitingToAppend(url, count));
    await holder.query('commit');
  });
}

/** On a connection of its own: in a transaction PostgreSQL tells the same all the time. */
const waitingToAppend = (url: string, count: number): Promise<number[]> =>
  withClient(url, async (client) => {
    let pids: number[] = [];
    await until(
      () => `${count} are about to append; there are ${pids.length}`,
      async () => {
        const { rows } = await client.query<{ pid: number }>(
          `select pid from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' and query like '%from intake.append(%'`,
        );
        pids = rows.map(({ pid }) => pid);
        return pids.length === count;
      },
    );
    return pids;
  });
