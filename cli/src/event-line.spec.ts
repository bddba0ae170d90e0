import { describe, expect, it } from '@jest/globals';
import { type Event, lineOf } from './event-line.js';

const event = (type: string, data: Event['data']): Event => ({
  ...{
    position: 41,
    id: '0199f2f0-0000-7000-8000-000000000000',
    stream: 'thing-1',
    version: 2,
    type,
    schemaVersion: 1,
  },
  ...{ occurredAt: '2026-01-01T00:00:00.000Z', data },
  metadata: { actor: 'ik_abcdefgh', correlationId: 'c', causationId: null, traceparent: null },
});
const endOf = (type: string, data: Event['data']) => lineOf(event(type, data)).split('ik_abcdefgh')[1];

describe('an event on one line', () => {
  it('says where it stands, what it is and who did it', () => {
    expect(lineOf(event('DeliveryPaused', {}))).toBe(
      '      41  2026-01-01T00:00:00.000Z  DeliveryPaused            thing-1 2  ik_abcdefgh',
    );
  });

  it('of long work says which', () => {
    const wanted = { kind: 'verify', subject: ['inputs.v3'], options: { repair: true } };
    expect(endOf('OperationStarted', wanted)).toBe('  verify inputs.v3');
    expect(endOf('OperationStarted', { ...wanted, kind: 'replay', subject: [] })).toBe('  replay');
  });

  it('says why, where somebody has said it', () => {
    expect(endOf('ProjectionEventSkipped', { reason: 'sent by mistake' })).toBe('  sent by mistake');
    expect(endOf('InputRetryRequested', { reason: null })).toBe('');
  });
});
