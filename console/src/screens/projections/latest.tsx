/** The rebuild or verify that was begun last: how far it is, and what came of it. */
import { api, ask } from '../../api/client.js';
import type { Operation } from '../../api/types.js';
import { OperationProgress } from '../../operations/operation-progress.js';
import { Button } from '../../parts/button.js';
import { JsonTree } from '../../parts/json-tree.js';
import { ProblemLine } from '../../parts/problem-notice.js';
import { Time } from '../../parts/time.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import styles from './projections.module.css';
import { useAct } from './use-act.js';
import { type Verified, verifiedOf } from './verified.js';
import { projectionWords } from './words.js';

export function Latest({ name, operation }: { name: string; operation: Operation }) {
  const words = useWords(projectionWords);
  const { kind, startedAt, startedBy } = operation;
  return (
    <div className={styles.latest} data-kind={kind}>
      <p className="soft">
        {kind === 'rebuild' ? words.rebuild : words.verify} · <Time at={startedAt} /> · {words.by(startedBy)}
      </p>
      <OperationProgress operation={operation}>
        {(told) => {
          const verified = verifiedOf(name, told);
          return verified && <Result name={name} verified={verified} />;
        }}
      </OperationProgress>
    </div>
  );
}

function Result({ name, verified }: { name: string; verified: Verified }) {
  const words = useWords(projectionWords);
  const format = useFormat();
  const repair = useAct(() =>
    ask(api.POST('/v1/admin/projections/{name}/verify', { params: { path: { name } }, body: { repair: true } })),
  );
  const { rows, differing, missing, extra, repaired, parked, keys } = verified;
  if (differing + missing + extra === 0) return <p className={styles.good}>{words.same(format.count(rows))}</p>;
  const figures = { differing, missing, extra, repaired, leftOut: parked };
  return (
    <>
      {repaired === 0 && <p className={styles.bad}>{words.differs}</p>}
      <dl className={styles.figures}>
        {Object.entries(figures).map(([each, n]) => (
          <div key={each}>
            <dt>{words[each as keyof typeof figures]}</dt>
            <dd className="numbers">{format.count(n)}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary>{words.keys}</summary>
        <JsonTree value={keys} />
      </details>
      {repaired === 0 && (
        <Button kind="primary" busy={repair.isPending} onClick={() => repair.mutate()}>
          {words.repair}
        </Button>
      )}
      {repair.error && <ProblemLine error={repair.error} />}
    </>
  );
}
