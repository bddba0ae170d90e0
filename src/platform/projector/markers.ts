/** Parked streams as they are shown: one marker each, by the position of the event that cannot be applied. */
import type { ClientBase } from 'pg';
import type { ReadModelVersion } from './projection.js';

export interface Marker {
  stream: string;
  partition: number;
  /** The stream's: of the event that cannot be applied. Its rows are the fold of what comes before. */
  fromVersion: number;
  position: number;
  type: string;
  error: string;
  tries: number;
  /** RFC 3339 in UTC. */
  parkedAt: string;
}

const MARKERS = `
  select stream, partition, from_version as "fromVersion", position, type, error, tries, parked_at as "parkedAt"
    from intake.parked where projection = $1 and version = $2`;

export class Markers {
  constructor(private readonly client: Pick<ClientBase, 'query'>) {}

  /** Oldest first: by position, after one. */
  async list({ name, version }: ReadModelVersion, limit: number, after: number): Promise<Marker[]> {
    const { rows } = await this.client.query<Marker>({
      name: 'markers',
      text: `${MARKERS} and position > $3 order by position limit $4`,
      values: [name, version, after, limit],
    });
    return rows;
  }

  async at({ name, version }: ReadModelVersion, position: number): Promise<Marker | null> {
    const { rows } = await this.client.query<Marker>({
      name: 'marker-at',
      text: `${MARKERS} and position = $3`,
      values: [name, version, position],
    });
    return rows[0] ?? null;
  }

  async of({ name, version }: ReadModelVersion, stream: string): Promise<Marker | null> {
    const { rows } = await this.client.query<Marker>({
      name: 'marker-of',
      text: `${MARKERS} and stream = $3`,
      values: [name, version, stream],
    });
    return rows[0] ?? null;
  }
}
