/** What processes know of the log as it grows, and what they decide on it (G2, G5). Real PostgreSQL. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DeliverySwitch } from '../../src/commands/delivery-switch.js';
import { destinationFold, destinationStream } from '../../src/commands/destination.js';
import { DestinationStates } from '../../src/commands/destination-states.js';
import { ReceiveInput } from '../../src/commands/receive-input/receive-input.command.js';
import { ReceiveInputHandler } from '../../src/commands/receive-input/receive-input.handler.js';
import { DestinationDisabled } from '../../src/events/destination-disabled.js';
import '../../src/events/destination-enabled.js';
import type { EventMetadata } from '../../src/events/event.js';
import { encodeBytes } from '../../src/events/shapes.js';
import { Problem } from '../../src/platform/http/problem.js';
import { EventLog } from '../../src/platform/store/event-log.js';
import { LogSignal } from '../../src/platform/store/log-signal.js';
import { LogTail } from '../../src/platform/store/log-tail.js';
import { LogReader, mayGoOn } from '../../src/platform/store/reader.js';
import { StreamCache, type StreamFold } from '../../src/platform/store/stream-cache.js';
import { StreamWriter } from '../../src/platform/store/stream-writer.js';
import { Wake } from '../../src/platform/wake.js';
import '../support/counting.js';
import { freshDatabase, patientPool, silent, type TestDatabase } from '../support/database.js';
import { registered } from '../support/facts.js';
import { some, writeEvents } from '../support/log.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

const METADATA: EventMetadata = { actor: 'tester', correlationId: 'c', causationId: null, traceparent: null };

let database: TestDatabase;
let reader: LogReader;
const ends: (() => unknown)[] = [];

beforeEach(async () => {
  database = await freshDatabase();
  reader = new LogReader(database.pool);
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await database.drop();
});

function eventLog(): EventLog {
  const pool = patientPool({ url: database.url, name: 'append', max: 1 });
  ends.push(() => pool.end());
  return new EventLog(pool, silent);
}

/** The real one, whose answers can be kept back on their way. */
class SlowReader extends LogReader {
  held = 0;
  private way: Promise<void> = Promise.resolve();

  /** Returns what lets them come. */
  hold(): () => void {
    let comes = () => {};
    this.way = new Promise((resolve) => {
      comes = resolve;
    });
    return comes;
  }

  override async stream(...args: Parameters<LogReader['stream']>) {
    const answer = await super.stream(...args);
    this.held++;
    await this.way;
    this.held--;
    return answer;
  }
}

const append = (stream: string, type: string) => writeEvents(database.owner, [{ stream, type, data: {} }]);

describe('the signal that the log may have grown', () => {
  const PATIENCE_MS = 20_000;

  function signal(): LogSignal {
    const made = new LogSignal(database.url, database.pool, silent);
    ends.push(() => made.stop());
    return made;
  }

  async function listeners(): Promise<number[]> {
    const { rows } = await database.owner.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name = 'intake signal' and datname = current_database()`,
    );
    return rows.map(({ pid }) => pid);
  }

  /** Rung by another process's append, not by its own time-out. */
  async function expectHeard(wake: Wake): Promise<void> {
    await wake.wait(0);
    const began = performance.now();
    signal().appended();
    await wake.wait(PATIENCE_MS);
    expect(performance.now() - began).toBeLessThan(PATIENCE_MS / 2);
  }

  it('goes to other processes, again after the listener’s connection was ended', async () => {
    const listening = signal();
    const wake = listening.subscribe();
    await listening.start();
    await expectHeard(wake);
    const [pid] = await listeners();
    await database.owner.query('select pg_terminate_backend($1)', [pid]);
    await until('it listens again', async () => {
      const [now] = await listeners();
      return now !== undefined && now !== pid;
    });
    // What came while nobody listened.
    await wake.wait(PATIENCE_MS);
    await expectHeard(wake);
  });

  it('rings at once in its own process, and tells the others of the last append of a burst, too', async () => {
    let heard = 0;
    database.owner.on('notification', () => heard++);
    await database.owner.query('listen intake_log');
    const appending = signal();
    const wake = appending.subscribe();
    for (let n = 0; n < 1_000; n++) appending.appended();
    await wake.wait(0);
    await until('the first and the last', () => heard === 2);
  });

  it('leaves no connection behind when it is stopped, also in the middle of its start', async () => {
    const started = signal();
    await started.start();
    await started.stop();
    const starting = signal();
    const start = starting.start();
    await starting.stop();
    await start;
    await until('nobody listens', async () => (await listeners()).length === 0);
  });
});

describe('the tail of the log', () => {
  async function tail(): Promise<{ tail: LogTail; seen: number[] }> {
    const pool = patientPool({ url: database.url, name: 'tail', max: 2 });
    // Nobody rings it: what it sees, it sees by polling.
    const made = new LogTail(new LogReader(pool), new Wake(), silent);
    const seen: number[] = [];
    made.listen((events) => seen.push(...events.map(({ position }) => position)));
    await made.start();
    ends.push(async () => {
      await made.stop();
      await pool.end();
    });
    return { tail: made, seen };
  }

  const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, index) => from + index);

  it('gives every listener each event once, in order, from where it began, though no notification comes', async () => {
    await writeEvents(database.owner, some(10));
    const { tail: running, seen } = await tail();
    await writeEvents(database.owner, some(1_500));
    await until('they are seen', () => running.position === 1_510);
    const late: number[] = [];
    const end = running.listen((events) => late.push(...events.map(({ position }) => position)));
    await writeEvents(database.owner, some(5));
    await until('these too', () => running.position === 1_515);
    end();
    await writeEvents(database.owner, some(5));
    await until('and these', () => running.position === 1_520);
    expect(seen).toEqual(upTo(1_520, 11));
    expect(late).toEqual(upTo(1_515, 1_511));
  });

  it('gives whole events while anybody wants them, and goes over from one to the other without a gap', async () => {
    const { tail: running, seen } = await tail();
    let wanted = false;
    const whole: number[] = [];
    running.readWholeWhile(() => wanted);
    running.listen((_, events) =>
      whole.push(...(events ?? []).map(({ position, data }) => position * Number(data !== ''))),
    );
    for (const [upTo, asWhole] of [
      [10, false],
      [20, true],
      [30, false],
    ] as const) {
      wanted = asWhole;
      await writeEvents(database.owner, some(10));
      await until('they are seen', () => running.position === upTo);
    }
    expect(seen).toEqual(upTo(30));
    expect(whole).toEqual(upTo(20, 11));
  });

  it('misses nothing and doubles nothing when its connections are cut', async () => {
    const { tail: running, seen } = await tail();
    for (let n = 1; n <= 3; n++) {
      await writeEvents(database.owner, some(100));
      await database.owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'intake tail' and datname = current_database()`,
      );
      await until('they are seen', () => running.position === n * 100);
    }
    expect(seen).toEqual(upTo(300));
  });
});

