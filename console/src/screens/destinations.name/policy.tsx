/** Where it leads to, and how it is sent to. */
import type { Destination } from '../../api/types.js';
import { destinationWords } from '../../destinations/words.js';
import { Detail, Details } from '../../parts/details.js';
import { Id } from '../../parts/id.js';
import { Panel } from '../../parts/panel.js';
import { Time } from '../../parts/time.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import { pageWords } from './words.js';

export function Policy({ destination }: { destination: Destination }) {
  const words = useWords(pageWords);
  const names = useWords(destinationWords);
  const format = useFormat();
  const { url, method, description, auth, headers, timeoutMs, retry, ratePerSecond, concurrency } = destination;
  return (
    <Panel title={words.policy}>
      {description && <p className="soft">{description}</p>}
      <Details>
        <Detail name={names.url}>
          <Id>{url}</Id>
        </Detail>
        <Detail name={names.method}>{method}</Detail>
        <Detail name={names.auth}>{names[auth?.type ?? 'none']}</Detail>
        <Detail name={names.headers}>{Object.keys(headers).join(', ') || names.none}</Detail>
        <Detail name={words.timeout}>{format.duration(timeoutMs)}</Detail>
        <Detail name={names.maxAttempts}>{format.count(retry.maxAttempts)}</Detail>
        <Detail name={words.delays}>
          {format.duration(retry.minDelayMs)} – {format.duration(retry.maxDelayMs)}
        </Detail>
        <Detail name={names.concurrency}>{format.count(concurrency)}</Detail>
        <Detail name={names.ratePerSecond}>{ratePerSecond ?? words.noLimit}</Detail>
        <Detail name={names.onDeadOrderingKey}>{names[destination.onDeadOrderingKey]}</Detail>
        <Detail name={words.version}>{format.count(destination.version)}</Detail>
        <Detail name={words.created}>
          <Time at={destination.createdAt} />
        </Detail>
        <Detail name={words.changed}>
          <Time at={destination.changedAt} />
        </Detail>
      </Details>
    </Panel>
  );
}
