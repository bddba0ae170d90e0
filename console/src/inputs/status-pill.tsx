/** How an input stands; why it is held, or was given up, on hover. */
import type { Input, InputStatus } from '../api/types.js';
import { Pill, type Tone } from '../parts/pill.js';
import { useWords } from '../words/define-words.js';
import { wordOf } from '../words/word-of.js';
import { inputWords } from './words.js';

const TONES: Record<InputStatus, Tone> = {
  received: 'blue',
  delivering: 'cyan',
  retrying: 'amber',
  delivered: 'green',
  deadLettered: 'red',
  cancelled: 'gray',
  expired: 'violet',
};

export function StatusPill({ input: { status, held, reason } }: { input: Pick<Input, 'status' | 'held' | 'reason'> }) {
  const words = useWords(inputWords);
  const why = held ? words[held.reason] : reason && wordOf(words, reason);
  return (
    <span title={why ?? undefined} data-status={status}>
      <Pill tone={TONES[status]} pulse={status === 'delivering'}>
        {words[status]}
      </Pill>
    </span>
  );
}
