/**
 * Acts on tables beside the log, which the log tells of all the same. Guarantee: what an act changes and the events that say
 * who did it are one transaction: neither is ever there without the other, whatever dies in between.
 */
import type { ClientBase, Pool } from 'pg';
import type { EventMetadata, NewEvent } from '../../events/event.js';
import { inTransaction } from '../database/transaction.js';
import { type AppendRow, appendCall } from './append-call.js';
import { type AppendCommand, VersionConflict } from './append-command.js';
import { prepare } from './append-group.js';
import type { AppendCall } from './event-log.js';

/** What a stream is told. No events: it was so before. */
export interface Fact {
  stream: string;
  events: NewEvent[];
}

export interface Act<T> {
  value: T;
  /** Each of another stream; first of the one that the act is about. */
  facts: readonly [Fact, ...Fact[]];
}

export interface Recorded<T> {
  value: T;
  /** Of the act's newest event; where it had nothing to do, of the newest that its stream has. */
  position: number;
}

const TRIES = 10;

export class Acts {
  constructor(
    private readonly pool: Pool,
    /** Called after each act that appended something. */
    private readonly onAppended: () => void = () => {},
    private readonly onEnded: (call: AppendCall) => void = () => {},
  ) {}

  /** `act` does what a rollback undoes, and nothing else: where its stream was written meanwhile, it is asked again. */
  async record<T>(metadata: EventMetadata, act: (client: ClientBase) => Promise<Act<T>>): Promise<Recorded<T>> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(metadata, act);
      } catch (error) {
        if (!(error instanceof VersionConflict) || attempt === TRIES) throw error;
      }
    }
  }

  private async once<T>(metadata: EventMetadata, act: (client: ClientBase) => Promise<Act<T>>): Promise<Recorded<T>> {
    const begun = performance.now();
    const { appended, ...recorded } = await inTransaction(this.pool, async (client) => {
      const { value, facts } = await act(client);
      const { commands, position } = await appendWithin(client, metadata, facts);
      return { value, position: position ?? (await newestOf(client, facts[0].stream)), appended: commands };
    });
    if (appended.length > 0) this.tell(appended, performance.now() - begun);
    return recorded;
  }

  private tell(commands: readonly AppendCommand[], durationMs: number): void {
    this.onAppended();
    this.onEnded({ commands, outcomes: commands.map(() => 'appended'), durationMs });
  }
}

/**
 * In the transaction in hand, and last in it: from here to its end nobody else appends. Answers the position of the last event;
 * null: there was none to append. Throws VersionConflict where somebody was faster.
 */
export async function appendWithin(
  client: ClientBase,
  metadata: EventMetadata,
  facts: readonly Fact[],
): Promise<{ commands: AppendCommand[]; position: number | null }> {
  const commands = await commandsOf(client, metadata, facts);
  if (commands.length === 0) return { commands, position: null };
  const { rows } = await client.query<AppendRow>(appendCall(commands.map(prepare)));
  for (const [index, { outcome, version }] of rows.entries()) {
    const { stream, expectedVersion } = commands[index]!;
    if (outcome !== 'appended') throw new VersionConflict(stream, expectedVersion, version);
  }
  return { commands, position: rows.at(-1)!.position };
}

async function commandsOf(
  client: ClientBase,
  metadata: EventMetadata,
  facts: readonly Fact[],
): Promise<AppendCommand[]> {
  const told = facts.filter(({ events }) => events.length > 0);
  const { rows } = await client.query<{ version: number }>(
    `select coalesce((select version from intake.events e where e.stream = s.stream order by version desc limit 1), 0) as version
       from unnest($1::text[]) with ordinality as s(stream, n) order by n`,
    [told.map(({ stream }) => stream)],
  );
  return told.map(({ stream, events }, index) => ({
    ...{ stream, events, expectedVersion: rows[index]!.version },
    ...{ destination: null, owner: null, metadata },
  }));
}

async function newestOf(client: ClientBase, stream: string): Promise<number> {
  const { rows } = await client.query<{ position: number }>(
    'select position from intake.events where stream = $1 order by version desc limit 1',
    [stream],
  );
  return rows[0]?.position ?? 0;
}
