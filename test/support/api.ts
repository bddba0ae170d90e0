/** The HTTP API as a client uses it. */
import type { EventView } from '../../src/views/event.js';
import type { InputView } from '../../src/views/input.js';
import { until } from './process.js';

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

export class Api {
  constructor(
    readonly url: string,
    private readonly key: string,
  ) {}

  /** Any request; a body that is neither text nor bytes is sent as JSON. */
  async ask<T = unknown>(
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer<T>> {
    const raw = typeof body === 'string' || body instanceof Uint8Array || body === undefined;
    const response = await fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(!raw && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: raw ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as T };
  }

  get<T = unknown>(path: string, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.ask('GET', path, { headers });
  }

  /** Registers a destination, or throws. */
  async register(name: string, policy: Record<string, unknown>): Promise<void> {
    const { status, body } = await this.ask('PUT', `/v1/destinations/${name}`, { body: policy });
    if (status !== 201) throw new Error(`not registered: ${status} ${JSON.stringify(body)}`);
  }

  submit(
    destination: string,
    body: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Answer<InputView>> {
    return this.ask('POST', `/v1/destinations/${destination}/inputs`, { body, headers });
  }

  async input(id: string): Promise<InputView> {
    return (await this.get<InputView>(`/v1/inputs/${id}`)).body;
  }

  async events(id: string): Promise<EventView[]> {
    return (await this.get<{ items: EventView[] }>(`/v1/inputs/${id}/events`)).body.items;
  }

  /** Waits until the read model shows the input in this status. */
  async reaches(id: string, status: InputView['status'], withinMs = 20_000): Promise<InputView> {
    let last: InputView | undefined;
    await until(
      async () => {
        last = await this.input(id);
        return last.status === status;
      },
      withinMs,
      () => `input ${id} is ${status}; it is ${JSON.stringify(last)}`,
    );
    return last!;
  }
}
