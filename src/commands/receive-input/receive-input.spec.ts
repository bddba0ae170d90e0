import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { INPUT_ID, registered } from '../../../test/support/facts.js';
import { decidingOn, when } from '../../../test/support/given.js';
import { happenedAt, historyOf } from '../../../test/support/history.js';
import { DestinationDeleted } from '../../events/destination-deleted.js';
import { DestinationDisabled } from '../../events/destination-disabled.js';
import { DestinationEnabled } from '../../events/destination-enabled.js';
import { DestinationPaused } from '../../events/destination-paused.js';
import type { RecordedEvent } from '../../events/event.js';
import { InputReceived } from '../../events/input-received.js';
import { decodeBytes } from '../../events/shapes.js';
import { inputView } from '../../views/input.js';
import { destinationFold } from '../destination.js';
import { type Instructions, refuseAnother } from '../new-input.js';
import { decide } from './decide.js';
import { heldAtFirst } from './held-at-first.js';
import { ReceiveInput } from './receive-input.command.js';
import { receivedView } from './receive-input.view.js';

const given = decidingOn(destinationFold);
const disabled = DestinationDisabled.of({ reason: 'requested' });
const { state: active } = given([registered()]).at;

const NOW = new Date('2026-01-01T12:00:00.000Z');
const NONE: Instructions = { deliverAt: null, expiresAt: null, orderingKey: null };

interface Sent {
  destination?: string;
  body?: Uint8Array;
  contentType?: string | null;
  contentEncoding?: string | null;
  key?: string | null;
  instructions?: Partial<Instructions>;
  actor?: string;
}
function sent({ body = Buffer.from('seven'), instructions, key = null, actor = 'clerk', ...rest }: Sent = {}) {
  return new ReceiveInput({
    destination: 'orders',
    contentType: 'text/plain',
    contentEncoding: null,
    ...rest,
    body: Buffer.from(body),
    idempotencyKey: key,
    instructions: { ...NONE, ...instructions },
    owner: 'shop',
    metadata: { actor, correlationId: 'c', causationId: null, traceparent: null },
  });
}
const receivedBefore = (command: ReceiveInput) =>
  historyOf(`input-${INPUT_ID}`, [decide(command, active, NOW)])[0] as RecordedEvent<'InputReceived'>;

describe('receiving an input', () => {
  it('is a fact with whose it is, who sent it, and its bytes', () => {
    const { data } = decide(sent({ key: 'k' }), active, NOW);
    expect(data).toMatchObject({ destination: 'orders', owner: 'shop', submittedBy: 'clerk', idempotencyKey: 'k' });
    expect(data).toMatchObject({ contentType: 'text/plain', contentEncoding: null, size: 5 });
    expect(data.body).toEqual({ encoding: 'utf8', data: 'seven' });
    expect(InputReceived.schema.parse(data)).toEqual(data);
  });

  it('keeps any bytes, none included, exactly', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        const { data } = decide(sent({ body }), active, NOW);
        expect(data.size).toBe(body.length);
        expect(decodeBytes(data.body).equals(body)).toBe(true);
      }),
    );
  });

  it('is refused for a destination that nobody registered, or that was deleted', () => {
    const rule = ({ state }: { state: typeof active }) => [decide(sent(), state, NOW)];
    given([]).when(rule).thenRefused('unknown-destination');
    given([registered(), DestinationDeleted.of({})])
      .when(rule)
      .thenRefused('unknown-destination');
  });

  it('is refused while the destination is disabled, and no longer', () => {
    const rule = ({ state }: { state: typeof active }) => [decide(sent(), state, NOW)];
    given([registered(), disabled]).when(rule).thenRefused('destination-disabled');
    const enabled = [registered(), disabled, DestinationEnabled.of({})];
    given(enabled)
      .when(rule)
      .thenHappened([decide(sent(), active, NOW)]);
  });
});

describe('when it is to be delivered', () => {
  const rule = (instructions: Partial<Instructions>) => when(() => [decide(sent({ instructions }), active, NOW)]);
  const wrong = (name: string) =>
    expect.objectContaining({
      code: 'invalid-header',
      more: { errors: [expect.objectContaining({ in: 'header', name })] },
    });
  const refused = (instructions: Partial<Instructions>, name: string) =>
    expect(() => decide(sent({ instructions }), active, NOW)).toThrow(wrong(name));

  it('is a part of the fact, with its ordering key', () => {
    const deliverAt = '2026-06-01T00:00:00.000Z';
    const instructions = { deliverAt, expiresAt: '2026-06-01T00:00:00.001Z', orderingKey: 'customer 7' };
    expect(decide(sent({ instructions }), active, NOW).data).toMatchObject(instructions);
  });

  it('may lie behind, which means now, and up to 366 days ahead', () => {
    rule({ deliverAt: '2020-01-01T00:00:00.000Z' }).thenHappened([
      decide(sent({ instructions: { deliverAt: '2020-01-01T00:00:00.000Z' } }), active, NOW),
    ]);
    expect(decide(sent({ instructions: { deliverAt: '2027-01-02T12:00:00.000Z' } }), active, NOW).data.deliverAt).toBe(
      '2027-01-02T12:00:00.000Z',
    );
    refused({ deliverAt: '2027-01-02T12:00:00.001Z' }, 'intake-deliver-at');
  });

  it('is over in the future only, and not before it has begun', () => {
    refused({ expiresAt: NOW.toISOString() }, 'intake-expires-at');
    const deliverAt = '2026-02-01T00:00:00.000Z';
    refused({ deliverAt, expiresAt: deliverAt }, 'intake-expires-at');
    refused({ deliverAt, expiresAt: '2026-01-31T00:00:00.000Z' }, 'intake-expires-at');
  });
});

