/** Inputs by filter: where to begin, for who lists them and for who does something with each of them. */
import { Injectable } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import { Holds } from '../../views/held.js';
import { InputRow } from './input.entity.js';
import { type InputsFilter, narrow } from './inputs.filter.js';

export interface PageOf {
  after: number;
  upTo: number;
  limit: number;
  narrow(rows: SelectQueryBuilder<InputRow>): void;
}

export interface FoundPage {
  ids: string[];
  /** Position of the last one looked at, also where it is not among them; null: there are no more. */
  last: number | null;
}

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

  /** A page of them in the order they were received, after a position. Whether they are held back is looked at for these only. */
  async page(filter: InputsFilter, { after, upTo, limit, narrow: narrower }: PageOf): Promise<FoundPage> {
    const rows = narrow(this.dataSource.getRepository(InputRow).createQueryBuilder('input'), filter);
    narrower(rows);
    if (filter.held) rows.andWhere('input.settledAt is null');
    const page = await rows
      .andWhere('input.position > :after and input.position <= :upTo', { after, upTo })
      .orderBy('input.position', 'ASC')
      .take(limit)
      .getMany();
    const ids = page.map(({ id }) => id);
    const last = page.at(-1)?.position ?? null;
    if (!filter.held) return { ids, last };
    const held = await this.holds.of(ids);
    return { ids: ids.filter((id) => held.has(id)), last };
  }
}
