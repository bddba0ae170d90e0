/** A new signing secret, shown this once. */
import { useMutation } from '@tanstack/react-query';
import { api, ask } from '../../api/client.js';
import { destinationWords } from '../../destinations/words.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { ProblemLine } from '../../parts/problem-notice.js';
import { Secret } from '../../parts/secret.js';
import { useWords } from '../../words/define-words.js';
import { pageWords } from './words.js';

export function Rotate({ name, onClose }: { name: string; onClose(): void }) {
  const words = useWords(pageWords);
  const { secret } = useWords(destinationWords);
  const rotating = useMutation({
    mutationFn: () => ask(api.POST('/v1/destinations/{name}/rotate-secret', { params: { path: { name } } })),
  });
  const { data, error, isPending } = rotating;
  return (
    <Dialog
      title={data ? words.rotated : `${words.rotate}: ${name}`}
      onClose={onClose}
      stays={isPending}
      actions={
        !data && (
          <Button kind="primary" busy={isPending} onClick={() => rotating.mutate()}>
            {words.rotate}
          </Button>
        )
      }
    >
      <p className="soft">{words.rotateWhy}</p>
      {data && <Secret label={secret}>{data.secret}</Secret>}
      {error && <ProblemLine error={error} />}
    </Dialog>
  );
}
