/** Access keys as a test needs them, and clients that hold one. */
import type { NewAccessKeyView } from '../../src/views/access-key.js';
import { Api, persistently } from './api.js';
import type { Intake } from './intake.js';

export interface Holder extends NewAccessKeyView {
  api: Api;
  /** As a listener needs it. */
  at: Pick<Intake, 'url' | 'key'>;
}

/** Somebody with a new key, of the owner `shop` and for all destinations where nothing else is said. */
export async function newHolder({ url, api }: Intake, role: string, more: object = {}): Promise<Holder> {
  const body = { name: 'of a test', owner: 'shop', roles: [role], ...more };
  const answer = await persistently(() => api.ask<NewAccessKeyView>('POST', '/v1/access-keys', { body }));
  if (answer.status !== 201) throw new Error(`not issued: ${answer.status} ${JSON.stringify(answer.body)}`);
  const { key } = answer.body;
  return { ...answer.body, api: new Api(url, key), at: { url, key } };
}
