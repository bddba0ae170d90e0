/** Sends a sample, and shows all that came back. */
import { useMutation } from '@tanstack/react-query';
import { api, ask } from '../../api/client.js';
import { AttemptView } from '../../inputs/attempt-view.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { ProblemLine } from '../../parts/problem-notice.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useWords } from '../../words/define-words.js';
import { pageWords } from './words.js';

export function Test({ name }: { name: string }) {
  const words = useWords(pageWords);
  const test = useMutation({
    mutationFn: () => ask(api.POST('/v1/destinations/{name}/test', { params: { path: { name } } })),
  });
  return (
    <>
      <Button icon="send" onClick={() => test.mutate()}>
        {words.test}
      </Button>
      {!test.isIdle && (
        <Dialog
          wide
          done={!test.isPending}
          title={words.testTitle}
          onClose={test.reset}
          actions={
            <Button icon="retry" busy={test.isPending} onClick={() => test.mutate()}>
              {words.again}
            </Button>
          }
        >
          <p className="soft">{words.testWhy}</p>
          {test.isPending && <Skeleton lines={4} />}
          {test.data && <AttemptView attempt={test.data} open />}
          {test.error && <ProblemLine error={test.error} />}
        </Dialog>
      )}
    </>
  );
}
