/** The program that appends as a process with the api role does: each input is decided on its destination. */
import { Pools } from '../../dist/platform/database/process-pools.js';
import { EventLog } from '../../dist/platform/store/event-log.js';
import { LogSignal } from '../../dist/platform/store/log-signal.js';
import { calling } from '../support/calling.mjs';
import { log } from '../support/operation.mjs';
import { nextInput } from './events.mjs';

export default async function intake({ url, callers }) {
  const pools = new Pools({ databaseUrl: url, log });
  const signal = new LogSignal(url, pools.followers, log);
  const events = new EventLog(pools.append, log, () => signal.appended());
  const { perSecond } = await calling(callers, () => {
    const { stream, fact, metadata } = nextInput();
    const { destination, owner } = fact.data;
    const decidedOn = [{ stream: `destination-${destination}`, version: 1 }];
    return events.append({ stream, expectedVersion: 0, events: [fact], decidedOn, destination, owner, metadata });
  });
  await signal.stop();
  await pools.end();
  return { perSecond };
}
