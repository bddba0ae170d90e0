/** Each HTTP request of each delivery. */
import type { RecordedEvent } from '../../events/event.js';
import type { Attempt } from '../../events/shapes.js';
import { defineProjection } from '../../platform/projector/projection.js';
import { summaryOf } from '../response-summary.js';
import { AttemptRow } from './attempt.entity.js';

const inputOf = ({ stream }: RecordedEvent): string => stream.slice('input-'.length);

const rowOf = (event: RecordedEvent & { data: { attempt: Attempt } }): AttemptRow => ({
  ...event.data.attempt,
  inputId: inputOf(event),
  response: summaryOf(event.data.attempt.response),
});

export const attempts = defineProjection<AttemptRow>({
  name: 'attempts',
  version: 1,
  follows: 'stream',
  entity: AttemptRow,
  key: (event) => ({ inputId: inputOf(event), number: (event.data as { attempt: Attempt }).attempt.number }),
  streamOf: ({ inputId }) => `input-${inputId}`,
  on: {
    InputAttemptFailed: (_, event) => rowOf(event),
    InputDelivered: (_, event) => rowOf(event),
  },
});
