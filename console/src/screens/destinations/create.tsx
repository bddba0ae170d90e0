/** A new destination; its signing secret is shown when it stands. */
import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { queries } from '../../api/client.js';
import { isRefused } from '../../api/refused.js';
import type { NewDestination } from '../../api/types.js';
import { DestinationForm } from '../../destinations/destination-form.js';
import { create } from '../../destinations/destinations.js';
import { blankDraft } from '../../destinations/draft.js';
import { destinationWords } from '../../destinations/words.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field } from '../../parts/field.js';
import { ProblemLine } from '../../parts/problem-notice.js';
import { Secret } from '../../parts/secret.js';
import { navigate } from '../../routing/location.js';
import { useWords } from '../../words/define-words.js';
import styles from './create.module.css';
import { listWords } from './words.js';

export function Create() {
  const words = useWords(listWords);
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<NewDestination | null>(null);
  return (
    <>
      <Button kind="primary" icon="plus" onClick={() => setOpen(true)}>
        {words.create}
      </Button>
      {open && <Form onClose={() => setOpen(false)} onMade={setMade} />}
      {made && <Made destination={made} onClose={() => setMade(null)} />}
    </>
  );
}

function Form({ onClose, onMade }: { onClose(): void; onMade(destination: NewDestination): void }) {
  const words = useWords(listWords);
  const fields = useWords(destinationWords);
  const id = useId();
  const [name, setName] = useState('');
  const [draft, setDraft] = useState(blankDraft);
  const creating = useMutation({
    mutationFn: () => create(name, draft),
    onSuccess(made) {
      void queries.invalidateQueries({ queryKey: ['destinations'] });
      onClose();
      onMade(made);
    },
  });
  const isTaken = isRefused(creating.error, 'precondition-required');
  return (
    <Dialog
      wide
      title={words.create}
      onClose={onClose}
      actions={
        <Button type="submit" form={id} kind="primary" busy={creating.isPending}>
          {words.createIt}
        </Button>
      }
    >
      <DestinationForm id={id} draft={draft} onChange={setDraft} onSubmit={() => creating.mutate()}>
        <Field label={fields.name} hint={fields.nameHint}>
          <input
            required
            maxLength={64}
            pattern="[a-z0-9][a-z0-9._\-]*"
            autoComplete="off"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </Field>
      </DestinationForm>
      {isTaken && (
        <p role="alert" className={styles.taken}>
          {words.exists}
        </p>
      )}
      {creating.error && !isTaken && <ProblemLine error={creating.error} />}
    </Dialog>
  );
}

function Made({ destination: { name, secret }, onClose }: { destination: NewDestination; onClose(): void }) {
  const words = useWords(listWords);
  const { secret: label, secretWhy } = useWords(destinationWords);
  return (
    <Dialog
      done
      title={words.created}
      onClose={onClose}
      actions={
        <Button kind="primary" onClick={() => navigate(`/destinations/${name}`)}>
          {words.open}
        </Button>
      }
    >
      <p className="soft">{secretWhy}</p>
      <Secret label={label}>{secret}</Secret>
    </Dialog>
  );
}
