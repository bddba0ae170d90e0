/**
 * Rows of inputs, wherever they are: in the read model, and where that has not come as far as the input's own stream
 * (Kafka behind or away), by the same fold from the log. So an acknowledged input is never missing, and none is shown
 * older than what its live stream has told.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RecordedEvent } from '../../events/event.js';
import { ShownPosition } from '../../platform/projector/shown-position.js';
import { StreamFold } from '../../platform/projector/stream-fold.js';
import { LogReader } from '../../platform/store/reader.js';
import type { StoredEvent } from '../../platform/store/stored-event.js';
import { InputRow } from './input.entity.js';
import { inputs } from './inputs.projection.js';
import type { Shown } from './inputs.queries.js';

@Injectable()
export class InputRows {
  constructor(
    private readonly dataSource: DataSource,
    private readonly shown: ShownPosition,
    private readonly reader: LogReader,
    private readonly streams: StreamFold,
  ) {}

  async find(id: string, minPosition: number): Promise<Shown<InputRow> | null> {
    return this.shown.ofOneStream(inputs, `input-${id}`, minPosition, {
      rows: () => this.dataSource.getRepository(InputRow).findOneBy({ id }),
      fold: (upToVersion = Number.POSITIVE_INFINITY) => this.fold(id, ({ version }) => version <= upToVersion),
    });
  }

  /** As it was: what comes after the position, or after the time, is left out of the fold. */
  async findAsOf(id: string, asOf: number | string, minPosition: number): Promise<Shown<InputRow> | null> {
    const head = await this.shown.ofLog(minPosition);
    const position = typeof asOf === 'number' ? Math.min(asOf, head) : await this.reader.positionAt(asOf);
    const row = await this.fold(id, (event) => event.position <= position);
    return row && { value: row, position };
  }

  /** The input's events from the log itself; `limit` for its beginning only. */
  async history(id: string, minPosition: number, limit?: number): Promise<Shown<RecordedEvent[]>> {
    const position = await this.shown.ofLog(minPosition);
    return { value: await this.reader.stream(`input-${id}`, 0, limit), position };
  }

  private async fold(id: string, isWanted: (event: StoredEvent) => boolean): Promise<InputRow | null> {
    return (await this.streams.rows(inputs, `input-${id}`, isWanted))?.[0] ?? null;
  }
}
