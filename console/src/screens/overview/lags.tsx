/** How far behind the log those are that follow it: the relay to Kafka, and each read model. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, ask } from '../../api/client.js';
import type { Projection } from '../../api/types.js';
import { Loaded } from '../../parts/loaded.js';
import { Panel } from '../../parts/panel.js';
import { Pill } from '../../parts/pill.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Behind } from '../../projections/behind.js';
import { StatePill } from '../../projections/state-pill.js';
import { useProjections } from '../../projections/use-projections.js';
import { followingWords } from '../../projections/words.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import styles from './overview.module.css';
import { overviewWords } from './words.js';

const AGAIN_MS = 2_000;

export function Lags() {
  const words = useWords(overviewWords);
  return (
    <Panel title={words.lags}>
      <div>
        <RelayLine />
        <ProjectionLines />
      </div>
    </Panel>
  );
}

/** There is no stream of it: it is asked for. */
function RelayLine() {
  const words = useWords(overviewWords);
  const relay = useQuery({
    queryKey: ['relay'],
    queryFn: () => ask(api.GET('/v1/admin/relay')),
    refetchInterval: AGAIN_MS,
  });
  return (
    <Loaded query={relay} skeleton={<Skeleton lines={1} />}>
      {(standing) => (
        <ul className={styles.list}>
          <Line pill={<StatePill state={standing.state} />} name={words.relay}>
            {standing.state === 'off' ? words.withoutKafka : <Behind {...standing} />}
          </Line>
        </ul>
      )}
    </Loaded>
  );
}

const ProjectionLines = () => (
  <Loaded query={useProjections()} skeleton={<Skeleton lines={4} />}>
    {({ items }) => (
      <ul className={styles.list}>
        {items.map((projection) => (
          <ProjectionLine key={projection.name} {...projection} />
        ))}
      </ul>
    )}
  </Loaded>
);

function ProjectionLine({ name, state, parked, ...lag }: Projection) {
  const words = useWords(followingWords);
  const format = useFormat();
  return (
    <Line pill={<StatePill state={state} />} name={name}>
      {parked > 0 && <Pill tone="red">{words.parked(format.count(parked))}</Pill>} <Behind {...lag} />
    </Line>
  );
}

const Line = ({ pill, name, children }: { pill: ReactNode; name: string; children: ReactNode }) => (
  <li>
    {pill}
    <span>{name}</span>
    <span className="soft numbers">{children}</span>
  </li>
);
