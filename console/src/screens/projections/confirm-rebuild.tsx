/** Asks before a read model, or all of them, are made anew. */
import { api, ask } from '../../api/client.js';
import { Confirm } from '../../parts/confirm.js';
import { useWords } from '../../words/define-words.js';
import { useReadAnew } from './use-act.js';
import { projectionWords } from './words.js';

export function ConfirmRebuild({ name, title, onClose }: { name: string; title: string; onClose(): void }) {
  const words = useWords(projectionWords);
  return (
    <Confirm
      title={title}
      why={words.rebuildWhy}
      doIt={words.rebuild}
      done={words.rebuildBegun}
      ask={() => ask(api.POST('/v1/admin/projections/{name}/rebuild', { params: { path: { name } } }))}
      onClose={onClose}
      onDone={useReadAnew()}
    />
  );
}
