/** Logs as commands may have written them: several inputs and destinations, their events in any mixture. */
import fc from 'fast-check';
import { DestinationChanged } from '../../src/events/destination-changed.js';
import { DestinationDeleted } from '../../src/events/destination-deleted.js';
import { DestinationDisabled } from '../../src/events/destination-disabled.js';
import { DestinationEnabled } from '../../src/events/destination-enabled.js';
import type { NewEvent, RecordedEvent } from '../../src/events/event.js';
import { InputCancelled } from '../../src/events/input-cancelled.js';
import { InputDeadLettered } from '../../src/events/input-dead-lettered.js';
import { InputExpired } from '../../src/events/input-expired.js';
import { attemptFailed, delivered, policyWith, received, registered, WHOSE } from './facts.js';
import { recordAll } from './history.js';

const ending = (attempts: number): fc.Arbitrary<NewEvent[]> =>
  fc.constantFrom(
    [],
    [delivered(attempts + 1)],
    [attemptFailed(attempts + 1, null), InputDeadLettered.of({ ...WHOSE, reason: 'exhausted' })],
    [InputDeadLettered.of({ ...WHOSE, reason: 'destination-deleted' })],
    [InputCancelled.of({ ...WHOSE, reason: 'a mistake' })],
    [InputExpired.of(WHOSE)],
  );

const input: fc.Arbitrary<NewEvent[]> = fc
  .array(fc.integer({ min: 100, max: 90_000 }), { maxLength: 4 })
  .chain((delays) =>
    ending(delays.length).map((last) => [
      received(),
      ...delays.map((delayMs, index) => attemptFailed(index + 1, delayMs)),
      ...last,
    ]),
  );

const changes: fc.Arbitrary<NewEvent[]> = fc.array(
  fc.constantFrom<NewEvent>(
    DestinationChanged.of({ policy: policyWith({ timeoutMs: 500 }) }),
    DestinationDisabled.of({ reason: 'gone' }),
    DestinationEnabled.of({}),
  ),
  { maxLength: 3 },
);
const life = changes.map((some): NewEvent[] => [registered(), ...some]);
const destination: fc.Arbitrary<NewEvent[]> = fc.oneof(
  life,
  fc.tuple(life, life).map(([first, second]) => [...first, DestinationDeleted.of({}), ...second]),
  life.map((only) => [...only, DestinationDeleted.of({})]),
);

/** Streams of their own order, mixed by weights that say whose turn it is. */
function mixed(streams: readonly { stream: string; facts: NewEvent[] }[], turns: readonly number[]): RecordedEvent[] {
  const left = streams.map(({ stream, facts }) => ({ stream, facts: [...facts] }));
  const written: { stream: string; fact: NewEvent }[] = [];
  for (let n = 0; left.some(({ facts }) => facts.length > 0); n++) {
    const open = left.filter(({ facts }) => facts.length > 0);
    const { stream, facts } = open[(turns[n % turns.length] ?? 0) % open.length]!;
    written.push({ stream, fact: facts.shift()! });
  }
  return recordAll(written);
}

export const anyLog: fc.Arbitrary<RecordedEvent[]> = fc
  .tuple(
    fc.array(input, { maxLength: 4 }),
    fc.array(destination, { maxLength: 2 }),
    fc.array(fc.nat(7), { minLength: 1, maxLength: 20 }),
  )
  .map(([inputs, destinations, turns]) =>
    mixed(
      [
        ...inputs.map((facts, n) => ({ stream: `input-0199f2f0-1111-7000-8000-00000000000${n}`, facts })),
        ...destinations.map((facts, n) => ({ stream: `destination-${'ab'[n]}`, facts })),
      ],
      turns,
    ),
  );
