/** The HTTP API as a client uses it. */
import type { DestinationView, NewDestination } from '../../src/views/destination.js';
import type { EventView } from '../../src/views/event.js';
import type { InputView } from '../../src/views/input.js';
import { until } from './until.js';

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Sent {
  body?: unknown;
  headers?: Record<string, string>;
}

export class Api {
  constructor(
    readonly url: string,
    private readonly key: string,
  ) {}

  /** Any request, its answer not read yet; a body that is neither text nor bytes is sent as JSON. */
  send(method: string, path: string, { body, headers = {} }: Sent = {}): Promise<Response> {
    const raw = typeof body === 'string' || body instanceof Uint8Array || body === undefined;
    return fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(!raw && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: raw ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
    });
  }

  async ask<T = unknown>(method: string, path: string, sent: Sent = {}): Promise<Answer<T>> {
    const response = await this.send(method, path, sent);
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as T };
  }

  async bytes(path: string): Promise<Answer<Buffer>> {
    const response = await this.send('GET', path);
    const { status, headers } = response;
    return { status, headers, body: Buffer.from(await response.arrayBuffer()) };
  }

  get<T = unknown>(path: string, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.ask('GET', path, { headers });
  }

  put(
    name: string,
    policy: Record<string, unknown>,
    ifMatch?: string,
  ): Promise<Answer<DestinationView | NewDestination>> {
    const headers: Record<string, string> = ifMatch === undefined ? {} : { 'if-match': ifMatch };
    return this.ask('PUT', `/v1/destinations/${name}`, { body: policy, headers });
  }

  /** What is there, by a client that comes again after a 503. */
  read<T = unknown>(path: string): Promise<Answer<T>> {
    return persistently(() => this.get<T>(path));
  }

  /** Registers a destination, or throws. */
  async register(name: string, policy: Record<string, unknown>): Promise<NewDestination> {
    let { status, body } = await this.put(name, policy);
    while (status === 503) {
      // It may have been registered all the same, and its secret was not told.
      await persistently(() => this.ask('DELETE', `/v1/destinations/${name}`, { headers: { 'if-match': '*' } }));
      ({ status, body } = await this.put(name, policy));
    }
    if (status !== 201) throw new Error(`not registered: ${status} ${JSON.stringify(body)}`);
    return body as NewDestination;
  }

  /** Deletes a destination, or throws. */
  async remove(name: string): Promise<void> {
    const { status, body } = await this.ask('DELETE', `/v1/destinations/${name}`, { headers: { 'if-match': '*' } });
    if (status !== 204) throw new Error(`not deleted: ${status} ${JSON.stringify(body)}`);
  }

  submit(
    destination: string,
    body: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Answer<InputView>> {
    return this.ask('POST', `/v1/destinations/${destination}/inputs`, { body, headers });
  }

  /** Submits, or throws. */
  async take(destination: string, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<InputView> {
    const { status, body: input } = await persistently(() => this.submit(destination, body, headers));
    if (status !== 202) throw new Error(`not taken: ${status} ${JSON.stringify(input)}`);
    return input;
  }

  async input(id: string): Promise<InputView> {
    return (await this.read<InputView>(`/v1/inputs/${id}`)).body;
  }

  async events(id: string): Promise<EventView[]> {
    return (await this.read<{ items: EventView[] }>(`/v1/inputs/${id}/events`)).body.items;
  }

  /** Waits until the read model shows the input in this status. */
  async reaches(id: string, status: InputView['status'], withinMs = 40_000): Promise<InputView> {
    let last: InputView | undefined;
    const reached = async () => {
      last = await this.input(id);
      return last.status === status;
    };
    await until(() => `input ${id} is ${status}; it is ${JSON.stringify(last)}`, reached, withinMs);
    return last!;
  }
}

/** As a client does: a 503 says to come again. A machine with much to do gives some. */
export async function persistently<T>(work: () => Promise<Answer<T>>): Promise<Answer<T>> {
  let answer = await work();
  const again = async () => {
    if (answer.status === 503) answer = await work();
    return answer.status !== 503;
  };
  await until('it is answered otherwise than with 503', again);
  return answer;
}
