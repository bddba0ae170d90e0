/** A part of the log again, for who reads Kafka: first how many events that are, then the work, and what was asked for before. */
import type { Operation } from '../../api/types.js';
import { OperationProgress } from '../../operations/operation-progress.js';
import { useOperations } from '../../operations/use-operations.js';
import { cx } from '../../parts/cx.js';
import { Id } from '../../parts/id.js';
import { JsonTree } from '../../parts/json-tree.js';
import { LoadMore } from '../../parts/load-more.js';
import { Loaded } from '../../parts/loaded.js';
import { Page } from '../../parts/page.js';
import { Time } from '../../parts/time.js';
import { useWords } from '../../words/define-words.js';
import { PlanForm } from './plan-form.js';
import styles from './replays.module.css';
import { title } from './title.js';
import { replayWords } from './words.js';

const CURL = `curl -s ${window.location.origin}/v1/admin/replays -H "Authorization: Bearer $INTAKE_KEY" \\
  -H "Content-Type: application/json" -d '{"types": ["InputReceived"], "dryRun": true}'`;

const replaysOf = (operations: readonly Operation[]) => operations.filter(({ kind }) => kind === 'replay');

export default function Replays() {
  const words = useWords(replayWords);
  const operations = useOperations();
  return (
    <Page title={useWords(title).title}>
      <div className={styles.columns}>
        <PlanForm />
        <section className={styles.past}>
          <h2>{words.past}</h2>
          <Loaded
            query={operations}
            isEmpty={(all) => replaysOf(all).length === 0 && !operations.hasNextPage}
            empty={{ icon: 'replays', title: words.emptyTitle, why: words.emptyWhy, curl: CURL }}
          >
            {(all) => (
              <ul className={styles.past}>
                {replaysOf(all).map((operation) => (
                  <Replay key={operation.id} operation={operation} />
                ))}
              </ul>
            )}
          </Loaded>
          <LoadMore query={operations} />
        </section>
      </div>
    </Page>
  );
}

function Replay({ operation }: { operation: Operation }) {
  const words = useWords(replayWords);
  const { id, startedAt, startedBy, options } = operation;
  return (
    <li className={cx('card', styles.replay)}>
      <p className={styles.line}>
        <Id short>{id}</Id>
        <span className="soft">
          <Time at={startedAt} /> · {words.by(startedBy)}
        </span>
      </p>
      <OperationProgress operation={operation} />
      <details>
        <summary>{words.asked}</summary>
        <JsonTree value={options} />
      </details>
    </li>
  );
}
