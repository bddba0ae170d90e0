/** Intake's HTTP API as who fills it needs it; waits on facts. */
import { setTimeout as pause } from 'node:timers/promises';

const BOUND_MS = 60_000;

export function clientOf({ url, key }, signal) {
  async function ask(method, path, body, headers = {}) {
    const answer = await fetch(url + path, {
      ...{ method, signal, body: body && JSON.stringify(body) },
      headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }), ...headers },
    });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${said}`);
    return said && JSON.parse(said);
  }

  async function until(what, look) {
    const end = Date.now() + BOUND_MS;
    for (;;) {
      const found = await look();
      if (found) return found;
      if (Date.now() > end) throw new Error(`it was waited for in vain: ${what}`);
      await pause(200, undefined, { signal });
    }
  }

  return {
    ask,
    until,
    submit: (destination, body, headers) => ask('POST', `/v1/destinations/${destination}/inputs`, body, headers),
    reaches: (id, status) =>
      until(`${id} is ${status}`, async () => (await ask('GET', `/v1/inputs/${id}`)).status === status),
    async run(path, body = {}) {
      const { id } = await ask('POST', path, body);
      await until(
        `${path} has ended`,
        async () => (await ask('GET', `/v1/admin/operations/${id}`)).state !== 'running',
      );
    },
  };
}
