import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ShownPosition } from '../../platform/projector/shown-position.js';
import { InputRow } from './input.entity.js';
import { inputs } from './inputs.projection.js';
import { type DeadLetters, GroupDeadLetters } from './inputs.queries.js';

@QueryHandler(GroupDeadLetters)
export class GroupDeadLettersHandler implements IQueryHandler<GroupDeadLetters> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly shown: ShownPosition,
  ) {}

  async execute({ minPosition }: GroupDeadLetters) {
    const position = await this.shown.of(inputs, minPosition);
    const items = await this.dataSource
      .getRepository(InputRow)
      .createQueryBuilder('input')
      .select('input.destination', 'destination')
      .addSelect('input.reason', 'reason')
      .addSelect('count(*)', 'count')
      .addSelect('min(input.settledAt)', 'oldest')
      .addSelect('max(input.settledAt)', 'newest')
      .where(`input.status = 'deadLettered'`)
      .groupBy('input.destination')
      .addGroupBy('input.reason')
      .orderBy('max(input.settledAt)', 'DESC')
      .addOrderBy('input.destination')
      .addOrderBy('input.reason')
      .getRawMany<DeadLetters>();
    return { value: { items }, position };
  }
}
