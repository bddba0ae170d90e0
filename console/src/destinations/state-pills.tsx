/** Whether a destination is sent to; what that means on hover. */
import type { Destination } from '../api/types.js';
import { Pill, type Tone } from '../parts/pill.js';
import { useWords } from '../words/define-words.js';
import { destinationWords } from './words.js';

const STATES: Record<Destination['state'], Tone> = { active: 'green', paused: 'amber', disabled: 'gray' };
const BREAKERS: Record<Destination['breaker'], Tone> = { closed: 'green', open: 'red', 'half-open': 'amber' };

export function StatePill({ state }: Pick<Destination, 'state'>) {
  const words = useWords(destinationWords);
  return (
    <span title={state === 'active' ? undefined : words[`${state}Why`]} data-state={state}>
      <Pill tone={STATES[state]}>{words[state]}</Pill>
    </span>
  );
}

export function BreakerPill({ breaker }: Pick<Destination, 'breaker'>) {
  const words = useWords(destinationWords);
  return (
    <span title={words[`${breaker}Why`]} data-breaker={breaker}>
      <Pill tone={BREAKERS[breaker]} pulse={breaker === 'half-open'}>
        {words[breaker]}
      </Pill>
    </span>
  );
}
