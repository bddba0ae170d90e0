/** Inputs by filter: where to begin, for who lists them and for who does something with each of them. */
import { Injectable } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import { Holds } from '../../views/held.js';
import { InputRow } from './input.entity.js';
import { type InputsFilter, narrow } from './inputs.filter.js';

@Injectable()
export class InputsFound {
  constructor(
    private readonly dataSource: DataSource,
    private readonly holds: Holds,
  ) {}

  /** The rows are called `input`. In no order yet. */
  async by(filter: InputsFilter): Promise<SelectQueryBuilder<InputRow>> {
    const rows = narrow(this.dataSource.getRepository(InputRow).createQueryBuilder('input'), filter);
    if (!filter.held) return rows;
    const { sql, parameters } = await this.holds.condition('input.id');
    return rows.andWhere(sql, parameters).andWhere('input.settledAt is null');
  }
}
