/** Whose turn it is among inputs of one ordering key, as the to-do list derives it. Real PostgreSQL. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { DestinationDeleted } from '../../src/events/destination-deleted.js';
import type { NewEvent } from '../../src/events/event.js';
import { InputCancelled } from '../../src/events/input-cancelled.js';
import { InputDeadLettered } from '../../src/events/input-dead-lettered.js';
import { InputRetryRequested } from '../../src/events/input-retry-requested.js';
import { placeInSchemas } from '../../src/platform/database/read-model-schema.js';
import { newId } from '../../src/platform/ids.js';
import { followInSequence } from '../../src/platform/projector/follow-in-sequence.js';
import { deliveries } from '../../src/reactions/deliver-when-received/deliveries.projection.js';
import { DeliveryRow } from '../../src/reactions/deliver-when-received/delivery.entity.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { attemptFailed, delivered, received, registered } from '../support/facts.js';
import { type FollowingProcess, followingProcess } from '../support/followers.js';
import { happenedAt } from '../support/history.js';
import { writeEvents } from '../support/log.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

placeInSchemas([deliveries]);

let database: TestDatabase;
let process: FollowingProcess;
let follower: { stop(): Promise<void> };
let written = 0;

beforeEach(async () => {
  written = 0;
  database = await freshDatabase({ readModels: [deliveries] });
  process = await followingProcess(database, [DeliveryRow]);
  const started = followInSequence(deliveries, process.parts, () => {});
  follower = started;
  await started.start();
});
afterEach(async () => {
  await follower.stop();
  await process.end();
  await database.drop();
});

type Happening = [id: string, fact: NewEvent];

/** One second apart; resolves when the to-do list has them. */
async function happened(...all: Happening[]): Promise<void> {
  await writeEvents(
    database.owner,
    all.map(([id, { type, data }]) => ({
      stream: type.startsWith('Destination') ? `destination-${id}` : `input-${id}`,
      ...{ type, data, occurredAt: happenedAt(++written) },
      schemaVersion: type === 'InputDelivered' || type === 'DestinationRegistered' ? 2 : 1,
    })),
  );
  process.parts.signal.appended();
  await until('the to-do list has them', async () => {
    const { rows } = await database.owner.query('select position::integer from intake.checkpoints');
    return rows[0]?.position === written;
  });
}

const rows = (): Promise<DeliveryRow[]> => process.parts.dataSource.getRepository(DeliveryRow).find();

async function turns(...ids: string[]): Promise<DeliveryRow['turn'][]> {
  const all = new Map((await rows()).map((row) => [row.inputId, row.turn]));
  return ids.map((id) => all.get(id) ?? null);
}

const whose = (destination = 'orders') => ({ destination, owner: 'shop' });
const keyed = (orderingKey: string | null, deliverAt: string | null = null, destination = 'orders') =>
  received({ ...whose(destination), orderingKey, deliverAt });
const dead = (destination = 'orders') => InputDeadLettered.of({ ...whose(destination), reason: 'rejected' });
const again = (orderingKey: string | null, destination = 'orders') =>
  InputRetryRequested.of({ ...whose(destination), run: 1, attempts: 1, orderingKey, expiresAt: null, reason: null });
const three = () => [newId(), newId(), newId()] as [string, string, string];

