import { expect, it } from '@jest/globals';
import { toMessage } from '../../../../src/platform/kafka/cloud-event.js';
import type { Event } from '../../api/types.js';
import { messageOf } from './kafka-message.js';

const event: Event = {
  ...{ position: 7, id: '0199aaaa-0000-7000-8000-000000000000', stream: 'destination-orders', version: 2 },
  ...{ type: 'DestinationPaused', schemaVersion: 1, occurredAt: '2026-01-31T12:00:00.000Z', data: { why: 'a "rest"' } },
  metadata: { actor: 'admin', correlationId: 'c', causationId: null, traceparent: null },
};
const caused = { ...event.metadata, causationId: 'a', traceparent: '00-1-2-01' };

it.each([event, { ...event, metadata: caused }])(
  'is what the relay publishes, but for what only the relay knows',
  (one) => {
    const stored = { ...one, data: JSON.stringify(one.data), streamHash: 0, following: 0 };
    const published = toMessage(stored, 6, { logId: 'log', source: '/intake' });
    const { key, headers, value } = messageOf(one);
    expect({ key, value }).toEqual({ key: published.key, value: `${published.value}` });
    const { ce_source, ce_previous, ce_logid, ...known } = published.headers as Record<string, string>;
    expect([ce_source, ce_previous, ce_logid]).toEqual(['/intake', '6', 'log']);
    expect(Object.fromEntries(headers)).toEqual({ ...known, ce_source: null, ce_previous: null, ce_logid: null });
  },
);