describe('two requests with one Idempotency-Key', () => {
  const repeat = (command: ReceiveInput, first = receivedBefore(sent())) =>
    when(() => {
      refuseAnother(command.input, first);
      return [];
    });

  it('are the same input where destination, content type, encoding and body are', () => {
    repeat(sent()).thenNothing();
    repeat(sent({ actor: 'another clerk' })).thenNothing();
  });

  it.each<[string, Sent]>([
    ['destination', { destination: 'returns' }],
    ['body', { body: Buffer.from('eight') }],
    ['empty body', { body: Buffer.alloc(0) }],
    ['content type', { contentType: 'text/html' }],
    ['absent content type', { contentType: null }],
    ['content encoding', { contentEncoding: 'gzip' }],
    ['time', { instructions: { deliverAt: '2026-02-01T00:00:00.000Z' } }],
    ['end', { instructions: { expiresAt: '2026-02-01T00:00:00.000Z' } }],
    ['ordering key', { instructions: { orderingKey: 'a' } }],
  ])('are not where it is another %s', (_what, other) => {
    repeat(sent(other)).thenRefused('idempotency-key-reused');
  });

  it('have the fingerprint that they always had, where no Intake-* header came with them', () => {
    // Written by a version that knew none: changed, its keys would no longer find their inputs.
    expect(receivedBefore(sent()).data.fingerprint).toBe('3Wee-kLgTIttdtE5whwqQgm-XguJhPLfSgBoVz8CwHA');
  });

  it('are told apart wherever one part ends and the next begins', () => {
    const first = receivedBefore(sent({ contentType: 'ab', contentEncoding: 'c' }));
    repeat(sent({ contentType: 'a', contentEncoding: 'bc' }), first).thenRefused('idempotency-key-reused');
    const empty = receivedBefore(sent({ contentType: '' }));
    repeat(sent({ contentType: null }), empty).thenRefused('idempotency-key-reused');
  });

  it('are never mistaken for one another, for any parts', () => {
    const part = fc.option(fc.string({ maxLength: 3 }), { nil: null });
    const any = fc
      .record({
        contentType: part,
        contentEncoding: part,
        body: fc.uint8Array({ maxLength: 3 }),
        instructions: fc.record({ orderingKey: fc.option(fc.constantFrom('a', 'b'), { nil: null }) }),
      })
      .map((fields) => ({ fields, fingerprint: receivedBefore(sent(fields)).data.fingerprint }));
    fc.assert(
      fc.property(any, any, (one, other) => {
        const same = JSON.stringify(one.fields) === JSON.stringify(other.fields);
        expect(one.fingerprint === other.fingerprint).toBe(same);
      }),
    );
  });
});

it('the answer shows the input as it stands at its first event', () => {
  const received = receivedBefore(sent());
  const view = receivedView({ id: INPUT_ID, received, held: null, replayed: false });
  expect(inputView.parse(view)).toEqual(view);
  expect(view).toMatchObject({ status: 'received', position: 1, receivedAt: happenedAt(1), attemptCount: 0, size: 5 });
  expect(view).toMatchObject({ nextAttemptAt: happenedAt(1), links: { self: `/v1/inputs/${INPUT_ID}` } });
});

describe('what holds an input back when it is received', () => {
  const { state: paused } = given([registered(), DestinationPaused.of({})]).at;
  const deliverAt = '2026-02-01T00:00:00.000Z';
  const now = receivedBefore(sent());
  const later = receivedBefore(sent({ instructions: { deliverAt } }));

  it('is the switch for all sending, its destination, or its time, the first of them', () => {
    const stop = { until: null, blockedBy: null };
    expect(heldAtFirst(later, paused, true)).toEqual({ reason: 'all-paused', ...stop });
    expect(heldAtFirst(later, paused, false)).toEqual({ reason: 'paused', ...stop });
    expect(heldAtFirst(later, active, false)).toEqual({ reason: 'scheduled', until: deliverAt, blockedBy: null });
    expect(heldAtFirst(now, active, false)).toBeNull();
  });

  it('is no time that is over', () => {
    expect(
      heldAtFirst(receivedBefore(sent({ instructions: { deliverAt: '2020-01-01T00:00:00.000Z' } })), active, false),
    ).toBeNull();
  });
});
