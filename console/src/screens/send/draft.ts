/** An input that is being written, and its sending. */
import { api, ask } from '../../api/client.js';
import type { Input } from '../../api/types.js';
import { headersOf } from './headers.js';

export interface Draft {
  destination: string;
  contentType: string;
  body: string;
  deliverAt: string;
  expiresAt: string;
  orderingKey: string;
  idempotencyKey: string;
}

export const blank = (destination: string): Draft => ({
  ...{ destination, contentType: 'application/json', body: '{\n  "hello": "world"\n}' },
  ...{ deliverAt: '', expiresAt: '', orderingKey: '', idempotencyKey: '' },
});

/** `once`: the key that it has where it is given none. */
export const submit = (draft: Draft, once: { 'Idempotency-Key': string }): Promise<Input> =>
  ask(
    api.POST('/v1/destinations/{name}/inputs', {
      params: { path: { name: draft.destination }, header: { ...once, ...headersOf(draft) } },
      body: draft.body,
      bodySerializer: (body) => body,
      headers: { 'content-type': draft.contentType || null },
    }),
  );
