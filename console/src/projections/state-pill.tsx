/** How a read model, or the relay, stands. */
import type { Projection, Relay } from '../api/types.js';
import { Pill, type Tone } from '../parts/pill.js';
import { useWords } from '../words/define-words.js';
import { followingWords } from './words.js';

type State = Projection['state'] | Relay['state'];

const TONES: Record<State, Tone> = {
  live: 'green',
  rebuilding: 'cyan',
  paused: 'gray',
  stalled: 'red',
  unled: 'amber',
  off: 'gray',
};

export function StatePill({ state }: { state: State }) {
  const words = useWords(followingWords);
  return <Pill tone={TONES[state]}>{words[state]}</Pill>;
}
