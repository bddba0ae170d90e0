/** What can be done with a read model as it stands. */
import { useState } from 'react';
import { api, ask } from '../../api/client.js';
import type { Projection } from '../../api/types.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { ProblemLine } from '../../parts/problem-notice.js';
import { useWords } from '../../words/define-words.js';
import styles from './projections.module.css';
import { useAct } from './use-act.js';
import { projectionWords } from './words.js';

export function Actions({ projection: { name, state } }: { projection: Projection }) {
  const words = useWords(projectionWords);
  const [asked, setAsked] = useState<'pause' | 'rebuild' | null>(null);
  const params = { params: { path: { name } } };
  const close = () => setAsked(null);
  const resume = useAct(() => ask(api.POST('/v1/admin/projections/{name}/resume', params)));
  const verify = useAct(() => ask(api.POST('/v1/admin/projections/{name}/verify', { ...params, body: {} })));
  const error = resume.error ?? verify.error;
  return (
    <div className={styles.actions}>
      <Button busy={verify.isPending} onClick={() => verify.mutate()}>
        {words.verify}
      </Button>
      <Button onClick={() => setAsked('rebuild')}>{words.rebuild}</Button>
      {state === 'paused' ? (
        <Button icon="play" busy={resume.isPending} onClick={() => resume.mutate()}>
          {words.resume}
        </Button>
      ) : (
        <Button icon="pause" onClick={() => setAsked('pause')}>
          {words.pause}
        </Button>
      )}
      {error && <ProblemLine error={error} />}
      {asked === 'rebuild' && (
        <Question
          title={words.rebuildTitle(name)}
          why={[words.rebuildWhy]}
          doIt={words.rebuild}
          act={() => ask(api.POST('/v1/admin/projections/{name}/rebuild', params))}
          onClose={close}
        />
      )}
      {asked === 'pause' && (
        <Question
          title={words.pauseTitle(name)}
          why={name === 'deliveries' ? [words.pauseWhy, words.pauseDeliveries] : [words.pauseWhy]}
          doIt={words.pause}
          act={() => ask(api.POST('/v1/admin/projections/{name}/pause', params))}
          onClose={close}
        />
      )}
    </div>
  );
}

interface Asking {
  title: string;
  why: readonly string[];
  doIt: string;
  act(): Promise<unknown>;
  onClose(): void;
}

function Question({ title, why, doIt, act, onClose }: Asking) {
  const doing = useAct(act, onClose);
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <Button kind="primary" busy={doing.isPending} onClick={() => doing.mutate()}>
          {doIt}
        </Button>
      }
    >
      {why.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {doing.error && <ProblemLine error={doing.error} />}
    </Dialog>
  );
}
