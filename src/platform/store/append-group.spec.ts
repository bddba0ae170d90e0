import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { delivered, received } from '../../../test/support/facts.js';
import type { AppendCommand } from './append-command.js';
import { appendParameters, type PreparedCommand, prepare, takeGroup } from './append-group.js';
import { streamHash } from './partition.js';

const MAX_EVENTS = 500;
const MAX_BYTES = 4 * 1024 * 1024;
const metadata = { actor: 'a', correlationId: 'c', causationId: null, traceparent: null };

interface Waiting {
  n: number;
  prepared: PreparedCommand;
}

const command = (changed: Partial<AppendCommand> = {}): AppendCommand => ({
  stream: 'input-1',
  expectedVersion: 0,
  events: [received()],
  destination: 'orders',
  owner: 'shop',
  metadata,
  ...changed,
});

/** `takeGroup` looks at streams, how many events, and how many bytes; what the events say is nothing to it. */
const waiting = (stream: string, guards: string[], events: number, bytes: number): Omit<Waiting, 'n'> => ({
  prepared: {
    command: command({
      stream,
      events: new Array(events).fill(received()),
      decidedOn: guards.map((guard) => ({ stream: guard, version: 1 })),
    }),
    ids: [],
    data: [],
    metadata: '',
    bytes,
  },
});

const stream = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const events = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.integer({ min: 1, max: 700 }));
const bytes = fc.oneof({ weight: 5, arbitrary: fc.nat(1_000) }, fc.nat(MAX_BYTES + 1_000));
const queue: fc.Arbitrary<Waiting[]> = fc
  .array(fc.tuple(stream, fc.array(stream, { maxLength: 2 }), events, bytes), { maxLength: 30 })
  .map((list) => list.map(([to, guards, count, size], n) => ({ n, ...waiting(to, guards, count, size) })));

const streamOf = ({ prepared }: Waiting) => prepared.command.stream;
const numbers = (list: readonly Waiting[]) => list.map(({ n }) => n);
const total = (group: readonly Waiting[], of: (prepared: PreparedCommand) => number) =>
  group.reduce((sum, { prepared }) => sum + of(prepared), 0);

const decidedOnWhatOthersWrite = ({ n, prepared }: Waiting, group: readonly Waiting[]) => {
  const others = group.filter((other) => other.n !== n).map(streamOf);
  return (prepared.command.decidedOn ?? []).filter((guard) => others.includes(guard.stream));
};

/** Group after group until nothing waits. */
function drain(all: Waiting[]): Waiting[][] {
  const groups: Waiting[][] = [];
  for (let rest = all; rest.length > 0; ) {
    const taken = takeGroup(rest);
    groups.push(taken.group);
    if (taken.group.length === 0) throw new Error('nothing leaves');
    rest = taken.rest;
  }
  return groups;
}

describe('a group taken from the queue', () => {
  it('loses nothing, doubles nothing, and always takes the first', () => {
    fc.assert(
      fc.property(queue, (all) => {
        const { group, rest } = takeGroup(all);
        expect([...numbers(group), ...numbers(rest)].sort((a, b) => a - b)).toEqual(numbers(all));
        expect(group[0]).toBe(all[0]);
      }),
    );
  });

  it('keeps the order of each stream, from group to group', () => {
    fc.assert(
      fc.property(queue, (all) => {
        const leaving = drain(all).flat();
        for (const name of new Set(all.map(streamOf))) {
          const of = (list: readonly Waiting[]) => numbers(list.filter((each) => streamOf(each) === name));
          expect(of(leaving)).toEqual(of(all));
        }
      }),
    );
  });

  it('writes no stream twice, and none that another of it decided on', () => {
    fc.assert(
      fc.property(queue, (all) => {
        for (const group of drain(all)) {
          expect(new Set(group.map(streamOf)).size).toBe(group.length);
          expect(group.flatMap((each) => decidedOnWhatOthersWrite(each, group))).toEqual([]);
        }
      }),
    );
  });

  it('is within 500 events and 4 MiB, but for one command that is larger by itself', () => {
    fc.assert(
      fc.property(queue, (all) => {
        for (const group of drain(all)) {
          const fits =
            total(group, ({ command: { events: list } }) => list.length) <= MAX_EVENTS &&
            total(group, ({ bytes: size }) => size) <= MAX_BYTES;
          expect(fits || group.length === 1).toBe(true);
        }
      }),
    );
  });

  it('takes everything that can go together: 500 commands of one event are one group', () => {
    const all = Array.from({ length: 501 }, (_, n) => ({ n, ...waiting(`input-${n}`, ['destination-a'], 1, 100) }));
    expect(drain(all).map(({ length }) => length)).toEqual([500, 1]);
  });

  it('leaves those behind that come after one of their stream that stays', () => {
    const all = [waiting('a', [], 1, 1), waiting('a', [], 1, 1), waiting('b', ['a'], 1, 1), waiting('c', [], 1, 1)];
    const groups = drain(all.map((each, n) => ({ n, ...each })));
    expect(groups.map(numbers)).toEqual([[0, 3], [1], [2]]);
  });
});

describe('a command made ready', () => {
  it('has an id for each event, and its bytes as PostgreSQL will store them', () => {
    const ready = prepare(command({ events: [received({ submittedBy: 'ü' }), delivered()] }));
    expect(new Set(ready.ids).size).toBe(2);
    expect(ready.data.map((text) => JSON.parse(text))).toEqual([received({ submittedBy: 'ü' }).data, delivered().data]);
    expect(ready.bytes).toBe(Buffer.byteLength(ready.data.join('')));
    expect(JSON.parse(ready.metadata)).toEqual(metadata);
  });

  it('has something to append', () => {
    expect(() => prepare(command({ events: [] }))).toThrow('nothing to append to input-1');
  });
});

it('the parameters name each stream looked at once, however many commands decided on it', () => {
  const on = (version: number) => [{ stream: 'destination-a', version }];
  const group = [
    prepare(command({ stream: 'input-1', decidedOn: on(3) })),
    prepare(command({ stream: 'input-2', expectedVersion: 1, events: [delivered(), received()] })),
    prepare(command({ stream: 'input-3', decidedOn: on(3) })),
    prepare(command({ stream: 'input-4', decidedOn: on(2), destination: null, owner: null })),
  ];
  const { commands, guards, events } = appendParameters(group);
  expect(commands).toEqual({
    streams: ['input-1', 'input-2', 'input-3', 'input-4'],
    hashes: ['input-1', 'input-2', 'input-3', 'input-4'].map(streamHash),
    expected: [0, 1, 0, 0],
    counts: [1, 2, 1, 1],
    destinations: ['orders', 'orders', 'orders', null],
    owners: ['shop', 'shop', 'shop', null],
    metadata: group.map((each) => each.metadata),
  });
  expect(guards).toEqual({
    streams: ['destination-a', 'destination-a'],
    versions: [3, 2],
    // Pairs of command and guard, both from 1.
    commands: [1, 3, 4],
    by: [1, 1, 2],
  });
  expect(events).toEqual({
    ids: group.flatMap((each) => each.ids),
    types: ['InputReceived', 'InputDelivered', 'InputReceived', 'InputReceived', 'InputReceived'],
    schemaVersions: [1, 2, 1, 1, 1],
    data: group.flatMap((each) => each.data),
  });
});
