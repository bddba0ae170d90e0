/** What is done often: a test, a pause, a change. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask } from '../../api/client.js';
import type { Destination } from '../../api/types.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { ProblemLine } from '../../parts/problem-notice.js';
import { say } from '../../parts/toasts.js';
import { useWords } from '../../words/define-words.js';
import { Edit } from './edit.js';
import { Test } from './test.js';
import { useTold } from './use-destination.js';
import { pageWords } from './words.js';

export function Actions({ destination }: { destination: Destination }) {
  const words = useWords(pageWords);
  const [edits, setEdits] = useState(false);
  return (
    <>
      <Test name={destination.name} />
      {destination.state !== 'disabled' && <Pause destination={destination} />}
      <Button kind="primary" onClick={() => setEdits(true)}>
        {words.edit}
      </Button>
      {edits && <Edit destination={destination} onClose={() => setEdits(false)} />}
    </>
  );
}

/** It can be taken back by the same button: so nothing is asked before. */
function Pause({ destination: { name, state } }: { destination: Destination }) {
  const words = useWords(pageWords);
  const told = useTold();
  const isPaused = state === 'paused';
  const path = { params: { path: { name } } };
  const turning = useMutation({
    mutationFn: () =>
      ask(
        isPaused ? api.POST('/v1/destinations/{name}/resume', path) : api.POST('/v1/destinations/{name}/pause', path),
      ),
    onSuccess(destination) {
      told(destination);
      say(isPaused ? words.resumed : words.paused);
    },
  });
  return (
    <>
      <Button icon={isPaused ? 'play' : 'pause'} busy={turning.isPending} onClick={() => turning.mutate()}>
        {isPaused ? words.resume : words.pause}
      </Button>
      {turning.error && (
        <Dialog title={isPaused ? words.resume : words.pause} onClose={turning.reset}>
          <ProblemLine error={turning.error} />
        </Dialog>
      )}
    </>
  );
}
