/** Takes a key back, after asking. */
import { api, ask } from '../../api/client.js';
import type { AccessKey } from '../../api/types.js';
import { useCaller } from '../../app/session.js';
import { Confirm } from '../../parts/confirm.js';
import { useWords } from '../../words/define-words.js';
import { readKeysAnew } from './use-keys.js';
import { keyWords } from './words.js';

export function Revoke({ accessKey: { id, name }, onClose }: { accessKey: AccessKey; onClose(): void }) {
  const words = useWords(keyWords);
  const { actor } = useCaller();
  const revoke = async () => {
    await ask(api.DELETE('/v1/access-keys/{id}', { params: { path: { id } } }));
    readKeysAnew();
  };
  return (
    <Confirm
      danger
      title={words.revokeTitle(name)}
      why={words.revokeWhy}
      doIt={words.revoke}
      done={words.revokeDone}
      ask={revoke}
      onClose={onClose}
    >
      {actor === `ik_${id}` && <p role="alert">{words.revokeOwn}</p>}
    </Confirm>
  );
}
