/**
 * A projection's parked streams. A marker says from which version on a stream is left out; it is written in the
 * transaction that moves the checkpoint, so that the rows are always the fold up to it (G6).
 */
import type { ClientBase } from 'pg';
import { type Failure, LeftOut } from './left-out.js';
import type { ReadModelVersion } from './projection.js';

const LONGEST_ERROR = 500;

export class ParkedStreams {
  constructor(
    private readonly projection: ReadModelVersion,
    /** In which of its partitions a stream lies. */
    private readonly partitionOf: (stream: string) => number,
  ) {}

  /** Of these streams, what must not be applied. */
  async leftOut(client: ClientBase, streams: Iterable<string>): Promise<LeftOut> {
    const { rows } = await client.query<{ stream: string; version: number }>({
      name: 'parked-among',
      text: `select stream, from_version as version from intake.parked
              where projection = $1 and version = $2 and stream = any($3)`,
      values: [...this.key, [...new Set(streams)]],
    });
    const leftOut = new LeftOut();
    for (const row of rows) leftOut.park(row);
    return leftOut;
  }

  /** After the checkpoint's move. A stream that is parked already is parked anew: here, for this. */
  async park(client: ClientBase, failures: readonly Failure[], tries: number): Promise<void> {
    await client.query(
      `insert into intake.parked as standing
              (projection, version, stream, partition, from_version, position, type, error, tries)
       select $1, $2, f.*, $9 from unnest($3::text[], $4::integer[], $5::integer[], $6::bigint[], $7::text[], $8::text[]) f
           on conflict (projection, version, stream) do update
          set from_version = excluded.from_version, position = excluded.position, type = excluded.type,
              error = excluded.error,
              tries = excluded.tries + case when standing.position = excluded.position then standing.tries else 0 end,
              parked_at = case when standing.position = excluded.position then standing.parked_at
                               else clock_timestamp() end`,
      [
        ...this.key,
        failures.map(({ event }) => event.stream),
        failures.map(({ event }) => this.partitionOf(event.stream)),
        failures.map(({ event }) => event.version),
        failures.map(({ event }) => event.position),
        failures.map(({ event }) => event.type),
        failures.map(({ error }) => messageOf(error)),
        tries,
      ],
    );
    await this.count(
      client,
      failures.map(({ event }) => event.stream),
    );
  }

  /** It has been folded to its partition's checkpoint, and goes on with it. */
  async release(client: ClientBase, stream: string): Promise<void> {
    await client.query('delete from intake.parked where projection = $1 and version = $2 and stream = $3', [
      ...this.key,
      stream,
    ]);
    await this.count(client, [stream]);
  }

  /** Counted from the markers, so that it cannot drift from them. */
  private async count(client: ClientBase, streams: readonly string[]): Promise<void> {
    await client.query(
      `update intake.checkpoints c
          set parked = (select count(*) from intake.parked p
                         where p.projection = c.projection and p.version = c.version and p.partition = c.partition)
        where c.projection = $1 and c.version = $2 and c.partition = any($3)`,
      [...this.key, [...new Set(streams.map(this.partitionOf))]],
    );
  }

  private get key(): [string, number] {
    return [this.projection.name, this.projection.version];
  }
}

/** As PostgreSQL can keep it, whatever an error quotes. */
function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return Buffer.from(text.replaceAll('\0', '').slice(0, LONGEST_ERROR)).toString();
}
