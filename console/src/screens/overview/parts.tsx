/** The parts of the process that answers, and how each is. There is no stream of it: it is asked for. */
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client.js';
import type { Readiness } from '../../api/types.js';
import { cx } from '../../parts/cx.js';
import { Loaded } from '../../parts/loaded.js';
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
    <section className={cx('card', styles.panel)}>
      <Loaded query={readiness} skeleton={<Skeleton lines={4} />}>
        {({ status, checks }) => (
          <>
            <div className={styles.panelHead}>
              <h2>{words.parts}</h2>
              <Pill tone={status === 'ready' ? 'green' : 'red'}>
                {status === 'ready' ? words.ready : words.notReady}
              </Pill>
            </div>
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
          </>
        )}
      </Loaded>
    </section>
  );
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
