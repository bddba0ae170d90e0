import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { foldRows } from '../../platform/projector/fold.js';
import { ShownPosition } from '../../platform/projector/shown-position.js';
import { LogReader } from '../../platform/store/reader.js';
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
    private readonly reader: LogReader,
  ) {}

  async execute({ inputId, minPosition }: ListAttempts) {
    const position = await this.shown.ofCurrentStream(attempts, `input-${inputId}`, minPosition);
    const rows = position === null ? [] : await this.rows(inputId);
    return position !== null && rows.length > 0
      ? { value: rows.map(attemptViewOf), position }
      : this.fold(inputId, minPosition);
  }

  private rows(inputId: string): Promise<AttemptRow[]> {
    return this.dataSource.getRepository(AttemptRow).find({ where: { inputId }, order: { number: 'ASC' } });
  }

  private async fold(inputId: string, minPosition: number) {
    const position = await this.shown.ofLog(minPosition);
    const history = await this.reader.stream(`input-${inputId}`);
    if (history.length === 0) return null;
    const rows = [...foldRows(attempts, history).values()].flatMap(({ row }) => (row ? [row] : []));
    return { value: rows.map(attemptViewOf), position };
  }
}
