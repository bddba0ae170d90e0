/** What happened to one input, and what happens while one looks. */
import { useState } from 'react';
import type { Event } from '../api/types.js';
import type { LiveState } from '../live/live-stream.js';
import { useLive } from '../live/use-live.js';
import { asFacts, INPUT_FACTS, type InputFact, settles } from './facts.js';

interface Heard {
  facts: readonly InputFact[];
  state: LiveState;
}

/** The stream tells everything from the first event on. Another `turn` opens it anew after its end. */
export function useInputFacts(id: string | null, turn = 0): Heard {
  const [heard, setHeard] = useState<{ id: string | null; facts: readonly InputFact[] }>({ id: null, facts: [] });
  const state = useLive<Event>({
    path: id === null ? null : `/v1/inputs/${id}/stream`,
    types: INPUT_FACTS,
    turn,
    onEvents: (events) => setHeard((before) => ({ id, facts: longer(before.id === id ? before.facts : [], events) })),
    mayBeLast: settles,
  });
  return { facts: heard.id === id ? heard.facts : [], state };
}

function longer(facts: readonly InputFact[], events: readonly Event[]): readonly InputFact[] {
  const last = facts.at(-1)?.position ?? 0;
  return [...facts, ...asFacts(events).filter(({ position }) => position > last)];
}
