/** What can be done with the input as it stands, by who may. */
import { useState } from 'react';
import { api, ask } from '../../api/client.js';
import type { Input } from '../../api/types.js';
import { useMay } from '../../app/session.js';
import { curlOf } from '../../inputs/curl.js';
import type { InputFact } from '../../inputs/facts.js';
import { useDestinationNames } from '../../inputs/use-destinations.js';
import { Button } from '../../parts/button.js';
import { Confirm } from '../../parts/confirm.js';
import { CopyButton } from '../../parts/copy.js';
import { Field } from '../../parts/field.js';
import { useWords } from '../../words/define-words.js';
import { inputPageWords } from './words.js';

interface Props {
  input: Input;
  facts: readonly InputFact[];
  onDone(): void;
}

export function Actions({ input, facts, onDone }: Props) {
  const words = useWords(inputPageWords);
  const mayRetry = useMay('operator');
  const [asked, setAsked] = useState<'retry' | 'cancel' | null>(null);
  const [first] = facts;
  const close = () => setAsked(null);
  const isAtRest = input.settledAt !== null;
  return (
    <>
      {first?.type === 'InputReceived' && (
        <CopyButton text={curlOf(window.location.origin, first.data)} label={words.copyCurl} />
      )}
      {!isAtRest && (
        <Button kind="danger" onClick={() => setAsked('cancel')}>
          {words.cancel}
        </Button>
      )}
      {isAtRest && mayRetry && (
        <Button icon="retry" onClick={() => setAsked('retry')}>
          {words.retry}
        </Button>
      )}
      {asked === 'retry' && <Retry input={input} onClose={close} onDone={onDone} />}
      {asked === 'cancel' && <Cancel input={input} onClose={close} onDone={onDone} />}
    </>
  );
}

interface Asking {
  input: Input;
  onClose(): void;
  onDone(): void;
}

function Retry({ input: { id, destination }, onClose, onDone }: Asking) {
  const words = useWords(inputPageWords);
  const others = useDestinationNames().filter((name) => name !== destination);
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const body = { destination: to || null, reason: reason.trim() || null };
  return (
    <Confirm
      title={words.retryTitle}
      why={words.retryWhy}
      doIt={words.retry}
      done={words.retried}
      ask={() => ask(api.POST('/v1/inputs/{id}/retry', { params: { path: { id } }, body }))}
      {...{ onClose, onDone }}
    >
      <Field label={words.destination}>
        <select value={to} onChange={({ target }) => setTo(target.value)}>
          <option value="">{words.sameDestination(destination)}</option>
          {others.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </Field>
      <Reason value={reason} onChange={setReason} />
    </Confirm>
  );
}

function Cancel({ input: { id }, onClose, onDone }: Asking) {
  const words = useWords(inputPageWords);
  const [reason, setReason] = useState('');
  const body = { reason: reason.trim() || null };
  return (
    <Confirm
      title={words.cancelTitle}
      why={words.cancelWhy}
      doIt={words.cancel}
      done={words.cancelled}
      danger
      ask={() => ask(api.POST('/v1/inputs/{id}/cancel', { params: { path: { id } }, body }))}
      {...{ onClose, onDone }}
    >
      <Reason value={reason} onChange={setReason} />
    </Confirm>
  );
}

function Reason({ value, onChange }: { value: string; onChange(reason: string): void }) {
  const words = useWords(inputPageWords);
  return (
    <Field label={words.why}>
      <input maxLength={500} value={value} onChange={({ target }) => onChange(target.value)} />
    </Field>
  );
}
