/** Deletes a destination: its name is to be written first, and what waits is said. */
import { useState } from 'react';
import { api, ask, queries } from '../../api/client.js';
import type { Destination } from '../../api/types.js';
import { etagOf } from '../../destinations/destinations.js';
import { useLastHour } from '../../destinations/use-last-hour.js';
import { Confirm } from '../../parts/confirm.js';
import { Field } from '../../parts/field.js';
import { navigate } from '../../routing/location.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import { pageWords } from './words.js';

export function Remove({ destination, onClose }: { destination: Destination; onClose(): void }) {
  const words = useWords(pageWords);
  const format = useFormat();
  const { name } = destination;
  const waiting = useLastHour(name).data?.now.queueDepth;
  const [written, setWritten] = useState('');
  const remove = async () => {
    const params = { path: { name }, header: { 'If-Match': etagOf(destination) } };
    await ask(api.DELETE('/v1/destinations/{name}', { params }));
    void queries.invalidateQueries({ queryKey: ['destinations'] });
  };
  return (
    <Confirm
      danger
      title={words.removeTitle(name)}
      why={words.removeWhy(waiting === undefined ? '…' : format.count(waiting))}
      doIt={words.remove}
      done={words.removed}
      notYet={written !== name}
      ask={remove}
      onClose={onClose}
      onDone={() => navigate('/destinations')}
    >
      <Field label={words.removeName(name)}>
        <input autoComplete="off" value={written} onChange={({ target }) => setWritten(target.value)} />
      </Field>
    </Confirm>
  );
}