describe('a page of the log', () => {
  // Else who follows it rests behind each such page, and trusts that a key which is revoked further on is not.
  it('that is cut by the size of its events is not taken for the end of the log', async () => {
    const data = { body: encodeBytes(Buffer.alloc(256 * 1024, 1)) };
    await writeEvents(
      database.owner,
      Array.from({ length: 10 }, () => ({ stream: 'large', data })),
    );
    const page = await reader.after(0);
    expect(page.length).toBeLessThan(10);
    expect(mayGoOn(page)).toBe(true);
    expect(mayGoOn(await reader.after(page.at(-1)!.position))).toBe(false);
  });
});

describe('the cache of streams', () => {
  const versions: StreamFold<number[]> = { initial: [], evolve: (state, { version }) => [...state, version] };

  async function cache(): Promise<{ states: StreamCache<number[]>; wake: Wake; tail: LogTail }> {
    const wake = new Wake();
    const tail = new LogTail(reader, wake, silent);
    const states = new StreamCache(reader, versions, tail);
    ends.push(() => tail.stop());
    return { states, wake, tail };
  }

  it.each([true, false])('follows the tail for the streams it knows (events are read whole: %s)', async (whole) => {
    const { states, wake, tail } = await cache();
    tail.readWholeWhile(() => whole);
    await append('known', 'SomethingHappened');
    await tail.start();
    expect(await states.get('known')).toEqual({ version: 1, state: [1] });
    await writeEvents(database.owner, some(30, 3));
    await append('known', 'SomethingHappened');
    wake.ring();
    await until('it has come', async () => (await states.get('known')).version === 2);
    expect(await states.get('known')).toEqual({ version: 2, state: [1, 2] });
  });

  // Without it a thousand inputs at a start keep each other out of the database.
  it('asks the log once for all who meet a stream at the same moment', async () => {
    await append('known', 'SomethingHappened');
    let looks = 0;
    const counting = new LogReader(database.pool);
    const states = new StreamCache(
      Object.assign(counting, {
        stream: (...args: Parameters<LogReader['stream']>) => {
          looks++;
          return LogReader.prototype.stream.apply(counting, args);
        },
      }),
      versions,
      new LogTail(reader, new Wake(), silent),
    );
    const found = await Promise.all(Array.from({ length: 100 }, () => states.get('known')));
    expect(new Set(found.map(({ version }) => version))).toEqual(new Set([1]));
    expect(looks).toBe(1);
  });

  it('may be behind, and reads the log itself when it is asked to', async () => {
    const { states } = await cache();
    await append('known', 'SomethingHappened');
    await states.get('known');
    await append('known', 'SomethingHappened');
    expect((await states.get('known')).version).toBe(1);
    expect(await states.refresh('known')).toEqual({ version: 2, state: [1, 2] });
    expect((await states.get('known')).version).toBe(2);
  });

  // Kept, it would stand until the stream's next event: a key that was revoked, a destination that was resumed.
  it.each([true, false])(
    'is not set back by an answer that is older than what the tail told (known before: %s)',
    async (isKnown) => {
      const wake = new Wake();
      const tail = new LogTail(reader, wake, silent);
      ends.push(() => tail.stop());
      const slow = new SlowReader(database.pool);
      const states = new StreamCache(slow, versions, tail);
      await append('known', 'SomethingHappened');
      await tail.start();
      if (isKnown) await states.get('known');
      const comes = slow.hold();
      const looking = states.refresh('known');
      await until('it was read', () => slow.held === 1);
      await append('known', 'SomethingHappened');
      wake.ring();
      await until('the tail has it', () => tail.position === 2);
      comes();
      expect((await looking).version).toBe(1);
      expect(await states.get('known')).toEqual({ version: 2, state: [1, 2] });
    },
  );

  it('keeps nothing of a stream that does not exist: it is found as soon as it does', async () => {
    const { states } = await cache();
    expect(await states.get('coming')).toEqual({ version: 0, state: [] });
    await append('coming', 'SomethingHappened');
    expect((await states.get('coming')).version).toBe(1);
  });

  it('says so where a newer build wrote what it does not know, and never decides without it', async () => {
    const { states, wake, tail } = await cache();
    await append('known', 'SomethingHappened');
    await tail.start();
    await states.get('known');
    await append('known', 'InventedLater');
    wake.ring();
    await until('the tail has it', () => tail.position === 2);
    await expect(states.get('known')).rejects.toThrow('this build does not know the event InventedLater');
  });
});

