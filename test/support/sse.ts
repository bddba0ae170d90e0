/** A listener of server-sent events, as a browser is one: what it was told, where it would go on, and its end. */
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { EventView } from '../../src/views/event.js';
import type { Intake } from './intake.js';
import { until } from './until.js';

export interface Told {
  id: number;
  event: string;
  data: EventView;
}

export class Listener {
  readonly told: Told[] = [];
  /** The positions that heartbeats carried. */
  readonly heartbeats: number[] = [];
  ended = false;

  private constructor(
    private readonly request: ClientRequest,
    readonly response: IncomingMessage,
  ) {
    let fields: Record<string, string> = {};
    const lines = createInterface({ input: response });
    lines.on('line', (line) => {
      if (line !== '') {
        const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
        fields[name] = value;
        return;
      }
      this.take(fields);
      fields = {};
    });
    // Cut off or closed, the stream is over for who reads it.
    for (const source of [response, lines]) source.on('error', () => {});
    response.on('close', () => {
      this.ended = true;
    });
  }

  static to({ url, key }: Pick<Intake, 'url' | 'key'>, path: string, lastEventId?: number): Promise<Listener> {
    const headers = {
      authorization: `Bearer ${key}`,
      accept: 'text/event-stream',
      ...(lastEventId !== undefined && { 'last-event-id': String(lastEventId) }),
    };
    return new Promise((resolve, reject) => {
      const request = get(`${url}${path}`, { headers, agent: false }, (response) =>
        resolve(new Listener(request, response)),
      );
      request.on('error', reject);
    });
  }

  get types(): string[] {
    return this.told.map(({ event }) => event);
  }

  async end(): Promise<void> {
    await until('the stream has ended', () => this.ended, 60_000);
  }

  async hears(type: string): Promise<void> {
    await until(`it is told ${type}`, () => this.types.includes(type), 60_000);
  }

  leave(): void {
    this.request.destroy();
  }

  private take({ id, event, data }: Record<string, string>): void {
    if (event !== undefined && data !== undefined) this.told.push({ id: Number(id), event, data: JSON.parse(data) });
    else if (id !== undefined) this.heartbeats.push(Number(id));
  }
}
