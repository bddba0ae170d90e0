/** How Intake is, on one screen: its parts, its read models, its sending, and what it works on. */
import { type Delivery, deliveryOf, deliveryTable } from './delivery.js';
import { isUnreachable } from './exit.js';
import { plain, table } from './format.js';
import type { Intake, Readiness } from './intake.js';
import { isOver, type Operation, progressOf, titleOf } from './operation.js';
import type { Output } from './output.js';
import { allOf, itemsOf } from './pages.js';
import { needsCare, type Projection, projectionsOf, projectionTable } from './projections.js';
import { type Relay, relayOf, relayTable } from './relay.js';
import { stateWord } from './words.js';

export interface Status extends Readiness {
  url: string;
  /** null: cannot be read, as while the database is away. */
  relay: Relay | null;
  projections: Projection[] | null;
  /** null: cannot be read, also while a read model that tells it is filled for the first time. */
  delivery: Delivery | null;
  /** Those that run. */
  operations: Operation[] | null;
}

export async function statusOf(intake: Intake): Promise<Status> {
  const readiness = await intake.readiness();
  const [relay, projections, delivery, operations] = await Promise.all([
    orNull(relayOf(intake)),
    orNull(projectionsOf(intake)),
    orNull(deliveryOf(intake)),
    orNull(runningOf(intake)),
  ]);
  return { url: intake.connection.url, ...readiness, relay, projections, delivery, operations };
}

/** All pages are looked through: one that has run for long stands behind all that began since. */
async function runningOf(intake: Intake): Promise<Operation[]> {
  const all = await allOf(
    itemsOf((query) => intake.ask((api) => api.GET('/v1/admin/operations', { params: { query } }))),
  );
  return all.filter((operation) => !isOver(operation));
}

async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (isUnreachable(error)) return null;
    throw error;
  }
}

/**
 * Somebody has to do something about Intake itself. A read model that is paused is meant to be; open breakers, dead
 * letters and what waits are a destination's trouble.
 */
export function isRed({ status, checks, relay, projections, operations }: Status): boolean {
  const parts = status === 'ready' && Object.values(checks).every(({ ok }) => ok);
  const known = relay !== null && projections !== null && operations !== null;
  return !parts || !known || projections.some(needsCare);
}

export function screenOf(status: Status, out: Output): string {
  const { url, relay, projections, delivery, operations } = status;
  const state = out.paint(status.status === 'ready' ? 'green' : 'red', plain(stateWord(status.status)));
  return [
    `Intake at ${url}: ${state}`,
    partTable(status, out),
    relay ? relayTable(relay, out) : out.paint('red', 'The relay cannot be asked for'),
    projections ? projectionTable(projections, out) : out.paint('red', 'The read models cannot be asked for'),
    delivery ? deliveryTable(delivery, Date.now(), out) : out.paint('yellow', 'The delivery cannot be asked for'),
    operations ? operationTable(operations) : out.paint('red', 'The operations cannot be asked for'),
  ].join('\n\n');
}

const partTable = ({ checks }: Status, out: Output): string =>
  table([
    ['PART', 'STATE', 'SINCE', ''],
    ...Object.entries(checks).map(([name, { ok, since, detail }]) => [
      name,
      ok ? out.cell('green', 'ok') : out.cell('red', 'not ok'),
      since,
      detail,
    ]),
  ]);

const operationTable = (operations: Operation[]): string =>
  operations.length === 0
    ? 'No operation runs'
    : table([
        ['OPERATION', 'WHAT', 'AT'],
        ...operations.map((operation) => [operation.id, titleOf(operation), progressOf(operation)]),
      ]);
