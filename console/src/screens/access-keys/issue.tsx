/** Gives somebody a key: it is shown this once. */
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { api, ask } from '../../api/client.js';
import { serverNow } from '../../api/server-clock.js';
import { Button } from '../../parts/button.js';
import { CurlLine } from '../../parts/curl-line.js';
import { Dialog } from '../../parts/dialog.js';
import { ProblemLine } from '../../parts/problem-notice.js';
import { Secret } from '../../parts/secret.js';
import { useWords } from '../../words/define-words.js';
import { KeyFields } from './key-fields.js';
import { blankKey, inputOf } from './new-key.js';
import { readKeysAnew } from './use-keys.js';
import { keyWords } from './words.js';

export function Issue() {
  const words = useWords(keyWords);
  const [open, setOpen] = useState(false);
  const [issued, setIssued] = useState<string | null>(null);
  return (
    <>
      <Button kind="primary" icon="plus" onClick={() => setOpen(true)}>
        {words.issue}
      </Button>
      {open && <Form onClose={() => setOpen(false)} onIssued={setIssued} />}
      {issued !== null && <Issued accessKey={issued} onClose={() => setIssued(null)} />}
    </>
  );
}

function Form({ onClose, onIssued }: { onClose(): void; onIssued(key: string): void }) {
  const words = useWords(keyWords);
  const id = useId();
  const [draft, setDraft] = useState(blankKey);
  const issuing = useMutation({
    mutationFn: () => ask(api.POST('/v1/access-keys', { body: inputOf(draft, serverNow()) })),
    onSuccess({ key }) {
      readKeysAnew();
      onClose();
      onIssued(key);
    },
  });
  const maySendNowhere = draft.role === 'submitter' && draft.destinations?.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    issuing.mutate();
  };
  return (
    <Dialog
      title={words.issue}
      onClose={onClose}
      actions={
        <Button type="submit" form={id} kind="primary" busy={issuing.isPending} disabled={maySendNowhere}>
          {words.issueIt}
        </Button>
      }
    >
      <form id={id} onSubmit={submit}>
        <KeyFields draft={draft} onChange={setDraft} />
      </form>
      {issuing.error && <ProblemLine error={issuing.error} />}
    </Dialog>
  );
}

function Issued({ accessKey, onClose }: { accessKey: string; onClose(): void }) {
  const words = useWords(keyWords);
  return (
    <Dialog title={words.issued} onClose={onClose}>
      <p className="soft">{words.issuedWhy}</p>
      <Secret label={words.key}>{accessKey}</Secret>
      <p className="soft">{words.tryIt}</p>
      <CurlLine>{`curl ${window.location.origin}/v1/whoami -H "Authorization: Bearer ${accessKey}"`}</CurlLine>
    </Dialog>
  );
}
