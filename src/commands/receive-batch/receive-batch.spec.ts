import { describe, expect, it } from '@jest/globals';
import { registered } from '../../../test/support/facts.js';
import { decidingOn } from '../../../test/support/given.js';
import { turnsDuring } from '../../../test/support/turns.js';
import { DestinationDeleted } from '../../events/destination-deleted.js';
import { DestinationDisabled } from '../../events/destination-disabled.js';
import { Problem } from '../../platform/http/problem.js';
import type { AppendCommand } from '../../platform/store/append-command.js';
import type { EventLog } from '../../platform/store/event-log.js';
import type { LogReader } from '../../platform/store/reader.js';
import { destinationFold } from '../destination.js';
import type { DestinationStates } from '../destination-states.js';
import { decide } from './decide.js';
import { type Batch, ReceiveBatch, type ReceiveBatchResult } from './receive-batch.command.js';
import { ReceiveBatchHandler } from './receive-batch.handler.js';
import { batchView, batchViewOf } from './receive-batch.view.js';

const NOW = new Date('2026-01-01T12:00:00.000Z');
const given = decidingOn(destinationFold);
const { state: active } = given([registered()]).at;
const wrong = new Problem('malformed-json', 'the line is empty');

const batchOf = (lines: Batch['lines'], changed: Partial<Batch> = {}) =>
  new ReceiveBatch({
    destination: 'orders',
    lines,
    idempotencyKey: 'k',
    instructions: { deliverAt: null, expiresAt: null, orderingKey: 'a' },
    owner: 'shop',
    metadata: { actor: 'clerk', correlationId: 'c', causationId: null, traceparent: null },
    ...changed,
  });

describe('receiving a batch', () => {
  it('is a fact of each good line, with the headers of all', () => {
    const facts = new Map(decide(batchOf([Buffer.from('{"n":1}'), wrong, Buffer.from('2')]), active, NOW));
    expect([...facts.keys()]).toEqual([0, 2]);
    expect(facts.get(0)?.data).toMatchObject({
      ...{ destination: 'orders', owner: 'shop', submittedBy: 'clerk', idempotencyKey: 'k', orderingKey: 'a' },
      ...{ contentType: 'application/json', contentEncoding: null, body: { encoding: 'utf8', data: '{"n":1}' } },
    });
    expect(facts.get(2)?.data).toMatchObject({ size: 1, body: { data: '2' } });
  });

  it('is refused as a whole where the destination takes nothing, or where its headers make no sense', () => {
    const decideOn = (facts: Parameters<typeof given>[0], batch = batchOf([wrong])) =>
      given(facts).when(({ state }) => [...decide(batch, state, NOW)].map(([, fact]) => fact));
    decideOn([]).thenRefused('unknown-destination');
    decideOn([registered(), DestinationDeleted.of({})]).thenRefused('unknown-destination');
    decideOn([registered(), DestinationDisabled.of({ reason: 'requested' })]).thenRefused('destination-disabled');
    const instructions = { deliverAt: null, expiresAt: NOW.toISOString(), orderingKey: null };
    decideOn([registered()], batchOf([Buffer.from('1')], { instructions })).thenRefused('invalid-header');
    decideOn([registered()]).thenNothing();
  });
});

it('a large batch lets others in while it is decided', async () => {
  const lines = Array.from({ length: 200 }, () => Buffer.alloc(256 * 1024, '1'));
  const destinations = { get: async () => ({ version: 1, state: active }) } as unknown as DestinationStates;
  const appended: AppendCommand[] = [];
  const log = {
    appendTogether: async (commands: AppendCommand[]) => {
      appended.push(...commands);
      return commands.map((_, n) => ({ status: 'fulfilled', value: { position: n + 1 } }));
    },
  } as unknown as EventLog;
  const handler = new ReceiveBatchHandler(log, {} as LogReader, destinations);
  // Fifty megabytes are many times what is done at once, on any machine.
  expect(await turnsDuring(() => handler.execute(batchOf(lines)))).toBeGreaterThanOrEqual(3);
  expect(appended).toHaveLength(lines.length);
});

it('the answer has something for each line, in order', () => {
  const id = '0199f2f0-1111-7000-8000-000000000001';
  const result: ReceiveBatchResult = { items: [{ id, position: 7 }, wrong], replayed: false };
  const view = batchViewOf(result, 'r-1');
  expect(batchView.parse(view)).toEqual(view);
  expect(view.items).toMatchObject([
    { id, position: 7 },
    { problem: { code: 'malformed-json', status: 400, instance: null, requestId: 'r-1' } },
  ]);
});
