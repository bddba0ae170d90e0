/** Whether a key lets anybody in. */
import type { AccessKey } from '../../api/types.js';

export type KeyState = 'live' | 'expired' | 'revoked';

export function keyStateOf({ state, expiresAt }: Pick<AccessKey, 'state' | 'expiresAt'>, now: number): KeyState {
  if (state === 'revoked') return 'revoked';
  return expiresAt !== null && Date.parse(expiresAt) <= now ? 'expired' : 'live';
}
