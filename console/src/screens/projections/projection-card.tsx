/** One read model. */
import type { Operation, Projection } from '../../api/types.js';
import { cx } from '../../parts/cx.js';
import { Behind } from '../../projections/behind.js';
import { StatePill } from '../../projections/state-pill.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import { Actions } from './actions.js';
import { Latest } from './latest.js';
import { Parked } from './parked.js';
import styles from './projections.module.css';
import { projectionWords } from './words.js';

export function ProjectionCard({ projection, latest }: { projection: Projection; latest: Operation | null }) {
  const words = useWords(projectionWords);
  const format = useFormat();
  const { name, version, state, position, head } = projection;
  return (
    <section className={cx('card', styles.card)} data-projection={name} data-state={state}>
      <header className={styles.head}>
        <h2>
          {name} <span className="soft">v{version}</span>
        </h2>
        <StatePill state={state} />
        <Parked projection={projection} />
      </header>
      <progress className={styles.bar} aria-label={words.howFar(name)} value={position} max={Math.max(head, 1)} />
      <dl className={styles.figures}>
        <dt>{words.position}</dt>
        <dd className="numbers">{words.of(format.count(position), format.count(head))}</dd>
        <dt>{words.behind}</dt>
        <dd className="numbers">
          <Behind {...projection} />
        </dd>
      </dl>
      <Actions projection={projection} />
      {latest && <Latest key={latest.id} name={name} operation={latest} />}
    </section>
  );
}
