import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter, anyText } from '../../../test/support/any-text.js';
import { streamHash } from '../store/partition.js';
import type { StoredEvent } from '../store/stored-event.js';
import { fromMessage, toMessage } from './cloud-event.js';
import type { KafkaMessage } from './port.js';

const PARTITIONS = 12;
const ORIGIN = { logId: '0199f2f0-0000-7000-8000-000000000001', source: '/intake' };

const text = anyText();
const stream = anyText({ minLength: 1 });
const event: fc.Arbitrary<StoredEvent> = fc
  .record({
    position: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    stream,
    version: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    id: fc.uuid(),
    type: fc.stringMatching(/^[A-Z][A-Za-z]{0,40}$/),
    schemaVersion: fc.integer({ min: 1, max: 32_767 }),
    occurredAt: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    following: fc.constant(0),
    data: fc.json({ stringUnit: anyCharacter }),
    metadata: fc.record({
      actor: text,
      correlationId: text,
      causationId: fc.option(text),
      traceparent: fc.option(text),
    }),
  })
  .map((fields) => ({ ...fields, streamHash: streamHash(fields.stream) }));

const received = (stored: StoredEvent, previous: number, changed: Partial<KafkaMessage> = {}): KafkaMessage => ({
  ...toMessage(stored, previous, ORIGIN),
  partition: stored.streamHash % PARTITIONS,
  offset: 7n,
  ...changed,
});

const example: StoredEvent = {
  position: 42,
  stream: 'input-1',
  version: 3,
  id: '0199f2f0-0000-7000-8000-000000000002',
  type: 'InputReceived',
  schemaVersion: 1,
  occurredAt: '2026-11-23T08:00:00.000Z',
  streamHash: streamHash('input-1'),
  following: 0,
  data: '{"a": 1.0, "b":"\\u0000"}',
  metadata: { actor: 'admin', correlationId: 'c', causationId: 'd', traceparent: '00-1-2-01' },
};

describe('an event as a CloudEvent', () => {
  it('comes back from Kafka as it stands in the log', () => {
    fc.assert(
      fc.property(event, fc.nat(), (stored, gap) => {
        const previous = Math.max(0, stored.position - 1 - gap);
        expect(fromMessage(received(stored, previous), ORIGIN.logId, PARTITIONS)).toEqual({
          event: stored,
          previous,
          replayId: null,
        });
      }),
    );
  });

  it('has the headers of CloudEvents 1.0 in binary mode, and the data unchanged', () => {
    const { key, value, headers } = toMessage(example, 40, ORIGIN);
    expect(key).toBe('input-1');
    expect(value.toString()).toBe(example.data);
    expect(headers).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: example.id,
      ce_source: '/intake',
      ce_type: 'intake.InputReceived.v1',
      ce_time: '2026-11-23T08:00:00.000Z',
      ce_subject: 'input-1',
      ce_position: '42',
      ce_previous: '40',
      ce_logid: ORIGIN.logId,
      ce_streamversion: '3',
      ce_actor: 'admin',
      ce_correlationid: 'c',
      ce_causationid: 'd',
      traceparent: '00-1-2-01',
    });
  });

  it('leaves out what there is none of', () => {
    const metadata = { ...example.metadata, causationId: null, traceparent: null };
    const { headers } = toMessage({ ...example, metadata }, 0, ORIGIN);
    expect(Object.keys(headers)).not.toContain('ce_causationid');
    expect(Object.keys(headers)).not.toContain('traceparent');
  });

  it('says which replay it belongs to', () => {
    const { headers } = toMessage(example, 40, { ...ORIGIN, replayId: 'r' });
    expect(fromMessage(received(example, 40, { headers }), ORIGIN.logId, PARTITIONS)?.replayId).toBe('r');
  });
});

describe('a message that is not one of this log’s events', () => {
  const good = received(example, 40);
  const header = (name: string, value: string | undefined): KafkaMessage => {
    const { [name]: _, ...others } = good.headers;
    return { ...good, headers: value === undefined ? others : { ...others, [name]: value } };
  };
  const required = Object.keys(good.headers).filter(
    (name) => !['content-type', 'ce_source', 'ce_causationid', 'traceparent'].includes(name),
  );

  it.each([
    ['another log', header('ce_logid', 'another')],
    ['another program’s type', header('ce_type', 'com.example.thing')],
    ['a schema version of 0', header('ce_type', 'intake.InputReceived.v0')],
    ['a position that is no number', header('ce_position', '4x')],
    ['a position beyond 2^53', header('ce_position', '9007199254740993')],
    ['a predecessor that is not before it', header('ce_previous', '42')],
    ['a negative predecessor', header('ce_previous', '-1')],
    ['a stream version of 0', header('ce_streamversion', '0')],
    ['another key', { ...good, key: 'input-2' }],
    ['another partition', { ...good, partition: (good.partition + 1) % PARTITIONS }],
    ['bytes that are not text', { ...good, value: Buffer.from([0xff, 0xfe]) }],
    ['no value', { ...good, value: Buffer.alloc(0) }],
    ['no headers', { ...good, headers: {} }],
    ...required.map((name): [string, KafkaMessage] => [`no ${name}`, header(name, undefined)]),
  ])('is recognised: %s', (_why, message) => {
    expect(fromMessage(good, ORIGIN.logId, PARTITIONS)).not.toBeNull();
    expect(fromMessage(message, ORIGIN.logId, PARTITIONS)).toBeNull();
  });

  it('never breaks the reader', () => {
    const garbage = fc.record({
      partition: fc.nat({ max: 11 }),
      offset: fc.bigInt({ min: 0n }),
      key: text,
      value: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      headers: fc.dictionary(fc.constantFrom(...Object.keys(good.headers)), text),
    });
    fc.assert(
      fc.property(garbage, (message) => {
        expect(fromMessage(message, ORIGIN.logId, PARTITIONS)).toBeNull();
      }),
    );
  });
});
