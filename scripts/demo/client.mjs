/** Intake's HTTP API as far as the demo needs it. Each call rejects with one line that says what was answered. */
import { EventSourceParserStream } from 'eventsource-parser/stream';

export function intakeClient({ url, key }) {
  const authorization = `Bearer ${key}`;

  async function ask(method, path, { body, headers, signal } = {}) {
    const answer = await fetch(url + path, { method, body, signal, headers: { authorization, ...headers } });
    if (answer.ok) return answer;
    const { code, detail } = await answer.json();
    throw new Error(`${method} ${path} was answered ${answer.status} ${code}: ${detail}`);
  }

  return {
    async register(name, destination) {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ url: destination });
      await ask('PUT', `/v1/destinations/${name}`, { body, headers });
    },

    /** Whatever has become of it: who looks around may have paused it. */
    async remove(name) {
      await ask('DELETE', `/v1/destinations/${name}`, { headers: { 'if-match': '*' } });
    },

    /** What somebody hears who has no key. */
    async knock(name) {
      const answer = await fetch(`${url}/v1/destinations/${name}`);
      return `${answer.status} ${(await answer.json()).title}`;
    },

    /** Answers the input as it was accepted. */
    async submit(name, body) {
      const headers = { 'content-type': 'text/plain' };
      return (await ask('POST', `/v1/destinations/${name}/inputs`, { body, headers })).json();
    },

    /** Answers the live stream of an input, from after the last event that was seen. */
    stream(id, lastEventId, signal) {
      const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
      return ask('GET', `/v1/inputs/${id}/stream`, { headers, signal });
    },

    /** What happens to an input, as it happens; ends when nothing more will. */
    async *events(id, signal) {
      const { body } = await this.stream(id, undefined, signal);
      const messages = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
      for await (const { data } of messages) yield JSON.parse(data);
    },
  };
}
