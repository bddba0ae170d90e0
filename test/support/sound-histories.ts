/** What must hold of the log after every fault, whatever died: of its order, of inputs and of their attempts. */
import { expect } from '@jest/globals';
import type { RecordedEvent } from '../../src/events/event.js';
import { type Attempt, decodeBytes } from '../../src/events/shapes.js';
import type { Api } from './api.js';
import type { Told } from './clients.js';
import { withClient } from './database.js';
import type { Destination } from './destination.js';
import { until } from './until.js';

const ENDS: readonly string[] = ['InputDelivered', 'InputDeadLettered'];

/** Stream → its events. */
export type Histories = Map<string, RecordedEvent[]>;

/** The histories of a log that is sound: positions and versions without a hole, attempts counted, one end of each input. */
export function soundHistories(log: readonly RecordedEvent[]): Histories {
  expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
  const histories: Histories = new Map();
  for (const event of log) histories.set(event.stream, [...(histories.get(event.stream) ?? []), event]);
  for (const [stream, events] of histories) {
    expect(events.map(({ version }) => version)).toEqual(events.map((_, index) => index + 1));
    if (!stream.startsWith('input-')) continue;
    const attempts = attemptsOf(events);
    expect(attempts.map(({ number }) => number)).toEqual(attempts.map((_, index) => index + 1));
    expect(events.slice(0, -1).filter(({ type }) => ENDS.includes(type))).toEqual([]);
  }
  return histories;
}

export const attemptsOf = (events: readonly RecordedEvent[]): Attempt[] =>
  events.flatMap(({ data }) => ('attempt' in data ? [data.attempt] : []));

/** What was acknowledged is in the log once, under the id that was told; what got no answer, at most once. */
export function expectEachOnce(histories: Histories, told: readonly Told[]): void {
  const idsByBody = new Map<string, string[]>();
  for (const [stream, [first]] of histories) {
    if (first?.type !== 'InputReceived') continue;
    const body = decodeBytes(first.data.body).toString();
    idsByBody.set(body, [...(idsByBody.get(body) ?? []), stream.slice('input-'.length)]);
  }
  const acknowledged = told.filter(({ answer }) => answer?.status === 202);
  const ids = (list: readonly Told[]) => list.map(({ body }) => [body, idsByBody.get(body) ?? []]);
  expect(ids(acknowledged)).toEqual(acknowledged.map(({ body, answer }) => [body, [answer?.body.id]]));
  const open = told.filter(({ answer }) => answer?.status !== 202);
  expect(ids(open).filter(([, found]) => found!.length > 1)).toEqual([]);
}

/** Every submission was taken, but for a few that a busy database did not take in time. */
export function expectTaken(told: readonly Told[]): void {
  const refused = told.filter(({ answer }) => answer?.status !== 202);
  expect(refused.map(({ answer }) => answer)).toEqual(
    refused.map(() => expect.objectContaining({ body: expect.objectContaining({ code: 'log-unavailable' }) })),
  );
  expect(refused.length).toBeLessThan(told.length / 10);
}

/** What clients may read of an input agrees with its events. */
export async function expectShownAsInLog(api: Api, histories: Histories, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const events = histories.get(`input-${id}`)!;
    const attempts = attemptsOf(events);
    expect(await api.input(id)).toMatchObject({
      id,
      status: { InputDelivered: 'delivered', InputDeadLettered: 'deadLettered' }[events.at(-1)!.type as string],
      attemptCount: attempts.length,
    });
    const shown = await api.get<{ items: Attempt[] }>(`/v1/inputs/${id}/attempts`);
    expect(shown.body.items).toMatchObject(attempts.map(({ number, outcome }) => ({ number, outcome })));
  }
}

/** Every input in the log has reached the destination, each time with its id, at most as often as it has attempts. */
export function expectDelivered(histories: Histories, { received }: Destination): void {
  const arrivals = new Map<string, { times: number; bodies: Set<string> }>();
  for (const { headers, body } of received) {
    const id = String(headers['webhook-id']);
    const { times, bodies } = arrivals.get(id) ?? { times: 0, bodies: new Set() };
    arrivals.set(id, { times: times + 1, bodies: bodies.add(body.toString()) });
  }
  for (const [stream, events] of histories) {
    const [first] = events;
    if (first?.type !== 'InputReceived') continue;
    const arrived = arrivals.get(stream.slice('input-'.length));
    expect([stream, events.at(-1)!.type]).toEqual([stream, 'InputDelivered']);
    expect([...(arrived?.bodies ?? [])]).toEqual([decodeBytes(first.data.body).toString()]);
    expect(arrived!.times).toBeLessThanOrEqual(attemptsOf(events).length);
  }
}

/** Waits until no input in the log waits for anything any more. */
export const allSettled = (databaseUrl: string, withinMs = 60_000): Promise<void> =>
  withClient(databaseUrl, (client) =>
    until(
      'every input has come to its end',
      async () => {
        const { rows } = await client.query<{ open: string }>(
          `select count(*) filter (where type = 'InputReceived') - count(*) filter (where type = any($1)) as open
             from intake.events`,
          [ENDS],
        );
        return rows[0]!.open === '0';
      },
      withinMs,
    ),
  );

export interface UnsettledClaim {
  id: string;
  /** The stream's version that it was taken at. */
  version: number;
}

/** Claims whose outcome is not in the log. */
export const unsettledClaims = (databaseUrl: string): Promise<UnsettledClaim[]> =>
  withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<UnsettledClaim>(
      `select input_id as id, stream_version as version from intake.claims c
        where not settled and not exists (
          select from intake.events e where e.stream = 'input-' || c.input_id and e.version > c.stream_version)`,
    );
    return rows;
  });
