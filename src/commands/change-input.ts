/** What the commands about a standing input share: it must exist, and where something was faster it is decided again. */
import { setTimeout as pause } from 'node:timers/promises';
import type { EventMetadata, EventType, NewEvent, RecordedEvent } from '../events/event.js';
import { Problem } from '../platform/http/problem.js';
import { StaleDecision, type StreamVersion, VersionConflict } from '../platform/store/append-command.js';
import type { EventLog } from '../platform/store/event-log.js';
import type { LogReader } from '../platform/store/reader.js';
import { type At, foldFrom } from '../platform/store/stream-cache.js';
import { type InputState, inputFold, inputStream } from './input.js';

export interface InputDecision {
  events: NewEvent[];
  /** Where the input is for, from these events on. */
  destination: string;
  decidedOn?: StreamVersion[];
}

export interface InputAt extends At<InputState> {
  history: readonly RecordedEvent[];
}

/** Cannot be decided now: somebody is about to append to the stream. */
export class LookAgain extends Problem {
  override name = 'LookAgain';
  constructor() {
    super('attempt-in-flight', 'something else is being done with the input: ask again when that has ended', {
      headers: { 'retry-after': '1' },
    });
  }
}

const TRIES = 10;
const AGAIN_MS = 50;

type Decide = (at: InputAt) => Promise<InputDecision | null>;

/**
 * Resolves with the position of the input's newest event. `decide` answers null where there is nothing to do; it may throw
 * LookAgain, or a Problem.
 */
export async function changeInput(
  log: EventLog,
  reader: LogReader,
  inputId: string,
  metadata: EventMetadata,
  decide: Decide,
): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(log, reader, inputStream(inputId), metadata, decide);
    } catch (error) {
      if (attempt === TRIES || !isOvertaken(error)) throw error;
      if (error instanceof LookAgain) await pause(AGAIN_MS);
    }
  }
}

async function once(
  log: EventLog,
  reader: LogReader,
  stream: string,
  metadata: EventMetadata,
  decide: Decide,
): Promise<number> {
  const history = await reader.stream(stream);
  const last = history.at(-1);
  if (!last) throw new Problem('not-found', 'there is no input here');
  const { state } = foldFrom({ version: 0, state: inputFold.initial }, history, inputFold);
  const decided = await decide({ version: last.version, state, history });
  if (!decided) return last.position;
  const envelope = { stream, expectedVersion: last.version, owner: state.owner, metadata };
  return (await log.append({ ...envelope, ...decided })).position;
}

/** Whether the same has asked for it before: a worker that begins again, or is doubled, has one correlation id. */
export const wasAsked = (
  what: EventType,
  history: readonly RecordedEvent[],
  { correlationId }: Pick<EventMetadata, 'correlationId'>,
): boolean => history.some(({ type, metadata }) => type === what && metadata.correlationId === correlationId);

const isOvertaken = (error: unknown): boolean =>
  error instanceof VersionConflict || error instanceof StaleDecision || error instanceof LookAgain;
