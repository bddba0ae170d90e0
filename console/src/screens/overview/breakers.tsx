/** The destinations that get nothing for now, because too many attempts failed. There is no stream of it: it is asked for. */
import { useQuery } from '@tanstack/react-query';
import { everyDestination } from '../../destinations/destinations.js';
import { BreakerPill } from '../../destinations/state-pills.js';
import { Loaded } from '../../parts/loaded.js';
import { Panel } from '../../parts/panel.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Link } from '../../routing/link.js';
import { useWords } from '../../words/define-words.js';
import styles from './overview.module.css';
import { overviewWords } from './words.js';

const AGAIN_MS = 10_000;

export function Breakers() {
  const words = useWords(overviewWords);
  const open = useQuery({
    queryKey: ['destinations', 'open'],
    queryFn: () => everyDestination().then((all) => all.filter(({ breaker }) => breaker !== 'closed')),
    refetchInterval: AGAIN_MS,
  });
  return (
    <Panel title={words.openBreakers}>
      <Loaded query={open} skeleton={<Skeleton lines={1} />}>
        {(destinations) =>
          destinations.length === 0 ? (
            <p className="soft">{words.noneOpen}</p>
          ) : (
            <ul className={styles.list}>
              {destinations.map(({ name, breaker }) => (
                <li key={name}>
                  <BreakerPill breaker={breaker} />
                  <Link to={`/destinations/${name}`}>{name}</Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}
