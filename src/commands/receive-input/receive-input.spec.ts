import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { INPUT_ID, registered } from '../../../test/support/facts.js';
import { decidingOn, when } from '../../../test/support/given.js';
import { happenedAt, historyOf } from '../../../test/support/history.js';
import { DestinationDeleted } from '../../events/destination-deleted.js';
import { DestinationDisabled } from '../../events/destination-disabled.js';
import { DestinationEnabled } from '../../events/destination-enabled.js';
import type { RecordedEvent } from '../../events/event.js';
import { InputReceived } from '../../events/input-received.js';
import { decodeBytes } from '../../events/shapes.js';
import { inputView } from '../../views/input.js';
import { destinationFold } from '../destination.js';
import { decide, sameInput } from './decide.js';
import { ReceiveInput } from './receive-input.command.js';
import { receivedView } from './receive-input.view.js';

const given = decidingOn(destinationFold);
const disabled = DestinationDisabled.of({ reason: 'requested' });
const { state: active } = given([registered()]).at;

interface Sent {
  destination?: string;
  body?: Uint8Array;
  contentType?: string | null;
  contentEncoding?: string | null;
  key?: string | null;
  actor?: string;
}
function sent({ body, contentType = 'text/plain', contentEncoding = null, ...rest }: Sent = {}): ReceiveInput {
  const metadata = { actor: rest.actor ?? 'clerk', correlationId: 'c', causationId: null, traceparent: null };
  const bytes = Buffer.from(body ?? Buffer.from('seven'));
  return new ReceiveInput(
    rest.destination ?? 'orders',
    bytes,
    contentType,
    contentEncoding,
    rest.key ?? null,
    'shop',
    metadata,
  );
}
const receivedBefore = (command: ReceiveInput) =>
  historyOf(`input-${INPUT_ID}`, [decide(command, active)])[0] as RecordedEvent<'InputReceived'>;

describe('receiving an input', () => {
  it('is a fact with whose it is, who sent it, and its bytes', () => {
    const { data } = decide(sent({ key: 'k' }), active);
    expect(data).toMatchObject({ destination: 'orders', owner: 'shop', submittedBy: 'clerk', idempotencyKey: 'k' });
    expect(data).toMatchObject({ contentType: 'text/plain', contentEncoding: null, size: 5 });
    expect(data.body).toEqual({ encoding: 'utf8', data: 'seven' });
    expect(InputReceived.schema.parse(data)).toEqual(data);
  });

  it('keeps any bytes, none included, exactly', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        const { data } = decide(sent({ body }), active);
        expect(data.size).toBe(body.length);
        expect(decodeBytes(data.body).equals(body)).toBe(true);
      }),
    );
  });

  it('is refused for a destination that nobody registered, or that was deleted', () => {
    const rule = ({ state }: { state: typeof active }) => [decide(sent(), state)];
    given([]).when(rule).thenRefused('unknown-destination');
    given([registered(), DestinationDeleted.of({})])
      .when(rule)
      .thenRefused('unknown-destination');
  });

  it('is refused while the destination is disabled, and no longer', () => {
    const rule = ({ state }: { state: typeof active }) => [decide(sent(), state)];
    given([registered(), disabled]).when(rule).thenRefused('destination-disabled');
    const enabled = [registered(), disabled, DestinationEnabled.of({})];
    given(enabled)
      .when(rule)
      .thenHappened([decide(sent(), active)]);
  });
});

describe('two requests with one Idempotency-Key', () => {
  const repeat = (command: ReceiveInput, first = receivedBefore(sent())) =>
    when(() => {
      sameInput(command, first);
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
  ])('are not where it is another %s', (_what, other) => {
    repeat(sent(other)).thenRefused('idempotency-key-reused');
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
      .record({ contentType: part, contentEncoding: part, body: fc.uint8Array({ maxLength: 3 }) })
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
  const view = receivedView({ id: INPUT_ID, received, replayed: false });
  expect(inputView.parse(view)).toEqual(view);
  expect(view).toMatchObject({ status: 'received', position: 1, receivedAt: happenedAt(1), attemptCount: 0, size: 5 });
  expect(view).toMatchObject({ nextAttemptAt: happenedAt(1), links: { self: `/v1/inputs/${INPUT_ID}` } });
});
