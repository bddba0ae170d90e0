/** How far an operation is, in the words of the command line. */
import type { Operation } from '../api/types.js';
import { useWords } from '../words/define-words.js';
import { useFormat } from '../words/format.js';
import { isOver } from './use-operation.js';
import { operationWords } from './words.js';

export function Figures({ operation }: { operation: Operation }) {
  const words = useWords(operationWords);
  const format = useFormat();
  const { kind, phase, done, total, ratePerSecond, etaMs, startedAt, finishedAt } = operation;
  const noun = kind.endsWith('-inputs') ? words.inputs : words.events;
  if (isOver(operation)) {
    const took = Date.parse(finishedAt ?? startedAt) - Date.parse(startedAt);
    return words.took(noun(format.count(done)), format.duration(took));
  }
  if (phase === null) return words.waits;
  const figures = [
    phase,
    total !== null && words.share(`${total === 0 ? 100 : Math.min(100, Math.floor((done / total) * 100))}`),
    etaMs !== null && words.left(format.duration(etaMs)),
    ratePerSecond !== null && words.rate(format.count(ratePerSecond)),
    total === null ? noun(format.count(done)) : words.of(format.count(done), noun(format.count(total))),
  ];
  return figures.filter(Boolean).join(' · ');
}
