/** Every read model: how far it is, and what can be done with it. There is no stream of how far they are: it is asked for. */
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client.js';
import { useOperations } from '../../operations/use-operations.js';
import { Loaded } from '../../parts/loaded.js';
import { Page } from '../../parts/page.js';
import { useWords } from '../../words/define-words.js';
import { latestOf } from './latest-of.js';
import { ProjectionCard } from './projection-card.js';
import styles from './projections.module.css';
import { title } from './title.js';

const AGAIN_MS = 2_000;

export default function Projections() {
  const projections = useQuery({
    queryKey: ['projections'],
    queryFn: () => ask(api.GET('/v1/admin/projections')),
    refetchInterval: AGAIN_MS,
  });
  const operations = useOperations().data?.items ?? [];
  return (
    <Page title={useWords(title).title}>
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
