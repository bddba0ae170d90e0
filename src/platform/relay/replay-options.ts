/** A replay as it was asked for, and as it is kept: in positions, so that whoever takes it over does the same. */
import type { LogReader } from '../store/reader.js';
import type { Selection } from '../store/search.js';

/** A position, or a time in UTC. */
export type Place = number | string;

export interface WantedReplay {
  from?: Place | undefined;
  to?: Place | undefined;
  types?: string[] | undefined;
  streams?: string[] | undefined;
  destination?: string | undefined;
  topic?: string | undefined;
  /** Also into the topic of the events, which everyone reads. */
  force?: boolean | undefined;
  ratePerSecond?: number | undefined;
}

/** Both ends are inclusive. */
export type ReplayOptions = {
  from: number;
  to: number;
  types: string[] | null;
  streams: string[] | null;
  destination: string | null;
  /** null: one of its own. */
  topic: string | null;
  /** The process that publishes may know another topic of the events than the one that was asked. */
  force: boolean;
  ratePerSecond: number | null;
};

export const selectionOf = ({ types, streams, destination }: ReplayOptions): Selection => ({
  types,
  streams,
  destinations: destination === null ? null : [destination],
});

export const topicOf = (operationId: string, { topic }: Pick<ReplayOptions, 'topic'>): string =>
  topic ?? `intake.replay.${operationId}`;

/** What comes to the log from now on is not part of it. */
export async function resolved(wanted: WantedReplay, log: LogReader): Promise<ReplayOptions> {
  const { from = 1, to = Number.MAX_SAFE_INTEGER } = wanted;
  return {
    from: typeof from === 'number' ? Math.max(1, from) : (await log.positionBefore(from)) + 1,
    to: typeof to === 'number' ? Math.min(to, await log.head()) : await log.positionAt(to),
    types: wanted.types ?? null,
    streams: wanted.streams ?? null,
    destination: wanted.destination ?? null,
    topic: wanted.topic ?? null,
    force: wanted.force ?? false,
    ratePerSecond: wanted.ratePerSecond ?? null,
  };
}
