/** The events that a read model could not apply: each is tried again, or left out for good. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask } from '../../api/client.js';
import { byCursor, itemsOf, pageQuery } from '../../api/pages.js';
import type { ParkedEvent, Projection } from '../../api/types.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { LoadMore } from '../../parts/load-more.js';
import { Loaded } from '../../parts/loaded.js';
import { Notice } from '../../parts/notice.js';
import { followingWords } from '../../projections/words.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import { ParkedItem } from './parked-item.js';
import styles from './projections.module.css';
import { projectionWords } from './words.js';

export function Parked({ projection: { name, parked } }: { projection: Projection }) {
  const words = useWords(followingWords);
  const format = useFormat();
  const [open, setOpen] = useState(false);
  return (
    <>
      {parked > 0 && (
        <Button kind="danger" icon="alert" onClick={() => setOpen(true)}>
          {words.parked(format.count(parked))}
        </Button>
      )}
      {open && <ParkedDialog name={name} onClose={() => setOpen(false)} />}
    </>
  );
}

function ParkedDialog({ name, onClose }: { name: string; onClose(): void }) {
  const words = useWords(projectionWords);
  const queries = useQueryClient();
  const queryKey = ['projections', name, 'parked'];
  const parked = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => {
      const params = { path: { name }, query: pageQuery(pageParam) };
      return ask(api.GET('/v1/admin/projections/{name}/parked', { params }));
    },
    ...byCursor,
    select: itemsOf<ParkedEvent>,
  });
  const readAnew = () => void queries.invalidateQueries({ queryKey });
  return (
    <Dialog title={words.parkedTitle(name)} onClose={onClose}>
      <Loaded query={parked}>
        {(events) =>
          events.length === 0 ? (
            <Notice icon="check" title={words.noneParked}>
              <p>{words.noneParkedWhy}</p>
            </Notice>
          ) : (
            <ul className={styles.parked}>
              {events.map((event) => (
                <ParkedItem key={event.position} name={name} event={event} onDone={readAnew} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <LoadMore query={parked} />
    </Dialog>
  );
}
