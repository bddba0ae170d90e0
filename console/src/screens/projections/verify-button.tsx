/** Begins to compare a read model, or all of them, with the log. */
import { api, ask } from '../../api/client.js';
import { Button } from '../../parts/button.js';
import { ProblemLine } from '../../parts/problem-notice.js';
import { useAct } from './use-act.js';

export function VerifyButton({ name, label }: { name: string; label: string }) {
  const verify = useAct(() =>
    ask(api.POST('/v1/admin/projections/{name}/verify', { params: { path: { name } }, body: {} })),
  );
  return (
    <>
      <Button busy={verify.isPending} onClick={() => verify.mutate()}>
        {label}
      </Button>
      {verify.error && <ProblemLine error={verify.error} />}
    </>
  );
}
