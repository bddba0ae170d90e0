/** What was sent in an attempt, told from the log by the rules that made it (decision 44). Pure. */
import type { DestinationState } from '../../commands/destination.js';
import { inputFold } from '../../commands/input.js';
import type { RecordedEvent } from '../../events/event.js';
import type { Attempt } from '../../events/shapes.js';
import { foldFrom } from '../../platform/store/stream-cache.js';
import type { AttemptRequest } from '../../views/attempt.js';
import { HIDDEN } from '../../views/destination.js';
import { wasSent } from './outcome.js';
import { requestFor } from './request.js';
import { hiddenSecrets } from './request-secrets.js';

type Received = RecordedEvent<'InputReceived'>;
type Attempted = RecordedEvent<'InputAttemptFailed' | 'InputDelivered'>;

/** What its request was made of, beside the destination. */
export interface Made {
  inputId: string;
  received: Received;
  destination: string;
  attempt: Attempt;
  run: number;
}

/** Of the input's events. null: they tell of no such attempt. */
export function madeIn(history: readonly RecordedEvent[], number: number): Made | null {
  const told = history.find((event): event is Attempted => attemptOf(event)?.number === number);
  if (!told) return null;
  const received = history[0] as Received;
  const before = history.slice(0, history.indexOf(told));
  const { runs } = foldFrom({ version: 0, state: inputFold.initial }, before, inputFold).state;
  const { destination, attempt } = told.data;
  return { inputId: received.stream.slice('input-'.length), received, destination, attempt, run: runs };
}

const attemptOf = ({ data }: RecordedEvent): Attempt | null => ('attempt' in data ? data.attempt : null);

/** A worker that was lost may have been at a newer version than its claim, or at none: and when, it could not tell. */
const NOBODY_KNOWS: AttemptRequest = { sent: 'unknown', method: null, url: null, headers: null };

/** `destination` as it was at the attempt's version. */
export function sentIn(
  { inputId, received, attempt, run }: Made,
  { policy, signing }: DestinationState,
  whole: boolean,
): AttemptRequest {
  if (attempt.outcome === 'unknown' || policy === null) return NOBODY_KNOWS;
  const { method, url, headers } = requestFor({
    ...{ inputId, attempt: attempt.number, run },
    ...received.data,
    metadata: received.metadata,
    ...{ policy, destinationVersion: attempt.destinationVersion, signing },
    secrets: hiddenSecrets,
    now: new Date(attempt.startedAt),
  });
  const sent = wasSent(attempt);
  if (whole) return { sent, method, url, headers: Object.entries(headers) };
  const own = new Set([...policy.headers.map(({ name }) => name.toLowerCase()), 'authorization']);
  // A name of the destination's may carry a value of Intake's, which counts more.
  const others = Object.entries(headers).filter(([name, value]) => !(own.has(name) && value === HIDDEN));
  return { sent, method: null, url: null, headers: others };
}
