import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ShownPosition } from '../../platform/projector/shown-position.js';
import { StreamFold } from '../../platform/projector/stream-fold.js';
import { AttemptRow } from './attempt.entity.js';
import { attemptViewOf } from './attempt.view.js';
import { attempts } from './attempts.projection.js';
import { ListAttempts } from './attempts.queries.js';

/** From the read model; where that has not come as far as the input's own stream, by the same fold from the log. */
@QueryHandler(ListAttempts)
export class ListAttemptsHandler implements IQueryHandler<ListAttempts> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly shown: ShownPosition,
    private readonly streams: StreamFold,
  ) {}

  async execute({ inputId, minPosition }: ListAttempts) {
    const shown = await this.shown.ofOneStream(attempts, `input-${inputId}`, minPosition, {
      rows: () => this.rows(inputId),
      fold: (upToVersion = Number.POSITIVE_INFINITY) =>
        this.streams.rows(attempts, `input-${inputId}`, ({ version }) => version <= upToVersion),
    });
    return shown && { ...shown, value: shown.value.map(attemptViewOf) };
  }

  /** None may be of an input without attempts, or of no input at all: only its stream can tell. */
  private async rows(inputId: string): Promise<AttemptRow[] | null> {
    const repository = this.dataSource.getRepository(AttemptRow);
    const rows = await repository.find({ where: { inputId }, order: { number: 'ASC' } });
    return rows.length > 0 ? rows : null;
  }
}
