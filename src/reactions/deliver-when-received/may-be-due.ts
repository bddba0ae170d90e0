/** Where something may be due, after what has happened. Pure. */
import type { RecordedEvent } from '../../events/event.js';
import { isKnown, recorded, type StoredEvent } from '../../platform/store/stored-event.js';

type Begins = 'InputReceived' | 'InputRetryRequested';
type Ends = 'InputDelivered' | 'InputDeadLettered' | 'InputCancelled' | 'InputExpired';

const BEGINS: ReadonlySet<string> = new Set<Begins>(['InputReceived', 'InputRetryRequested']);
const ENDS: ReadonlySet<string> = new Set<Ends>([
  'InputDelivered',
  'InputDeadLettered',
  'InputCancelled',
  'InputExpired',
]);

/** `after`: an input has begun, or has come to its end and gives its turn to the next one of its ordering key. */
export type MayBeDue = { at: string; after: 'begin' | 'end' } | 'anywhere' | 'nowhere';

/** `mindsEnds`: somebody waits for the end of another. Else what has ended is not even read: responses are large. */
export function mayBeDue(event: StoredEvent, mindsEnds: boolean): MayBeDue {
  const begins = BEGINS.has(event.type);
  if (!isKnown(event) || !(begins || ENDS.has(event.type))) return 'anywhere';
  if (!begins && !mindsEnds) return 'nowhere';
  const { destination } = (recorded(event) as RecordedEvent<Begins | Ends>).data;
  return { at: destination, after: begins ? 'begin' : 'end' };
}
