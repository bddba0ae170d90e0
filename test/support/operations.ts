/** Long work as a client of the HTTP API starts it and waits for it. */
import type { OperationView } from '../../src/views/operation.js';
import { type Api, persistently } from './api.js';
import { until } from './until.js';

/** Started, or an error that says what was answered. */
export async function startOperation(api: Api, path: string, body: object = {}): Promise<OperationView> {
  const answer = await persistently(() => api.ask<OperationView>('POST', path, { body }));
  if (answer.status !== 202) throw new Error(`not started: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** `api` may be another one by then, where processes come and go. */
export async function endOf(api: () => Api, id: string, withinMs = 60_000): Promise<OperationView> {
  let now: OperationView | undefined;
  await until(
    () => `operation ${id} has ended; it is ${JSON.stringify(now)}`,
    async () => {
      now = (await api().read<OperationView>(`/v1/admin/operations/${id}`)).body;
      return now.state !== 'running';
    },
    withinMs,
  );
  return now!;
}

export const runOperation = async (api: Api, path: string, body = {}, withinMs?: number): Promise<OperationView> =>
  endOf(() => api, (await startOperation(api, path, body)).id, withinMs);