describe('a decision', () => {
  /** A process whose tail stands still: all it knows of others' changes, it must ask for. */
  function behind(): { states: DestinationStates; receive: () => Promise<unknown> } {
    const still = new LogTail(reader, new Wake(), silent);
    const states = new DestinationStates(reader, still);
    const handler = new ReceiveInputHandler(eventLog(), reader, states, new DeliverySwitch(reader, still));
    const command = new ReceiveInput({
      ...{ destination: 'orders', body: Buffer.from('x'), contentType: null, contentEncoding: null },
      ...{ idempotencyKey: null, owner: 'me', metadata: METADATA },
      instructions: { deliverAt: null, expiresAt: null, orderingKey: null },
    });
    return { states, receive: () => handler.execute(command) };
  }

  const register = (name: string) =>
    eventLog().append({
      ...{ stream: destinationStream(name), expectedVersion: 0, events: [registered()] },
      ...{ destination: name, owner: null, metadata: METADATA },
    });

  it('is refused on no old state: what another process has enabled is enabled', async () => {
    await register('orders');
    await append('destination-orders', 'DestinationDisabled');
    const { states, receive } = behind();
    expect((await states.get('destination-orders')).state.state).toBe('disabled');
    await expect(receive()).rejects.toMatchObject({ code: 'destination-disabled' });
    await append('destination-orders', 'DestinationEnabled');
    await receive();
  });

  it('is taken on no old state: what another process has disabled is disabled', async () => {
    await register('orders');
    await append('destination-orders', 'DestinationEnabled');
    const { states, receive } = behind();
    await receive();
    await append('destination-orders', 'DestinationDisabled');
    expect((await states.get('destination-orders')).state.state).toBe('active');
    await expect(receive()).rejects.toMatchObject({ code: 'destination-disabled' });
  });

  it('stands on all that was decided before it, where many write one stream at once', async () => {
    const writers = [1, 2].map(() => new StreamWriter(eventLog(), reader));
    const stream = destinationStream('contested');
    const reasonAfter = (version: number) => (version % 2 === 0 ? 'requested' : 'gone');
    const decided = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        writers[n % 2]!.write({
          stream,
          fold: destinationFold,
          destination: 'contested',
          owner: null,
          metadata: METADATA,
          decide: ({ version }) => [DestinationDisabled.of({ reason: reasonAfter(version) })],
        }),
      ),
    );
    const events = await reader.stream(stream);
    expect(events.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(events.map(({ data }) => data)).toEqual(events.map(({ version }) => ({ reason: reasonAfter(version - 1) })));
    for (const { before, after, position } of decided) {
      expect(after.version).toBe(before.version + 1);
      expect(position).toBe(events[before.version]!.position);
    }
  });

  it('to do nothing, and one that is refused, append nothing', async () => {
    const writer = new StreamWriter(eventLog(), reader);
    await append('destination-orders', 'DestinationEnabled');
    const common = { stream: 'destination-orders', fold: destinationFold, destination: null, owner: null };
    const nothing = await writer.write({ ...common, metadata: METADATA, decide: () => [] });
    expect(nothing).toMatchObject({ position: 1, before: { version: 1 }, after: { version: 1 } });
    const refused = writer.write({
      ...common,
      metadata: METADATA,
      decide: () => {
        throw new Problem('destination-disabled', 'no');
      },
    });
    await expect(refused).rejects.toBeInstanceOf(Problem);
    expect(await reader.head()).toBe(1);
  });
});
