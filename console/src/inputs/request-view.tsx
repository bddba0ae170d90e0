/** What went to the destination in an attempt: asked for when it is looked at. */
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client.js';
import type { AttemptRequest } from '../api/types.js';
import { Loaded } from '../parts/loaded.js';
import { Skeleton } from '../parts/skeleton.js';
import { useWords } from '../words/define-words.js';
import { BytesView } from './bytes-view.js';
import type { ReceivedData } from './facts.js';
import { HeaderList } from './header-list.js';
import styles from './request-view.module.css';
import { inputWords } from './words.js';

interface Props {
  inputId: string;
  number: number;
  /** Each attempt sends the input's body. */
  received: Pick<ReceivedData, 'body' | 'contentType'>;
}

export function RequestView({ inputId, number, received }: Props) {
  const words = useWords(inputWords);
  const request = useQuery({
    queryKey: ['input', inputId, 'attempts', number, 'request'],
    queryFn: () =>
      ask(api.GET('/v1/inputs/{id}/attempts/{number}/request', { params: { path: { id: inputId, number } } })),
    // What was sent stays so.
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      <Loaded query={request} skeleton={<Skeleton lines={4} />}>
        {(told) => <Told request={told} />}
      </Loaded>
      <h5>{words.requestBody}</h5>
      <BytesView {...received} />
    </>
  );
}

function Told({ request: { sent, method, url, headers } }: { request: AttemptRequest }) {
  const words = useWords(inputWords);
  if (!headers) return <p className="soft">{words.lostWorker}</p>;
  return (
    <div className={styles.told} data-sent={sent}>
      {sent === 'no' && <p className="soft">{words.notSent}</p>}
      {sent === 'unknown' && <p className="soft">{words.maybeSent}</p>}
      {url && (
        <p className={styles.line}>
          {method} {url}
        </p>
      )}
      <HeaderList headers={headers} />
      <p className="soft">{url ? words.hiddenValues : words.forOperators}</p>
    </div>
  );
}
