/** A live stream for as long as a part of the page is shown; what comes is handed over in batches. */
import { useEffect, useEffectEvent, useState } from 'react';
import { queries, WHOAMI } from '../api/client.js';
import { FrameBatch } from './frame-batch.js';
import { type LiveState, LiveStream } from './live-stream.js';

export interface Live<T> {
  /** null: nothing is listened to. Another one is another stream. */
  path: string | null;
  types: readonly string[];
  /** The position that is shown already; left out: the stream's own beginning. */
  from?: number | null;
  /** Another turn opens anew what had come to its end. */
  turn?: number;
  onEvents(events: T[]): void;
  /** It had been away: what could not be read meanwhile can be now. */
  onReopened?(): void;
  mayBeLast?(event: T): boolean;
}

export function useLive<T>({
  path,
  types,
  from = null,
  turn = 0,
  onEvents,
  onReopened,
  mayBeLast,
}: Live<T>): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const hear = useEffectEvent(onEvents);
  const reopened = useEffectEvent(() => onReopened?.());
  const begins = useEffectEvent(() => from);
  const ends = useEffectEvent((event: T) => mayBeLast?.(event) ?? false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn is a reason to begin anew; types are constants
  useEffect(() => {
    if (path === null) return setState('connecting');
    let listens = true;
    const batch = new FrameBatch<T>((events) => listens && hear(events));
    const stream = new LiveStream<T>({
      url: (after) => withPlace(path, after),
      types,
      from: begins(),
      onEvent: (event) => batch.add(event),
      onState: setState,
      onReopened: reopened,
      onRefused: () => void queries.invalidateQueries({ queryKey: WHOAMI }),
      mayBeLast: ends,
    });
    return () => {
      listens = false;
      stream.close();
    };
  }, [path, turn]);
  return state;
}

/** Streams of one thing take no place: they begin with its first event, and what was heard is left out. */
function withPlace(path: string, after: number | null): string {
  if (after === null || !path.startsWith('/v1/stream')) return path;
  return `${path}${path.includes('?') ? '&' : '?'}afterPosition=${after}`;
}
