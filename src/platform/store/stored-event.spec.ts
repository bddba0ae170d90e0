import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineEvent, UnknownEventError } from '../../events/event.js';
import { recorded, type StoredEvent } from './stored-event.js';

defineEvent('ThingNamed', {
  version: 2,
  data: z.strictObject({ name: z.string() }),
  upcasters: { 1: (data) => ({ name: (data as { title: string }).title }) },
});

const stored: StoredEvent = {
  position: 9,
  stream: 'thing-1',
  version: 3,
  id: '0199f2f0-0000-7000-8000-000000000001',
  type: 'ThingNamed',
  schemaVersion: 2,
  occurredAt: '2026-01-01T00:00:00.000Z',
  streamHash: 5,
  following: 1,
  data: '{"name":"a"}',
  metadata: { actor: 'a', correlationId: 'c', causationId: null, traceparent: null },
};

describe('an event read from the log', () => {
  it('has its data parsed, and nothing that is the log’s own business', () => {
    const { streamHash: _, following: __, ...rest } = stored;
    expect(recorded(stored)).toEqual({ ...rest, data: { name: 'a' } });
  });

  it('of an older schema version is lifted, and still says what it was written with', () => {
    const older = recorded({ ...stored, schemaVersion: 1, data: '{"title":"a"}' });
    expect(older).toMatchObject({ schemaVersion: 1, data: { name: 'a' } });
  });

  it('of a newer schema version or an unknown type stops whoever reads it', () => {
    expect(() => recorded({ ...stored, schemaVersion: 3 })).toThrow(UnknownEventError);
    expect(() => recorded({ ...stored, type: 'ThingForgotten' })).toThrow(UnknownEventError);
  });
});
