/** The live streams of inputs. What happens while Intake is away for a while is not missed, and nothing is told twice. */
import { setTimeout as rest } from 'node:timers/promises';
import type { Event } from './event-line.js';
import type { Intake, Opened, StreamCall } from './intake.js';
import { Patience } from './patience.js';

export interface Wanted {
  destination?: string[];
  status?: string[];
  /** Position after which to begin; else one input from its first event, all of them from now on. */
  after?: number;
}

type Print = (event: Event) => void;

/** As the OpenAPI document writes it. */
type LastSeen = { 'Last-Event-Id'?: number };

interface Source {
  beginsNow: boolean;
  after(seen: LastSeen): StreamCall;
}

const AGAIN_MS = 500;

/** Resolves when the input is settled and all of it is told. */
export function watchInput(intake: Intake, id: string, { after }: Wanted, print: Print): Promise<void> {
  const stream = (header: LastSeen): StreamCall => {
    return (api, init) => api.GET('/v1/inputs/{id}/stream', { ...init, params: { path: { id }, header } });
  };
  return tell(intake, { beginsNow: false, after: stream }, after, print);
}

/** For ever. */
export function watchAll(intake: Intake, { destination, status, after }: Wanted, print: Print): Promise<void> {
  const query = {
    ...(destination && { destination: destination.join(',') }),
    ...(status && { status: status.join(',') }),
  };
  const stream = (header: LastSeen): StreamCall => {
    return (api, init) => api.GET('/v1/stream', { ...init, params: { query, header } });
  };
  return tell(intake, { beginsNow: true, after: stream }, after, print);
}

async function tell(intake: Intake, source: Source, after: number | undefined, print: Print): Promise<void> {
  const patience = new Patience();
  let last = after;
  let settled = false;
  let open = false;
  const onAnswer = ({ headers, nothing }: Opened) => {
    open = true;
    settled = nothing;
    // Cut off before its first event, it comes back to here.
    if (source.beginsNow) last ??= Number(headers.get('intake-position'));
  };
  while (!settled) {
    try {
      const stream = source.after(last === undefined ? {} : { 'Last-Event-Id': last });
      for await (const event of intake.listen<Event>(stream, onAnswer)) {
        last = event.position;
        print(event);
      }
      if (!settled) await rest(AGAIN_MS);
    } catch (error) {
      // It was there until now, however long nothing happened.
      if (open) patience.sign();
      open = false;
      await patience.outlast(error);
    }
  }
}