describe('inputs of one ordering key', () => {
  it('have the turn one after the other, as they were received', async () => {
    const [a, b, c] = three();
    await happened([a, keyed('k')], [b, keyed('k')], [c, keyed('k')]);
    expect(await turns(a, b, c)).toEqual(['next', null, null]);
    await happened([a, delivered()]);
    expect(await turns(a, b, c)).toEqual([null, 'next', null]);
    await happened([b, InputCancelled.of({ ...whose(), reason: null })]);
    expect(await turns(a, b, c)).toEqual([null, null, 'next']);
  });

  it('keep the turn through a failed attempt', async () => {
    const [a, b] = three();
    await happened([a, keyed('k')], [b, keyed('k')], [a, attemptFailed(1, 60_000)]);
    expect(await turns(a, b)).toEqual(['next', null]);
  });

  it('stand behind one that was given up, until it is delivered after all, and then it goes first', async () => {
    const [a, b, c] = three();
    await happened([a, keyed('k')], [b, keyed('k')], [a, dead()], [c, keyed('k')]);
    expect(await turns(a, b, c)).toEqual([null, 'after-dead', null]);
    await happened([a, again('k')]);
    expect(await turns(a, b, c)).toEqual(['next', null, null]);
    await happened([a, delivered()]);
    expect(await turns(a, b, c)).toEqual([null, 'next', null]);
  });

  it('are let pass by one that is cancelled, or sent elsewhere', async () => {
    const [a, b, c] = three();
    await happened([a, keyed('k')], [b, keyed('k')], [c, keyed('k')], [a, dead()], [b, dead()]);
    await happened([a, again('k', 'elsewhere')]);
    expect(await turns(a, b, c)).toEqual(['next', null, 'after-dead']);
    await happened([b, InputCancelled.of({ ...whose(), reason: null })]);
    expect(await turns(a, b, c)).toEqual(['next', null, 'next']);
  });

  it('stand in line from their own time on: one for later holds up none that comes before', async () => {
    const [a, b, c] = three();
    await happened([a, keyed('k', happenedAt(1_000))], [b, keyed('k')]);
    expect(await turns(a, b)).toEqual([null, 'next']);
    await happened([b, delivered()]);
    expect(await turns(a, b)).toEqual(['next', null]);
    await happened([c, keyed('k', happenedAt(2_000))]);
    expect(await turns(a, c)).toEqual(['next', null]);
  });

  it('do not know those of another key, of another destination, or of none', async () => {
    const [a, b, c] = three();
    const d = newId();
    await happened([a, keyed('k')], [b, keyed('other')], [c, keyed('k', null, 'others')], [d, keyed(null)]);
    expect(await turns(a, b, c, d)).toEqual(['next', 'next', 'next', 'next']);
  });

  it('are given up together where their destination is deleted', async () => {
    const [a, b, c] = three();
    await happened([a, keyed('k')], [b, keyed('k')], [c, keyed('k')], [a, dead()]);
    await happened(['orders', DestinationDeleted.of({})]);
    const left = await rows();
    expect(left.map(({ inputId, turn, orphaned }) => [inputId, turn, orphaned]).sort()).toEqual(
      [
        [b, null, true],
        [c, null, true],
      ].sort(),
    );
  });
});

/** The rule said once more, over all rows at once. */
function expectedTurn(row: DeliveryRow, all: readonly DeliveryRow[]): DeliveryRow['turn'] {
  if (row.dueAt === null || row.orphaned) return null;
  if (row.orderingKey === null) return 'next';
  const before = all.filter(
    (other) =>
      other.destination === row.destination &&
      other.orderingKey === row.orderingKey &&
      (other.inLineAt < row.inLineAt || (other.inLineAt === row.inLineAt && other.line < row.line)),
  );
  if (before.some(({ dueAt }) => dueAt !== null)) return null;
  return before.length > 0 ? 'after-dead' : 'next';
}

it('the turns are those of the rule, whatever happens in whatever order, wherever batches end', async () => {
  const inputs = Array.from({ length: 40 }, newId);
  const facts: ((n: number) => NewEvent)[] = [
    (n) => attemptFailed(1, 100 * n),
    () => delivered(),
    () => dead(),
    () => InputCancelled.of({ ...whose(), reason: null }),
    (n) => again([null, 'k', 'l'][n % 3]!, ['orders', 'others'][n % 2]),
  ];
  const step = fc.record({ who: fc.nat(inputs.length - 1), what: fc.nat(facts.length - 1), deletes: fc.nat(40) });
  const known = new Set<string>();
  const happening = (n: number, { who, what, deletes }: { who: number; what: number; deletes: number }): Happening => {
    const id = inputs[who]!;
    if (deletes === 0) return ['others', n % 2 === 0 ? DestinationDeleted.of({}) : registered()];
    if (known.has(id)) return [id, facts[what]!(n)];
    known.add(id);
    const deliverAt = n % 4 === 0 ? happenedAt(n + 100) : null;
    return [id, keyed([null, 'k', 'l'][who % 3]!, deliverAt, ['orders', 'others'][who % 2])];
  };
  const steps = fc.sample(step, { numRuns: 600, seed: 20_261_124 });
  const all = steps.map((each, n) => happening(n, each));
  for (let from = 0, size = 1; from < all.length; from += size, size = 1 + ((size * 7) % 40)) {
    await happened(...all.slice(from, from + size));
    const now = await rows();
    expect(now.map(({ inputId, turn }) => [inputId, turn])).toEqual(
      now.map((row) => [row.inputId, expectedTurn(row, now)]),
    );
  }
});
