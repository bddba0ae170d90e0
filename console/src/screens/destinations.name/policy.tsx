/** Where it leads to, and how it is sent to. */
import type { ReactNode } from 'react';
import type { Destination } from '../../api/types.js';
import { destinationWords } from '../../destinations/words.js';
import { cx } from '../../parts/cx.js';
import { Id } from '../../parts/id.js';
import { Time } from '../../parts/time.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import styles from './destination.module.css';
import { pageWords } from './words.js';

export function Policy({ destination }: { destination: Destination }) {
  const words = useWords(pageWords);
  const names = useWords(destinationWords);
  const format = useFormat();
  const { url, method, description, auth, headers, timeoutMs, retry, ratePerSecond, concurrency } = destination;
  return (
    <section className={cx('card', styles.panel)}>
      <h2>{words.policy}</h2>
      {description && <p className="soft">{description}</p>}
      <dl className={styles.list}>
        <Row name={names.url}>
          <Id>{url}</Id>
        </Row>
        <Row name={names.method}>{method}</Row>
        <Row name={names.auth}>{names[auth?.type ?? 'none']}</Row>
        <Row name={names.headers}>{Object.keys(headers).join(', ') || names.none}</Row>
        <Row name={words.timeout}>{format.duration(timeoutMs)}</Row>
        <Row name={names.maxAttempts}>{format.count(retry.maxAttempts)}</Row>
        <Row name={words.delays}>
          {format.duration(retry.minDelayMs)} – {format.duration(retry.maxDelayMs)}
        </Row>
        <Row name={names.concurrency}>{format.count(concurrency)}</Row>
        <Row name={names.ratePerSecond}>{ratePerSecond ?? words.noLimit}</Row>
        <Row name={names.onDeadOrderingKey}>{names[destination.onDeadOrderingKey]}</Row>
        <Row name={words.version}>{format.count(destination.version)}</Row>
        <Row name={words.created}>
          <Time at={destination.createdAt} />
        </Row>
        <Row name={words.changed}>
          <Time at={destination.changedAt} />
        </Row>
      </dl>
    </section>
  );
}

const Row = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd className="numbers">{children}</dd>
  </div>
);
