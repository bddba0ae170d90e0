import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ShownPosition } from '../../platform/projector/shown-position.js';
import { __Name__Row } from './__name__.entity.js';
import { __camels__ } from './__names__.projection.js';
import { Get__Name__ } from './__names__.queries.js';

@QueryHandler(Get__Name__)
export class Get__Name__Handler implements IQueryHandler<Get__Name__> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly shown: ShownPosition,
  ) {}

  async execute({ id, minPosition }: Get__Name__) {
    const position = await this.shown.of(__camels__, minPosition);
    const row = await this.dataSource.getRepository(__Name__Row).findOneBy({ id });
    return row && { value: row, position };
  }
}
