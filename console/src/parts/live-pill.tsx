/** Whether what is shown is as it happens. */
import type { LiveState } from '../live/live-stream.js';
import { commonWords } from '../words/common.js';
import { useWords } from '../words/define-words.js';
import { Pill, type Tone } from './pill.js';

const TONES: Record<LiveState | 'paused', Tone> = {
  open: 'green',
  connecting: 'gray',
  reconnecting: 'amber',
  offline: 'red',
  ended: 'gray',
  paused: 'gray',
};

export function LivePill({ state }: { state: LiveState | 'paused' }) {
  const words = useWords(commonWords);
  const says = { ...words, open: words.live }[state];
  return (
    <span role="status" data-live={state}>
      <Pill tone={TONES[state]} pulse={state === 'open' || state === 'reconnecting'}>
        {says}
      </Pill>
    </span>
  );
}
