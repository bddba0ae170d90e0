/** The topic as anybody else reads it: kcat, and nothing of ours. CloudEvents 1.0 in Kafka's binary mode (design §7). */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { partitionOf, streamHash } from '../../src/platform/store/partition.js';
import type { EventView } from '../../src/views/event.js';
import { journey } from '../support/journey.js';
import { headersOf, kcat, type Message } from '../support/kcat.js';
import { until } from '../support/until.js';

const PARTITIONS = 12;
const at = journey({ INTAKE_SOURCE: '/shop/intake' });
let log: EventView[] = [];
let messages: Message[] = [];

beforeAll(async () => {
  const { api, server } = at;
  server.answer = (response, { path }) => {
    response.statusCode = { '/ok': 200, '/gone': 410 }[path] ?? 500;
    response.setHeader('content-type', 'text/plain');
    response.end(`answer of ${path}`);
  };
  const to = (path: string) => ({ url: new URL(path, server.url).href });
  const retry = { maxAttempts: 2, minDelayMs: 100, maxDelayMs: 100 };
  await api.register('ok', { ...to('/ok'), headers: { 'x-a': 'b' }, auth: { type: 'bearer', token: 't' } });
  await api.put('ok', { ...to('/ok'), description: 'changed' }, '"1"');
  await api.ask('POST', '/v1/destinations/ok/disable');
  await api.ask('POST', '/v1/destinations/ok/enable');
  await api.register('gone', to('/gone'));
  await api.register('failing', { ...to('/failing'), retry });
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const delivered = [
    await api.take('ok', 'text', { traceparent, 'request-id': 'a-request' }),
    await api.take('ok', new Uint8Array([0, 255]), { 'idempotency-key': 'a key' }),
    await api.take('ok', new Uint8Array(256 * 1024).fill(1)),
  ];
  for (const { id } of delivered) await api.reaches(id, 'delivered');
  for (const name of ['gone', 'failing']) await api.reaches((await api.take(name, 'x')).id, 'deadLettered');
  await until('it is disabled', async () => {
    const { body } = await api.get<{ state: string }>('/v1/destinations/gone');
    return body.state === 'disabled';
  });
  await api.remove('failing');
  log = (await api.get<{ items: EventView[] }>('/v1/admin/events?limit=100')).body.items;
  await until('all of it is published', () => {
    messages = kcat(at.place.topic);
    return messages.length >= log.length;
  });
});

describe('the topic, read by kcat', () => {
  it('has every event of the log once, by stream in order', () => {
    expect(new Set(log.map(({ type }) => type))).toEqual(
      new Set([
        'DestinationRegistered',
        'DestinationChanged',
        'DestinationDisabled',
        'DestinationEnabled',
        'DestinationDeleted',
        'InputReceived',
        'InputAttemptFailed',
        'InputDelivered',
        'InputDeadLettered',
      ]),
    );
    const positions = messages.map((message) => Number(headersOf(message).ce_position));
    expect([...positions].sort((a, b) => a - b)).toEqual(log.map(({ position }) => position));
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const there = messages.filter((message) => message.partition === partition).map(headersOf);
      expect(there.map(({ ce_previous }) => Number(ce_previous))).toEqual(
        [0, ...there.map(({ ce_position }) => Number(ce_position))].slice(0, there.length),
      );
    }
  });

  it('has each event as a CloudEvent in binary mode, keyed by its stream', () => {
    const logIds = new Set<string | undefined>();
    for (const message of messages) {
      const { ce_previous, ce_logid, ...headers } = headersOf(message);
      const event = log[Number(headers.ce_position) - 1]!;
      const { causationId, traceparent } = event.metadata;
      expect(headers).toEqual({
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: event.id,
        ce_source: '/shop/intake',
        ce_type: `intake.${event.type}.v${event.schemaVersion}`,
        ce_time: event.occurredAt,
        ce_subject: event.stream,
        ce_position: String(event.position),
        ce_streamversion: String(event.version),
        ce_actor: event.metadata.actor,
        ce_correlationid: event.metadata.correlationId,
        ...(causationId !== null && { ce_causationid: causationId }),
        ...(traceparent !== null && { traceparent }),
      });
      expect(message.key).toBe(event.stream);
      expect(message.partition).toBe(partitionOf(streamHash(event.stream), PARTITIONS));
      expect(JSON.parse(message.payload)).toEqual(event.data);
      expect(ce_previous).toMatch(/^\d+$/);
      logIds.add(ce_logid);
    }
    expect([...logIds]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });

  it('has in each value what the schema of its type in contracts/events says', () => {
    const ajv = new Ajv2020({ strict: true });
    addFormats.default(ajv);
    for (const message of messages) {
      const { ce_type: type = '' } = headersOf(message);
      const [, name = '', version] = /^intake\.(.+)\.v(\d+)$/.exec(type) ?? [];
      const file = `${name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase()}.v${version}.schema.json`;
      const validate =
        ajv.getSchema(type) ??
        ajv.compile(JSON.parse(readFileSync(new URL(`../../contracts/events/${file}`, import.meta.url), 'utf8')));
      expect({ type, valid: validate(JSON.parse(message.payload)), errors: validate.errors }).toEqual({
        type,
        valid: true,
        errors: null,
      });
      expect(validate({ ...JSON.parse(message.payload), more: 1 })).toBe(false);
    }
  });
});
