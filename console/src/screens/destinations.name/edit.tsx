/** Changes a destination; where another was quicker, it shows what they have changed, and nothing of theirs is overwritten unseen. */
import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { Destination } from '../../api/types.js';
import { DestinationForm } from '../../destinations/destination-form.js';
import { draftOf } from '../../destinations/draft.js';
import { type Difference, rebase } from '../../destinations/rebase.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { ProblemLine } from '../../parts/problem-notice.js';
import { say } from '../../parts/toasts.js';
import { useWords } from '../../words/define-words.js';
import { Conflict } from './conflict.js';
import { save } from './save.js';
import { useTold } from './use-destination.js';
import { pageWords } from './words.js';

export function Edit({ destination, onClose }: { destination: Destination; onClose(): void }) {
  const words = useWords(pageWords);
  const told = useTold();
  const id = useId();
  /** What the draft began with, or was brought up to: not what is read meanwhile. */
  const [base, setBase] = useState(destination);
  const [draft, setDraft] = useState(() => draftOf(destination));
  const [differences, setDifferences] = useState<Difference[]>([]);
  const saving = useMutation({
    mutationFn: () => save(base, draft),
    onSuccess({ saved, theirs }) {
      told(saved ?? theirs);
      if (theirs) {
        const rebased = rebase(draftOf(base), draft, draftOf(theirs));
        setBase(theirs);
        setDraft(rebased.draft);
        setDifferences(rebased.differences);
      } else {
        say(words.saved);
        onClose();
      }
    },
  });
  return (
    <Dialog
      wide
      title={words.editTitle(destination.name)}
      onClose={onClose}
      actions={
        <Button type="submit" form={id} kind="primary" busy={saving.isPending}>
          {words.save}
        </Button>
      }
    >
      <DestinationForm id={id} draft={draft} onChange={setDraft} onSubmit={() => saving.mutate()}>
        {differences.length > 0 && <Conflict differences={differences} draft={draft} onChange={setDraft} />}
      </DestinationForm>
      {saving.error && <ProblemLine error={saving.error} />}
    </Dialog>
  );
}
