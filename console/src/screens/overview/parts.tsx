/** The parts of the process that answers, and how each is. There is no stream of it: it is asked for. */
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client.js';
import type { Readiness } from '../../api/types.js';
import { Loaded } from '../../parts/loaded.js';
import { Panel } from '../../parts/panel.js';
import { Pill } from '../../parts/pill.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Time } from '../../parts/time.js';
import { useWords } from '../../words/define-words.js';
import styles from './overview.module.css';
import { overviewWords } from './words.js';

const AGAIN_MS = 5_000;

export function Parts() {
  const words = useWords(overviewWords);
  const readiness = useQuery({ queryKey: ['readiness'], queryFn: readinessOf, refetchInterval: AGAIN_MS });
  return (
    <Panel title={words.parts} aside={readiness.data && <Whole {...readiness.data} />}>
      <Loaded query={readiness} skeleton={<Skeleton lines={4} />}>
        {({ checks }) => (
          <ul className={styles.list}>
            {Object.entries(checks).map(([name, { ok, since, detail }]) => (
              <li key={name}>
                <Pill tone={ok ? 'green' : 'red'}>{ok ? words.ok : words.notOk}</Pill>
                <span>{name}</span>
                <span className="soft">
                  {detail} · <Time at={since} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}

function Whole({ status }: Pick<Readiness, 'status'>) {
  const words = useWords(overviewWords);
  return status === 'ready' ? <Pill tone="green">{words.ready}</Pill> : <Pill tone="red">{words.notReady}</Pill>;
}

/** That it is not ready is an answer too. */
const readinessOf = (): Promise<Readiness> =>
  ask(
    api.GET('/health/ready').then(({ data, error, response }) => {
      if (!isReadiness(error)) return { ...(data && { data }), error, response };
      return { data: error, response: new Response(null) };
    }),
  );

const isReadiness = (body: unknown): body is Readiness => typeof body === 'object' && body !== null && 'checks' in body;
