/** What can be done with a read model as it stands. */
import { useState } from 'react';
import { api, ask } from '../../api/client.js';
import type { Projection } from '../../api/types.js';
import { Button } from '../../parts/button.js';
import { Confirm } from '../../parts/confirm.js';
import { ProblemLine } from '../../parts/problem-notice.js';
import { useWords } from '../../words/define-words.js';
import { ConfirmRebuild } from './confirm-rebuild.js';
import styles from './projections.module.css';
import { useAct, useReadAnew } from './use-act.js';
import { VerifyButton } from './verify-button.js';
import { projectionWords } from './words.js';

export function Actions({ projection: { name, state } }: { projection: Projection }) {
  const words = useWords(projectionWords);
  const [asked, setAsked] = useState<'pause' | 'rebuild' | null>(null);
  const close = () => setAsked(null);
  const resume = useAct(() => ask(api.POST('/v1/admin/projections/{name}/resume', { params: { path: { name } } })));
  return (
    <div className={styles.actions}>
      <VerifyButton name={name} label={words.verify} />
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
      {resume.error && <ProblemLine error={resume.error} />}
      {asked === 'rebuild' && <ConfirmRebuild name={name} title={words.rebuildTitle(name)} onClose={close} />}
      {asked === 'pause' && <ConfirmPause name={name} onClose={close} />}
    </div>
  );
}

function ConfirmPause({ name, onClose }: { name: string; onClose(): void }) {
  const words = useWords(projectionWords);
  return (
    <Confirm
      title={words.pauseTitle(name)}
      why={words.pauseWhy}
      doIt={words.pause}
      done={words.isPaused(name)}
      ask={() => ask(api.POST('/v1/admin/projections/{name}/pause', { params: { path: { name } } }))}
      onClose={onClose}
      onDone={useReadAnew()}
    >
      {name === 'deliveries' && <p>{words.pauseDeliveries}</p>}
    </Confirm>
  );
}
