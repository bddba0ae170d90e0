/** How far each read model is behind the log. There is no stream of it: it is asked for. */
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client.js';
import type { Projection } from '../../api/types.js';
import { cx } from '../../parts/cx.js';
import { Loaded } from '../../parts/loaded.js';
import { Pill, type Tone } from '../../parts/pill.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import styles from './overview.module.css';
import { overviewWords } from './words.js';

const AGAIN_MS = 5_000;
const TONES: Record<Projection['state'], Tone> = { live: 'green', rebuilding: 'cyan', paused: 'gray', stalled: 'red' };

export function Projections() {
  const words = useWords(overviewWords);
  const projections = useQuery({
    queryKey: ['projections'],
    queryFn: () => ask(api.GET('/v1/admin/projections')),
    refetchInterval: AGAIN_MS,
  });
  return (
    <section className={cx('card', styles.panel)}>
      <div className={styles.panelHead}>
        <h2>{words.projections}</h2>
      </div>
      <Loaded query={projections} skeleton={<Skeleton lines={4} />}>
        {({ items }) => (
          <ul className={styles.list}>
            {items.map((projection) => (
              <One key={projection.name} {...projection} />
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}

function One({ name, state, lagEvents, lagMs, parked }: Projection) {
  const words = useWords(overviewWords);
  const format = useFormat();
  return (
    <li>
      <Pill tone={TONES[state]}>{words[state]}</Pill>
      <span>{name}</span>
      {parked > 0 && <Pill tone="red">{words.parked(format.count(parked))}</Pill>}
      <span className="soft numbers">
        {lagEvents > 0 ? words.behind(format.count(lagEvents), format.duration(lagMs)) : words.upToDate}
      </span>
    </li>
  );
}
