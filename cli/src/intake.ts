/** Intake as a command asks it: what was answered, or a Stopped that says why not and what helps. */
import { EventSourceParserStream } from 'eventsource-parser/stream';
import createClient, { type Client } from 'openapi-fetch';
import type { Connection } from './connection.js';
import { Stopped } from './exit.js';
import type { components, paths } from './openapi.js';
import { foreign, refusal, unreachable } from './refusal.js';

export type Readiness = components['schemas']['Readiness'];

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}
type Bytes = ReadableStream<Uint8Array<ArrayBuffer>>;
interface StreamInit {
  parseAs: 'stream';
  headers: { accept: string };
  signal: AbortSignal;
}
export type StreamCall = (api: Client<paths>, init: StreamInit) => Promise<Answer<Bytes | null>>;

export interface Opened {
  headers: Headers;
  nothing: boolean;
}

const ANSWER_BOUND_MS = 30_000;
/** Three times what Intake lets pass between two signs of life. */
const SILENCE_BOUND_MS = 45_000;
const EVENT_STREAM = 'text/event-stream';

export class Intake {
  private readonly api: Client<paths>;

  constructor(readonly connection: Connection) {
    const { url, key } = connection;
    const headers = { accept: 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) };
    this.api = createClient<paths>({ baseUrl: url, headers, fetch: bounded });
  }

  async ask<T>(call: (api: Client<paths>) => Promise<Answer<T>>): Promise<T> {
    return (await this.answer(call)).data;
  }

  /** With the headers of the answer. */
  async answer<T>(call: (api: Client<paths>) => Promise<Answer<T>>): Promise<{ data: T; headers: Headers }> {
    const { data, error, response } = await call(this.api).catch((reason) => this.stop(reason));
    if (!response.headers.has('request-id')) throw foreign(this.connection);
    if (!response.ok) throw refusal(response, error, this.connection);
    return { data: data as T, headers: response.headers };
  }

  /** What its process needs to do its work. That it cannot is an answer too. */
  async readiness(): Promise<Readiness> {
    return this.ask<Readiness>(async (api) => {
      const { data, error, response } = await api.GET('/health/ready');
      if (!isReadiness(error)) return { ...(data && { data }), error, response };
      return { data: error, response: new Response(null, { headers: response.headers }) };
    });
  }

  /**
   * The data of each event of a stream, until its end; one that is cut off, or silent for too long, is a Stopped.
   * `onAnswer` hears first what was answered: `nothing` is that all was told, and nothing more comes.
   */
  async *listen<T>(call: StreamCall, onAnswer: (answer: Opened) => void = () => {}): AsyncGenerator<T> {
    const over = new AbortController();
    const silence = setTimeout(() => over.abort(new Error('nothing came for too long')), SILENCE_BOUND_MS);
    try {
      const init: StreamInit = { parseAs: 'stream', headers: { accept: EVENT_STREAM }, signal: over.signal };
      const { data: body, headers } = await this.answer((api) => call(api, init));
      onAnswer({ headers, nothing: !body });
      if (body) yield* messages<T>(body, () => silence.refresh());
    } catch (reason) {
      this.stop(reason);
    } finally {
      clearTimeout(silence);
      over.abort();
    }
  }

  private stop(reason: unknown): never {
    if (reason instanceof Stopped) throw reason;
    throw reason instanceof SyntaxError ? foreign(this.connection) : unreachable(reason, this.connection);
  }
}

/** A stream has no end to wait for; all else is answered in time, or not at all. */
function bounded(request: Request): Promise<Response> {
  if (request.headers.get('accept') === EVENT_STREAM) return fetch(request);
  return fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(boundMsOf(request))]) });
}

/** Who asks to wait is answered that much later. */
function boundMsOf({ headers }: Request): number {
  const seconds = /^wait=(\d+)$/.exec(headers.get('prefer') ?? '')?.[1] ?? 0;
  return ANSWER_BOUND_MS + Number(seconds) * 1_000;
}

async function* messages<T>(body: Bytes, onSign: () => void): AsyncGenerator<T> {
  const watched = new TransformStream<string, string>({
    transform(text, controller) {
      onSign();
      controller.enqueue(text);
    },
  });
  const events = body.pipeThrough(new TextDecoderStream()).pipeThrough(watched);
  for await (const { data } of events.pipeThrough(new EventSourceParserStream())) if (data) yield JSON.parse(data) as T;
}

const isReadiness = (body: unknown): body is Readiness => typeof body === 'object' && body !== null && 'checks' in body;
