/** One destination: how it goes, how it is sent to, and what can be done with it. */
import type { ScreenProps } from '../../app/screen.js';
import { BreakerPill, StatePill } from '../../destinations/state-pills.js';
import { Columns, Stack } from '../../parts/columns.js';
import { LivePill } from '../../parts/live-pill.js';
import { Loaded } from '../../parts/loaded.js';
import { Page } from '../../parts/page.js';
import { Trail } from '../../parts/trail.js';
import { useWords } from '../../words/define-words.js';
import { Actions } from './actions.js';
import { Figures } from './figures.js';
import { Further } from './further.js';
import { Policy } from './policy.js';
import { title } from './title.js';
import { useDestination } from './use-destination.js';
import { pageWords } from './words.js';

export default function DestinationPage({ parameters: { name = '' } }: ScreenProps) {
  const words = useWords(pageWords);
  const { destination, live } = useDestination(name);
  const { data } = destination;
  return (
    <Page
      title={`${useWords(title).title} ${name}`}
      head={
        <Trail to="/destinations" all={words.all}>
          <h1>{name}</h1>
          {data && <StatePill state={data.state} />}
          {data && <BreakerPill breaker={data.breaker} />}
          <LivePill state={live} />
        </Trail>
      }
      actions={data && <Actions destination={data} />}
    >
      <Loaded query={destination}>
        {(shown) => (
          <Columns
            aside={
              <Stack>
                <Policy destination={shown} />
                <Further destination={shown} />
              </Stack>
            }
          >
            <Figures name={name} />
          </Columns>
        )}
      </Loaded>
    </Page>
  );
}
