/** Every read model: how far it is, and what can be done with it, or with all of them. */
import { OperationProgress } from '../../operations/operation-progress.js';
import { useOperations } from '../../operations/use-operations.js';
import { Loaded } from '../../parts/loaded.js';
import { Page } from '../../parts/page.js';
import { Panel } from '../../parts/panel.js';
import { useProjections } from '../../projections/use-projections.js';
import { useWords } from '../../words/define-words.js';
import { AllActions } from './all-actions.js';
import { latestOf, runningOnSeveral } from './latest-of.js';
import { ProjectionCard } from './projection-card.js';
import styles from './projections.module.css';
import { title } from './title.js';
import { projectionWords } from './words.js';

export default function Projections() {
  const words = useWords(projectionWords);
  const projections = useProjections();
  const operations = useOperations().data ?? [];
  const onSeveral = runningOnSeveral(operations);
  return (
    <Page title={useWords(title).title} actions={<AllActions />}>
      {onSeveral && (
        <Panel title={onSeveral.kind === 'rebuild' ? words.rebuildAll : words.verifyAll} className={styles.onSeveral}>
          <OperationProgress key={onSeveral.id} operation={onSeveral} />
        </Panel>
      )}
      <Loaded query={projections}>
        {({ items }) => (
          <div className={styles.cards}>
            {items.map((projection) => (
              <ProjectionCard key={projection.name} projection={projection} latest={latestOf(projection, operations)} />
            ))}
          </div>
        )}
      </Loaded>
    </Page>
  );
}
